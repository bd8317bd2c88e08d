import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from library_making import CODECS, make, noise, tone
from mutagen.id3 import APIC
from mutagen.mp3 import MP3

from setplayer.faults import Fault
from setplayer.library.decode import TrackStream
from setplayer.units import SAMPLE_RATE

RATES = {
    ".mp3": (8_000, 22_050, 44_100, 48_000),
    ".m4a": (8_000, 44_100, 96_000),
    ".opus": (48_000,),
    ".ogg": (44_100, 48_000),
    ".flac": (8_000, 44_100, 48_000, 192_000),
    ".wav": (8_000, 11_025, 44_100, 48_000, 96_000, 192_000),
    ".aiff": (44_100, 192_000),
}

# What stays of an encoder's delay and padding, in frames of the file, where nothing in the file tells it: raw AAC,
# and what FFmpeg's own Vorbis encoder writes.
LEFT_OVER = {".aac": 3_072, ".ogg": 1_024}


def everything(path: Path, chunk: int = 10_000, offset_frames: int = 0) -> np.ndarray:
    with TrackStream(path, offset_frames) as stream:
        parts = [stream.read(chunk)]
        while len(parts[-1]):
            parts.append(stream.read(chunk))
    return np.concatenate(parts)


@pytest.mark.parametrize(
    ("suffix", "rate", "channels"),
    # FFmpeg's own Vorbis encoder knows stereo only.
    [(s, r, c) for s, rates in RATES.items() for r in rates for c in (1, 2) if (s, c) != (".ogg", 1)],
)
def test_every_format_and_rate_plays_the_tone_that_was_put_in(tmp_path, suffix, rate, channels):
    path = make(tmp_path / f"a{suffix}", tone(2.0, rate, channels=channels), rate)
    sound = everything(path)
    assert sound.dtype == np.float32
    assert sound.shape[1] == 2
    middle = sound[SAMPLE_RATE // 2 : SAMPLE_RATE * 3 // 2].astype(np.float64)
    for side in middle.T:
        spectrum = np.abs(np.fft.rfft(side)) / (len(side) / 2)
        assert spectrum.argmax() == 440
        # Opus and the simple Vorbis encoder are the least exact; a wrong scale would be far off.
        assert spectrum[440] == pytest.approx(0.5, rel=0.06)


@pytest.mark.parametrize("suffix", CODECS)
def test_the_length_is_that_of_the_decoded_samples(tmp_path, suffix):
    rate = 48_000 if suffix == ".opus" else 44_100
    frames = 100_003
    path = make(tmp_path / f"a{suffix}", tone(frames / rate, rate), rate)
    with TrackStream(path) as stream:
        delivered = 0
        while count := len(stream.read(7_777)):
            delivered += count
        assert delivered == stream.decoded_frames * SAMPLE_RATE // stream.sample_rate
        assert frames <= stream.decoded_frames <= frames + LEFT_OVER.get(suffix, 0)


@settings(max_examples=60, deadline=None)
@given(rate=st.integers(4_000, 400_000), frames=st.integers(1, 60_000))
def test_the_length_is_exact_for_any_rate(tmp_path_factory, rate, frames):
    path = make(tmp_path_factory.mktemp("any") / "a.wav", noise(frames, channels=1), rate)
    assert len(everything(path)) == frames * SAMPLE_RATE // rate


@pytest.fixture(scope="module", params=[".mp3", ".flac", ".m4a", ".opus", ".wav"])
def piece(request, tmp_path_factory):
    rate = 48_000 if request.param == ".opus" else 44_100
    path = make(tmp_path_factory.mktemp("piece") / f"a{request.param}", noise(70_001), rate)
    return path, everything(path, 1_000_000)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=st.lists(st.integers(0, 30_000), min_size=1, max_size=20))
def test_reads_of_any_size_give_identical_samples(piece, counts):
    path, whole = piece
    with TrackStream(path) as stream:
        parts = [stream.read(count) for count in counts]
        ends = np.minimum(np.cumsum(counts), len(whole))
        assert [len(part) for part in parts] == np.diff(ends, prepend=0).tolist()
        parts.append(stream.read(1_000_000))
    assert np.array_equal(np.concatenate(parts), whole)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(offset=st.integers(0, 90_000))
def test_an_offset_gives_exactly_the_rest(piece, offset):
    path, whole = piece
    assert np.array_equal(everything(path, offset_frames=offset), whole[offset:])


def test_after_the_end_nothing_more_comes(tmp_path):
    with TrackStream(make(tmp_path / "a.wav", noise(5_000), 44_100)) as stream:
        assert len(stream.read(100_000)) == 5_000 * 48_000 // 44_100
        assert stream.read(10).shape == (0, 2)
        assert stream.read(10).shape == (0, 2)


def test_a_lossless_file_at_48_khz_is_not_altered_at_all(tmp_path):
    whole_numbers = np.random.default_rng(2).integers(-32_768, 32_768, (30_000, 2))
    samples = (whole_numbers / 32_768).astype(np.float32)
    for name in ("a.wav", "a.flac", "a.aiff"):
        assert np.array_equal(everything(make(tmp_path / name, samples, 48_000)), samples)


@pytest.mark.parametrize("codec", ["pcm_u8", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_s16le"])
def test_every_kind_of_sample_has_the_same_scale(tmp_path, codec):
    samples = tone(1.0, 48_000)
    sound = everything(make(tmp_path / "a.wav", samples, 48_000, codec))
    assert np.abs(sound - samples).max() <= (1 / 128 if codec == "pcm_u8" else 1 / 32_768)


@pytest.mark.parametrize("suffix", [".mp3", ".m4a"])
def test_the_delay_of_the_encoder_is_left_out(tmp_path, suffix):
    """Told by a click: it must come where it was put in, to the frame, or loops and joins would drift."""
    samples = np.zeros((48_000, 2), dtype=np.float32)
    samples[20_000:20_020] = 0.9
    sound = everything(make(tmp_path / f"a{suffix}", samples, 48_000))
    lag = np.correlate(sound[:, 0], samples[19_990:20_030, 0], mode="valid").argmax() - 19_990
    assert lag == 0


def test_mono_sounds_on_both_sides_at_its_own_level(tmp_path):
    samples = noise(20_000, channels=1)
    sound = everything(make(tmp_path / "a.wav", samples, 48_000, "pcm_f32le"))
    assert np.array_equal(sound[:, 0], samples[:, 0])
    assert np.array_equal(sound[:, 1], samples[:, 0])


@pytest.mark.parametrize(
    ("channel", "left", "right"), [(0, 1, 0), (1, 0, 1), (2, 1, 1), (3, 0, 0), (4, 1, 0), (5, 0, 1)]
)
def test_surround_keeps_its_sides(tmp_path, channel, left, right):
    samples = np.zeros((48_000, 6), dtype=np.float32)
    samples[:, channel] = tone(1.0, 48_000, channels=1)[:, 0]
    sound = everything(make(tmp_path / "a.flac", samples, 48_000))
    assert (np.abs(sound).max(axis=0) > 0.05).tolist() == [bool(left), bool(right)]


def test_full_scale_surround_does_not_clip(tmp_path):
    sound = everything(make(tmp_path / "a.wav", tone(1.0, 48_000, peak=1.0, channels=6), 48_000, "pcm_f32le"))
    assert 0.95 < np.abs(sound).max() <= 1.0


def test_a_file_glued_together_from_others_plays_to_its_end(tmp_path):
    first = make(tmp_path / "a.mp3", tone(2.0, 44_100), 44_100).read_bytes()
    second = make(tmp_path / "b.mp3", tone(2.0, 22_050, channels=1), 22_050).read_bytes()
    glued = tmp_path / "glued.mp3"
    glued.write_bytes(first + second + first)
    sound = everything(glued)
    assert len(sound) == pytest.approx(6 * SAMPLE_RATE, abs=SAMPLE_RATE // 4)
    last_second = np.abs(sound[-SAMPLE_RATE:]).max()
    assert last_second == pytest.approx(0.5, rel=0.1)


def test_cover_art_is_not_mistaken_for_sound(tmp_path):
    path = make(tmp_path / "a.mp3", tone(2.0, 44_100), 44_100)
    length = len(everything(path))
    file = MP3(path)
    file.tags.add(APIC(encoding=3, mime="image/png", type=3, desc="", data=b"\x89PNG\r\n\x1a\n" + bytes(50_000)))
    file.save()
    assert len(everything(path)) == length


def test_a_tag_that_is_not_text_does_not_matter(tmp_path):
    path = make(tmp_path / "a.flac", tone(2.0, 44_100), 44_100, tags={"title": "QQQQ"})
    path.write_bytes(path.read_bytes().replace(b"QQQQ", b"\xff\xfe\xff\xfe"))
    assert len(everything(path)) == 96_000


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing.mp3", "there is no such file; correct the path or put the file there."),
        ("folder.mp3", "it is not a file; correct the path or put the file there."),
        ("empty.mp3", "the file is empty; replace it or leave it out."),
        ("words.mp3", "it is not music, or too damaged to open; replace the file or leave it out."),
    ],
)
def test_a_file_that_cannot_be_opened_is_told_in_one_sentence(tmp_path, name, sentence):
    (tmp_path / "folder.mp3").mkdir()
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "words.mp3").write_text("<html>404 not found</html>" * 100)
    with pytest.raises(Fault) as caught:
        TrackStream(tmp_path / name)
    assert str(caught.value) == f"{tmp_path / name}: {sentence}"
    with pytest.raises(Fault) as caught:
        TrackStream(tmp_path / name, name=f"quiet/{name}")
    assert str(caught.value) == f"quiet/{name}: {sentence}"


def test_a_film_without_sound_is_told(tmp_path):
    with av.open(str(tmp_path / "a.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 64
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(stream.encode(None))
    with pytest.raises(Fault, match="there is no sound in it that can be decoded"):
        TrackStream(tmp_path / "a.mp4")


def test_a_playlist_in_disguise_does_not_open_what_it_names(tmp_path):
    """FFmpeg goes by content: a text file with a music suffix could name other files or fetch addresses."""
    secret = make(tmp_path / "secret.wav", tone(2.0, 44_100), 44_100)
    (tmp_path / "a.mp3").write_text(f"ffconcat version 1.0\nfile '{secret.name}'\n")
    (tmp_path / "b.mp3").write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{secret.as_uri()}\n")
    for name in ("a.mp3", "b.mp3"):
        with pytest.raises(Fault, match="it is not music"):
            TrackStream(tmp_path / name)


def test_a_name_that_looks_like_a_command_to_ffmpeg_is_only_a_name(tmp_path, monkeypatch):
    make(tmp_path / "a.wav", tone(1.0, 48_000), 48_000).rename(tmp_path / "concat:a.wav|b.wav")
    monkeypatch.chdir(tmp_path)
    assert len(everything(Path("concat:a.wav|b.wav"))) == 48_000


def test_the_engine_can_decode_without_scipy():
    code = "import sys, setplayer.library.decode; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

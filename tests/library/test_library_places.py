"""Every format gives every frame of the music at its place, and no other frames; from wherever it is read."""

import struct
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from library_making import make, noise, tone
from mutagen.flac import FLAC
from mutagen.id3 import TXXX
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4, MP4FreeForm
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from setplayer.library.decode import TrackStream
from setplayer.library.measuring import scan_track
from setplayer.units import SAMPLE_RATE

SEVEN = (".mp3", ".flac", ".ogg", ".opus", ".m4a", ".wav", ".aiff")

RATES = {
    ".mp3": (8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000),
    ".m4a": (8_000, 11_025, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000),
    ".opus": (8_000, 16_000, 24_000, 48_000),
    ".ogg": (8_000, 22_050, 44_100, 48_000, 96_000, 192_000),
    ".flac": (8_000, 11_025, 22_050, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000),
    ".wav": (8_000, 11_025, 22_050, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000),
    ".aiff": (8_000, 44_100, 48_000, 96_000, 192_000),
}

LOSSLESS = (".flac", ".wav", ".aiff")


def everything(path: Path, offset_frames: int = 0) -> np.ndarray:
    with TrackStream(path, offset_frames) as stream:
        parts = [stream.read(50_000)]
        while len(parts[-1]):
            parts.append(stream.read(50_000))
    return np.concatenate(parts)


def with_a_knock(rate: int, frames: int) -> np.ndarray:
    """A tone, and in its middle a knock of a few milliseconds that every encoder keeps: a burst of a higher tone."""
    samples = tone(frames / rate, rate, hz=300, peak=0.1)[:frames]
    middle, half = frames // 2, rate // 200
    burst = np.hanning(2 * half) * np.sin(2 * np.pi * 1_500 * np.arange(2 * half) / rate)
    samples[middle - half : middle + half] += 0.7 * burst[:, None].astype(np.float32)
    return samples


@pytest.mark.parametrize(("suffix", "rate"), [(s, r) for s, rates in RATES.items() for r in rates])
def test_every_frame_is_at_its_place_and_none_is_added(tmp_path, suffix, rate):
    frames = rate + 3_001
    source = with_a_knock(rate, frames)
    sound = everything(make(tmp_path / f"a{suffix}", source, rate))
    # FFmpeg's own Vorbis encoder writes whole packets and no true length; libvorbis is tried below.
    added = 1_024 * SAMPLE_RATE // rate if suffix == ".ogg" else 0
    length = frames * SAMPLE_RATE // rate
    assert length <= len(sound) <= length + added
    as_put_in = everything(make(tmp_path / "true.wav", source, rate, "pcm_f32le"))
    if suffix in LOSSLESS:
        assert np.abs(sound - as_put_in).max() < 1e-4
    lags = range(-3, 4)
    middle, around = length // 2, SAMPLE_RATE // 100
    alike = [
        float(
            as_put_in[middle - around : middle + around, 0] @ sound[middle + lag - around : middle + lag + around, 0]
        )
        for lag in lags
    ]
    assert lags[int(np.argmax(alike))] == 0


@pytest.mark.parametrize(("suffix", "rate"), [(".mp3", 44_100), (".m4a", 44_100), (".opus", 48_000)])
@pytest.mark.parametrize("more", [0, 227, 500, 900, 1_100])
def test_no_padding_is_left_whatever_the_length(tmp_path, suffix, rate, more):
    frames = 50_000 + more
    sound = everything(make(tmp_path / f"a{suffix}", tone(frames / rate, rate), rate))
    assert len(sound) == frames * SAMPLE_RATE // rate


@pytest.mark.parametrize("padding", [529, 600, 1_681, 1_700, 2_833, 4_095])
def test_a_lame_tag_is_taken_at_its_word(tmp_path, padding):
    """Three 12-bit halves of bytes hold delay and padding, 21 bytes into the tag (Mp3 Info Tag, revision 1)."""
    path = make(tmp_path / "a.mp3", tone(60_000 / SAMPLE_RATE, SAMPLE_RATE), SAMPLE_RATE)
    data = bytearray(path.read_bytes())
    at = max(data.find(b"Xing"), data.find(b"Info")) + 120 + 21
    delay, was = divmod(int.from_bytes(data[at : at + 3]), 4_096)
    data[at : at + 3] = (delay * 4_096 + padding).to_bytes(3)
    length = len(everything(path))
    path.write_bytes(data)
    assert len(everything(path)) == length + was - padding


@pytest.mark.parametrize(("encoder", "suffix"), [("libvorbis", ".ogg"), ("libopus", ".opus"), ("alac", ".m4a")])
def test_what_other_programs_encode_has_its_length(tmp_path, ffmpeg, encoder, suffix):
    make(tmp_path / "a.wav", noise(100_003), 44_100)
    path = tmp_path / f"b{suffix}"
    command = [ffmpeg, "-v", "error", "-i", tmp_path / "a.wav", "-c:a", encoder, path]
    subprocess.run(command, check=True)
    # Opus is 48 kHz inside, and an encoder that is fed another rate may round up.
    assert len(everything(path)) - 100_003 * SAMPLE_RATE // 44_100 in ((0, 1) if encoder == "libopus" else (0,))


def test_an_itunes_tag_tells_delay_and_padding_where_no_edit_list_does(tmp_path, ffmpeg):
    make(tmp_path / "a.wav", noise(100_003), 48_000)
    path = tmp_path / "a.m4a"
    command = [ffmpeg, "-v", "error", "-i", tmp_path / "a.wav", "-use_editlist", "0", path]
    subprocess.run(command, check=True)
    # As Apple's encoder writes it, every packet is a whole one.
    data = path.read_bytes()
    table = data.index(b"stts")
    last = data.rindex(struct.pack(">II", 1, 100_003 % 1_024), table, table + 32)
    path.write_bytes(data[:last] + struct.pack(">II", 1, 1_024) + data[last + 8 :])
    assert len(everything(path)) > 100_003
    file = MP4(path)
    fields = (0, 1_024, 1_024 - 100_003 % 1_024, 100_003, *[0] * 8)
    text = "".join(f" {field:0{16 if number == 3 else 8}X}" for number, field in enumerate(fields))
    file["----:com.apple.iTunes:iTunSMPB"] = MP4FreeForm(text.encode())
    file.save()
    assert len(everything(path)) == 100_003


@pytest.mark.parametrize("suffix", SEVEN)
def test_two_files_cut_from_one_tone_join_without_a_seam(tmp_path, suffix):
    """As an album that runs on from track to track does: silence of an encoder's between them is a hole to hear."""
    rate = 48_000
    whole = tone(3.0, rate, hz=440, peak=0.5)
    cut = 70_123
    parts = (whole[:cut], whole[cut:])
    joined = np.concatenate([everything(make(tmp_path / f"{n}{suffix}", part, rate)) for n, part in enumerate(parts)])
    if suffix != ".ogg":  # FFmpeg's own Vorbis encoder writes no true length
        assert len(joined) == len(whole)
        # An encoder is not exact at an edge, but a gap of silence or a repetition would be as loud as the tone.
        seam = joined[cut - 200 : cut + 200, 0].astype(np.float64)
        assert np.sqrt(np.mean((seam - whole[cut - 200 : cut + 200, 0]) ** 2)) < 0.1
        frame = np.arange(cut - 4_000, cut + 4_000)
        turned = joined[cut - 4_000 : cut + 4_000, 0] * np.exp(-2j * np.pi * 440 * frame / rate)
        before, after = turned[:3_500].mean(), turned[4_500:].mean()
        assert abs(np.angle(after / before)) < 0.02  # a frame is 0.058


@pytest.mark.parametrize("suffix", [".mp3", ".flac", ".ogg", ".opus", ".m4a"])
def test_gains_in_tags_change_nothing(tmp_path, suffix):
    """Loudness is measured; a tag may be wrong by any amount."""
    rate = 48_000
    path = make(tmp_path / f"a{suffix}", noise(60_000, peak=0.2), rate)
    plain = everything(path)
    file = {".mp3": MP3, ".flac": FLAC, ".ogg": OggVorbis, ".opus": OggOpus, ".m4a": MP4}[suffix](path)
    gain, peak = "+30.00 dB", "0.001"
    if suffix == ".mp3":
        file.tags.add(TXXX(encoding=3, desc="REPLAYGAIN_TRACK_GAIN", text=gain))
        file.tags.add(TXXX(encoding=3, desc="REPLAYGAIN_TRACK_PEAK", text=peak))
    elif suffix == ".m4a":
        file["----:com.apple.iTunes:replaygain_track_gain"] = MP4FreeForm(gain.encode())
        file["----:com.apple.iTunes:replaygain_track_peak"] = MP4FreeForm(peak.encode())
    else:
        file["REPLAYGAIN_TRACK_GAIN"], file["REPLAYGAIN_TRACK_PEAK"] = gain, peak
        file["R128_TRACK_GAIN"] = str(30 * 256)
    file.save()
    assert np.array_equal(everything(path), plain)


def test_the_output_gain_of_an_opus_header_is_part_of_the_sound_and_measured_with_it(tmp_path):
    """RFC 7845, 5.1: a player applies it. The level that a track is played at comes from what is measured with it."""
    path = make(tmp_path / "a.opus", noise(3 * SAMPLE_RATE, peak=0.5), SAMPLE_RATE)
    before = scan_track(tmp_path, "a.opus")
    data = bytearray(path.read_bytes())
    page = data[: data.index(b"OpusTags")]
    gain_at = data.index(b"OpusHead") + 16
    data[gain_at : gain_at + 2] = struct.pack("<h", -6 * 256)
    first_page_end = bytes(page).rindex(b"OggS")
    data[22:26] = bytes(4)
    data[22:26] = struct.pack("<I", ogg_checksum(bytes(data[:first_page_end])))
    path.write_bytes(data)
    assert scan_track(tmp_path, "a.opus").integrated_lufs == pytest.approx(before.integrated_lufs - 6, abs=0.1)


def ogg_checksum(page: bytes) -> int:
    register = 0
    for byte in page:
        register ^= byte << 24
        for _ in range(8):
            register = (register << 1) ^ (0x04C11DB7 if register & 0x80000000 else 0)
    return register & 0xFFFFFFFF


@pytest.mark.parametrize("layout", ["2.1", "quad", "5.0", "5.1", "6.1", "7.1"])
def test_surround_is_mixed_down_from_every_speaker_but_the_lowest(tmp_path, ffmpeg, layout):
    for suffix in (".flac", ".opus", ".m4a") if layout == "5.1" else (".flac",):
        path = tmp_path / f"a{suffix}"
        source = f"anoisesrc=d=1:r=48000:a=0.3,aformat=channel_layouts=mono,pan={layout}|{every_speaker(layout)}"
        command = [ffmpeg, "-v", "error", "-f", "lavfi", "-i", source, path]
        subprocess.run(command, check=True)
        sound = everything(path)
        level = np.sqrt(np.mean(sound[5_000:-5_000] ** 2, axis=0))
        assert level[0] == pytest.approx(level[1], rel=0.1)
        assert 0.1 < level[0] <= 0.25
        assert np.abs(sound).max() <= 1.0


def every_speaker(layout: str) -> str:
    count = {"quad": 4}.get(layout) or sum(map(int, layout.split(".")))
    return "|".join(f"c{number}=c0" for number in range(count))


LONG_S = 64
"""Longer than the stretch of a decoder, so that one follows on another in every format that has such."""


@pytest.fixture(scope="module", params=[*SEVEN, ".44.wav"])
def long_piece(request, tmp_path_factory):
    rate = {".opus": 48_000, ".44.wav": 44_100, ".mp3": 8_000, ".m4a": 11_025, ".ogg": 16_000}.get(
        request.param, 22_050
    )
    suffix = Path(request.param).suffix or request.param
    frames, channels = LONG_S * rate + 701, 2 if suffix == ".ogg" else 1
    samples = noise(frames, channels=channels, peak=0.1) + tone(frames / rate, rate, peak=0.2, channels=channels)
    path = make(tmp_path_factory.mktemp("long") / f"a{suffix}", samples, rate)
    return path, everything(path)


@settings(max_examples=8)
@given(offset=st.integers(0, LONG_S * SAMPLE_RATE + 5_000))
def test_a_reading_from_anywhere_is_the_reading_from_the_beginning(long_piece, offset):
    """What is resumed after a crash sounds as if it had never stopped, to the bit."""
    path, whole = long_piece
    with TrackStream(path, offset) as stream:
        assert np.array_equal(stream.read(150_000), whole[offset : offset + 150_000])


@pytest.mark.parametrize(
    "offset", [1, 95_999, 96_000, 96_001, 60 * SAMPLE_RATE - 1, 60 * SAMPLE_RATE, 62 * SAMPLE_RATE]
)
def test_so_is_one_from_where_something_else_begins_inside(long_piece, offset):
    path, whole = long_piece
    with TrackStream(path, offset) as stream:
        assert np.array_equal(stream.read(150_000), whole[offset : offset + 150_000])


def test_a_late_beginning_decodes_no_more_than_a_stretch(tmp_path):
    """Two hours into a recording the music must be back within a second or two."""
    path = make(tmp_path / "a.mp3", tone(130.0, 8_000, channels=1), 8_000)
    with TrackStream(path, 125 * SAMPLE_RATE) as stream:
        stream.read(SAMPLE_RATE)
        assert stream.packets < 15 * 8_000 / 576


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 32_000, 44_100, 88_200, 96_000, 176_400, 192_000, 47_999])
def test_resampling_in_cells_is_resampling_in_one(tmp_path, rate):
    import soxr  # noqa: PLC0415

    samples = noise(rate * 9 // 2, peak=0.7)
    sound = everything(make(tmp_path / "a.wav", samples, rate, "pcm_f32le"))
    in_one = soxr.resample(samples, rate, SAMPLE_RATE, "HQ")
    assert np.abs(sound - in_one[: len(sound)]).max() < 10 ** (-110 / 20)


def test_a_tone_has_no_seams_where_cells_meet(tmp_path):
    rate = 44_100
    sound = everything(make(tmp_path / "a.wav", tone(9.0, rate, hz=997.0), rate, "pcm_f32le"))[:, 0]
    for meeting in (2, 4, 6):
        around = sound[meeting * SAMPLE_RATE - 8_192 : meeting * SAMPLE_RATE + 8_192].astype(np.float64)
        window = np.kaiser(len(around), 20)
        spectrum = np.abs(np.fft.rfft(around * window)) / (window.sum() / 2)
        peak = spectrum.argmax()
        beside = np.concatenate([spectrum[: peak - 12], spectrum[peak + 13 :]])
        assert 20 * np.log10(beside.max() / 0.5) < -110


MEMORY = """
import resource, sys
from pathlib import Path
import setplayer
from setplayer.library.decode import TrackStream
def read(path):
    with TrackStream(Path(path)) as stream:
        while len(stream.read(65_536)):
            pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
short, long = read(sys.argv[1]), read(sys.argv[2])
print((long - short) * (1 if sys.platform == "darwin" else 1024))
"""


def test_a_long_file_takes_no_more_memory_than_a_short_one(tmp_path):
    """Ten minutes against ten seconds: what grew with length would be eighteen times as much in three hours."""
    if sys.platform == "win32":
        pytest.skip("the largest memory that a process held is not told by Python on Windows")
    second = make(tmp_path / "a.mp3", tone(10.0, 16_000, channels=1), 16_000)
    minutes = tmp_path / "b.mp3"
    body = second.read_bytes()
    minutes.write_bytes(body * 60)
    command = [sys.executable, "-c", MEMORY, str(second), str(minutes)]
    grown = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert grown < 10e6 / 18


@pytest.mark.parametrize("suffix", SEVEN)
def test_music_with_hits_keeps_its_length_and_its_time(tmp_path, ffmpeg, suffix):
    """Encoders change the length of their blocks there, and so of what a packet gives."""
    rate = 48_000 if suffix == ".opus" else 44_100
    chance = np.random.default_rng(7)
    source = tone(8, rate, hz=220, peak=0.02)
    source[:rate] = 0
    hits = np.sort(chance.choice(np.arange(2 * rate, len(source) - rate // 10, rate // 20), 60, replace=False))
    fall = np.exp(-np.arange(rate // 40) / (rate / 400))[:, None]
    for hit in hits:
        source[hit : hit + len(fall)] += (0.8 * fall * chance.uniform(-1, 1, (len(fall), 1))).astype(np.float32)
    make(tmp_path / "put in.wav", source, rate, "pcm_f32le")
    path = tmp_path / f"a{suffix}"
    subprocess.run([ffmpeg, "-v", "error", "-i", tmp_path / "put in.wav", path], check=True)
    sound = everything(path)
    assert len(sound) == len(source) * SAMPLE_RATE // rate
    places = hits * SAMPLE_RATE // rate
    size = np.abs(sound).max(axis=1)
    late = [np.argmax(size[place - 400 : place + 400] > 0.15) - 400 for place in places]
    assert max(late) < 200, "no hit comes later and later"
    assert min(late) > -400


def test_times_that_stumble_in_an_mp4_do_not_tear_the_music(tmp_path):
    """Real files have them: whoever converted them copied the times of the source. Each was 10 ms of silence."""
    rate, frames = 44_100, 3 * 44_100
    path = make(tmp_path / "a.m4a", tone(3.0, rate, hz=220), rate)
    plain = everything(path)
    data = bytearray(path.read_bytes())
    table = data.index(b"stts") + 4
    entries, packets = struct.unpack_from(">II", data, table + 4)
    assert entries == 2
    last = 1_024 + frames - 1_024 * packets
    times = [(packets // 2, 1_024), (1, 1_472), (1, 576), (packets - packets // 2 - 2, 1_024), (1, last)]
    longer = struct.pack(">II", 0, len(times)) + b"".join(struct.pack(">II", *entry) for entry in times)
    grown = len(longer) - (8 + 8 * entries)
    data[table : table + 8 + 8 * entries] = longer
    for box in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stts"):
        at = data.rindex(box, 0, table) - 4
        data[at : at + 4] = struct.pack(">I", struct.unpack_from(">I", data, at)[0] + grown)
    path.write_bytes(data)
    assert data.index(b"mdat") < table, (
        "what was moved lies behind the sound, whose places are told from the beginning"
    )
    with av.open(str(path)) as container:
        assert 1_472 in [packet.duration for packet in container.demux(audio=0)]
    assert np.array_equal(everything(path), plain)

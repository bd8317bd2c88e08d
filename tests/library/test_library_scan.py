import hashlib
import os
import signal

import pytest
from library_making import make, tone

from setplayer.library import measuring
from setplayer.library import scan as scanning
from setplayer.library.cache import ScanCache
from setplayer.library.measuring import scan_track
from setplayer.library.paths import find_music
from setplayer.library.scan import scan


@pytest.fixture
def library(tmp_path):
    root = tmp_path / "music"
    (root / "quiet").mkdir(parents=True)
    make(root / "quiet" / "a.flac", tone(2.0, 44_100), 44_100, tags={"title": "Ebb", "artist": "Sea"})
    make(root / "b.mp3", tone(3.0, 48_000, peak=0.1), 48_000)
    make(root / "c.wav", tone(2.0, 22_050, channels=1), 22_050)
    (root / "damaged.ogg").write_bytes(b"OggS" + bytes(1_000))
    return root


@pytest.fixture
def cache(tmp_path):
    with ScanCache(tmp_path / "library.db") as opened:
        yield opened


def test_a_track_holds_what_was_measured(library):
    track = scan_track(library, "quiet/a.flac")
    assert track.path == "quiet/a.flac"
    assert track.sha256 == hashlib.sha256((library / "quiet" / "a.flac").read_bytes()).hexdigest()
    assert (track.frames, track.sample_rate, track.channels) == (96_000, 44_100, 2)
    # A sine of peak 0.5 on both sides: -6 dBFS in EBU Tech 3341's terms, give or take the weighting at 440 Hz.
    assert track.integrated_lufs == pytest.approx(-6.7, abs=0.2)
    assert track.true_peak_dbtp == pytest.approx(-6.0, abs=0.1)
    assert (track.title, track.artist, track.error) == ("Ebb", "Sea", None)


def test_a_library_is_scanned_whole_with_its_damage(library, cache):
    seen = []
    catalogue = scan(library, find_music(library), cache, lambda done, total: seen.append((done, total)))
    assert list(catalogue.tracks) == ["b.mp3", "c.wav", "damaged.ogg", "quiet/a.flac"]
    assert seen == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    damaged = catalogue.find("damaged.ogg")
    assert (damaged.frames, damaged.title) == (0, "damaged")
    assert damaged.error == "it is not music, or too damaged to open; replace the file or leave it out."
    assert [track.path for track in catalogue.tracks.values() if track.error] == ["damaged.ogg"]


def test_what_was_scanned_is_not_decoded_again(library, cache, monkeypatch):
    paths = ["b.mp3", "damaged.ogg"]
    first = scan(library, paths, cache)
    monkeypatch.setattr(scanning, "_scanned", lambda root, paths: pytest.fail("decoded again") if paths else iter(()))
    assert scan(library, paths, cache) == first


def test_a_changed_file_is_measured_again(library, cache):
    paths = ["quiet/a.flac", "c.wav"]
    scan(library, paths, cache)
    make(library / "c.wav", tone(4.0, 22_050), 22_050)
    catalogue = scan(library, paths, cache)
    assert catalogue.find("c.wav").frames == 192_000
    assert catalogue.find("quiet/a.flac").frames == 96_000


def test_a_moved_or_renamed_file_is_known_by_its_content(library, cache, monkeypatch):
    before = scan(library, find_music(library), cache)
    (library / "quiet" / "a.flac").rename(library / "ebb.flac")
    (library / "b.mp3").rename(library / "quiet" / "new name.mp3")
    monkeypatch.setattr(scanning, "_scanned", lambda root, paths: pytest.fail("decoded again") if paths else iter(()))
    after = scan(library, find_music(library), cache)
    assert after.find("ebb.flac") == before.find("quiet/a.flac").model_copy(update={"path": "ebb.flac"})
    assert after.find("quiet/new name.mp3").title == "new name"
    assert after.find("quiet/new name.mp3").sha256 == before.find("b.mp3").sha256


def test_a_file_of_the_same_size_with_other_music_is_measured(library, cache):
    scan(library, ["c.wav"], cache)
    make(library / "d.wav", tone(2.0, 22_050, channels=1, hz=880), 22_050)
    assert (library / "c.wav").stat().st_size == (library / "d.wav").stat().st_size
    assert scan(library, ["d.wav"], cache).find("d.wav").brightness_hz == pytest.approx(880, rel=0.05)


def test_a_scan_that_was_broken_off_goes_on_where_it_was(library, cache, monkeypatch):
    def stop(done, total):
        if done == 1:
            raise KeyboardInterrupt

    paths = ["b.mp3", "c.wav"]
    with pytest.raises(KeyboardInterrupt):
        scan(library, paths, cache, stop)
    seen = []
    scan(library, paths, cache, lambda done, total: seen.append(done))
    assert seen == [1, 2]


@pytest.mark.parametrize(
    ("relative", "error"),
    [
        ("missing.mp3", "there is no such file; correct the path or put the file there."),
        ("quiet", "it is not a file; correct the path or put the file there."),
        ("../b.mp3", "has an empty part, . or .. in it; give a path below the library's folder."),
        ("/b.mp3", "is not relative to the library; give a path below the library's folder."),
        ("b\udcff.mp3", "has a character in it that cannot be shown; give a path below the library's folder."),
    ],
)
def test_what_cannot_be_scanned_comes_back_with_a_reason(library, cache, relative, error):
    track = scan_track(library, relative)
    assert (track.error, track.frames) == (error, 0)
    [same] = scan(library, [relative], cache).tracks.values()
    assert same == track


def test_a_file_whose_permissions_were_mended_is_read_after_all(library, cache, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as locked:
        locked.setattr(measuring, "sha256_of", refuse)
        assert scan(library, ["b.mp3"], cache).find("b.mp3").error is not None
    assert scan(library, ["b.mp3"], cache).find("b.mp3").error is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_the_library_does_not_hold_up_a_scan(library):
    os.mkfifo(library / "pipe.mp3")
    assert scan_track(library, "pipe.mp3").error == "it is not a file; correct the path or put the file there."


def crash_on_b(root, relative):
    """Stands in for a decoder that a file brings down."""
    if relative == "b.mp3":
        os.kill(os.getpid(), signal.SIGKILL)
    return scan_track(root, relative)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the crash is made with a POSIX signal")
def test_a_file_that_crashes_the_decoder_costs_only_itself(library, cache, monkeypatch):
    monkeypatch.setattr(scanning, "scan_track", crash_on_b)
    monkeypatch.setattr(scanning, "_WORTH_WORKERS", 2)
    catalogue = scan(library, ["b.mp3", "c.wav"], cache)
    assert catalogue.find("b.mp3").error == "it makes the decoder crash; replace the file or leave it out."
    assert catalogue.find("c.wav").error is None


def test_a_file_that_cannot_be_read_is_told(library, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(measuring, "sha256_of", refuse)
    assert scan_track(library, "b.mp3").error == "it cannot be read (Permission denied); check its permissions."

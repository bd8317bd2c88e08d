"""A file that was cut off is seen to be, and one that is whole never is."""

import struct
from pathlib import Path

import pytest
from library_making import make, noise

from setplayer.library.endings import ending
from setplayer.library.measuring import scan_track
from setplayer.library.stated import stated_s

SUFFIXES = (".mp3", ".flac", ".oga", ".ogg", ".opus", ".m4a", ".mp4", ".aac", ".wav", ".aiff")
TELL_BY_THEIR_END = (".oga", ".ogg", ".opus", ".m4a", ".mp3")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("whole")
    return {suffix: make(folder / f"a{suffix}", noise(2 * 48_000, peak=0.2), 48_000) for suffix in SUFFIXES}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_whole_file_is_whole(whole: dict[str, Path], suffix: str) -> None:
    track = scan_track(whole[suffix].parent, whole[suffix].name)
    assert (track.ending, track.missing_frames) == ("whole", 0)


@pytest.mark.parametrize("suffix", TELL_BY_THEIR_END)
def test_a_file_that_was_cut_off_anywhere_is_not(whole: dict[str, Path], tmp_path: Path, suffix: str) -> None:
    data, path = whole[suffix].read_bytes(), tmp_path / f"cut{suffix}"
    for end in range(len(data) // 3, len(data) - 3, len(data) // 37):
        path.write_bytes(data[:end])
        assert ending(path) == ("unmarked" if suffix == ".mp3" else "cut"), end


def test_a_file_of_the_right_size_that_was_never_filled_is_cut_off(whole: dict[str, Path], tmp_path: Path) -> None:
    """As a download that was broken off, or a power cut, leaves it."""
    data, path = whole[".ogg"].read_bytes(), tmp_path / "zeros.ogg"
    path.write_bytes(data[: len(data) // 2] + bytes(len(data) // 2))
    assert ending(path) == "cut"


def test_tags_behind_the_last_frame_are_no_harm(whole: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "tagged.mp3"
    path.write_bytes(whole[".mp3"].read_bytes() + b"TAG" + bytes(125))
    assert ending(path) == "whole"


def test_a_recording_without_the_mark_of_its_end_may_be_whole(whole: dict[str, Path], tmp_path: Path) -> None:
    data, path = bytearray(whole[".ogg"].read_bytes()), tmp_path / "live.ogg"
    data[data.rfind(b"OggS") + 5] &= ~4
    path.write_bytes(data)
    assert ending(path) == "unmarked"


def test_a_wave_of_more_than_4_gb_is_cut_off_where_it_is_less(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    for there, seen in ((992, "whole"), (500, "cut")):
        path.write_bytes((b"RF64\xff\xff\xff\xffWAVEds64" + struct.pack("<IQ", 28, 992)).ljust(8 + there, b"\0"))
        assert ending(path) == seen
        path.write_bytes(
            (bytes.fromhex("72696666 2e91cf11 a5d628db 04c10000") + struct.pack("<Q", 1000)).ljust(8 + there)
        )
        assert ending(path) == seen


def test_a_wave_that_was_streamed_says_nothing_of_its_length(whole: dict[str, Path], tmp_path: Path) -> None:
    data, path = bytearray(whole[".wav"].read_bytes()), tmp_path / "streamed.wav"
    at = data.find(b"data") + 4
    data[4:8] = data[at : at + 4] = b"\xff" * 4
    path.write_bytes(data)
    assert stated_s(path) is None
    assert scan_track(tmp_path, path.name).missing_frames == 0

import base64
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from library_making import make, tone
from mutagen import File
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC
from mutagen.mp4 import MP4, MP4Cover

from setplayer.library.art import LARGEST_BYTES, LARGEST_SIDE
from setplayer.library.measuring import scan_track
from setplayer.library.tags import read_art, read_tags


def png(width=300, height=300, more=b""):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", width, height, 8, 2, 0, 0, 0) + more


def jpeg(width=300, height=300):
    app0 = b"\xff\xe0\x00\x10JFIF\x00" + bytes(9)
    return b"\xff\xd8" + app0 + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + bytes(10)


def piece(tmp_path, suffix, data, kind=3):
    """A file of music with a picture, as other programs write them."""
    path = make(tmp_path / f"x{suffix}", tone(1.2, 48_000), 48_000)
    file = File(path)
    if file.tags is None:
        file.add_tags()
    if suffix in (".mp3", ".wav", ".aiff"):
        file.tags.add(APIC(encoding=3, mime="image/anything", type=kind, desc=str(kind), data=data))
    elif isinstance(file, MP4):
        file.tags["covr"] = [MP4Cover(data)]
    else:
        picture = Picture()
        picture.type, picture.data, picture.mime = kind, data, "image/anything"
        if isinstance(file, FLAC):
            file.add_picture(picture)
        else:
            file["metadata_block_picture"] = [base64.b64encode(picture.write()).decode()]
    file.save()
    return path


@pytest.mark.parametrize("suffix", [".mp3", ".flac", ".ogg", ".opus", ".m4a", ".wav", ".aiff"])
def test_the_picture_of_a_piece_is_found_in_every_format(tmp_path, suffix):
    art = read_art(piece(tmp_path, suffix, jpeg()))
    assert (art.suffix, art.data) == (".jpg", jpeg())
    assert scan_track(tmp_path, f"x{suffix}").has_art


def test_a_piece_without_a_picture_has_none(tmp_path):
    make(tmp_path / "x.flac", tone(1.2, 48_000), 48_000)
    assert read_art(tmp_path / "x.flac") is None
    assert not scan_track(tmp_path, "x.flac").has_art
    assert read_art(tmp_path / "missing.flac") is None


def test_the_front_cover_goes_before_other_pictures(tmp_path):
    path = piece(tmp_path, ".flac", png(1, 1), kind=4)
    file = FLAC(path)
    front = Picture()
    front.type, front.data = 3, png(2, 2)
    file.add_picture(front)
    file.save()
    assert read_art(path).data == png(2, 2)


@pytest.mark.parametrize(
    "data",
    [
        b"<svg onload='alert(1)'/>",
        b"",
        png(more=bytes(LARGEST_BYTES)),
        png(width=LARGEST_SIDE + 1),
        png(width=0),
        jpeg(height=LARGEST_SIDE + 1),
        jpeg()[:20],
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\x00\x00" * 9,
        b"GIF89a" + bytes(40),
    ],
)
def test_what_is_too_large_or_no_picture_is_left_out(tmp_path, data):
    path = piece(tmp_path, ".mp3", data)
    assert read_art(path) is None
    assert read_tags(path).title == "x"


@pytest.fixture(scope="module")
def ogg(tmp_path_factory):
    return make(tmp_path_factory.mktemp("art") / "x.ogg", tone(0.2, 48_000), 48_000)


@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"]))
def test_whatever_bytes_a_picture_has_nothing_is_raised(ogg, data, head):
    file = File(ogg)
    file["metadata_block_picture"] = [base64.b64encode(data).decode(), base64.b64encode(head + data).decode(), "?"]
    file.save()
    read_art(ogg)
    assert read_tags(ogg).title == "x"

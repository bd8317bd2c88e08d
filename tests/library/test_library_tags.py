import pytest
from hypothesis import given
from hypothesis import strategies as st
from library_making import make, tone
from mutagen.id3 import TIT2, TPE1
from mutagen.wave import WAVE

from setplayer.library.tags import LONGEST, cleaned, read_tags


@pytest.mark.parametrize("suffix", [".mp3", ".flac", ".ogg", ".opus", ".m4a"])
def test_title_and_artist_are_read(tmp_path, suffix):
    path = make(tmp_path / f"x{suffix}", tone(0.2, 48_000), 48_000, tags={"title": "Ebb", "artist": "Sea"})
    tags = read_tags(path)
    assert (tags.title, tags.artist) == ("Ebb", "Sea")


def test_wav_files_may_have_id3_tags(tmp_path):
    path = make(tmp_path / "x.wav", tone(0.2, 48_000), 48_000)
    file = WAVE(path)
    file.add_tags()
    file.tags.add(TIT2(encoding=3, text=["Ebb"]))
    file.tags.add(TPE1(encoding=3, text=["Sea", "Wind"]))
    file.save()
    tags = read_tags(path)
    assert (tags.title, tags.artist) == ("Ebb", "Sea, Wind")


def test_without_a_title_the_file_name_stands_in(tmp_path):
    path = make(tmp_path / "03 Slow water.flac", tone(0.2, 48_000), 48_000)
    assert read_tags(path).title == "03 Slow water"
    (tmp_path / "words.mp3").write_text("not music")
    assert read_tags(tmp_path / "words.mp3").title == "words"
    assert read_tags(tmp_path / "missing.mp3").title == "missing"


def test_a_tag_cannot_break_a_line_or_turn_text_around(tmp_path):
    nasty = "a\x1b[31mb\r\nc\N{RIGHT-TO-LEFT OVERRIDE}d\x00e"
    path = make(tmp_path / "x.flac", tone(0.2, 48_000), 48_000, tags={"title": nasty})
    assert read_tags(path).title.replace(" ", "").startswith("a[31mbc")
    assert read_tags(path).title.isprintable()


def test_letters_that_need_joiners_keep_them():
    persian = "می\N{ZERO WIDTH NON-JOINER}خواهم"
    assert cleaned(persian) == persian


@given(st.text(max_size=500))
def test_any_text_becomes_one_short_line(text):
    line = cleaned(text)
    assert len(line) <= LONGEST
    assert line == line.strip()
    assert "\n" not in line
    line.encode("utf-8")
    assert cleaned(line) == line

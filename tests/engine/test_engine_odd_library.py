"""A library as it is, met by an arc: copies, names that look alike, corrections of pieces that are gone."""

import shutil
import unicodedata
from pathlib import Path

from engine_cases import write_arc, write_tone

from setplayer.engine.prepare import file_of, music_files, prepare

CAFE = "caf\N{LATIN SMALL LETTER E WITH ACUTE}.wav"


def test_an_arc_does_not_play_a_copy_of_what_is_withdrawn(tmp_path: Path) -> None:
    music = tmp_path / "music"
    write_tone(music / "loud" / "storm.wav", 40)
    write_tone(music / "calm.wav", 41)
    shutil.copy(music / "loud" / "storm.wav", music / "copy.wav")
    (music / "music.yaml").write_text("loud/storm.wav: {withdrawn: too sudden}\n", encoding="utf-8")
    arc = write_arc(tmp_path / "arc.yaml", [("One", "60 s", ["track: copy.wav", "track: calm.wav"])])
    prepared = prepare(str(arc), music, tmp_path / "library.db")
    assert [left.path for left in prepared.left_out] == ["copy.wav"]
    assert prepared.notices == ("'copy.wav' is left out: the clinic has withdrawn it",)


def test_whoever_opens_a_session_is_told_of_corrections_that_help_nobody(tmp_path: Path) -> None:
    write_tone(tmp_path / "music" / "calm.wav", 41)
    (tmp_path / "music" / "music.yaml").write_text("clam.wav: {withdrawn: x}\n", encoding="utf-8")
    arc = write_arc(tmp_path / "arc.yaml", [("One", "60 s", ["track: calm.wav"])])
    [notice] = prepare(str(arc), tmp_path / "music", tmp_path / "library.db").notices
    assert notice.startswith("there is no piece 'clam.wav' in the library")
    assert "calm.wav" in notice


def test_names_that_look_alike_each_mean_their_own_file(tmp_path: Path) -> None:
    one, other = CAFE, unicodedata.normalize("NFD", CAFE)
    write_tone(tmp_path / one, 1)
    assert file_of(other, music_files(tmp_path)) == next(iter(music_files(tmp_path).values()))
    write_tone(tmp_path / other, 2)
    files = music_files(tmp_path)
    if len(set(files.values())) == 2:  # else this file system takes them for one
        assert (file_of(one, files), file_of(other, files)) == (one, other)

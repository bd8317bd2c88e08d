"""Where a clinic's own sounds are kept: they win over what ships, outlive power cuts, and stay in their folder."""

import errno
import os
from pathlib import Path

import pytest
from engine_cases import write_arc, write_tone
from hypothesis import given, settings
from hypothesis import strategies as st

from setplayer import files
from setplayer.engine import own_sounds
from setplayer.engine.own import Own
from setplayer.engine.own_sounds import OwnSounds, name_for, put
from setplayer.engine.prepare import prepare, read
from setplayer.engine.sounds import measure, shipped_sounds
from setplayer.faults import Fault, MachineFault
from setplayer.packing import contents_of
from setplayer.packs.reading import opened
from setplayer.packs.shelf import Shelf
from setplayer.packs.writing import write_pack
from setplayer.values import content_address

CHIME = "cues:\n  - {at: 10 s, do: chime}"


def added(data: Path, name: str, seconds: float = 0.5) -> bytes:
    """A tone as the clinic's own sound of this name."""
    content = write_tone(data.parent / "tone.flac", seconds, rate=48_000).read_bytes()
    put(data, name, content, measure(content, name))
    return content


def arc_of(folder: Path, cues: str = CHIME) -> str:
    return str(write_arc(folder / "arc.yaml", [("One", "1 min", ["silence: 1 min"])], cues))


def test_the_clinics_own_sound_is_heard_instead_of_the_one_that_ships(tmp_path: Path) -> None:
    own = added(tmp_path / "data", "bowl")
    prepared = prepare(arc_of(tmp_path), None, tmp_path / "data" / "library.db")
    assert prepared.sounds["bowl"] == own
    assert prepared.sounds["bell"] == shipped_sounds()["bell"]
    assert prepared.command().materials.sounds["bowl"].sha256 == content_address(own)
    assert prepared.notices == ()


def test_it_needs_no_measuring_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    added(tmp_path / "data", "bowl")
    monkeypatch.setattr("setplayer.engine.sounds.measure", lambda data, name: pytest.fail("measured again"))
    prepare(arc_of(tmp_path), None, tmp_path / "data" / "library.db")


def test_a_sound_of_another_name_is_known_to_arcs_and_to_nobody_elses(tmp_path: Path) -> None:
    added(tmp_path / "data", "Öffnen und atmen")
    arc = arc_of(tmp_path, "cues:\n  - {at: 10 s, do: voice, sound: Öffnen und atmen}")
    assert "Öffnen und atmen" in prepare(arc, None, tmp_path / "data" / "library.db").sounds
    with pytest.raises(Fault, match="there is no sound called 'Öffnen und atmen'"):
        prepare(arc, None, tmp_path / "other" / "library.db")


def test_a_sound_that_was_altered_is_never_played(tmp_path: Path) -> None:
    data = tmp_path / "data"
    added(data, "bowl")
    path = data / "sounds" / "bowl.flac"
    path.write_bytes(path.read_bytes()[:-1])
    sentence = (
        f"{path}: this is not what was added as 'bowl'; add it again with --replace, or remove it with "
        "'setplayer sound remove'."
    )
    with pytest.raises(Fault) as told:
        prepare(arc_of(tmp_path), None, data / "library.db")
    assert str(told.value) == sentence
    # What does not need it plays, and it is told.
    prepared = prepare(arc_of(tmp_path, "note: None."), None, data / "library.db")
    assert prepared.sounds["bowl"] == shipped_sounds()["bowl"]
    assert prepared.notices == (sentence,)


def test_it_goes_along_in_a_pack_and_wins_over_the_other_rooms_own(tmp_path: Path) -> None:
    ours = added(tmp_path / "data", "bowl")
    prepared = prepare(arc_of(tmp_path), None, tmp_path / "data" / "library.db")
    write_pack(contents_of(prepared, "evening"), tmp_path / "evening.setpack", lambda done, total: None)
    theirs = added(tmp_path / "room", "bowl", seconds=0.7)
    with opened(tmp_path / "evening.setpack") as pack:
        installed, _ = Shelf(tmp_path / "room").put(pack, "", lambda done, total: None)
    assert theirs != ours
    assert read(str(installed.arc), Own.of(tmp_path / "room")).sounds["bowl"] == ours


def test_what_a_power_cut_left_half_written_is_no_sound(tmp_path: Path) -> None:
    added(tmp_path / "data", "bowl")
    (tmp_path / "data" / "sounds" / ".bowl-x1y2.flac").write_bytes(b"fLaC")
    assert OwnSounds.of(tmp_path / "data").names == ["bowl"]


def no_room(path: Path) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


@pytest.mark.parametrize("file", ["measured.json", "bowl.flac"])
def test_where_the_disk_is_full_what_was_there_stays(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    before = added(data, "bowl")
    flush = files._flush
    monkeypatch.setattr(
        files, "_flush", lambda path: no_room(path) if path.suffix == Path(file).suffix else flush(path)
    )
    with pytest.raises(MachineFault) as told:
        added(data, "bowl", seconds=0.7)
    reason = "cannot be written (No space left on device). Choose another folder, or make room, and try again."
    assert str(told.value) == f"{data / 'sounds' / file}: {reason}"
    assert OwnSounds.of(data).sounds == {"bowl": before}
    assert OwnSounds.of(data).altered == {}
    assert sorted(path.name for path in (data / "sounds").iterdir()) == ["bowl.flac", "measured.json"]


def test_where_a_file_is_in_the_way_of_the_folder_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(MachineFault, match=r"^.*sounds: cannot be written \("):
        added(tmp_path / "data", "bowl")


@settings(max_examples=60)
@given(
    st.text(max_size=60) | st.sampled_from(["..", "a/b", "C:x", "aux", "a\\b", "bowl.flac", ".x", "a\0b", "é" * 50])
)
def test_a_name_is_refused_or_is_a_file_of_the_folder(name: str) -> None:
    data = Path("nowhere")
    try:
        taken = name_for(data, name, replace=False)
    except Fault:
        return
    path = data / "sounds" / f"{taken}.flac"
    assert path.parent == data / "sounds"
    assert (path.stem, path.suffix) == (taken, ".flac")
    assert taken == taken.strip()
    assert not {*'/\\:<>"|?*\0\n'} & {*taken}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("../x", f"'../x' cannot be the name of a sound; {own_sounds._RULE}."),
        ("", f"'' cannot be the name of a sound; {own_sounds._RULE}."),
        ("5", f"'5' cannot be the name of a sound; {own_sounds._RULE}."),
        ("true", f"'true' cannot be the name of a sound; {own_sounds._RULE}."),
        ("x" * 41, f"'{'x' * 41}' cannot be the name of a sound; {own_sounds._RULE}."),
        ("breathe.flac", "'breathe.flac' would be a file of the music folder to an arc; write 'breathe'."),
        ("nul", "'nul' has the name of a Windows device in it; choose another name."),
        ("Bowl", "There is a sound called 'bowl' already; write it like that, or choose another name."),
    ],
)
def test_a_name_that_cannot_be_one_is_told_in_a_sentence(name: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(Fault) as told:
        name_for(tmp_path, name, replace=True)
    assert str(told.value) == sentence


def test_the_rule_of_names_says_what_to_write() -> None:
    assert own_sounds._RULE == "write at most 40 letters, digits, spaces, - or _, beginning with a letter"

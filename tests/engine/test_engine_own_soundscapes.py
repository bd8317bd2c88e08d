"""A clinic's own recipes: they win over what ships, go along in records, packs and backups, and never rot unseen."""

import re
from pathlib import Path

import pytest
from command_line import Run
from engine_cases import read_samples, write_arc

from setplayer.engine.own import Own
from setplayer.engine.prepare import prepare, read
from setplayer.faults import Fault
from setplayer.packing import contents_of
from setplayer.packs.reading import opened
from setplayer.packs.shelf import Shelf
from setplayer.packs.writing import write_pack
from setplayer.shipped import shipped
from setplayer.soundscape.recipe_file import named_anew
from setplayer.soundscape.recipes import OwnSoundscapes, known_recipes, shipped_recipes


def own_recipe(data: Path, name: str, source: str = "hearth", **replaced: str) -> Path:
    """A copy of one that ships as the clinic's own, with lines of its text replaced."""
    original = shipped("assets") / "soundscapes" / f"{source}.yaml"
    text = named_anew(original.read_text(encoding="utf-8"), name, original)
    for key, value in replaced.items():
        line = next(line for line in text.splitlines() if line.startswith(f"{key}:"))
        text = text.replace(line, f"{key}: {value}")
    path = data / "soundscapes" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def arc_of(folder: Path, soundscape: str = "tide") -> str:
    return str(write_arc(folder / "arc.yaml", [("One", "30 s", [f"soundscape: {soundscape}"])]))


def test_a_recipe_of_ones_own_is_known_by_its_name_and_to_nobody_else(tmp_path: Path) -> None:
    own_recipe(tmp_path / "data", "our-fire")
    arc = arc_of(tmp_path, "our-fire")
    assert prepare(arc, None, tmp_path / "data" / "library.db").recipes["our-fire"].name == "our-fire"
    assert "our-fire" in known_recipes(tmp_path / "data")
    with pytest.raises(Fault, match="there is no soundscape called 'our-fire'"):
        prepare(arc, None, tmp_path / "other" / "library.db")


def test_it_is_heard_instead_of_the_one_that_ships(tmp_path: Path) -> None:
    own_recipe(tmp_path / "data", "tide", "tide", tones="2")
    prepared = prepare(arc_of(tmp_path), None, tmp_path / "data" / "library.db")
    assert prepared.recipes["tide"].tones == 2
    assert prepared.recipes["drone"] == shipped_recipes()["drone"]
    assert prepared.notices == ()


def test_one_with_a_fault_is_never_played_and_nothing_plays_in_its_place(tmp_path: Path) -> None:
    data = tmp_path / "data"
    path = own_recipe(data, "tide", "tide", tones="9")
    line = path.read_text(encoding="utf-8").splitlines().index("tones: 9") + 1
    sentence = f"{path}:{line}:8: 9 does not do here; it must lie between 1 and 4"
    with pytest.raises(Fault) as told:
        prepare(arc_of(tmp_path), None, data / "library.db")
    assert str(told.value) == sentence
    # What does not need it plays, and it is told.
    arc = tmp_path / "other.yaml"
    arc.write_text(Path(arc_of(tmp_path, "drone")).read_text(encoding="utf-8") + "bed: {soundscape: drone}\n")
    prepared = prepare(str(arc), None, data / "library.db")
    assert prepared.notices == (sentence,)


def test_one_that_cannot_be_heard_is_told_before_a_session(tmp_path: Path) -> None:
    path = own_recipe(tmp_path / "data", "hush")
    never = re.sub(r"chance: (\[[^]]*]|[\d.]+)", "chance: 0", path.read_text(encoding="utf-8"))
    path.write_text(never, encoding="utf-8")
    with pytest.raises(Fault) as told:
        prepare(arc_of(tmp_path, "hush"), None, tmp_path / "data" / "library.db")
    advice = "give its voices more chance, or lufs, and see 'setplayer soundscape check hush'"
    assert str(told.value) == f"Your soundscape 'hush' is not heard at its softest or at its fullest; {advice}."


def test_what_is_no_plain_file_or_half_written_is_no_soundscape(tmp_path: Path) -> None:
    folder = tmp_path / "soundscapes"
    (folder / "cave.yaml").mkdir(parents=True)
    (folder / ".sea-x1y2.yaml").write_text("name: sea")
    own = OwnSoundscapes.of(tmp_path)
    told = f"{folder / 'cave.yaml'}: is no plain file, so it is no soundscape; remove it."
    assert (own.recipes, own.faulty) == ({}, {"cave": told})


def test_it_goes_along_in_a_pack_and_wins_over_the_other_rooms_own(tmp_path: Path) -> None:
    own_recipe(tmp_path / "data", "our-fire", tones="2")
    prepared = prepare(arc_of(tmp_path, "our-fire"), None, tmp_path / "data" / "library.db")
    write_pack(contents_of(prepared, "evening"), tmp_path / "evening.setpack", lambda done, total: None)
    own_recipe(tmp_path / "room", "our-fire", tones="4")
    with opened(tmp_path / "evening.setpack") as pack:
        installed, _ = Shelf(tmp_path / "room").put(pack, "", lambda done, total: None)
    designed = read(str(installed.arc), Own.of(tmp_path / "room"))
    assert designed.recipes["our-fire"].tones == 2
    # One with a fault in that room is no fault of the pack's.
    own_recipe(tmp_path / "room", "our-fire", tones="40")
    assert read(str(installed.arc), Own.of(tmp_path / "room")).recipes["our-fire"].tones == 2


def test_a_session_is_replayed_with_the_recipe_that_it_had(tmp_path: Path, run: Run) -> None:
    path = own_recipe(tmp_path / "data", "our-fire")
    arc = arc_of(tmp_path, "our-fire")
    run("render", arc, "-o", tmp_path / "first.wav")
    (session,) = (tmp_path / "data" / "sessions").glob("*.session")
    changed = own_recipe(tmp_path / "data", "our-fire", root_hz="80")
    run("render", arc, "-o", tmp_path / "changed.wav")
    path.unlink()
    assert path == changed
    run("replay", session, "-o", tmp_path / "again.wav")
    first = read_samples(tmp_path / "first.wav")
    assert (read_samples(tmp_path / "again.wav") == first).all()
    assert (read_samples(tmp_path / "changed.wav") != first).any()

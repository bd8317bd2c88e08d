"""Soundscapes on the command line, and the guide to them, docs/recipes.md, done as it says."""

import json
import re
import shlex
import sys
from pathlib import Path

import numpy as np
import pytest
from command_line import Run

sys.path.insert(0, str(Path(__file__).parent.parent / "engine"))
from process_cases import samples_of

PAGE = (Path(__file__).parents[2] / "docs" / "recipes.md").read_text(encoding="utf-8")
STEPS: list[tuple[str, str]] = re.findall(r"```(yaml|console)\n(.*?)```", PAGE, re.DOTALL)
MEASURED = r"(silent|−\d+\.\d LUFS), true peak −\d+\.\d dBTP, made \d+ × as fast as heard"


def same(text: str) -> str:
    """What a person reads, without what a meter says: levels differ with the processor, and speed with the hour."""
    return re.sub(MEASURED, "MEASURED", text)


def test_whoever_follows_the_guide_sees_what_it_says(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    data = str(tmp_path / "data")
    for kind, text in STEPS:
        named = re.match(r"# (\S+\.yaml)\n", text)
        if kind == "yaml" and named is not None:
            Path(named[1].replace("DATA", data)).write_text(text, encoding="utf-8")
        if kind == "console":
            answered = ""
            for command in re.findall(r"^\$ (.*)$", text, re.MULTILINE):
                _, out, err = run(*shlex.split(command)[1:])
                answered += f"$ {command}\n{err}{out}".replace(data, "DATA")
            assert same(answered) == same(text)
    sound = samples_of(tmp_path / "night.flac")
    assert len(sound) == 20 * 48_000
    assert np.abs(sound[[0, -1]]).max() < 1e-4  # no click at either end
    assert np.square(sound[15 * 48_000 :]).mean() > np.square(sound[3 * 48_000 : 8 * 48_000]).mean()


def test_they_are_listed_with_what_they_are_like_and_whose_they_are(run: Run, tmp_path: Path) -> None:
    run("soundscape", "copy", "hearth", "fire")
    run("soundscape", "copy", "tide", "tide")
    status, out, err = run("soundscape", "list")
    assert (status, err) == (0, "")
    heads = [line for line in out.splitlines() if not line.startswith(" ")]
    assert heads == [
        "bowls: in D, chords move and travel",
        "drone: in D, chords move and travel",
        "fire: in D, one chord (your own)",
        "hearth: in D, one chord",
        "keys: in D, chords move and travel",
        "pulse: in D, chords move and travel",
        "strings: in D, chords move and travel",
        "tide: in D, chords move and travel (your own, instead of the one that ships)",
    ]
    assert "  Singing bowls, softly struck, each left to ring" in out
    rows = {row["name"]: row for row in json.loads(run("soundscape", "list", "--json")[1])}
    assert (rows["fire"]["own"], rows["fire"]["ships"], rows["fire"]["harmony"]) == (True, False, "grounding")
    assert (rows["tide"]["own"], rows["tide"]["ships"], rows["keys"]["own"]) == (True, True, False)


def test_one_with_a_fault_is_told_in_the_list(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "data" / "soundscapes" / "fire.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("", encoding="utf-8")
    status, out, err = run("soundscape", "list")
    copy = "setplayer soundscape copy tide our-tide"
    assert (status, err) == (1, f"{path}:1:1: the file is empty; begin with a copy: {copy}\n")
    assert "tide: in D" in out


def test_what_its_author_should_look_at_again_is_a_warning(run: Run, tmp_path: Path) -> None:
    run("soundscape", "copy", "hearth", "fire")
    path = tmp_path / "data" / "soundscapes" / "fire.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("root_hz: 73.42", "root_hz: 80").replace("lufs: [-25.4,", "lufs: [-17,"), encoding="utf-8"
    )
    status, out, err = run("soundscape", "check", path)
    assert status == 0
    assert out.startswith("fire: good\n  intensity 1: −")
    lines = text.splitlines()
    root, level = (
        next(number for number, line in enumerate(lines, 1) if line.startswith(key)) for key in ("root_hz", "lufs")
    )
    first, *others = err.splitlines()
    off = "those that ship have 73.42; a crossfade between them and this one is out of tune"
    assert first == f"{path}:{root}:1: warning: {off}"
    louder = (
        rf"{re.escape(str(path))}:{level}:1: warning: at intensity 1 it is \d+ LU louder than those that ship; lower"
    )
    assert re.match(louder, others[0])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("check", "nix"), "There is no soundscape called 'nix'; there are bowls, drone, hearth, "),
        (("check", "./nix.yaml"), "nix.yaml: the soundscape cannot be read (No such file or directory). Check "),
        (("copy", "tide", "Our Tide"), "'Our Tide' cannot be the name of a soundscape; write at most 40 small"),
        (("copy", "tide", "../x"), "'../x' cannot be the name of a soundscape; write at most 40 small"),
        (("render", "tide", "-o", "x.mp3"), "x.mp3: the name must end in .wav or .flac; write for example x.flac.\n"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told_in_a_sentence(words: tuple[str, ...], sentence: str, run: Run) -> None:
    status, out, err = run("soundscape", *words)
    assert (status, out) == (1, "")
    assert err.startswith(sentence)


def test_a_copy_never_takes_the_place_of_another(run: Run, tmp_path: Path) -> None:
    run("soundscape", "copy", "hearth", "fire")
    path = tmp_path / "data" / "soundscapes" / "fire.yaml"
    path.write_text("# mine\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    before = path.read_bytes()
    sentence = f"{path}: there is a soundscape of yours by that name already; change it there.\n"
    assert run("soundscape", "copy", "tide", "fire") == (1, "", sentence)
    assert path.read_bytes() == before
    # Comments go along in a copy.
    run("soundscape", "copy", "fire", "embers")
    assert "# mine\n" in path.with_name("embers.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "options", [("--intensity", "11"), ("--intensity", "loud"), ("--length", "5"), ("--length", "1 s")]
)
def test_a_course_that_cannot_be_is_wrong_usage(options: tuple[str, str], run: Run, tmp_path: Path) -> None:
    assert run("soundscape", "render", "hearth", "-o", tmp_path / "x.flac", *options)[0] == 2
    assert not (tmp_path / "x.flac").exists()

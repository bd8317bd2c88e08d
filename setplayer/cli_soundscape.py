"""The command line's commands for soundscapes: those that ship, a clinic's own, checked and heard."""

import json
import re
import textwrap
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import typer

from setplayer.arc.fields import SEEDS
from setplayer.arc.quantities import RefusedError, parse_duration
from setplayer.audio.outputs import FileOutput, kind_of
from setplayer.cli_options import AsJson, Data, data_folder
from setplayer.console import progress, say, warn
from setplayer.faults import Fault, Finding, shown
from setplayer.files import cannot_write, writing
from setplayer.handwritten import text_in
from setplayer.soundscape.recipe import NAME_PATTERN, Recipe
from setplayer.soundscape.recipe_file import SUFFIX, named_anew, read_recipe, recipe_from
from setplayer.soundscape.recipes import SOUNDSCAPES, OwnSoundscapes, recipe_path, shipped_recipes
from setplayer.soundscape.schema import recipe_schema
from setplayer.strict_yaml import collect
from setplayer.units import SAMPLE_RATE, clock

soundscape_app = typer.Typer(no_args_is_help=True)

Which = Annotated[
    str, typer.Argument(metavar="NAME|FILE", help="A soundscape's name, or a recipe's file.", show_default=False)
]

_NOTES: Final = ("C", "C sharp", "D", "D sharp", "E", "F", "F sharp", "G", "G sharp", "A", "A sharp", "B")
_COURSE: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:(?:\.\.|->)\s*(\d+(?:\.\d+)?))?\s*")
_LONGEST_FRAMES: Final = 6 * 3600 * SAMPLE_RATE
_FADE_S: Final = 3.0
_SCHEMA: Final = "recipe.schema.json"


@soundscape_app.command("list")
def list_soundscapes(data: Data = None, as_json: AsJson = False) -> None:
    """List the soundscapes that arcs have by name: those that ship and your own. Exit status 1 if one has a fault."""
    own, ships = OwnSoundscapes.of(data_folder(data)), shipped_recipes()
    rows = [_row(recipe, own, ships) for _, recipe in sorted({**ships, **own.recipes}.items())]
    if as_json:
        say(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        for row in rows:
            say(f"{row['name']}: in {row['key']}, {_chords(row['harmony'])}{_whose(row)}")
            say(textwrap.indent(textwrap.fill(row["about"], 96, break_on_hyphens=False), "  "))
    for sentence in own.faulty.values():
        warn(sentence)
    if own.faulty:
        raise typer.Exit(1)


@soundscape_app.command("check")
def check_soundscape(which: Which, data: Data = None) -> None:
    """Say whether a recipe is good: every fault with its place, and what a meter says when a little of it is played.

    Exit status 1 when it has a fault; warnings alone are 0.
    """
    # Only who hears one waits for the engine's parts; so below.
    from setplayer.engine.soundscape_hearing import heard, warnings  # noqa: PLC0415

    path = recipe_path(which, data_folder(data))
    recipe = read_recipe(path)
    with progress("Listening", counts=True) as report:
        measured = heard(recipe, report)
    places, _ = collect(text_in(path, "the soundscape"))
    for key, text in warnings(recipe, measured):
        warn(Finding(*places.key_place((key,)), text, "warning").at(str(path)))
    say(f"{recipe.name}: good")
    for one in measured:
        lufs = "silent" if one.lufs is None else _level(one.lufs, "LUFS")
        peak = _level(one.true_peak_dbtp, "dBTP")
        say(f"  intensity {one.intensity:g}: {lufs}, true peak {peak}, made {one.times_real:.0f} × as fast as heard")


@soundscape_app.command("render")
def render_soundscape(
    which: Which,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The .wav or .flac file to write.", show_default=False)
    ],
    length: Annotated[str, typer.Option(help="How long, like '5 min'.")] = "2 min",
    intensity: Annotated[str, typer.Option(help="0 to 10, or a course such as 2..8.")] = "5",
    seed: Annotated[int, typer.Option(min=0, max=SEEDS - 1, help="Which of its endless forms.")] = 0,
    data: Data = None,
) -> None:
    """Write a soundscape into a file, to listen to it: faded in and out, and otherwise as sessions have it."""
    from setplayer.engine.soundscape_hearing import Course, made  # noqa: PLC0415

    kind = kind_of(output)
    course = Course(*_course(intensity), _frames(length))
    recipe = read_recipe(recipe_path(which, data_folder(data)))
    with (
        writing(output) as temporary,
        FileOutput(temporary, kind, name=output) as sound,
        progress("Rendering") as report,
    ):
        for first, samples in made(recipe, seed, course, fade_s=_FADE_S):
            sound.write(samples)
            report(first + len(samples), course.frames)
    say(f"{output}: {recipe.name}, {clock(course.frames)}")


@soundscape_app.command("copy")
def copy_soundscape(
    which: Which,
    name: Annotated[str, typer.Argument(metavar="NEW", help="What arcs will call the copy.", show_default=False)],
    data: Data = None,
) -> None:
    """Make a recipe your own: a copy in the data folder under a name of its own, for you to change.

    Under the name of one that ships it is heard instead of that one.
    """
    folder = data_folder(data)
    source, path = recipe_path(which, folder), folder / SOUNDSCAPES / f"{name}{SUFFIX}"
    if not re.fullmatch(NAME_PATTERN, name):
        rule = "at most 40 small letters from a to z, digits and '-', beginning with a letter"
        raise Fault(f"{shown(name)} cannot be the name of a soundscape; write {rule}.")
    if path.exists():
        raise Fault(f"{path}: there is a soundscape of yours by that name already; change it there.")
    text = named_anew(text_in(source, "the soundscape"), name, source)
    recipe_from(text, path)
    header = f"# yaml-language-server: $schema=./{_SCHEMA}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise cannot_write(path.parent, error) from error
    with writing(path.parent / _SCHEMA) as temporary:
        temporary.write_text(json.dumps(recipe_schema(), indent=2) + "\n", encoding="utf-8")
    with writing(path) as temporary:
        temporary.write_text(text if text.startswith(header) else header + text, encoding="utf-8", newline="")
    instead = ", instead of the one that ships" if name in shipped_recipes() else ""
    say(f"{path}: yours to change; arcs have it by 'soundscape: {name}'{instead}")


def _row(recipe: Recipe, own: OwnSoundscapes, ships: dict[str, Recipe]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": recipe.name,
        "about": recipe.about,
        "key": _key(recipe),
        "root_hz": recipe.root_hz,
    }
    return {**found, "harmony": recipe.harmony, "own": recipe.name in own.recipes, "ships": recipe.name in ships}


def _key(recipe: Recipe) -> str:
    """The name of the root: 69 is the A of 440 Hz."""
    return _NOTES[round(69 + 12 * np.log2(recipe.root_hz / 440)) % 12]


def _chords(harmony: str) -> str:
    return _CHORDS[harmony]


_CHORDS: Final = {
    "travelling": "chords move and travel",
    "moving": "chords move slowly",
    "grounding": "one chord",
    "home": "one chord",
}


def _whose(row: dict[str, Any]) -> str:
    if not row["own"]:
        return ""
    return " (your own, instead of the one that ships)" if row["ships"] else " (your own)"


def _frames(length: str) -> int:
    try:
        frames = parse_duration(length)
    except RefusedError as refused:
        raise typer.BadParameter(f"{refused}.", param_hint="--length") from None
    if not 2 * _FADE_S * SAMPLE_RATE <= frames <= _LONGEST_FRAMES:
        raise typer.BadParameter(f"write {2 * _FADE_S:.0f} s at least, and 6 h at most.", param_hint="--length")
    return frames


def _course(intensity: str) -> tuple[float, float]:
    found = _COURSE.fullmatch(intensity)
    first, last = (float(found[1]), float(found[2] or found[1])) if found else (-1.0, -1.0)
    if not (0 <= first <= 10 and 0 <= last <= 10):
        raise typer.BadParameter("write a number from 0 to 10, or a course such as 2..8.", param_hint="--intensity")
    return first, last


def _level(value: float, unit: str) -> str:
    return f"{value:.1f} {unit}".replace("-", "−", 1)

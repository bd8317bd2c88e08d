"""The command line's commands for sounds: a clinic's own bells and voice prompts beside those that ship."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.cells import cell_len

from setplayer.cli_options import AsJson, Data, data_folder
from setplayer.console import say, warn
from setplayer.engine import own_sounds
from setplayer.engine.own_sounds import OwnSounds
from setplayer.engine.sounds import measured, shipped_sounds
from setplayer.faults import shown
from setplayer.session.commands import Sound
from setplayer.units import s_from_frames

sound_app = typer.Typer(no_args_is_help=True)


@sound_app.command("add")
def add_sound(
    file: Annotated[Path, typer.Argument(help="A recording, in any format that plays.", show_default=False)],
    name: Annotated[str, typer.Option("--as", help="What arcs call it: `sound: NAME`.", show_default=False)],
    voice: Annotated[bool, typer.Option("--voice", help="It is a voice prompt, not a bell.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Put it in place of one that you added before.")] = False,
    data: Data = None,
) -> None:
    """Take a bell or a voice prompt for arcs and sessions: silence around it trimmed, levelled, faded in and out.

    It is heard instead of a sound that ships by the same name. The file itself stays as it is.
    """
    # Decoding, SciPy and pydub: no other command here needs them.
    from setplayer.engine.sound_making import MOST_RAISED_DB, made  # noqa: PLC0415

    folder = data_folder(data)
    name = own_sounds.name_for(folder, name, replace=replace)
    new = made(file, "voice" if voice else "bell")
    own_sounds.put(folder, name, new.content, new.sound)
    instead = ", instead of the one that ships" if name in shipped_sounds() else ""
    lasts = f"{_seconds(new.sound.frames)} of {_seconds(new.original_frames)}"
    say(f"{name}: {lasts}, {_loudness(new.sound)}; arcs have it by 'sound: {name}'{instead}")
    if new.raised_db >= MOST_RAISED_DB:
        warn(f"It was recorded so softly that it was raised by {MOST_RAISED_DB:g} dB, noise and all; listen to it.")


@sound_app.command("list")
def list_sounds(data: Data = None, as_json: AsJson = False) -> None:
    """List the sounds that arcs have by name: those that ship, and your own. Exit status 1 when one was altered."""
    folder = data_folder(data)
    own = OwnSounds.of(folder)
    ships = shipped_sounds()
    sounds = measured({**ships, **own.sounds}, folder / "sounds.json", own.measured)
    rows = [_row(name, sound, own.sounds, ships) for name, sound in sorted(sounds.items())]
    if as_json:
        say(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        _show(rows)
    for sentence in own.altered.values():
        warn(sentence)
    if own.altered:
        raise typer.Exit(1)


@sound_app.command("remove")
def remove_sound(
    name: Annotated[str, typer.Argument(help="A sound's name, as it is listed.", show_default=False)],
    data: Data = None,
) -> None:
    """Take away a sound of your own. Sessions that have had it keep it in their records."""
    own_sounds.remove(data_folder(data), name)
    again = "; the one that ships is heard again" if name in shipped_sounds() else ""
    say(f"{shown(name)} was removed{again}")


def _row(name: str, sound: Sound, own: Mapping[str, bytes], ships: Mapping[str, bytes]) -> dict[str, Any]:
    found = sound.model_dump(mode="json")
    return {"name": name, "own": name in own, "ships": name in ships, **found}


def _show(rows: list[dict[str, Any]]) -> None:
    lines = [("Sound", "Length", "Stroke", "Whole", "Peak", "")]
    lines += [
        (
            row["name"],
            _seconds(row["frames"]),
            _level(row["max_momentary_lufs"], "LUFS"),
            _level(row["integrated_lufs"], "LUFS"),
            _level(row["true_peak_dbtp"], "dBTP"),
            _whose(row),
        )
        for row in rows
    ]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = [text + " " * (width - cell_len(text)) for text, width in zip(line, widths, strict=True)]
        say("  ".join(padded).rstrip())


def _whose(row: Mapping[str, Any]) -> str:
    if not row["own"]:
        return "ships"
    return "your own, instead of the one that ships" if row["ships"] else "your own"


def _seconds(frames: int) -> str:
    return f"{s_from_frames(frames):.1f} s"


def _loudness(sound: Sound) -> str:
    stroke, whole = _level(sound.max_momentary_lufs, "LUFS"), _level(sound.integrated_lufs, "LUFS")
    return f"loudest at {stroke}, {whole} as a whole, true peak {_level(sound.true_peak_dbtp, 'dBTP')}"


def _level(value: float | None, unit: str) -> str:
    return "-" if value is None else f"{value:.1f} {unit}".replace("-", "−", 1)

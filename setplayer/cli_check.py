"""The command line's `check`: whether an arc is good, and with a library, what it would play."""

from pathlib import Path
from typing import Annotated

import typer

from setplayer.cli_options import Data, data_folder
from setplayer.console import progress, say, warn
from setplayer.engine.pick_warnings import seeds_of, tried
from setplayer.engine.prepare import Designed, prepare, read
from setplayer.faults import Fault, TextFault
from setplayer.units import clock


def check(
    arcs: Annotated[list[str], typer.Argument(help="Arc files, or names of arcs that ship.", show_default=False)],
    library: Annotated[
        Path | None, typer.Option(help="The folder with the clinic's own music.", show_default=False)
    ] = None,
    data: Data = None,
) -> None:
    """Say whether arcs are good: every fault with its place, and with a library every track."""
    bad = sum(not _is_good(arc, library, data_folder(data)) for arc in arcs)
    if bad:
        raise typer.Exit(1)


def _is_good(arc: str, library: Path | None, data: Path) -> bool:
    try:
        designed = read(arc)
        for finding in designed.warnings:
            warn(finding.at(arc))
        if library is None:
            say(f"{arc}: good, {clock(designed.reading.arc.total_frames)}{_unseen(designed)}")
            return True
        with progress("Measuring music", counts=True) as report:
            prepared = prepare(arc, library, data / "library.db", report)
        left_out = [left.finding() for left in prepared.left_out]
        if any(finding.severity == "fault" for finding in left_out):
            raise TextFault(arc, left_out)
        with progress("Trying seeds", counts=True) as report:
            lacking = tried(prepared, report)
        for text in [*(finding.at(arc) for finding in (*left_out, *lacking)), *prepared.warnings]:
            warn(text)
    except Fault as fault:
        if fault.exit_status != 1:
            raise
        warn(str(fault))
        return False
    score = prepared.placed(prepared.choice(0))
    played = len({clip.source for clip in score.clips if clip.kind == "track"})
    heard = f", {played} of {len(designed.tracks)} tracks heard"
    if designed.picks:
        seeds = len(seeds_of(prepared))
        heard = f", its picks tried with {seeds} seed{'s' * (seeds > 1)}"
    say(f"{arc}: good, {clock(score.frames)}{heard}")
    return True


def _unseen(designed: Designed) -> str:
    """What a check without a library does not look at."""
    unseen = [f"its {len(designed.tracks)} tracks were not looked at"] if designed.tracks else []
    unseen += ["its picks were not tried"] if designed.picks else []
    return f"; {' and '.join(unseen)}: give --library DIR" if unseen else ""

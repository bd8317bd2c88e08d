"""The command line's `check`: whether an arc is good, and with a library, what it would play."""

from pathlib import Path
from typing import Annotated

import typer

from setplayer.cli_arc import Library, prepare_arc
from setplayer.cli_options import Data, data_folder
from setplayer.console import progress, say, warn
from setplayer.engine.checking import findings
from setplayer.engine.pick_warnings import seeds_of, tried
from setplayer.engine.prepare import Designed, read
from setplayer.faults import Fault, TextFault
from setplayer.packs.shelf import Shelf
from setplayer.units import clock


def check(
    arcs: Annotated[list[str], typer.Argument(help="Arc files, or names of arcs that ship.", show_default=False)],
    library: Library = None,
    data: Data = None,
) -> None:
    """Say whether arcs are good: every fault with its place, and with a library every track."""
    bad = sum(not _is_good(arc, library, data_folder(data)) for arc in arcs)
    if bad:
        raise typer.Exit(1)


def _is_good(arc: str, library: Path | None, data: Path) -> bool:
    try:
        designed = read(Shelf(data).located(arc))
        library = library or (designed.pack.music if designed.pack is not None else None)
        for finding in designed.warnings:
            warn(finding.at(arc))
        if library is None:
            say(f"{arc}: good, {clock(designed.reading.arc.total_frames)}{_unseen(designed)}")
            return True
        prepared = prepare_arc(arc, library, data)
        left_out = [left.finding() for left in prepared.left_out]
        if any(finding.severity == "fault" for finding in left_out):
            raise TextFault(arc, left_out)
        with progress("Trying seeds", counts=True) as report:
            lacking = tried(prepared, report)
        score = prepared.placed(prepared.choice(0))
        for finding in sorted([*left_out, *lacking, *findings(prepared, score)]):
            warn(finding.at(arc))
        for text in prepared.warnings:
            warn(text)
    except Fault as fault:
        if fault.exit_status != 1:
            raise
        warn(str(fault))
        return False
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

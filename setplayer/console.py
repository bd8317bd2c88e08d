"""What the command line shows: progress, tables, and one sentence per fault."""

import contextlib
import sys
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from setplayer.score.model import Score
from setplayer.units import clock

OUT = Console(highlight=False, soft_wrap=True)
ERR = Console(stderr=True, highlight=False, soft_wrap=True)

Report = Callable[[int, int], None]


def say(text: str) -> None:
    """One line of result."""
    OUT.print(text, markup=False)


def warn(text: str) -> None:
    """One line beside the result."""
    ERR.print(text, markup=False)


@contextlib.contextmanager
def progress(what: str, *, counts: bool = False) -> Iterator[Report]:
    """A progress bar on a terminal, nothing when piped. Gives a function of (done, total)."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    columns = [TextColumn("{task.description}"), BarColumn(bar_width=None)]
    end = MofNCompleteColumn() if counts else TextColumn("{task.fields[at]}")
    with Progress(*columns, end, TimeRemainingColumn(), console=ERR, transient=True) as bars:
        task = bars.add_task(what, total=None, at="")

        def report(done: int, total: int) -> None:
            at = "" if counts else f"{clock(done)} of {clock(total)}"
            bars.update(task, completed=done, total=max(total, 1), at=at)

        yield report


def score_table(score: Score, zero_frame: int) -> Table:
    """Where every piece falls, phase by phase; times count from 0:00."""
    table = Table(box=None, pad_edge=False)
    for heading, justify in (("Phase", "left"), ("From", "right"), ("To", "right"), ("Kind", "left"),
                             ("Piece", "left"), ("Joins over", "right"), ("Level", "right")):  # fmt: skip
        table.add_column(heading, justify=justify, overflow="fold")  # type: ignore[arg-type]
    shown: set[int] = set()
    for clip in score.clips:
        phase = score.phases[clip.phase].name if clip.phase not in shown else ""
        shown.add(clip.phase)
        piece = f"{clip.title}, {clip.artist}" if clip.artist else clip.title
        table.add_row(
            plain(phase),
            clock(clip.start_frame - zero_frame),
            clock(clip.end_frame - zero_frame),
            clip.kind,
            plain(piece),
            f"{clip.fade_in_frames / score.sample_rate:.0f} s",
            f"{clip.gain_db:+.1f} dB" if clip.kind == "track" else "",
        )
    return table


def plain(text: str) -> str:
    """Text for a table, in which brackets mean nothing."""
    return text.replace("[", r"\[")

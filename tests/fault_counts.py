"""How often a fault is brought about: a few times in `make test`, in full in `make soak`, which prints the counts."""

import os

FULL = bool(os.environ.get("SETPLAYER_FAULTS"))
"""Whether the full numbers are wanted."""

TOLD: list[str] = []
"""What was counted, a line each, for the end of the run."""


def how_many(quick: int, full: int) -> int:
    return full if FULL else quick


def counted(what: str, times: int, found: str) -> None:
    TOLD.append(f"{times:>6} {what}: {found}")

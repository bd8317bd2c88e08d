"""A computer that is a kiosk: Today, one session after another, and Today again."""

from pathlib import Path

from setplayer.playing import Wanted, play


def keep_house(data: Path, front: bool, library: Path | None, output: str | None) -> None:
    """Run the kiosk until it is told to stop. Raises Fault."""
    play(data, Wanted(None, library, "kiosk", 1.0, output))

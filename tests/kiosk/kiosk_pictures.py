"""The golden pictures, and the README's. `python tests/kiosk/kiosk_pictures.py` makes them all anew: look at each."""

import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import kiosk_cases as cases

from setplayer.kiosk.sdl import pygame

GOLDEN: Final = Path(__file__).parent / "golden"
DOCS: Final = Path(__file__).parents[2] / "docs" / "pictures"

_FULLEST: Final = ("playing", "vitals", "noting", "ready", "checklist", "today", "record", "settings")

PICTURES: Final[dict[str, Callable[[], cases.Session]]] = {
    **cases.MOMENTS,
    **{f"{name}, night": partial(moment, night=True) for name, moment in cases.MOMENTS.items()},
    **{
        f"{name}, {width}": partial(cases.MOMENTS[name], size=(width, height))
        for name in _FULLEST
        for width, height in ((1024, 600), (1920, 1080))
    },
    **{f"{name}, large type": partial(cases.MOMENTS[name], large=True) for name in _FULLEST},
}
"""Every screen, state and panel in both palettes; the fullest in the smallest and a large size,
and in large type."""

README: Final[dict[str, Callable[[], cases.Session]]] = {
    "kiosk-dim": cases.playing,
    "kiosk-night": partial(cases.held, night=True),
    "kiosk-today": cases.MOMENTS["today broken"],
    "kiosk-preparation": cases.opened,
}


_FEW_COLOURS: Final = "split[a][b];[a]palettegen=max_colors=128:reserve_transparent=0[p];[b][p]paletteuse=dither=none"
"""The screens have few colours; with a palette the pictures take a third of the room."""


def golden(name: str) -> Path:
    """Where the picture of a moment is kept."""
    return GOLDEN / f"{name.replace(', ', '-').replace(' ', '-')}.png"


def make(path: Path, session: cases.Session) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.png"
        pygame.image.save(session.picture(), str(whole))
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", whole, "-vf", _FEW_COLOURS, path], check=True)


if __name__ == "__main__":
    for old in GOLDEN.glob("*.png"):
        old.unlink()
    for name, moment in PICTURES.items():
        make(golden(name), moment())
    for name, moment in README.items():
        make(DOCS / f"{name}.png", moment())

"""The golden pictures, and the README's. `python tests/kiosk/kiosk_pictures.py` makes them all anew: look at each."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import kiosk_cases as cases

from setplayer.kiosk.sdl import pygame

GOLDEN: Final = Path(__file__).parent / "golden"
DOCS: Final = Path(__file__).parents[2] / "docs" / "pictures"

PICTURES: Final[dict[str, Callable[[], cases.Session]]] = {
    "playing-dim": cases.playing,
    "playing-night": partial(cases.playing, night=True),
    "playing-dim-1080": partial(cases.playing, size=(1920, 1080)),
    "tracks": cases.of_tracks,
    "dose-due": cases.waiting,
    "held": cases.held,
    "holding": cases.holding,
    "faded": cases.faded,
    "away": cases.away,
    "restarting": cases.restarting,
    "open": cases.opened,
    "avoided": cases.avoiding,
    "today": cases.today,
    "today-empty": cases.MOMENTS["today empty"],
    "today-broken": cases.MOMENTS["today broken"],
    "today-broken-night": partial(cases.MOMENTS["today broken"], night=True),
    "today-1024": partial(cases.today, size=(1024, 600)),
    "first": cases.first,
    "ready": cases.ready,
    "ready-1080": partial(cases.ready, size=(1920, 1080)),
    "begin-anyway": cases.MOMENTS["begin anyway"],
    "arcs": cases.MOMENTS["arcs"],
    "setting": cases.MOMENTS["setting"],
    "checklist": cases.MOMENTS["checklist"],
    "checklist-night-1024": partial(cases.MOMENTS["checklist"], night=True, size=(1024, 600)),
    "sound": cases.MOMENTS["sound"],
    "note": cases.noting,
    "note-pt": cases.MOMENTS["noting in Portuguese"],
    "more": cases.MOMENTS["more"],
    "vitals": cases.MOMENTS["vitals"],
    "landed": cases.landed,
    "closing-music": cases.closing_music,
    "closed": cases.closed,
    "pin": cases.MOMENTS["pin"],
    "pin-wrong": cases.MOMENTS["wrong pin"],
    "pin-waiting": cases.locked_out,
    "records": cases.MOMENTS["records"],
    "record": cases.MOMENTS["record"],
    "record-night": partial(cases.MOMENTS["record"], night=True),
    "records-client": cases.MOMENTS["records, one client"],
    "record-share": cases.MOMENTS["record, what leaves"],
    "record-talked": cases.MOMENTS["record, talked"],
    "settings": cases.MOMENTS["settings, output"],
}

README: Final[dict[str, Callable[[], cases.Session]]] = {
    "kiosk-dim": cases.playing,
    "kiosk-night": partial(cases.held, night=True),
    "kiosk-today": cases.MOMENTS["today broken"],
    "kiosk-preparation": cases.opened,
}


def make(folder: Path, pictures: dict[str, Callable[[], cases.Session]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, session in pictures.items():
        pygame.image.save(session().picture(), str(folder / f"{name}.png"))


if __name__ == "__main__":
    make(GOLDEN, PICTURES)
    make(DOCS, README)

"""The screens that are kept as text.

`PYTHONPATH=. python tests/terminal/terminal_goldens.py` writes them anew; then look at them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from terminal_cases import Session

import setplayer  # noqa: F401  before NumPy

FOLDER: Final = Path(__file__).parent / "goldens"


def playing() -> Session:
    session = Session("ketamine-im-60", minutes=11).press("o", "o").passes(30).press("1", "v").write("120/80 72 98")
    session.press("enter", "t").write("Breath slows").press("enter").passes(900).press("+").passes(20)
    return session


def held() -> Session:
    return playing().press("h").passes(90)


def faded() -> Session:
    return playing().press("esc").passes(4).press("+")


def away() -> Session:
    return playing().press("a").passes(60)


def opened() -> Session:
    session = Session("ketamine-im-60", begun=False)
    return session.press(":").write("intention To meet what comes").press("enter").passes(10)


def dose_due() -> Session:
    return Session("ketamine-im-60", minutes=10.5).press("O")


def typing() -> Session:
    return Session(minutes=20).press(":").write("finish_by 1000").press("enter")


def keys() -> Session:
    return playing().press("?")


GOLDENS: Final[dict[str, Callable[[], Session]]] = {
    case.__name__: case for case in (playing, held, faded, away, opened, dose_due, typing, keys)
}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, case in GOLDENS.items():
        (FOLDER / f"{name}.txt").write_text(case().screen(), encoding="utf-8")

"""The terminal front's loop: keys in, lines out, until the session has ended.

Without a terminal at both ends it says in plain lines what changes, and takes no keys.
"""

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Final

from rich.console import Console

from setplayer.engine.front import Engine
from setplayer.engine.view import View
from setplayer.terminal.front import Front
from setplayer.terminal.help_page import help_lines
from setplayer.terminal.keys import Keys, TerminalKeys
from setplayer.terminal.lines import plain
from setplayer.terminal.model import HEIGHT, WIDTH, session_lines, status
from setplayer.terminal.screen import Screen
from setplayer.units import clock

_CALM_S: Final = 0.1
"""How long to wait for a key before looking for a new view. A key itself is never waited with."""

_AFTER_KEY_S: Final = 0.02
"""The same for a second after a key, when its consequence is on the way."""

_PLAIN_S: Final = 0.25


def run(engine: Engine, *, console: Console | None = None, keys: Keys | None = None) -> None:
    """Show the session and take its keys until it has ended; then say so in one line.

    SIGTERM leaves the screen at once, a hang-up of the terminal too. Ctrl-C is for whoever started the session: the
    screen says that it closes, and stays until it has or the connection went; a second Ctrl-C leaves.
    """
    console = console or Console(highlight=False)
    if keys is None and sys.stdin is not None and sys.stdin.isatty():
        keys = TerminalKeys(sys.stdin.fileno())
    front, watched = Front(engine), True
    with _signals(front):
        if keys is not None and console.is_terminal and not console.is_dumb_terminal:
            watched = _screen(front, Screen(console), keys)
        else:
            _lines(front, console)
    if watched:
        console.print(_closing(front), markup=False, highlight=False)


def _screen(front: Front, screen: Screen, keys: Keys) -> bool:
    """Show the session until there is nothing more to show. Returns whether the terminal is still there."""
    with keys, screen:
        drawn: tuple[object, ...] = ()
        pressed_s = float("-inf")
        while not (front.over or keys.gone or screen.gone):
            pressed = keys.read(_AFTER_KEY_S if time.monotonic() - pressed_s < 1 else _CALM_S)
            pressed_s = time.monotonic() if pressed else pressed_s
            changed = _turn(front, screen, pressed)
            now = (int(time.time()), screen.size, front.shown)
            if changed or now != drawn:
                drawn = now
                _paint(front, screen)
    return not (keys.gone or screen.gone)


def _turn(front: Front, screen: Screen, pressed: list[str]) -> bool:
    """Take keys, views and answers. Returns whether there may be something new to see."""
    front.height = screen.size[1]
    now_s = time.monotonic()
    for key in pressed:
        if key == "ctrl-l":
            screen.forget()
        front.press(key, now_s)
    changed = front.engine.changed.is_set()
    front.engine.changed.clear()
    front.heard(now_s)
    front.tick(now_s)
    return changed or bool(pressed)


def _paint(front: Front, screen: Screen) -> None:
    view, shown, (width, height) = front.engine.view, front.shown, screen.size
    wall = time.strftime("%H:%M")
    if shown.page and view is not None and width >= WIDTH and height >= HEIGHT:
        screen.paint(help_lines(view, shown, width, height, wall))
    else:
        screen.paint(session_lines(view, shown, width, height, wall))


def _lines(front: Front, console: Console) -> None:
    """One plain line for each change, for pipes and logs."""
    last: tuple[object, ...] = ()
    said: tuple[object, ...] = ("", 0)
    while not front.over:
        front.engine.changed.wait(_PLAIN_S)
        front.engine.changed.clear()
        view, shown = front.engine.view, front.shown
        now = (shown, view and (view.state, view.conditions, view.phase, view.waits_for, len(view.reminders)))
        if now != last:
            last = now
            _print(console, status(view, shown))
        if view is not None and (view.said, view.said_frame) != said:
            said = (view.said, view.said_frame)
            _print(console, f"{view.said_at or clock(view.said_frame)} {plain(view.said)}")


def _print(console: Console, text: str) -> None:
    console.print(f"{time.strftime('%H:%M:%S')} {text}", markup=False, highlight=False, soft_wrap=True)
    console.file.flush()


def _closing(front: Front) -> str:
    view: View | None = front.engine.view
    if front.engine.ended:
        return f"The session has ended after {clock(view.frame)}." if view is not None else "The session has ended."
    return "The screen has left; the player goes on, or is closing."


@contextlib.contextmanager
def _signals(front: Front) -> Iterator[None]:
    """Ctrl-C, SIGTERM and hang-up reach the front as long as this lasts, if the front has the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupted(number: int, frame: FrameType | None) -> None:
        front.interrupted()

    def leave(number: int, frame: FrameType | None) -> None:
        front.left = True

    handlers: dict[int, Callable[[int, FrameType | None], None]] = {
        signal.SIGINT: interrupted,
        signal.SIGTERM: leave,
    }
    if sys.platform != "win32":
        handlers[signal.SIGHUP] = leave
    found = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in found.items():
            signal.signal(number, handler)

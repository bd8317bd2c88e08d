"""The window and its loop: 0.02 s naps on the engine's word, a picture when something changed and once a second."""

import contextlib
import os
import time
from datetime import datetime
from pathlib import Path
from typing import Final

from setplayer.engine.front import Engine
from setplayer.files import appending
from setplayer.kiosk.desk import Desk
from setplayer.kiosk.painter import Painter
from setplayer.kiosk.sdl import pygame
from setplayer.kiosk.spoken import Speech
from setplayer.kiosk.text import Fonts

_NAP_S: Final = 0.02
_SECOND: Final = 1.0
_HEEDED: Final = (
    pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEMOTION, pygame.KEYDOWN, pygame.KEYUP,
    pygame.TEXTINPUT, pygame.TEXTEDITING, pygame.VIDEORESIZE, pygame.WINDOWSIZECHANGED, pygame.VIDEOEXPOSE,
    pygame.QUIT,
)  # fmt: skip
"""Mouse events only: SDL sends one for each touch."""
_WINDOW: Final = (1280, 800)


def run(
    engine: Engine,
    *,
    fullscreen: bool = False,
    size: tuple[int, int] | None = None,
    house: bool = False,
    log: Path | None = None,
) -> None:
    """Show a session until it has ended and the person leaves the closing notice.

    In a `house` Today comes before and after it, and only Today can be left. Without `size` the window is
    1280 × 800, or the whole screen with `fullscreen`. What the screen says by itself is added to `log`.
    """
    pygame.display.init()
    pygame.display.set_allow_screensaver(False)  # a session's screen is looked at, not touched, for an hour
    _draw_straight_to_the_window()
    try:
        _Window(engine, fullscreen, size, house=house, log=log).stay()
    finally:
        pygame.display.quit()
        pygame.font.quit()


def _draw_straight_to_the_window() -> None:
    """Without SDL's detour over a texture, which on X11 copies the whole window for each change.

    Measured at 1920 × 1080 under Xvfb: 0.1 ms for an update instead of 14.7 ms. Other drivers need the detour.
    """
    if pygame.display.get_driver() == "x11":
        os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")


class _Window:
    """One window, its picture and what is typed into it."""

    def __init__(
        self, engine: Engine, fullscreen: bool, size: tuple[int, int] | None, *, house: bool, log: Path | None = None
    ):
        flags = pygame.FULLSCREEN if fullscreen else pygame.RESIZABLE
        self._surface = pygame.display.set_mode(size or ((0, 0) if fullscreen else _WINDOW), flags)
        pygame.display.set_caption("setplayer")
        pygame.key.stop_text_input()
        pygame.event.set_blocked(None)
        pygame.event.set_allowed(_HEEDED)
        self._engine = engine
        self._fonts = Fonts()
        self._desk = Desk(engine, self._surface.get_size(), self._fonts, house=house)
        self._painter = Painter(self._fonts)
        self._speech = Speech()
        self._log = log
        self._typing = False
        self._painted_s = float("-inf")

    def stay(self) -> None:
        """Until the person leaves."""
        self._desk.refresh(time.monotonic())
        while not self._desk.left:
            changed = self._engine.changed.wait(_NAP_S)
            now_s = time.monotonic()
            if changed:
                self._desk.refresh(now_s)
                self._listen_for_text()
            taken = [self._take(event, now_s) for event in pygame.event.get()]
            self._desk.tick(now_s)
            if changed or any(taken) or self._desk.busy or now_s - self._painted_s >= _SECOND:
                self._show(now_s)

    def _take(self, event: pygame.event.Event, now_s: float) -> bool:
        """Take an event; gives whether the picture may have changed."""
        if event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEMOTION):
            pygame.mouse.set_visible(not getattr(event, "touch", False))
        pressed = self._desk.hands.press
        self._desk.on(event, now_s)
        self._listen_for_text()
        if event.type in (pygame.VIDEORESIZE, pygame.WINDOWSIZECHANGED, pygame.VIDEOEXPOSE):
            self._painter.forget()
        return event.type != pygame.MOUSEMOTION or pressed is not self._desk.hands.press

    def _listen_for_text(self) -> None:
        """Only while a field is open: input methods and on-screen keyboards of the system come up with it."""
        if self._desk.typing != self._typing:
            self._typing = self._desk.typing
            (pygame.key.start_text_input if self._typing else pygame.key.stop_text_input)()
        if self._typing:  # an input method shows its choices beside the field
            pygame.key.set_text_input_rect(pygame.Rect(self._desk.grid.rail))

    def _show(self, now_s: float) -> None:
        self._surface = pygame.display.get_surface()  # another one after a screen was plugged in or turned
        self._desk.fit(self._surface.get_size())
        wall = datetime.now().astimezone().strftime("%H:%M")
        items = self._desk.items(now_s, wall)
        places = self._painter.paint(self._surface, items, self._desk.grid, self._desk.palette)
        if places:
            pygame.display.update(places)
        self._painted_s = now_s
        self._speak()

    def _speak(self) -> None:
        """Put what came onto the screen by itself into the log, once it is seen."""
        lines = self._speech.new(self._desk.view, self._desk.ui, connected=self._desk.connected)
        if lines and self._log is not None:
            moment = datetime.now().astimezone().isoformat(timespec="seconds")
            with contextlib.suppress(OSError), appending(self._log) as file:  # a full disk darkens no screen
                file.write("".join(f"{moment} screen: {line}\n" for line in lines))

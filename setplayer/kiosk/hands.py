"""The rules of touch, pure: presses and time come in, deeds come out.

A control acts on release inside it and is left alone by sliding off. One that cannot be undone is held for 1.2 s.
Only what has `on_press` acts when it is touched. A repeat within 80 ms is the same touch reported twice.
"""

from dataclasses import dataclass
from typing import Final, Literal

from setplayer.kiosk.items import Button
from setplayer.kiosk.ui import HOLD_S
from setplayer.words import _

REPEAT_S: Final = 0.08
_BARELY_S: Final = 0.6
"""A control to be held that is let go this soon says that it is to be held."""


@dataclass(frozen=True)
class Deed:
    """Something a person did: `acts` with a control, or pressed one that does nothing now and `asks` why."""

    kind: Literal["acts", "acts on press", "asks"]
    button: Button
    why: str = ""


@dataclass(frozen=True)
class Press:
    """A control that is being pressed."""

    button: Button
    since_s: float
    by: str

    def held(self, now_s: float) -> float:
        """How far a hold has come, 0 to 1; 0 for a control that is not held."""
        if not self.button.held_down or self.button.why_not or self.button.act is None:
            return 0.0
        return min((now_s - self.since_s) / HOLD_S, 1.0)


class Hands:
    """What is being pressed."""

    def __init__(self) -> None:
        self.press: Press | None = None
        self._down_s = float("-inf")

    def down(self, button: Button | None, now_s: float, by: str = "touch") -> list[Deed]:
        """A touch, or a key that stands for a control."""
        if by == "touch":
            repeated = now_s - self._down_s < REPEAT_S
            self._down_s = now_s
            if repeated:
                return []
        if button is None:
            return []
        if button.act is not None or button.why_not:
            self.press = Press(button, now_s, by)
        return [Deed("acts on press", button)] if button.on_press is not None and not _dead(button) else []

    def moved(self, button: Button | None) -> None:
        """The finger slid: off the control, it is let go of."""
        if self.press is not None and self.press.by == "touch" and _name(button) != self.press.button.name:
            self.press = None

    def up(self, button: Button | None, now_s: float, by: str = "touch") -> list[Deed]:
        """The finger, or the key, is let go; `button` is what lies under it now."""
        press = self.press
        if press is None or press.by != by:
            return []
        self.press = None
        if button is None or button.name != press.button.name:
            return []
        if press.button.on_press is not None and not _dead(press.button):
            return []
        if button.why_not:
            return [Deed("asks", button, button.why_not)]
        if button.held_down:
            barely = now_s - press.since_s < _BARELY_S
            return [Deed("asks", button, _("Press and hold until it has filled."))] if barely else []
        return [Deed("acts", button)]

    def tick(self, now_s: float) -> list[Deed]:
        """Time passes: a hold may have come to its end."""
        press = self.press
        if press is None or press.held(now_s) < 1.0:
            return []
        self.press = None
        return [Deed("acts", press.button)]


def _dead(button: Button) -> bool:
    """Whether what it does on press makes no sense now either."""
    return button.name == "fade_now" and bool(button.why_not)


def _name(button: Button | None) -> str:
    return button.name if button is not None else ""

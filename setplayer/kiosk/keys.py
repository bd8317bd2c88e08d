"""Keys, as the table names them, and the controls they stand for."""

from typing import Any, Final

from setplayer.clinic import ON_KEYS
from setplayer.engine.view import PAIRS, View
from setplayer.kiosk import model
from setplayer.kiosk.items import Act, Button
from setplayer.kiosk.layout import Box
from setplayer.kiosk.office import Wanted
from setplayer.kiosk.sdl import pygame
from setplayer.session.table import TABLE
from setplayer.words import _, marked

_NAMED: Final = {"Up": pygame.K_UP, "Down": pygame.K_DOWN, "Esc": pygame.K_ESCAPE}

_BY_KEY: Final[dict[int, str]] = {
    _NAMED[row.key] if row.key in _NAMED else ord(row.key.lower()): row.do
    for row in reversed(TABLE.values())
    if row.key and row.do not in ("fade_now", "tag", "note", "vitals")
}
"""The first command of each key: its way back is the same control."""

ALSO: Final = {pygame.K_EQUALS: "extend", pygame.K_KP_PLUS: "extend", pygame.K_KP_MINUS: "shorten"}

HIDDEN: Final = marked("The record is hidden while you are away. Come back first: A.")

_NOWHERE: Final = Box(0, 0, 0, 0)

PANELS: Final = {
    ord(TABLE["note"].key.lower()): "note",
    ord(TABLE["vitals"].key.lower()): "vitals",
    pygame.K_i: "glance",
}
"""Keys that open a panel."""

OFFICE: Final[dict[int, Wanted]] = {pygame.K_F3: "records", pygame.K_F4: "settings"}
"""Keys that open what is behind the PIN."""
BEFORE_BEGIN: Final = {
    pygame.K_RETURN: "next step",
    pygame.K_KP_ENTER: "next step",
    pygame.K_l: "test output",
    pygame.K_n: "new client",
}
"""Keys of controls that are only there before the music begins."""

FADES: Final = (pygame.K_ESCAPE, pygame.K_F12)


def command_of(key: int, character: str) -> str | None:
    """The command of a key. `+` and `-` go by what was typed: keyboards have them in different places."""
    if character in ("+", "-", "−"):
        return "extend" if character == "+" else "shorten"
    return _BY_KEY.get(key) or ALSO.get(key)


def before_begin(key: int) -> str:
    """The name of the control that a key stands for before Begin; empty when it stands for none."""
    return BEFORE_BEGIN.get(key, "")


def tag_of(key: int, character: str) -> int | None:
    """The number of the tag of a key, from 1."""
    if character in "1234567" and character:
        return int(character)
    number = key - pygame.K_KP1 + 1 if pygame.K_KP1 <= key <= pygame.K_KP9 else key - pygame.K_0
    return number if 1 <= number <= ON_KEYS else None


def name_of(key: int, character: str) -> str | None:
    """The name of the control that a key stands for."""
    tag = tag_of(key, character)
    if tag is not None:
        return f"tag {tag}"
    if key in PANELS:
        return f"show {PANELS[key]}"
    do = command_of(key, character)
    return next((first for first, back in PAIRS.items() if do == back), do)


def unseen(name: str, view: View, minutes_ago: int) -> Button | None:
    """A control that a key stands for and that is on no screen now: a panel covers it, or it is hidden."""
    kind, _space, rest = name.partition(" ")
    if "away" in view.conditions and (kind in ("tag", "show") or name in ("mark", "undo")):
        return Button(_NOWHERE, name, rest or name, None, why_not=_(HIDDEN))
    if kind == "tag":
        tags = view.tags[int(rest) - 1 : int(rest)]
        return Button(_NOWHERE, name, tags[0], model.tag_act(tags[0])) if tags else None
    if kind == "show":
        return Button(_NOWHERE, name, rest, Act("show", rest))
    fields: dict[str, Any] = {}
    if name in ("shorten", "extend"):
        fields = {"minutes": model.MINUTES}
    elif name == "chime":
        fields = {"sound": model.chime_of(view)}
    elif name == "dose":
        fields = {"minutes_ago": minutes_ago}
    shown = model.control(view, name, **fields)
    return Button(_NOWHERE, name, shown.label, shown.act, held_down=shown.held_down, why_not=shown.why_not)

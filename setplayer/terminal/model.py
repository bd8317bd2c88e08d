"""The session's screen as lines, from the view and what the front itself knows. Pure; time is an argument.

Nothing needs colour: each state and condition has a word, the state a shape too. While the client may look at the
screen (away), the client's code, notes, tags, vitals and intention are not on it.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from setplayer.engine.view import View
from setplayer.terminal.body import away, body_rows, glance_rows
from setplayer.terminal.commands import line_help
from setplayer.terminal.lines import ACCENT, QUIET, STRONG, fit, line, plain, quiet, said, sides
from setplayer.terminal.prompt import SHARES, Minutes, Prompt, Writing
from setplayer.units import clock

WIDTH: Final = 80
HEIGHT: Final = 24
"""The smallest screen that everything fits on."""

SHAPES: Final = {"open": "○", "playing": "▶", "held": "‖", "silent": "◌", "faded": "▼", "stopping": "▼",
                 "landed": "■", "closed": "■"}  # fmt: skip

RESTARTING: Final = "The player is restarting; the screen shows what was last known."
CLOSING: Final = "Fading out and closing…"
WAITING: Final = "Waiting for the player…"


@dataclass(frozen=True)
class Shown:
    """What the front itself knows beside the view."""

    connected: bool = True
    closing: bool = False
    prompt: Prompt | None = None
    notice: str = ""
    """A refusal, or what came of a command, for a few seconds."""
    previews: Mapping[str, str] = field(default_factory=dict)
    """What commands would change, by their names."""
    glance: bool = False
    """Whether what matters to whoever takes over stands in the session's place."""
    page: int = 0
    """0 is the session, from 1 on the pages of the keys."""


def session_lines(view: View | None, shown: Shown, width: int, height: int, wall: str) -> list[Text]:
    """The session's screen: `height` lines of `width` cells. `wall` is the clock on the wall."""
    if view is None:
        first = WAITING if shown.connected else RESTARTING
        return filled([line(first)], bottom(None, shown, width), width, height)
    if width < WIDTH or height < HEIGHT:
        return _small(view, shown, width, height)
    head = header(view, shown, width, wall)
    view = _without_typed(view, shown.prompt)
    rows = [*head, *(glance_rows(view, width) if shown.glance else body_rows(view, width, height - len(head) - 1))]
    return filled(rows, bottom(view, shown, width), width, height)


def _without_typed(view: View, prompt: Prompt | None) -> View:
    """The view without the draft that stands on the bottom line."""
    if not isinstance(prompt, Writing):
        return view
    here = (os.getpid(), prompt.do)
    return view.model_copy(update={"drafts": tuple(d for d in view.drafts if (d.front_pid, d.name) != here)})


def header(view: View, shown: Shown, width: int, wall: str) -> list[Text]:
    """State and conditions, phase and time left, elapsed of total, the clock on the wall."""
    client = "" if away(view) else plain(view.client)
    right = line((client, QUIET), "   " if client else "", (wall, STRONG))
    if shown.closing:
        first = line((CLOSING, ACCENT))
    elif not shown.connected:
        first = line((RESTARTING, ACCENT))
    else:
        first = line((f"{SHAPES[view.state]} {view.state.upper()}", STRONG), *_conditions(view))
    total = f" of {clock(view.end_frame)}" if view.end_frame else ""
    elapsed = line((clock(view.frame), STRONG), total) if view.state != "open" else line(f"length{total[3:]}")
    if view.dose_marked and view.zero_frame and not away(view):
        elapsed = line((f"{clock(view.frame - view.zero_frame)} since the dose   ", QUIET), elapsed)
    return [sides(first, right, width), sides(_phase(view), elapsed, width)]


def bottom(view: View | None, shown: Shown, width: int) -> list[Text]:
    """The bottom line: what is asked, else what is to be said. Above a line of text its help, or what is wrong."""
    if shown.prompt is None:
        return [line() if view is not None and shown.notice == view.said else said(shown.notice, STRONG)]
    if isinstance(shown.prompt, Writing):
        return _writing(view, shown.prompt, shown.notice, width)
    digits = f"{shown.prompt.digits}▏" if isinstance(shown.prompt, Minutes) else ""
    return [line((shown.prompt.text, ACCENT), " ", digits)]


def filled(rows: list[Text], last: list[Text], width: int, height: int) -> list[Text]:
    """Exactly `height` lines: the rows from the top, the last ones at the bottom, all of one width."""
    room = max(height - len(last), 0)
    rows = [*rows[:room], *(Text(end="") for _ in range(room - len(rows))), *last]
    return [fit(row, width) for row in rows[:height]]


def status(view: View | None, shown: Shown) -> str:
    """Everything that matters most, on one line of plain words, nothing personal."""
    if view is None:
        return WAITING if shown.connected else RESTARTING
    if shown.closing or not shown.connected:
        return CLOSING if shown.closing else RESTARTING
    words = [", ".join((view.state, *view.conditions)), _phase(view).plain]
    if view.state != "open":
        words.append(f"{clock(view.frame)} of {clock(view.end_frame)}")
    return plain(" · ".join(word for word in words if word))


def _small(view: View, shown: Shown, width: int, height: int) -> list[Text]:
    rows = [line(status(view, shown)), line((f"The screen needs {WIDTH} by {HEIGHT} characters; keys work.", QUIET))]
    if shown.prompt is not None or shown.notice:
        asked = bottom(view, shown, width)[-1]
        rows = [asked] if height == 1 else [rows[0], asked]
    return filled(rows, [], width, height)


def _conditions(view: View) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    for word in view.conditions:
        due = word.endswith("due") or word in ("no output", "loud")
        parts += [("  ", ""), (f"● {plain(word)}" if due else plain(word), ACCENT if due else "")]
    return parts


def _phase(view: View) -> Text:
    if view.phase is None:
        return said(view.arc, STRONG)
    name = (plain(view.phases[view.phase].name), STRONG)
    left = clock(view.phase_left_frames or 0)
    if view.state in {"landed", "closed"} or view.frame >= view.end_frame:
        return line(name, "  over")
    match view.waits_for:
        case "release":
            return line(name, ("  held", STRONG), f"  {left} left once released")
        case "dose":
            after = f"  {left} left after it" if view.phase_left_frames else ""
            return line(name, ("  waits for the dose", STRONG), after or "  O twice marks it")
    return line(name, "  ", (left, STRONG), " left")


def _writing(view: View | None, prompt: Writing, notice: str, width: int) -> list[Text]:
    """A line of text with its cursor, and above it what helps. While the client may look, no letter of it."""
    text = "".join(plain(c) or " " for c in prompt.text)
    if view is not None and away(view):
        text = "•" * len(text)
    title = ":" if prompt.do == ":" else f"{prompt.title}: "
    helped = line_help(prompt.text, view) if prompt.do == ":" else "Enter saves it; Esc closes, the draft is kept."
    if prompt.do in SHARES:
        helped += f" Tab: {'may be shared' if prompt.shared else 'my own, not shared'}."
    start = max(prompt.cursor - (width - len(title)) // 2, 0)
    while cell_len(title + text[start : prompt.cursor]) > width - 2:
        start += 1
    typed = line((title, ACCENT), text[start : prompt.cursor], ("▏", STRONG), text[prompt.cursor :])
    return [said(notice, STRONG) if notice else quiet(plain(helped)), typed]

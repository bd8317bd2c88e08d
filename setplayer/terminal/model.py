"""The session's screen as lines, from the view and what the front itself knows. Pure; time is an argument.

Nothing needs colour: each state and condition has a word, the state a shape too. While the client may look at the
screen (away), the client's code, notes, tags, vitals and intention are not on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from setplayer.engine.view import PieceView, View
from setplayer.session.table import TABLE
from setplayer.terminal.arc_line import ROWS_BESIDE, arc_rows
from setplayer.terminal.commands import TAGS, key_of, line_help
from setplayer.terminal.lines import ACCENT, QUIET, STRONG, fit, line, packed, plain, said, sides, wrapped
from setplayer.terminal.prompt import Minutes, Prompt, Writing
from setplayer.units import clock, duration

WIDTH: Final = 80
HEIGHT: Final = 24
"""The smallest screen that everything fits on."""

SHAPES: Final = {"open": "○", "playing": "▶", "held": "‖", "silent": "◌", "faded": "▼", "stopping": "▼",
                 "landed": "■", "closed": "■"}  # fmt: skip

RESTARTING: Final = "The player is restarting; the screen shows what was last known."
CLOSING: Final = "Fading out and closing…"
WAITING: Final = "Waiting for the player…"

_HEADER: Final = 2
_LABEL: Final = 8
_KEY_ROWS: Final = 3
_LEFT_OUT: Final = frozenset({"tag", "mark", "undo", "reminder_done", "why"})
"""Commands whose key stands elsewhere on the screen."""

_WAITS: Final = {"release": "once released", "dose": "once the dose is marked"}


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
    page: int = 0
    """0 is the session, from 1 on the pages of the keys."""


def session_lines(view: View | None, shown: Shown, width: int, height: int, wall: str) -> list[Text]:
    """The session's screen: `height` lines of `width` cells. `wall` is the clock on the wall."""
    if view is None:
        first = WAITING if shown.connected else RESTARTING
        return filled([line(first)], bottom(None, shown, width), width, height)
    if width < WIDTH or height < HEIGHT:
        return _small(view, shown, width, height)
    above, below = [*_now(view, width), _due(view, width)], [*_said(view, width), *_keys(view, width)]
    spare = height - _HEADER - len(above) - len(below) - 1
    curve, notes = _shared(spare - ROWS_BESIDE)
    arc = (
        arc_rows(view, width, curve, marks=not away(view)) if view.state != "open" else _open(view, curve + 3, width)
    )
    rows = [*header(view, shown, width, wall), *arc, *above, *_notes(view, notes), *below]
    return filled(rows, bottom(view, shown, width), width, height)


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


def away(view: View) -> bool:
    """Whether the client may be looking."""
    return "away" in view.conditions


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


def _shared(spare: int) -> tuple[int, int]:
    """Rows of the curve and of notes. Three notes come first, then the curve grows to twelve."""
    curve = min(max(spare - 3, 3), 12)
    return curve, max(spare - curve, 0)


def _conditions(view: View) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    for word in view.conditions:
        due = word.endswith("due") or word == "no output"
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


def _quiet(text: str) -> Text:
    return line((text, QUIET))


def _label(word: str) -> tuple[str, str]:
    return (word.ljust(_LABEL), QUIET)


def _now(view: View, width: int) -> list[Text]:
    """What sounds, what comes next and when, the level, the output."""
    return [
        sides(line(_label("Now"), *_sounding(view)), _quiet(_until(view)), width),
        sides(line(_label("Next"), *_following(view)), _quiet(_when(view)), width),
        sides(line(_label("Level"), _level(view)), _quiet(_output(view)), width),
    ]


def _sounding(view: View) -> list[tuple[str, str]]:
    if view.now is None:
        return [("nothing", QUIET)]
    piece = _piece(view.now)
    if away(view) or view.state in {"silent", "faded", "stopping", "landed"}:
        return [("nothing is heard", STRONG), (f"  in its place by now: {piece}", QUIET)]
    if "grounding" in view.conditions:
        return [("grounding music", STRONG), (f"  the arc has: {piece}", QUIET)]
    return [(piece, STRONG)]


def _following(view: View) -> list[tuple[str, str]]:
    return [(_piece(view.next), "") if view.next is not None else ("nothing", QUIET)]


def _until(view: View) -> str:
    known = view.now is not None and view.now.end_frame <= view.end_frame
    return f"until {clock(view.now.end_frame)}" if view.now is not None and known else ""


def _when(view: View) -> str:
    if view.next is None:
        return ""
    if view.next.start_frame > view.end_frame:
        return _WAITS.get(view.waits_for, _WAITS["dose"])
    return f"at {clock(view.next.start_frame)}, in {clock(view.next.start_frame - view.frame)}"


def _level(view: View) -> str:
    level = f"{view.level_db:+.0f} dB (limit {view.level_limit_db:+.0f})"
    if not view.fuller:
        return level
    return f"{level}  {'fuller' if view.fuller > 0 else 'softer'} by {abs(view.fuller):g}"


def _output(view: View) -> str:
    parts = [
        f"to {plain(view.output)}" if view.output else "",
        f"{view.underruns} underruns" if view.underruns else "",
        f"{view.speed:g} × speed" if view.speed != 1 else "",
    ]
    return "  ".join(part for part in parts if part)


def _piece(piece: PieceView) -> str:
    return plain(f"{piece.title}, {piece.artist}" if piece.artist else piece.title)


def _due(view: View, width: int) -> Text:
    """Reminders that are due, with their numbers, and the next one."""
    parts: list[str | tuple[str, str]] = [_label("Due" if view.reminders else "Later")]
    for due in view.reminders:
        parts += [(f"● #{due.number} {plain(due.text)}", ACCENT), f" {clock(view.frame - due.due_frame)} ago  "]
    if (ahead := view.next_reminder) is not None:
        when = f"in {clock(ahead.due_frame - view.frame)}" if ahead.due_frame <= view.end_frame else "later on"
        parts += [("then " if view.reminders else "", QUIET), (f"{plain(ahead.text)} {when}", QUIET)]
    done = line(("R", STRONG), " done") if view.reminders else line()
    return sides(line(*parts), done, width)


def _notes(view: View, rows: int) -> list[Text]:
    """The last entries, newest first, with the numbers that `:correct` takes."""
    if away(view):
        return [line(_label("Notes"), ("hidden while away", QUIET)), *(line() for _ in range(rows - 1))][:rows]
    entries = [
        line(_label("" if n else "Notes"), f"{clock(entry.frame):>8}  ", said(entry.text), (f"  #{entry.seq}", QUIET))
        for n, entry in enumerate(reversed(view.entries))
    ]
    return [*(entries or [line(_label("Notes"))]), *(line() for _ in range(rows))][:rows]


def _said(view: View, width: int) -> list[Text]:
    """The latest consequence, and what undo would take back, over two rows."""
    parts: list[str | tuple[str, str]] = []
    if view.said:
        parts += [(f"{clock(view.said_frame)} ", QUIET), plain(view.said)]
    if view.undo and view.why_not("undo") is None:
        parts += [" · " if parts else "", ("Z", STRONG), f" Undo: {plain(view.undo)}"]
    if view.offers:
        parts += [" · " if parts else "", ("W", STRONG), f" Why: {', '.join(map(plain, view.offers))}"]
    rows = wrapped(line(*parts), width, 2)
    return [*rows, *(line() for _ in range(2 - len(rows)))]


def _keys(view: View, width: int) -> list[Text]:
    """The keys of what makes sense now; all the others are on the pages of keys."""
    tags = [_key(str(number), word) for number, word in enumerate(TAGS, 1)]
    if away(view):
        tags = [_key("1-7", "Tags")]
    rows = packed([*tags, _key(" M", "Mark")] if view.why_not("tag") is None else [], width, 1, gap=" ")
    always = [_key("?", "Keys"), _key(":", "Type")]
    found = [_key(pressed(do), "FADE NOW" if do == "fade_now" else TABLE[do].label) for do in _offered(view)]
    kept = list(found)
    while len(packed([*kept, *always], width, 99)) > _KEY_ROWS:
        kept.pop()
    rows += packed([*kept, *always], width, _KEY_ROWS)
    return [*rows, *(line() for _ in range(1 + _KEY_ROWS - len(rows)))]


def _offered(view: View) -> list[str]:
    """Commands with a key that make sense now, the most urgent first. Of a pair, the one that a press means."""
    possible = [
        do
        for do in TABLE
        if not key_of(do).startswith(":") and view.why_not(do) is None and do not in _LEFT_OUT and _meant(view, do)
    ]
    first = [do for do in ("fade_now", "bring_back", "begin") if do in possible]
    return [*first, *(do for do in possible if do not in first)]


_BACK: Final = {"unduck": "duck", "music": "silence", "return_to_arc": "grounding", "back": "away", "release": "hold"}


def _meant(view: View, do: str) -> bool:
    return view.turn(_BACK.get(do, do)) == do


def pressed(do: str) -> str:
    """The key of a command, and `×2` when it is pressed twice."""
    return f"{key_of(do)}×2" if TABLE[do].held_down else key_of(do)


def _key(key: str, word: str) -> Text:
    return line((key, STRONG), f" {word}")


def _writing(view: View | None, prompt: Writing, notice: str, width: int) -> list[Text]:
    """A line of text with its cursor, and above it what helps. While the client may look, no letter of it."""
    text = "".join(plain(c) or " " for c in prompt.text)
    if view is not None and away(view):
        text = "•" * len(text)
    title = ":" if prompt.do == ":" else f"{prompt.title}: "
    helped = line_help(prompt.text, view) if prompt.do == ":" else "Enter keeps it; Esc closes, the draft is kept."
    start = max(prompt.cursor - (width - len(title)) // 2, 0)
    while cell_len(title + text[start : prompt.cursor]) > width - 2:
        start += 1
    typed = line((title, ACCENT), text[start : prompt.cursor], ("▏", STRONG), text[prompt.cursor :])
    return [said(notice, STRONG) if notice else _quiet(plain(helped)), typed]


def _open(view: View, rows: int, width: int) -> list[Text]:
    """What stands on the screen before Begin in the arc's place."""
    phases = [said(f"{p.name} {duration(p.end_frame - p.start_frame)}") for p in view.phases]
    found = [line(), *packed(phases, width, 3, gap=" · ")]
    if view.intention and not away(view):
        found.append(line(_label("Intends"), said(view.intention)))
    if view.checked:
        found.append(line(_label("Checked"), said(", ".join(view.checked))))
    if view.arcs:
        found.append(line(_label("Arcs"), said(", ".join(view.arcs)), ("  :choose_arc NAME", QUIET)))
    if view.outputs:
        found.append(line(_label("Outputs"), said(", ".join(view.outputs)), ("  :set_output NAME", QUIET)))
    return [*found, *(line() for _ in range(rows))][:rows]

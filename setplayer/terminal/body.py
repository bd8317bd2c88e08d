"""The rows between the header and the bottom line: arc, music, reminders, notes, what was done, keys. Pure."""

import os
from typing import Final

from rich.text import Text

from setplayer.clinic import ON_KEYS
from setplayer.engine.view import PAIRS, DraftView, PieceView, View
from setplayer.session.table import TABLE
from setplayer.terminal.arc_line import ROWS_BESIDE, arc_rows
from setplayer.terminal.commands import WRITTEN, key_of
from setplayer.terminal.lines import ACCENT, QUIET, STRONG, line, packed, plain, quiet, said, sides, wrapped
from setplayer.units import clock, duration
from setplayer.words import _

_LABEL: Final = 8
_KEY_ROWS: Final = 3
_AVOIDED: Final = 4
_WARNINGS: Final = 4
"""So many are told before Begin, so that the arc stays on the screen."""
_ARC_ROWS: Final = 6
_LEFT_OUT: Final = frozenset({"tag", "mark", "undo", "reminder_done", "why"})
"""Commands whose key stands elsewhere on the screen."""

_RESUMES: Final = "after an interruption by_now or where_it_was?"
"""Asked once: until it is chosen here or with `setplayer settings`."""

_WAITS: Final = {"release": "once released", "dose": "once the dose is marked"}
_WAY_TO: Final = {back: on for on, back in PAIRS.items()}


def body_rows(view: View, width: int, rows: int) -> list[Text]:
    """Everything about the session in about so many rows: the arc and the notes share what the others leave."""
    above, below = [*_now(view, width), _due(view, width)], [*_said(view, width), *_keys(view, width)]
    curve, notes = _shared(rows - len(above) - len(below) - ROWS_BESIDE)
    if view.state == "open":
        arc = _open(view, curve + ROWS_BESIDE, width)
    else:
        arc = arc_rows(view, width, curve, marks=not away(view))
    return [*arc, *above, *_notes(view, notes, width), *below]


def away(view: View) -> bool:
    """Whether the client may be looking."""
    return "away" in view.conditions


def _shared(spare: int) -> tuple[int, int]:
    """Rows of the curve and of notes. Three notes come first, then the curve grows to twelve."""
    curve = min(max(spare - 3, 3), 12)
    return curve, max(spare - curve, 0)


def _now(view: View, width: int) -> list[Text]:
    """What sounds, what comes next and when, the level, the output."""
    return [
        sides(line(_label("Now"), *_sounding(view)), quiet(_until(view)), width),
        sides(line(_label("Next"), *_following(view)), quiet(_when(view)), width),
        sides(line(_label("Level"), _level(view)), quiet(_output(view)), width),
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
    if view.next_waits_for:
        return _WAITS[view.next_waits_for]
    return f"at {clock(view.next.start_frame)}, in {clock(view.next.start_frame - view.frame)}"


def _level(view: View) -> str:
    level = f"{view.level_db:+.0f} dB (limit {view.level_limit_db:+.0f})"
    if not view.fuller:
        return level
    return f"{level}  {'fuller' if view.fuller > 0 else 'softer'} by {abs(view.fuller):g}"


def _output(view: View) -> str:
    parts = [
        f"to {plain(view.output)}" if view.output else "",
        view.broke_off,
        f"{view.speed:g} × speed" if view.speed != 1 else "",
    ]
    return "  ".join(part for part in parts if part)


def _piece(piece: PieceView) -> str:
    return plain(f"{piece.title}, {piece.artist}" if piece.artist else piece.title)


def _due(view: View, width: int) -> Text:
    """Reminders that are due, with their numbers, and the next one."""
    parts: list[str | tuple[str, str]] = [_label("Due" if view.reminders else "Later")]
    for due in view.reminders:
        for_ = f"{'overdue' if due.overdue else 'due'} for {clock(view.frame - due.due_frame)}"
        parts += [(f"● #{due.number} {plain(due.text)}", ACCENT), f" {for_}  "]
    if (ahead := view.next_reminder) is not None:
        when = f"in {clock(ahead.due_frame - view.frame)}" if ahead.due_frame <= view.end_frame else "later on"
        parts += [("then " if view.reminders else "", QUIET), (f"{plain(ahead.text)} {when}", QUIET)]
    done = line(("R", STRONG), " done") if view.reminders else line()
    return sides(line(*parts), done, width)


def _notes(view: View, rows: int, width: int) -> list[Text]:
    """The last entries, newest first, with the numbers that `:correct` takes."""
    if away(view):
        return [line(_label("Notes"), ("hidden while away", QUIET)), *(line() for _ in range(rows - 1))][:rows]
    drafts = [
        line(_label("Draft"), (f"{plain(draft.text)[: width - 40]}", ACCENT), f"  not saved: {_goes_on(draft)}")
        for draft in view.offered(os.getpid())[:1]
    ]
    entries = [
        line(
            _label("" if n else "Notes"),
            f"{clock(entry.frame):>8}  ",
            said(entry.line),
            (f"  #{entry.seq}", QUIET),
            "" if view.is_saved(entry) else ("  not yet saved", ACCENT),
        )
        for n, entry in enumerate(reversed(view.entries))
    ]
    return [*drafts, *(entries or [line(_label("Notes"))]), *(line() for _ in range(rows))][:rows]


def _goes_on(draft: DraftView) -> str:
    """How a draft is gone on with here."""
    key = key_of(draft.name) if draft.name in WRITTEN else ":"
    return f"{key} opens it"


def _said(view: View, width: int) -> list[Text]:
    """The latest consequence, and what undo would take back, over two rows."""
    parts: list[str | tuple[str, str]] = []
    if view.said:
        parts += [
            (f"{view.said_at or clock(view.said_frame)} " if view.state != "open" else "", QUIET),
            plain(view.said),
        ]
    if view.undo and view.why_not("undo") is None:
        parts += [" · " if parts else "", ("Z", STRONG), f" Undo: {plain(view.undo)}"]
    if view.offers:
        parts += [" · " if parts else "", ("W", STRONG), f" Why: {', '.join(map(plain, view.offers))}"]
    rows = wrapped(line(*parts), width, 2)
    return [*rows, *(line() for _ in range(2 - len(rows)))]


def _keys(view: View, width: int) -> list[Text]:
    """The keys of what makes sense now; all the others are on the pages of keys."""
    mark = _key(" M", "Mark")
    tags = [_key(str(number), word) for number, word in enumerate(_short_tags(view, width - 8), 1)]
    if away(view):
        tags = [_key("1-7", "Tags")]
    rows = packed([*tags, mark] if view.why_not("tag") is None else [], width, 1, gap=" ")
    always = [_key("?", "Keys"), _key(":", "Type")]
    found = [_key(pressed(do), "FADE NOW" if do == "fade_now" else TABLE[do].label) for do in _offered(view)]
    kept = list(found)
    while len(packed([*kept, *always], width, 99)) > _KEY_ROWS:
        kept.pop()
    rows += packed([*kept, *always], width, _KEY_ROWS)
    return [*rows, *(line() for _ in range(1 + _KEY_ROWS - len(rows)))]


def _short_tags(view: View, room: int) -> list[str]:
    """The tags of the keys, each cut as far as it takes for all of them to stand in one row."""
    tags = [plain(tag) for tag in view.tags[:ON_KEYS]]
    longest = max(map(len, tags))
    while longest > 3 and sum(min(len(tag), longest) + 3 for tag in tags) > room:
        longest -= 1
    return [tag if len(tag) <= longest else f"{tag[: longest - 1]}…" for tag in tags]


def glance_rows(view: View, width: int) -> list[Text]:
    """What whoever takes over should know: intention, agreed touch, what to avoid, doses, the last vitals."""
    rows = [line(), line(("At a glance", STRONG), ("  I: back to the session", QUIET)), line()]
    if away(view):
        return [*rows, quiet("hidden while away")]
    given = "; ".join(f"{clock(entry.frame)} {entry.text}" for entry in view.medicine)
    avoid = ", ".join(words for words in (view.avoid, *view.left_out) if words)
    vitals = f"{clock(view.vitals.frame)} {view.vitals.text}" if view.vitals is not None else ""
    for title, words in (
        ("Intention", view.intention or "none was written"),
        ("Touch agreed", view.touch_agreed or "nothing was written"),
        ("To avoid", avoid or "nothing was named"),
        ("Given", given or "nothing was marked"),
        ("Last vitals", vitals or "none recorded"),
        ("Guided by", view.therapist or "no code was given"),
    ):
        for number, words_row in enumerate(wrapped(line(plain(words)), width - 14, 3)):
            rows.append(line((f"{'' if number else title:<14}", QUIET), words_row))
    return rows


def _offered(view: View) -> list[str]:
    """Commands with a key that make sense now, the most urgent first. Of a pair, the one that a press means."""
    possible = [
        do
        for do in TABLE
        if not key_of(do).startswith(":") and view.why_not(do) is None and do not in _LEFT_OUT and _meant(view, do)
    ]
    first = [do for do in ("fade_now", "bring_back", "begin") if do in possible]
    return [*first, *(do for do in possible if do not in first)]


def _meant(view: View, do: str) -> bool:
    return view.turn(_WAY_TO.get(do, do)) == do


def pressed(do: str) -> str:
    """The key of a command, and `×2` when it is pressed twice."""
    key = key_of(do)
    return f"{key}×2" if TABLE[do].held_down and not key.startswith(":") else key


def _key(key: str, word: str) -> Text:
    return line((key, STRONG), f" {word}")


def _open(view: View, rows: int, width: int) -> list[Text]:
    """What stands on the screen before Begin in the arc's place."""
    phases = [said(f"{p.name} {duration(p.end_frame - p.start_frame)}") for p in view.phases]
    found = [line(), *packed(phases, width, 3, gap=" · ")]
    if view.intention and not away(view):
        found.append(line(_label("Intends"), said(view.intention)))
    if view.checked:
        found.append(line(_label("Checked"), said(", ".join(view.checked))))
    found += _avoided(view)
    found += [line(_label("Warning"), said(warning)) for warning in view.warnings[:_WARNINGS]]
    if len(view.warnings) > _WARNINGS:
        found.append(
            line(_label(""), said(f"and {len(view.warnings) - _WARNINGS} more; 'setplayer check' tells all"))
        )
    if not view.resumes:
        found.append(line(_label("Resumes"), said(_RESUMES), ("  :set_resume PLACE", QUIET)))
    if view.outputs:
        found.append(line(_label("Outputs"), said(", ".join(view.outputs)), ("  :set_output NAME", QUIET)))
    if view.arcs:
        names = [*map(said, view.arcs), quiet(":choose_arc NAME")]
        for number, row in enumerate(packed(names, width - _LABEL, _ARC_ROWS)):
            found.append(line(_label("" if number else "Arcs"), row))
    return [*found, *(line() for _ in range(rows))][:rows]


def _avoided(view: View) -> list[Text]:
    """What of the arc is heard otherwise, since the client asked not to hear it."""
    found = [line(_label("" if n else _("Avoids")), said(one.line)) for n, one in enumerate(view.replaced[:_AVOIDED])]
    if len(view.replaced) > _AVOIDED:
        more = _("and {count} more; 'setplayer status' tells all").format(count=len(view.replaced) - _AVOIDED)
        found.append(line(_label(""), said(more)))
    return found


def _label(word: str) -> tuple[str, str]:
    return (word.ljust(_LABEL), QUIET)

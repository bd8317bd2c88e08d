"""The pages of keys: every command of the table with its key, what it would change now, or why it makes no sense."""

from typing import Final

from rich.text import Text

from setplayer.engine.view import View
from setplayer.session.table import TABLE, Row
from setplayer.terminal.body import away, pressed
from setplayer.terminal.lines import QUIET, STRONG, line, plain, wrapped
from setplayer.terminal.model import Shown, bottom, filled, header

PREVIEWED: Final = ("extend", "shorten", "hold", "release", "next_phase", "next_piece")
"""Commands whose consequence is asked for while the pages are open."""

_TITLE: Final = "Keys, page {} of {}: ? turns the page, Backspace leaves; I shows all at a glance."
_AROUND: Final = 4
"""Rows of header, title and bottom line."""

_HEAD: Final = 19


def pages(height: int) -> int:
    """How many pages the commands take on a screen of this height."""
    return len(_paged(height))


def help_lines(view: View, shown: Shown, width: int, height: int, wall: str) -> list[Text]:
    """One page: `height` lines of `width` cells."""
    paged = _paged(height)
    number = min(shown.page, len(paged))
    rows = [*header(view, shown, width, wall), line((_TITLE.format(number, len(paged)), STRONG))]
    for row in paged[number - 1]:
        rows += _command(view, shown, row, width)
    return filled(rows, bottom(view, shown, width), width, height)


def _paged(height: int) -> list[list[Row]]:
    """The commands page by page. What has a consequence to tell takes two rows."""
    found: list[list[Row]] = [[]]
    room = max(height - _AROUND, 2)
    for row in TABLE.values():
        if sum(map(_rows, [*found[-1], row])) > room:
            found.append([])
        found[-1].append(row)
    return found


def _rows(row: Row) -> int:
    return 2 if row.do in PREVIEWED else 1


def _command(view: View, shown: Shown, row: Row, width: int) -> list[Text]:
    key = pressed(row.do)
    head = key if key.startswith(":") else f"{key} {row.label}"
    reason = view.why_not(row.do)
    if reason is not None:
        texts = [line(("not now: " + (plain(reason).partition(": ")[2] or plain(reason)), QUIET))]
    else:
        texts = wrapped(line(plain(shown.previews.get(row.do) or _effect(view, row))), width - _HEAD, _rows(row))
    texts += [line()] * (_rows(row) - len(texts))
    style = STRONG if reason is None else QUIET
    return [line((f"{'' if n else head:<{_HEAD}}", style), text) for n, text in enumerate(texts)]


def _effect(view: View, row: Row) -> str:
    if row.do == "intention" and view.intention and not away(view):
        return view.intention
    parts = [
        f"music {row.sound}" if row.sound != "none" else "",
        f"arc {row.clock}" if row.clock not in {"none", "runs"} else "",
        _back(row.way_back),
    ]
    return "; ".join(part for part in parts if part) or "into the record"


def _back(way: str) -> str:
    if way == "correct":
        return ":correct mends it"
    if way in TABLE:
        return f"back: {TABLE[way].label}"
    return f"back: {way}" if way else ""

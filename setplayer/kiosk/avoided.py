"""The panel of what the client asked not to hear: what is heard instead, and what a therapist keeps all the same."""

from typing import Final

from setplayer.engine.view import ReplacedView, View
from setplayer.kiosk.items import SMALL, Act, Button, Item
from setplayer.kiosk.layout import Box
from setplayer.kiosk.parts import lines
from setplayer.kiosk.ui import Moment
from setplayer.words import _, several

_PER_PAGE: Final = 3
_LINES: Final = 4
_ROW: Final = 60


def avoided_words(view: View) -> str:
    """What is to be avoided, on its card: how much of the arc that concerns comes first."""
    concerned = len({one.source for one in view.replaced if not one.kept})
    if not concerned:
        return view.avoid or _("nothing named")
    told = several("{count} piece replaced", "{count} pieces replaced", concerned)
    return _("{replaced} · {words}").format(replaced=told, words=view.avoid) if view.avoid else told


def avoided_panel(at: Moment, box: Box) -> list[Item]:
    """Each of them in a sentence, and a control that keeps it, or gives it up again; the words below."""
    gap = at.px(8)
    foot = box.foot(at.px(_ROW))
    items: list[Item] = [_row(foot, "show avoid", _("In words…"), Act("show", "avoid"))]
    height = at.px(SMALL * 1.32) * _LINES + at.px(6) + at.px(_ROW)
    room = foot.y - box.y
    every = list(at.view.replaced)
    fit = max(min(room // (height + 2 * gap), _PER_PAGE), 1)
    if len(every) > fit:
        fit = max(min((room - at.px(_ROW) - gap) // (height + 2 * gap), _PER_PAGE), 1)
    start = at.ui.page * fit if at.ui.page * fit < len(every) else 0
    for number, one in enumerate(every[start : start + fit]):
        place = Box(box.x, box.y + number * (height + 2 * gap), box.w, height)
        items += lines(at, place.inset(at.px(6), 0), one.line, SMALL, "text", _LINES, "surface")
        items.append(_keeps(place.foot(at.px(_ROW)), start + number, one))
    if len(every) > fit:
        pages = Box(foot.x, foot.y - at.px(_ROW) - gap, foot.w, foot.h)
        page = 0 if start + fit >= len(every) else at.ui.page + 1
        act = Act("set", "page", (("value", page),))
        shown = _("{first} to {last} of {count}").format(
            first=start + 1, last=min(start + fit, len(every)), count=len(every)
        )
        items.append(Button(pages, "more avoided", _("More"), act, shown, style="row", size=SMALL))
    return items


def _keeps(box: Box, number: int, one: ReplacedView) -> Button:
    sub = _("ON · avoid it after all") if one.kept else ""
    act = Act("keep", one.source)
    label = _("Keep it all the same")
    return Button(box, f"keep {number}", label, act, sub, style="row", size=SMALL, on=one.kept)


def _row(box: Box, name: str, label: str, act: Act) -> Button:
    return Button(box, name, label, act, style="row", size=SMALL)

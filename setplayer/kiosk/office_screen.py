"""Which of the screens behind the PIN is shown."""

from setplayer.kiosk.items import STATE, Item, Plate
from setplayer.kiosk.lock import new_pin_screen, pin_screen
from setplayer.kiosk.office import Office
from setplayer.kiosk.office_parts import back, body, head, said
from setplayer.kiosk.parts import lines
from setplayer.kiosk.records import record_screen, records_screen
from setplayer.kiosk.settings_screen import settings_screen
from setplayer.kiosk.ui import Moment
from setplayer.words import _


def office_screen(at: Moment, office: Office) -> list[Item]:
    """The items of the screen that is open."""
    match office.screen:
        case "pin":
            return pin_screen(at, office)
        case "new pin":
            return new_pin_screen(at, office)
        case "records":
            return records_screen(at, office)
        case "record":
            return record_screen(at, office)
        case "settings":
            return settings_screen(at, office)
        case _:
            return _waiting(at, office)


def _waiting(at: Moment, office: Office) -> list[Item]:
    """Nothing is answered yet, or what was answered is no."""
    box = body(at)
    inner = box.inset(at.px(24), at.px(24))
    words = lines(at, inner, _("A moment…"), STATE, "secondary", 1, "surface") if office.asking else []
    way_back = back(inner.foot(at.grid.row)._replace(w=at.px(292)))
    return [*head(at, "", ""), Plate(box), *words, *([] if office.asking else said(at, inner, office)), way_back]

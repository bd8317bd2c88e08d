"""Days to look back on a session, as an iCalendar file that says nothing of what they are about.

A calendar is read by employers, families and companies: no clinical word, no name, no code, no time of the session is
in it, nor the name of this player. The form is RFC 5545.
"""

from calendar import monthrange
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from setplayer.log.clock import Stamp

AFTER: Final = ("24 h", "72 h", "1 week", "2 weeks", "1 month", "3 months")
"""When clinics look back with a client, counted from the day of the session."""

_DAYS: Final = {"24 h": 1, "72 h": 3, "1 week": 7, "2 weeks": 14}
_MONTHS: Final = {"1 month": 1, "3 months": 3}
_TITLE: Final = "Check-in"


def day_of(begun: date, after: str) -> date:
    """The day that lies so long, one of `AFTER`, after a session; the month's last where it has no such day."""
    if after in _DAYS:
        return begun + timedelta(days=_DAYS[after])
    months = begun.year * 12 + begun.month - 1 + _MONTHS[after]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(begun.day, monthrange(year, month + 1)[1]))


def render_check_ins(session_id: str, begun: Stamp, after: tuple[str, ...] = AFTER) -> str:
    """The calendar as one text. Made again it has the same names, so that a calendar holds each of them once.

    Raises OverflowError or ValueError where the record's clock has no such day.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Check-ins//EN", "METHOD:PUBLISH"]
    for one in dict.fromkeys(after):
        lines += _event(session_id, begun.local().date(), one)
    return "".join(f"{line}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(session_id: str, begun: date, after: str) -> list[str]:
    day = day_of(begun, after)
    return [
        "BEGIN:VEVENT",
        f"UID:{sha256(f'{session_id} {after}'.encode()).hexdigest()[:32]}",
        f"DTSTAMP:{day:%Y%m%d}T000000Z",  # required; the moment of the session itself would tell when it was
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_TITLE}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]

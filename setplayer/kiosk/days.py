"""Days, times ago and lengths as Today says them. Pure."""

from datetime import date, datetime
from typing import Final

from setplayer.words import _, marked, several

_WEEKDAYS: Final = (
    marked("Monday"), marked("Tuesday"), marked("Wednesday"), marked("Thursday"), marked("Friday"),
    marked("Saturday"), marked("Sunday"),
)  # fmt: skip
_MONTHS: Final = (
    marked("January"), marked("February"), marked("March"), marked("April"), marked("May"), marked("June"),
    marked("July"), marked("August"), marked("September"), marked("October"), marked("November"), marked("December"),
)  # fmt: skip


def long_day(day: str) -> str:
    """Such as `Sunday 22 November`; empty for what is no day."""
    found = _read(day)
    if found is None:
        return ""
    return _("{weekday} {day} {month}").format(
        weekday=_(_WEEKDAYS[found.weekday()]), day=found.day, month=_(_MONTHS[found.month - 1])
    )


def short_day(day: str, today: str) -> str:
    """Such as `today`, `yesterday`, `22 November`, with the year when it is another one."""
    found, now = _read(day), _read(today)
    if found is None:
        return ""
    if now is not None and 0 <= (now - found).days <= 1:
        return _("yesterday") if (now - found).days else _("today")
    if now is not None and found.year != now.year:
        return _("{day} {month} {year}").format(day=found.day, month=_(_MONTHS[found.month - 1]), year=found.year)
    return _("{day} {month}").format(day=found.day, month=_(_MONTHS[found.month - 1]))


def _read(day: str) -> date | None:
    try:
        return datetime.fromisoformat(day).date()
    except ValueError:
        return None


def ago(seconds: float) -> str:
    """Such as `3 minutes ago`."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return _("just now")
    if minutes < 120:
        return several("{count} minute ago", "{count} minutes ago", minutes)
    return several("{count} hour ago", "{count} hours ago", round(minutes / 60))

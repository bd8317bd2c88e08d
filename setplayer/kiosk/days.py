"""Days, times ago and lengths as Today says them. Pure."""

from datetime import date, datetime

from setplayer.spoken_times import day_and_month, full_day, weekday_and_day
from setplayer.words import _, several


def long_day(day: str) -> str:
    """Such as `Sunday 22 November`; empty for what is no day."""
    found = _read(day)
    return "" if found is None else weekday_and_day(found)


def short_day(day: str, today: str) -> str:
    """Such as `today`, `yesterday`, `22 November`, with the year when it is another one."""
    found, now = _read(day), _read(today)
    if found is None:
        return ""
    if now is not None and 0 <= (now - found).days <= 1:
        return _("yesterday") if (now - found).days else _("today")
    if now is not None and found.year != now.year:
        return full_day(found)
    return day_and_month(found)


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

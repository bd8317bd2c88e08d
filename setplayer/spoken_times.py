"""Days, times of day and decimal figures as the language that is spoken writes them.

The patterns are those of the Unicode CLDR, by Babel. English is that of Britain; a language that CLDR lacks has
English forms.
"""

import re
from datetime import date, time
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from setplayer.words import spoken


def weekday_and_day(day: date) -> str:
    """Such as `Sunday 22 November`."""
    return _in_full("MMMEd", day)


def day_and_month(day: date) -> str:
    """Such as `22 November`."""
    return _in_full("MMMd", day)


def full_day(day: date) -> str:
    """Such as `22 November 2026`."""
    return format_date(day, "long", locale=_locale(spoken()))


def short_full_day(day: date) -> str:
    """Such as `22 Nov 2026`."""
    return format_date(day, "medium", locale=_locale(spoken()))


def time_of_day(moment: time) -> str:
    """Such as `14:05`."""
    return format_time(moment, "short", locale=_locale(spoken()))


def decimal(value: float, places: int) -> str:
    """A figure with so many places, such as `53.8`, in German `53,8`."""
    return str(format_decimal(value, "0." + "0" * places if places else "0", locale=_locale(spoken())))


def _in_full(skeleton: str, day: date) -> str:
    """By a language's own pattern, its names of days and months written out: CLDR has it in short names only."""
    locale = _locale(spoken())
    pattern = locale.datetime_skeletons[skeleton].pattern
    wide = re.sub("L{3,}", "LLLL", re.sub("M{3,}", "MMMM", re.sub("E+", "EEEE", pattern)))
    return format_date(day, wide, locale=locale)


@lru_cache(maxsize=16)
def _locale(language: str) -> Locale:
    """What is known of a language. Plain `en` is British: days come before months, and the clock has 24 hours."""
    try:
        return Locale.parse("en_GB" if language == "en" else language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")

"""One line of a timeline in words: what is said of a moment, a change, a piece, on the page and in the terminal."""

from datetime import date
from typing import Final

from setplayer.people import People
from setplayer.review.check_ins import AFTER, day_of
from setplayer.review.model import Change, Later, Moment, OnLine, Piece, Since, Timeline
from setplayer.review.words import LATER
from setplayer.units import clock, duration, frames_from_s

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LINE: Final = 45
_COLUMN: Final = 50
"""Letters in half a line of paper, and such lines on a sheet."""
_AFTER: Final = {
    "24 h": "the day after",
    "72 h": "after three days",
    "1 week": "after one week",
    "2 weeks": "after two weeks",
    "1 month": "after one month",
    "3 months": "after three months",
}


def day_s(day: date) -> str:
    """A day as people read it: `14 November 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def looking_back(timeline: Timeline) -> tuple[tuple[date, str, str], ...]:
    """Days to come back to the timeline on: the day, in words, and how long after; none where it tells no day."""
    if timeline.day is None or not timeline.began:
        return ()
    try:
        days = [(day_of(timeline.day, after), _AFTER[after]) for after in AFTER]
    except (OverflowError, ValueError):  # the end of the calendar: an altered file
        return ()
    return tuple((day, f"{_WEEKDAYS[day.weekday()]}, {day_s(day)}", after) for day, after in days)


def clock_s(seconds: float) -> str:
    """A moment as people read it: `4:05`, `1:04:05`."""
    return clock(frames_from_s(seconds))


def duration_s(seconds: float, *, to_the_minute_from_s: float = 600) -> str:
    """A length as people read it: `2 min 30 s`, `12 min`, `1 h 30 min`."""
    rounded = round(seconds / 60) * 60 if seconds >= to_the_minute_from_s else seconds
    return duration(frames_from_s(rounded))


def said(happening: Moment | Change) -> str:
    """What happened, in a sentence without its full stop."""
    if isinstance(happening, Moment):
        return happening.text
    parts = [happening.text]
    if happening.until_s is not None and happening.undone_s is None:
        parts.append(f", for {duration_s(happening.until_s - happening.at_s)}")
    if happening.why:
        parts.append(f": {happening.why}")
    if happening.undone_s is not None:
        parts.append(f", and this was taken back at {clock_s(happening.undone_s)}")
    return "".join(parts)


def beside(happening: Moment | Change, people: People | None = None) -> str:
    """What stands small beside it: who entered it, where several did, and that it was corrected; a change's words."""
    if not isinstance(happening, Moment):
        return happening.detail
    corrected = f"corrected; it was: {happening.original}" if happening.original else "corrected"
    who = people.called(happening.who) if people else happening.who
    return "; ".join(part for part in (who, corrected if happening.corrected else "") if part)


def by_whom(piece: Piece) -> str:
    """The artist; for music made by rule and for silence, what it was."""
    if piece.kind == "silence":
        return duration_s(piece.end_s - piece.start_s)
    return piece.artist or ("" if piece.kind == "track" else "Soundscape")


def lede(timeline: Timeline, people: People | None = None) -> str:
    """The line under the title: the day, the hour, how long there was music, and with whom, where they are named."""
    parts = [
        "" if timeline.day is None else day_s(timeline.day),
        f"began at {timeline.began}" if timeline.began else "",
    ]
    if timeline.length_s or timeline.kind != "integration":
        parts.append(
            f"{duration_s(timeline.length_s)} of music" if timeline.length_s else "the music was not started"
        )
    guides = [people.therapists[code] for code in timeline.guides if code in people.therapists] if people else []
    parts.append(f"with {' and '.join(dict.fromkeys(guides))}" if guides else "")
    return " · ".join(part for part in parts if part)


def notice(timeline: Timeline) -> str:
    """What stands above a timeline that holds nothing back, so that nobody takes it for a client's own page."""
    if timeline.kind == "rehearsal":
        return "This was a rehearsal, without a client. Everything that was entered is shown."
    return "Not for the client: everything that was entered is shown, shared or not." if timeline.everything else ""


def days_after(days: int) -> str:
    """How long after a session: `the same day`, `9 days after`."""
    return "the same day" if days == 0 else f"{days} day{'s' * (days != 1)} after"


def later(one: Later) -> str:
    """What stands before something that came after a session: `Insight, 9 days after`."""
    word = LATER.get(one.kind, one.kind)
    return f"{word[:1].upper()}{word[1:]}, {days_after(one.days)}"


def weeks(since: Since) -> tuple[tuple[float, OnLine], ...]:
    """Where everything on the line of a client's weeks stands, 0 to 1; nothing while there is one session alone."""
    days = [date.fromisoformat(one.day) for one in since.line]
    if len(days) < 2:
        return ()
    whole = max((days[-1] - days[0]).days, 1)
    return tuple(((day - days[0]).days / whole, one) for day, one in zip(days, since.line, strict=True))


def ends(since: Since) -> tuple[str, ...]:
    """The day on which the line of a client's weeks begins, and the one on which it ends when that is another."""
    return tuple(dict.fromkeys(day_s(date.fromisoformat(since.line[place].day)) for place in (0, -1)))


def weeks_in_words(since: Since) -> str:
    """The line in words, for whoever does not see it."""
    named = (("session", "session"), ("integration", "integration session"), ("insight", "insight"))
    counts = [(sum(one.kind == kind for one in since.line), word) for kind, word in named]
    parts = [f"{count} {word}{'s' * (count != 1)}" for count, word in counts if count]
    days = ends(since)
    return f"{', '.join(parts)}, {'on' if len(days) == 1 else 'from'} {' to '.join(days)}."


def before(timeline: Timeline) -> str:
    """What stands over what was entered before any music."""
    return "What was talked about" if timeline.kind == "integration" else "Before the music"


def in_words(timeline: Timeline) -> str:
    """The drawing in words, for whoever does not see it."""
    if not timeline.curve:
        return "There was no music to draw."
    at_s, _ = max(timeline.curve, key=lambda point: point[1])
    fullest = [phase.name for phase in timeline.phases if phase.start_s <= at_s][-1:] or ["the music"]
    parts = ", ".join(phase.name for phase in timeline.phases)
    when = f"after {duration_s(at_s)}" if at_s >= 1 else "at its beginning"
    return f"The music went through {parts}. It was fullest {when}, in {fullest[0]}."


def is_long(timeline: Timeline) -> bool:
    """Whether what happened fills more than a column of a sheet of paper."""
    happened: list[Moment | Change] = [*timeline.moments, *timeline.changes]
    return sum(len(said(one)) + _LINE for one in happened) > _COLUMN * _LINE


def record(timeline: Timeline) -> str:
    """Which record this was made from, so that its head can be compared later."""
    parts = [f"Record {timeline.client_code}" if timeline.client_code else ""]
    parts.append(f"sealed at {timeline.head}" if timeline.head else "")
    text = ", ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]

"""The time course of each route, from which the default arcs of every length are made; nothing is written twice.

Times are in minutes from the first administration. Each has the grade of its source: A a primary source or official
page, B a secondary summary, C what a clinic or a vendor describes, – a design choice of setplayer. Intensities follow
from levels to aim at (–): onset some 3 dB below the peak, return 3 to 6 below it. Which lengths a route has follows
from its course (`Course.suits`, docs/decisions/105-default-arcs.md). Reminders stay at their times in all of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from setplayer.arc.template import Part, Template, minutes

LENGTHS_MIN: Final = (45, 60, 90, 120, 180)
"""The lengths that a clinic finds default arcs of, where they make sense: minutes from 0:00 to the end."""

LEAST_RETURN_MIN: Final = 10
"""No return is shorter; where an arc is short, the re-entry gives way for it."""

LEAST_RE_ENTRY: Final = 0.5
"""No re-entry is pressed to less than this share of its course: below it the music would end with the medicine."""

MOST_STRETCH: Final = 1.5
"""No arc is longer than this many times the course: beyond it there is only rest, which needs no arc."""

LONG_RETURN_MIN: Final = 45
"""A longer return has bowls before the hearth, for variety."""

TO_CONFIRM: Final = "Timings for the clinic's prescriber to confirm."

_GRADES: Final = (
    "A is a primary source or an official page, B a secondary summary, C what a clinic or a vendor describes, – a "
    "choice of setplayer's own."
)
IN_FULL: Final = "docs/arcs.md has them in full, and what they found."
"""Said in the note of each arc after the short names of its sources."""

_LEVELS: Final = (
    "Intensities are setplayer's own choice (–): they put the onset some 3 dB below the peak and the return 3 to 6 "
    "below it."
)
_OWN_MUSIC: Final = (
    "All of the music is made by setplayer itself. To use your own, write `- track: folder/file.flac` lines under "
    "`music:`; they play in your order. docs/arcs.md explains every line."
)

_OF_KIND: Final = {
    "pre-onset": ("Arrival", "2", "Lying down, the eye mask on, the breath slowing.", "tide"),
    "onset": ("Onset", "2 -> 4", "The medicine begins to be felt.", "drone"),
    "building": ("Building", "4 -> 6", "The music opens and moves forward.", "pulse"),
    "peak": ("Peak", "6 -> 7", "The widest part of the journey.", "strings"),
    "re-entry": ("Re-entry", "4 -> 2", "Coming back, slowly.", "keys"),
    "return": ("Return", "2 -> 1", "Resting, and feeling the ground again.", "hearth"),
}
"""Name, intensity, what the client's page says, and soundscape."""

_WORDS: Final = {
    45: "forty-five minutes",
    60: "one hour",
    90: "an hour and a half",
    120: "two hours",
    180: "three hours",
    360: "six hours",
}

_OVERLAP_S: Final = {"building": 30, "peak": 60, "re-entry": 60, "return": 60}
_OVERLAP_OF_SHORT_RETURN_S: Final = 45


@dataclass(frozen=True)
class Course:
    """One route. `phases` has where each kind of phase starts, and the grade of its time; it is over at `end_min`."""

    file: str
    name: str
    medicine: str
    route: str
    dose: str
    """What 0:00 is."""
    phases: tuple[tuple[str, int, str], ...]
    end_min: int
    reminders: tuple[tuple[str, str], ...]
    """When, and of what."""
    sources: str
    """What is known of where the times come from, and of the reminders."""
    read: str
    """Publications that it rests on, as docs/arcs.md calls them."""
    least_min: int = 0
    """The arc is never shorter, whatever the music allows."""
    booster: str = ""
    arrival: str = ""
    """What the first phase is called, where it is none of arriving."""

    def suits(self, length_min: int) -> bool:
        """Whether an arc of this length makes sense for the route."""
        starts = {kind: start for kind, start, _ in self.phases}
        own = starts["return"] - starts["re-entry"]
        left = length_min - LEAST_RETURN_MIN - starts["re-entry"]
        return left >= LEAST_RE_ENTRY * own and self.least_min <= length_min <= MOST_STRETCH * self.end_min


COURSES: Final = (
    Course(
        file="ketamine-iv",
        name="Ketamine, intravenous",
        medicine="ketamine",
        route="intravenous",
        dose="the start of an infusion of 40 minutes",
        phases=(
            ("pre-onset", -10, "–"),
            ("onset", 0, "–"),
            ("building", 10, "C"),
            ("peak", 20, "A"),
            ("re-entry", 42, "A"),
            ("return", 55, "B"),
        ),
        end_min=85,
        reminders=(("every: 15 min", "Blood pressure"), ("at: 40 min", "The infusion ends")),
        sources="The infusion lasts 40 minutes as in trials, whose music ended at 55 (A). Blood pressure is taken "
        "every 10 to 15 minutes (B).",
        read="Zarate 2006 for the infusion, NCT04701866 for its music.",
    ),
    Course(
        file="ketamine-im",
        name="Ketamine, intramuscular",
        medicine="ketamine",
        route="intramuscular",
        dose="the injection",
        phases=(
            ("pre-onset", -10, "–"),
            ("onset", 0, "A"),
            ("building", 5, "–"),
            ("peak", 15, "A"),
            ("re-entry", 35, "C"),
            ("return", 60, "C"),
        ),
        end_min=90,
        reminders=(
            ("every: 15 min", "Blood pressure"),
            ("at: booster + 5 min", "Look at how the client is"),
        ),
        sources="How often blood pressure is taken is for the clinic to say. So is whether there is a second dose, "
        "and what it adds (–).",
        read="the label of Ketalar, Clements 1982, Anaesthesist 1984.",
        booster="{adds: 15 min, to: [building, peak]}",
    ),
    Course(
        file="ketamine-lozenge",
        name="Ketamine, lozenge",
        medicine="ketamine",
        route="sublingual",
        dose="the lozenge",
        phases=(
            ("pre-onset", 0, "C"),
            ("onset", 7, "C"),
            ("building", 17, "C"),
            ("peak", 27, "C"),
            ("re-entry", 55, "C"),
            ("return", 80, "C"),
        ),
        end_min=120,
        reminders=(
            ("at: 7 min", "The lozenge is to be spat out or swallowed, as agreed"),
            ("every: 15 min", "Look at how the client is"),
        ),
        sources="The lozenge is held for 7 or for 10 minutes, and the client is looked at every 15 (C): write the "
        "one that your clinic uses.",
        read="Rolan 2014 for another sublingual form, Dore 2019 for practice.",
        arrival="Holding",
    ),
    Course(
        file="ketamine-nasal",
        name="Ketamine, nasal spray",
        medicine="ketamine",
        route="intranasal",
        dose="the first spray of racemic ketamine",
        phases=(
            ("pre-onset", -5, "–"),
            ("onset", 5, "C"),
            ("building", 15, "–"),
            ("peak", 20, "C"),
            ("re-entry", 40, "–"),
            ("return", 75, "C"),
        ),
        end_min=120,
        reminders=(("every: 15 min", "Blood pressure"),),
        sources="How often blood pressure is taken is for the clinic to say.",
        read="Hauser 2024 for music with nasal ketamine; none for its times.",
    ),
    Course(
        file="esketamine-spray",
        name="Esketamine, nasal spray",
        medicine="esketamine",
        route="intranasal",
        dose="the first device",
        phases=(
            ("pre-onset", -10, "A"),
            ("onset", 10, "–"),
            ("building", 25, "–"),
            ("peak", 35, "B"),
            ("re-entry", 55, "C"),
            ("return", 90, "A"),
        ),
        end_min=120,
        reminders=(
            ("at: -5 min", "Blood pressure, before the first device"),
            ("at: 5 min", "The second device, as prescribed"),
            ("at: 10 min", "The third device, as prescribed"),
            ("every: 30 min", "Breathing and oxygen saturation"),
            ("at: 40 min", "Blood pressure"),
            ("at: {before_end}", "Blood pressure, before leaving"),
            ("at: 2 h", "Two hours since the first device: the earliest time to leave"),
        ),
        sources="Devices at 0, 5 and 10 minutes, blood pressure before the first, at 40 and before leaving, pulse "
        "oximetry, and nobody leaves before 120 (A): no arc of this route is shorter. That blood pressure is due 5 "
        "minutes before the first device, and breathing every 30, is setplayer's own choice (–).",
        read="the label of Spravato.",
        least_min=120,
    ),
)


def route_templates() -> Iterator[Template]:
    """The default arcs of every route, each at the lengths that suit it."""
    for course in COURSES:
        for length_min in LENGTHS_MIN:
            if course.suits(length_min):
                yield _template(course, length_min)


def _template(course: Course, length_min: int) -> Template:
    lead_min = max(-course.phases[0][1], 0)
    parts = tuple(_parts(course, length_min))
    opening = f", with {lead_min} minutes to arrive before it" if lead_min else ""
    heading = f"{length_min} minutes from {course.dose}{opening}."
    return Template(
        file=f"{course.file}-{length_min}",
        heading=(heading, _OWN_MUSIC),
        name=f"{course.name}, {_WORDS[length_min]}",
        medicine=course.medicine,
        route=course.route,
        zero="dose",
        lead_s=60 * lead_min,
        booster=course.booster,
        note=(
            _course_words(course),
            _GRADES,
            *_changed(course, parts, length_min),
            _LEVELS,
            course.sources,
            f"Sources: {course.read} {IN_FULL}",
            TO_CONFIRM,
        ),
        parts=parts,
        end_s=60 * length_min,
        cues=tuple(_cues(course, parts, lead_min, length_min)),
    )


def in_words(length_min: int) -> str:
    """A default arc's length, as its name says it."""
    return _WORDS[length_min]


def _parts(course: Course, length_min: int) -> Iterator[Part]:
    """The phases as the course has them. The return has what is left; where that is little, re-entry gives way."""
    for kind, start_min, _ in course.phases:
        name, intensity, about, soundscape = _OF_KIND[kind]
        start, overlap_s = start_min, _OVERLAP_S.get(kind, 0)
        music: tuple[str, ...] = (f"soundscape: {soundscape}",)
        if kind == "return":
            start = min(start, length_min - LEAST_RETURN_MIN)
            overlap_s = overlap_s if length_min - start > LEAST_RETURN_MIN else _OVERLAP_OF_SHORT_RETURN_S
            if length_min - start > LONG_RETURN_MIN:
                music = ("soundscape: bowls", *music)
        if kind == "pre-onset" and course.arrival:
            name, about = course.arrival, "The lozenge melts while the music begins."
        yield Part(name, kind, 60 * start, intensity, about, music, overlap_s)


def _course_words(course: Course) -> str:
    ends = [*(start for _, start, _ in course.phases[1:]), course.end_min]
    told = [
        f"{kind} {_signed(start)} to {end} ({grade})"
        for (kind, start, grade), end in zip(course.phases, ends, strict=True)
    ]
    return f"Minutes from {course.dose}, and the grade of each source: {', '.join(told)}."


def _signed(number: int) -> str:
    return f"−{-number}" if number < 0 else str(number)


def _changed(course: Course, parts: tuple[Part, ...], length_min: int) -> Iterator[str]:
    """What of the course is different in an arc of this length."""
    re_entry, last = round(parts[-2].start_s / 60), round(parts[-1].start_s / 60)
    if last < course.phases[-1][1]:
        yield f"In this arc the re-entry is pressed to {re_entry} to {last}, the return to {last} to {length_min}."
    elif length_min < course.end_min:
        yield f"In this arc the return is pressed to {last} to {length_min}."
    elif length_min > course.end_min:
        yield f"In this arc the return goes on until {length_min}, for rest and for talking (–)."


def _cues(course: Course, parts: tuple[Part, ...], lead_min: int, length_min: int) -> Iterator[tuple[str, ...]]:
    if lead_min:
        yield f"at: {minutes(60 - 60 * lead_min)}", "do: chime", "sound: bowl"
    for when, what in course.reminders:
        yield when.format(before_end=minutes(60 * (length_min - 5))), f"remind: {_quoted(what)}"
    yield "at: Return", "remind: Stay near; the client may begin to move"
    yield f"at: Return + {minutes(60 * (length_min - 1) - parts[-1].start_s)}", "do: chime", "sound: bell"


def _quoted(text: str) -> str:
    return f'"{text}"' if ": " in text else text

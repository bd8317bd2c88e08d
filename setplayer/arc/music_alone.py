"""The default arcs without medicine: to rest with, to try setplayer, to prepare a client for a session."""

from collections.abc import Iterator
from typing import Final

from setplayer.arc.courses import IN_FULL, LENGTHS_MIN, TO_CONFIRM, in_words
from setplayer.arc.template import Part, Template, minutes

SHARES: Final = (0.20, 0.36, 0.44)
"""Of onset, peak and return: medians of eight published session programmes (D, computed from published data)."""

_OPENING: Final = 0.12
"""The share of the whole in which the music opens, within that of the peak (–)."""

_HOME: Final = 8 / 45
"""The share of the last phase, within the return (–)."""

_SILENCE_EVERY_MIN: Final = 45
"""A minute of silence for so much of the arc (–)."""

_HEADING: Final = (
    "Music alone, without medicine: {words} to rest with, to try setplayer, or to prepare a client for a session.",
    "All of the music is made by setplayer itself. docs/arcs.md explains every line.",
)

SIX_HOURS_MIN: Final = 360


def music_templates() -> Iterator[Template]:
    """Music alone at every length, and for six hours."""
    for length_min in LENGTHS_MIN:
        yield _short(length_min)
    yield _six_hours()


def _short(length_min: int) -> Template:
    length_s = 60 * length_min
    silence_s = 60 * max(round(length_min / _SILENCE_EVERY_MIN), 1)
    opening_s, returning_s = SHARES[0] * length_s, (SHARES[0] + SHARES[1]) * length_s
    widest_s = opening_s + _OPENING * length_s
    home_s = length_s - 60 * round(_HOME * length_min)
    words = "A minute of silence" if silence_s == 60 else f"{round(silence_s / 60)} minutes of silence"
    return Template(
        file=f"music-{length_min}",
        heading=tuple(paragraph.format(words=in_words(length_min)) for paragraph in _HEADING),
        name=f"Music, {in_words(length_min)}",
        note=(
            "Arriving, opening and returning take 20, 36 and 44 % of the time: the medians of eight published "
            "session programmes (D, computed from published data). The silence before the return and the intensities "
            "are setplayer's own choice (–).",
            f"Sources: Kaelen 2018 and Barrett 2017 for music in sessions. {IN_FULL}",
            TO_CONFIRM,
        ),
        parts=(
            Part("Arriving", "onset", 0, "1 -> 3", "Settling down and listening.", _of("tide", "drone")),
            Part("Opening", "building", opening_s, "4 -> 6", "The music opens and moves.", _of("pulse"), 60),
            Part("Widest", "peak", widest_s, "7 -> 8", "The widest part.", _of("strings"), 60),
            Part(
                "Silence",
                "peak",
                returning_s - silence_s,
                "0",
                f"{words}.",
                (f"silence: {minutes(silence_s)}\nfade: 20 s",),
            ),
            Part("Returning", "return", returning_s, "4 -> 3", "Coming back, slowly.", _of("keys")),
            Part("Home", "return", home_s, "2 -> 1", "Feeling the ground again.", _of("hearth"), 60),
        ),
        end_s=length_s,
        cues=_framed(length_s),
    )


def _six_hours() -> Template:
    """Three parts as long as those of a published programme, each of two phases that overlap by 20 minutes."""
    length_s, overlap_s = 60 * SIX_HOURS_MIN, 20 * 60
    return Template(
        file=f"music-{SIX_HOURS_MIN}",
        heading=tuple(paragraph.format(words=in_words(SIX_HOURS_MIN)) for paragraph in _HEADING),
        name=f"Music, {in_words(SIX_HOURS_MIN)}",
        note=(
            "Three parts of 80, 130 and 150 minutes, as in a published programme of six hours, whose parts last 81, "
            "131 and 151 (D, computed from published data). In each, two phases overlap, as those of 1972 do for "
            "sessions of twice the length (B, a secondary summary). How far they overlap, and the intensities, are "
            "setplayer's own choice (–).",
            f"Sources: Bonny and Pahnke 1972 for phases that overlap, Messell 2022 for programmes. {IN_FULL}",
            TO_CONFIRM,
        ),
        parts=(
            Part("Arriving", "pre-onset", 0, "1 -> 3", "Settling down and listening.", _of("tide", "keys")),
            Part("Setting out", "onset", 40 * 60, "3 -> 4", "The music begins to move.", _of("drone"), overlap_s),
            Part("Opening", "building", 80 * 60, "4 -> 6", "The music opens.", _of("bowls", "pulse", "strings"), 60),
            Part(
                "Widest",
                "peak",
                145 * 60,
                "6 -> 7",
                "The widest part.",
                _of("strings", "drone", "strings"),
                overlap_s,
            ),
            Part("Turning", "re-entry", 210 * 60, "4 -> 2", "Coming back, slowly.", _of("keys", "tide"), 120),
            Part(
                "Home",
                "return",
                255 * 60,
                "2 -> 1",
                "Resting, and feeling the ground again.",
                _of("bowls", "tide", "hearth"),
                overlap_s,
            ),
        ),
        end_s=length_s,
        cues=(*_framed(length_s), ("every: 30 min", "remind: Look at how the listener is")),
    )


def _of(*soundscapes: str) -> tuple[str, ...]:
    return tuple(f"soundscape: {name}" for name in soundscapes)


def _framed(length_s: float) -> tuple[tuple[str, ...], ...]:
    """A bowl a minute after Begin, a bell a minute before the end."""
    return (
        ("at: 1 min", "do: chime", "sound: bowl"),
        (f"at: {minutes(length_s - 60)}", "do: chime", "sound: bell"),
    )

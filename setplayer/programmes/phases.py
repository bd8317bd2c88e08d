"""The phases that a list has, or is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from setplayer.arc.quantities import RefusedError, parse_moment
from setplayer.arc.timeline import BOOSTER, DOSE, PhaseKind
from setplayer.faults import Finding, shown
from setplayer.programmes.entries import Entry
from setplayer.programmes.matching import same

_WORDS: Final[dict[PhaseKind, tuple[str, ...]]] = {
    "pre-onset": ("pre-onset", "preonset", "pre onset", "arrival", "arriving", "settling", "welcome"),
    "re-entry": ("re-entry", "reentry", "re entry", "descent", "descending", "comedown", "coming down"),
    "return": (
        "return",
        "grounding",
        "integration",
        "landing",
        "closing",
        "home",
        "debrief",
        "coming back",
        "ending",
    ),
    "building": ("building", "build", "ascent", "ascending", "rising", "climb", "deepening"),
    "onset": ("onset", "opening", "beginning", "induction", "come up", "come-up"),
    "peak": ("peak", "plateau", "journey", "summit", "climax"),
}
"""What other programmes call the kinds of phase. The longer words stand first: re-entry is no entry."""

_PARTS: Final[tuple[tuple[str, PhaseKind, float], ...]] = (
    ("Onset", "onset", 0.20),
    ("Peak", "peak", 0.36),
    ("Return", "return", 0.44),
)
"""Shares of the time where no phases are named: medians of eight published session programmes."""


@dataclass(frozen=True)
class ListPhase:
    """A phase and the numbers of its entries."""

    name: str
    kind: PhaseKind
    entries: tuple[int, ...]


def phases_of(entries: Sequence[Entry], seconds: Sequence[float | None]) -> tuple[list[ListPhase], list[Finding]]:
    """The phases, in order, each entry in one of them; and what to tell of how they came about."""
    if not any(entry.phase for entry in entries):
        return _in_three(entries, seconds)
    runs: list[tuple[str, list[int]]] = []
    for number, entry in enumerate(entries):
        # A table names a phase in its first row and leaves the cells below it empty.
        name = entry.phase or (runs[-1][0] if runs else "Music")
        if not runs or same(runs[-1][0]) != same(name):
            runs.append((name, []))
        runs[-1][1].append(number)
    found: list[ListPhase] = []
    told: list[Finding] = []
    for name, numbers in runs:
        line, kind = entries[numbers[0]].line, _kind(name)
        if kind is None:
            text = f"which kind of phase {shown(name)} is cannot be told from its name; it is written as 'peak'"
            told.append(Finding(line, 1, text, "warning"))
        unique = _unique(name, [phase.name for phase in found])
        if unique != name:
            told.append(Finding(line, 1, f"the phase {shown(name)} is called {shown(unique)} in the arc", "warning"))
        found.append(ListPhase(unique, kind or "peak", tuple(numbers)))
    return found, told


def _kind(name: str) -> PhaseKind | None:
    folded = same(name)
    return next((kind for kind, words in _WORDS.items() if any(word in folded for word in words)), None)


def _unique(name: str, taken: Sequence[str]) -> str:
    """A name that an arc may have and no other phase has."""
    plain = name[:100]
    if plain in (BOOSTER, DOSE) or not _is_anchor(plain):
        plain = f"Phase {plain}" if _is_anchor(f"Phase {plain}") else f"Phase {len(taken) + 1}"
    if plain not in taken:
        return plain
    return next(one for n in range(2, len(taken) + 3) if (one := f"{plain} ({n})") not in taken)


def _is_anchor(name: str) -> bool:
    try:
        return parse_moment(name) == (name, 0)
    except RefusedError:
        return False


def _in_three(entries: Sequence[Entry], seconds: Sequence[float | None]) -> tuple[list[ListPhase], list[Finding]]:
    """Three phases, parted between tracks nearest to where published programmes are; one where that cannot be."""
    known = [one for one in seconds if one is not None]
    if len(entries) < len(_PARTS) or len(known) < len(entries):
        text = "the list names no phases: all of it is one; part it where you want"
        return [ListPhase("Music", "peak", tuple(range(len(entries))))], [Finding(1, 1, text, "warning")]
    ends = [sum(known[:n]) for n in range(len(known) + 1)]
    cuts, share = [0], 0.0
    for index, (_, _, part) in enumerate(_PARTS[:-1]):
        share += part
        room = range(cuts[-1] + 1, len(entries) - (len(_PARTS) - 2 - index))
        cuts.append(min(room, key=lambda n: abs(ends[n] - share * ends[-1])))
    cuts.append(len(entries))
    found = [ListPhase(name, kind, tuple(range(cuts[n], cuts[n + 1]))) for n, (name, kind, _) in enumerate(_PARTS)]
    text = (
        "the list names no phases: it is parted into onset, peak and return, between the tracks nearest to 20, 36 "
        "and 44 % of its time (medians of eight published programmes); move the tracks where you want them"
    )
    return found, [Finding(1, 1, text, "warning")]

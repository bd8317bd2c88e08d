"""A list as the text of an arc file: what is in the library as tracks, all else as comments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from setplayer.arc.fields import MINUTE, SECOND
from setplayer.arc.pinning import quoted_path
from setplayer.arc.quantities import exact_length
from setplayer.library.names import printable
from setplayer.programmes.entries import Entry, Listing
from setplayer.programmes.lengths import in_words
from setplayer.programmes.matching import Match
from setplayer.programmes.phases import ListPhase
from setplayer.score.chain import JOIN_FRAMES
from setplayer.units import clock, frames_from_s

_INTENSITY: Final = {
    "pre-onset": "2", "onset": "2 -> 4", "building": "4 -> 6", "peak": "6 -> 7",
    "re-entry": "4 -> 2", "return": "2 -> 1",
}  # fmt: skip
_WITHOUT_LENGTH: Final = 5 * MINUTE
_SHORTEST: Final = 30 * SECOND
_UNSEEN: Final = str.maketrans(
    dict.fromkeys("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
)


@dataclass(frozen=True)
class Imported:
    """A list with everything that was found out about it."""

    listing: Listing
    sha256: str
    matches: Sequence[Match]
    frames: Mapping[str, int]
    """How long the tracks that were found are, by their paths."""
    seconds: Sequence[float | None]
    phases: Sequence[ListPhase]

    @property
    def found(self) -> int:
        """How many entries are in the library."""
        return sum(match.path is not None for match in self.matches)


def arc_text(imported: Imported) -> str:
    """The text of the arc file."""
    listing = imported.listing
    count = f"{imported.found} of {len(listing.entries)} tracks were found in the library"
    source = f"Imported from {_shown(listing.file)} ({listing.form}, SHA-256 {imported.sha256[:16]}): {count}."
    lines = [
        "# yaml-language-server: $schema=./arc.schema.json",
        "#",
        f"# {source}",
        "# What was not found stands in comments, where it was in the list. docs/arcs.md explains every line.",
        "",
        f"arc: {_text(listing.name[:120] or 'Imported')}",
        "medicine: none                # yours to write: the list does not say",
        "route: none",
        "zero: begin",
        "note: |",
        f"  {source}",
        "  Phases are as long as their tracks. Kinds of phases that the list does not name, and intensities, are of",
        "  setplayer's choosing. All for the clinic's prescriber to confirm.",
        "",
        "phases:",
    ]
    for number, phase in enumerate(imported.phases):
        lines += _phase(imported, phase, number)
    return "\n".join(lines) + "\n"


def _phase(imported: Imported, phase: ListPhase, number: int) -> list[str]:
    paths = [path for n in phase.entries if (path := imported.matches[n].path) is not None]
    if paths:
        frames = sum(imported.frames[path] for path in paths) - _joined(imported, len(paths), number)
        length, why = max(frames, _SHORTEST), ""
    else:
        listed = [imported.seconds[n] for n in phase.entries]
        known = frames_from_s(sum(one for one in listed if one is not None))
        length = max(known, _SHORTEST) if known else _WITHOUT_LENGTH
        why = "   # as in the list" if known else "   # the list does not say how long"
    whole = -(-length // SECOND) * SECOND
    lines = [
        f"  - name: {_text(phase.name)}",
        f"    kind: {phase.kind}",
        f"    length: {exact_length(whole)}{why}",
        f"    intensity: {_INTENSITY[phase.kind]}",
        "    music:",
    ]
    for n in phase.entries:
        lines += _entry(imported, n)
    return lines if paths else [*lines, "      - soundscape: tide          # until there is a track"]


def _joined(imported: Imported, tracks: int, number: int) -> int:
    """What goes in crossfades: each between two tracks, and half of one at either side where a phase follows."""
    sides = (number > 0) + (number < len(imported.phases) - 1)
    return (tracks - 1) * JOIN_FRAMES + sides * JOIN_FRAMES // 2


def _entry(imported: Imported, number: int) -> list[str]:
    entry, match = imported.listing.entries[number], imported.matches[number]
    name = _shown(entry.name)
    if match.path is not None:
        return [
            f"      - track: {quoted_path(match.path)}",
            f"        # line {entry.line}: {name}, {clock(imported.frames[match.path])}",
        ]
    lines = [f"      # line {entry.line}, not in the library: {name}{_length(entry, imported.seconds[number])}"]
    if entry.location:
        lines.append(f"      #   in the list: {_shown(entry.location)}")
    return [*lines, *(f"      #   perhaps: - track: {quoted_path(hint)}" for hint in match.hints)]


def _length(entry: Entry, seconds: float | None) -> str:
    if seconds is not None:
        return f", {in_words(seconds)}"
    return f", length in the list {_shown(entry.length)}" if entry.length else ""


def _shown(text: str) -> str:
    """A text as it may stand in a comment: on one line, with no sign that is not seen."""
    return printable(text.translate(_UNSEEN)).replace("\N{REPLACEMENT CHARACTER}", " ")


def _text(text: str) -> str:
    return "'" + _shown(text).replace("'", "''") + "'"

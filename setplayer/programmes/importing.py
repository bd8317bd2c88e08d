"""A list becomes an arc: read, found in the library, its lengths decided, written."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from setplayer.arc.model import TrackItem
from setplayer.arc.reading import read_arc
from setplayer.faults import Fault, Finding, TextFault
from setplayer.files import cannot_read
from setplayer.library.track import Track
from setplayer.programmes.arc_writing import Imported, arc_text
from setplayer.programmes.deciding import decide
from setplayer.programmes.entries import Entry, Listing
from setplayer.programmes.library import ImportLibrary
from setplayer.programmes.matching import Match, Matcher, is_elsewhere
from setplayer.programmes.phases import phases_of
from setplayer.programmes.reading import LARGEST, read_listing
from setplayer.units import s_from_frames
from setplayer.values import content_address

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Import:
    """What came of a list. `text` is None while a length waits for a person's word."""

    imported: Imported
    text: str | None
    told: tuple[Finding, ...]


def import_list(
    path: Path,
    library: ImportLibrary | None,
    notations: Collection[str],
    soundscapes: Collection[str],
    progress: Progress,
    unreadable: Callable[[str], object],
) -> Import:
    """Read the list at `path` and make an arc of it. Raises Fault when it cannot be read, or can be no arc."""
    data = _bytes(path)
    listing = read_listing(data, path.name)
    pieces = [] if library is None else library.pieces(unreadable)
    matcher = Matcher(pieces)
    matches = [_stands_in_an_arc(matcher.match(entry)) for entry in listing.entries]
    wanted = [match.path for match in matches if match.path is not None]
    tracks = library.measured(wanted, progress) if library is not None and wanted else {}
    matches, damaged = _playable(listing, matches, tracks)
    real = {n: s_from_frames(tracks[m.path].frames) for n, m in enumerate(matches) if m.path is not None}
    decided = decide(listing.entries, real, notations)
    phases, about_phases = phases_of(listing.entries, decided.seconds)
    frames = {path: track.frames for path, track in tracks.items()}
    imported = Imported(listing, content_address(data), matches, frames, decided.seconds, phases)
    lost = [_lost(entry, match) for entry, match in zip(listing.entries, matches, strict=True) if match.path is None]
    known = [told for n, match in enumerate(matches) for told in _known_by(listing.entries[n], match)]
    found = [*listing.told, *damaged, *decided.told, *decided.open, *about_phases, *lost, *known]
    told = tuple(sorted(found, key=lambda one: one.line))
    if decided.open:
        return Import(imported, None, told)
    text = arc_text(imported)
    try:
        read_arc(text, path.name, soundscapes=soundscapes, sounds=())
    except TextFault as fault:
        raise Fault(
            f"{path.name}: this list is too much for one arc ({fault.findings[0].message}); split it."
        ) from None
    return Import(imported, text, told)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise cannot_read(path, "the list", error) from error


def _stands_in_an_arc(match: Match) -> Match:
    """A match whose path an arc can write; one that it cannot is a hint."""
    if match.path is None:
        return match
    try:
        TrackItem(path=match.path)
    except ValidationError:
        return Match(hints=(match.path,))
    return match


def _playable(listing: Listing, matches: list[Match], tracks: dict[str, Track]) -> tuple[list[Match], list[Finding]]:
    """What can be played; of the rest, why not."""
    kept, told = [], []
    for entry, match in zip(listing.entries, matches, strict=True):
        track = tracks.get(match.path) if match.path is not None else None
        if match.path is None or (track is not None and track.error is None):
            kept.append(match)
            continue
        why = (track.error if track else None) or "it is gone."
        told.append(Finding(entry.line, 1, f"'{match.path}' cannot be played: {why}", "warning"))
        kept.append(Match(hints=(match.path,)))
    return kept, told


def _lost(entry: Entry, match: Match) -> Finding:
    hints = " or ".join(f"'{hint}'" for hint in match.hints)
    hint = f"; did you mean {hints}?" if hints else ""
    where = "an address on a network" if is_elsewhere(entry.location) and not hints else "not in the library"
    return Finding(entry.line, 1, f"{entry.name}: {where}{hint}", "warning")


def _known_by(entry: Entry, match: Match) -> list[Finding]:
    """Where a list says little, by what a track was taken for its own."""
    if match.path is None or match.by not in ("file name", "title"):
        return []
    return [Finding(entry.line, 1, f"{entry.name} is '{match.path}', known by its {match.by} alone", "note")]

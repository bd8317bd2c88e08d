"""A library as re-fits ask it: pieces by content, and which of them a rule allows, each worked out once."""

from collections.abc import Iterable, Mapping

from setplayer.arc.model import Intensity, PickRule
from setplayer.library.track import Track
from setplayer.score.fit_library import Library
from setplayer.score.pick_rules import demands
from setplayer.score.picks import piece_of, usable


class Candidates:
    """The tracks of a library by path, of which those that can and may be played are candidates."""

    def __init__(self, tracks: Mapping[str, Track]):
        self._tracks = usable(tracks)
        self._library = Library.of(piece_of(path, track) for path, track in self._tracks.items())
        self._among: dict[tuple[PickRule, Intensity], frozenset[str]] = {}

    def __len__(self) -> int:
        return len(self._library.pieces)

    def library(self, besides: Iterable[Track]) -> Library:
        """The candidates as a fit sees them, and those tracks `besides` whose content is not among them."""
        more = [track for track in besides if track.sha256 not in self._library.index and track.error is None]
        if not more:
            return self._library
        return Library.of([*self._library.pieces, *(piece_of(track.path, track) for track in more)])

    def track(self, sha256: str) -> Track | None:
        """The candidate with that content."""
        number = self._library.index.get(sha256)
        return None if number is None else self._tracks[self._library.pieces[number].name]

    def content(self, path: str) -> str | None:
        """The hash of the candidate at a path."""
        track = self._tracks.get(path)
        return None if track is None else track.sha256

    def among(self, rule: PickRule, wanted: Intensity) -> frozenset[str]:
        """The hashes of those that a rule allows in a phase of this intensity."""
        key = (rule, wanted)
        if key not in self._among:
            asked = demands(rule, wanted)
            met = (track for track in self._tracks.values() if all(demand.met_by(track) for demand in asked))
            self._among[key] = frozenset(track.sha256 for track in met)
        return self._among[key]

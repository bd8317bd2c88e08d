"""The music of a library that a session may still choose: what an earlier scan measured and is there unchanged."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from setplayer.engine.preferences import preferences
from setplayer.library.cache import FileStamp, ScanCache
from setplayer.library.corrections import read_corrections
from setplayer.library.paths import find_music
from setplayer.library.track import Catalogue, Track
from setplayer.score.ahead import Ahead, Chosen
from setplayer.score.candidates import Candidates
from setplayer.score.model import Picked
from setplayer.score.picks import Heard
from setplayer.score.refit import chosen_again

_ROUNDS: Final = 3
"""After so many choices with files in them that are gone, every file is looked at."""


class MusicAtHand:
    """Candidates below a folder, as the scan's cache has them; nothing is measured here.

    Raises Fault when the folder or its corrections cannot be read.
    """

    def __init__(self, library: Path, cache: Path):
        self._library = library
        self._tracks, self._stamps = measured_before(library, cache)
        self._candidates = Candidates(self._tracks)
        self._data = cache.parent
        self._known: dict[tuple[str, tuple[str, ...]], Heard] = {}
        self._gone: set[str] = set()

    def chosen(self, ahead: Ahead) -> Chosen | None:
        """What is chosen again, of files that are there as they were measured; None where nothing can be."""
        self._gone = self._missing([*self._gone, *self._ahead(ahead, ahead.picks)])
        for _ in range(_ROUNDS):
            chosen = self._chosen(ahead)
            gone = self._missing(self._ahead(ahead, chosen.picks)) if chosen is not None else set()
            if not gone:
                return chosen
            self._gone |= gone
        self._gone = self._missing(self._tracks)
        if len(self._gone) == len(self._tracks):
            return None
        return self._chosen(ahead)

    def _chosen(self, ahead: Ahead) -> Chosen | None:
        gone = frozenset(self._tracks[path].sha256 for path in self._gone)
        return chosen_again(self._candidates, ahead, gone, self.known(ahead.client, ahead.wishes))

    def known(self, client: str, wishes: tuple[str, ...]) -> Heard:
        """What a client heard before, and what of this music they are not to hear. Worked out once."""
        if (client, wishes) not in self._known:
            found = preferences(self._data, client, ", ".join(wishes))
            self._known[client, wishes] = found.known(self._tracks)
        return self._known[client, wishes]

    def _ahead(self, ahead: Ahead, picks: Iterable[Picked]) -> list[str]:
        """The paths of what is picked and has not begun, as far as they are this library's."""
        begun = {clip.source for clip in ahead.score.clips if clip.start_frame <= _now(ahead)}
        return [path for one in picks for path in one.paths if path in self._stamps and path not in begun]

    def _missing(self, paths: Iterable[str]) -> set[str]:
        """Those of the paths that are not there as they were measured."""
        return {path for path in paths if self._stamp(path) != self._stamps[path]}

    def _stamp(self, path: str) -> FileStamp | None:
        return _stamp(self._library, path)


def measured_before(library: Path, cache: Path) -> tuple[Mapping[str, Track], dict[str, FileStamp]]:
    """The music of a library that an earlier scan measured and that is there unchanged, by path, and its stamps.

    Raises Fault when the folder or its corrections cannot be read.
    """
    stamps: dict[str, FileStamp] = {}
    tracks = []
    with ScanCache(cache) as scans:
        for path in find_music(library):
            stamp = _stamp(library, path)
            track = None if stamp is None else scans.get(library, path, stamp)
            if stamp is not None and track is not None and track.error is None:
                stamps[path] = stamp
                tracks.append(track)
    return read_corrections(library).applied(Catalogue.of(tracks)).tracks, stamps


def _stamp(library: Path, path: str) -> FileStamp | None:
    try:
        return FileStamp.of(library / path)
    except OSError:
        return None


def _now(ahead: Ahead) -> int:
    """Where the clip that stays begins: nothing up to there is chosen again."""
    clip = ahead.score.clip(ahead.after)
    return clip.start_frame if clip is not None else 0

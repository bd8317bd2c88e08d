"""What the files of a library call themselves, and how long those are that a list means."""

import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

from setplayer.faults import Fault
from setplayer.library.cache import FileStamp, ScanCache
from setplayer.library.paths import find_music, resolve
from setplayer.library.scan import scan
from setplayer.library.tags import read_tags
from setplayer.library.track import Track
from setplayer.programmes.matching import Piece

Progress = Callable[[int, int], None]


class ImportLibrary:
    """A music folder as an import needs it. `cache` knows what earlier scans measured."""

    def __init__(self, root: Path, cache: ScanCache):
        self._root, self._cache = root, cache

    def pieces(self, unreadable: Callable[[str], object]) -> list[Piece]:
        """Every piece, by its tags. Raises Fault when there is no music."""
        return [self._piece(path) for path in find_music(self._root, unreadable)]

    def _piece(self, path: str) -> Piece:
        written = unicodedata.normalize("NFC", path)
        try:
            file = resolve(self._root, path)
            known = self._cache.get(self._root, path, FileStamp.of(file))
        except (Fault, OSError):
            return Piece(written, "", "")
        tags = known or read_tags(file)
        return Piece(written, tags.title, tags.artist)

    def measured(self, paths: Iterable[str], progress: Progress) -> dict[str, Track]:
        """The tracks at these paths as they were decoded, also those with faults."""
        wanted = set(paths)
        real = {unicodedata.normalize("NFC", path): path for path in find_music(self._root)}
        found = scan(self._root, [real[path] for path in wanted if path in real], self._cache, progress)
        return {unicodedata.normalize("NFC", path): track for path, track in found.tracks.items()}

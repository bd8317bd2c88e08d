"""Finding the tracks of a list in a library: by path, then by title and artist. What is merely like it is a hint."""

import difflib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from setplayer.programmes.entries import Entry

_SAME: Final = str.maketrans(
    {"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "−": "-"}
)
_MOST_HINTS: Final = 3
_COMPARED: Final = 5
_TELLING: Final = 1_000
"""Three letters that more pieces have than this tell nothing, and take time in a library of 10 000."""
_ALIKE: Final = 0.6
_LONGEST_COMPARED: Final = 120


@dataclass(frozen=True)
class Piece:
    """A music file of the library: where it is and what it calls itself."""

    path: str
    title: str
    artist: str


@dataclass(frozen=True)
class Match:
    """What an entry is in the library, and by what it was known; or what it may be."""

    path: str | None = None
    by: Literal["path", "file name", "title and artist", "title", ""] = ""
    hints: tuple[str, ...] = ()


class Matcher:
    """Finds entries among the pieces of a library."""

    def __init__(self, pieces: Iterable[Piece]):
        self._pieces = list(pieces)
        self._by_file: dict[str, list[Piece]] = defaultdict(list)
        self._by_title: dict[str, list[Piece]] = defaultdict(list)
        self._by_letters: dict[str, list[int]] = defaultdict(list)
        self._plain: list[str] = []
        for number, piece in enumerate(self._pieces):
            self._by_file[_folded(piece.path.rpartition("/")[2])].append(piece)
            self._by_title[same(piece.title)].append(piece)
            self._plain.append(_plain(f"{piece.artist} {piece.title}"))
            for letters in _threes(self._plain[-1]):
                self._by_letters[letters].append(number)

    def match(self, entry: Entry) -> Match:
        """The one piece that an entry can only mean, or hints."""
        by_path, named = self._by_path(entry.location)
        if len(by_path) == 1:
            return Match(by_path[0].path, "file name" if named else "path")
        by_title, whole = self._by_words(entry)
        if len(by_title) == 1:
            return Match(by_title[0].path, "title and artist" if whole else "title")
        several = by_title or by_path
        if several:
            return Match(hints=tuple(sorted(piece.path for piece in several)[:_MOST_HINTS]))
        return Match(hints=tuple(self._alike(entry)))

    def _by_path(self, location: str) -> tuple[list[Piece], bool]:
        """The pieces whose path ends as the entry's does, all of the shorter of both; and whether that is a name."""
        for parts in _parts(location):
            there = self._by_file.get(_folded(parts[-1]), [])
            wanted = [_folded(part) for part in parts]
            close = [(_shared(wanted, piece.path), piece) for piece in there]
            whole = [(n, piece) for n, piece in close if n in (len(wanted), piece.path.count("/") + 1)]
            if whole:
                most = max(n for n, _ in whole)
                best = [piece for n, piece in whole if n == most]
                exact = [piece for piece in best if piece.path.endswith(parts[-1])] if len(best) > 1 else best
                return (exact if len(exact) == 1 else best), most == 1
        return [], False

    def _by_words(self, entry: Entry) -> tuple[list[Piece], bool]:
        """The pieces of that title and artist; or of that title, where the list names no artist."""
        if entry.title:
            found = self._by_title.get(same(entry.title), [])
            if not entry.artist:
                return found, False
            return [piece for piece in found if same(piece.artist) == same(entry.artist)], True
        if not entry.whole:
            return [], False
        both = [
            piece
            for artist, title in _parted(entry.whole)
            for piece in self._by_title.get(same(title), [])
            if same(piece.artist) == same(artist)
        ]
        return (both, True) if both else (self._by_title.get(same(entry.whole), []), False)

    def _alike(self, entry: Entry) -> list[str]:
        """Paths of what has nearly that name."""
        name = f"{entry.artist} {entry.title}".strip() or entry.whole
        wanted = _plain(name or entry.name.rpartition(".")[0])[:_LONGEST_COMPARED]
        shared: Counter[int] = Counter()
        for letters in _threes(wanted):
            found = self._by_letters.get(letters, ())
            if len(found) <= _TELLING:
                shared.update(found)
        near = []
        for number, _ in shared.most_common(_COMPARED):
            ratio = difflib.SequenceMatcher(None, wanted, self._plain[number][:_LONGEST_COMPARED]).ratio()
            if ratio >= _ALIKE:
                near.append((-ratio, self._pieces[number].path))
        return [path for _, path in sorted(near)[:_MOST_HINTS]]


def is_elsewhere(location: str) -> bool:
    """Whether it is an address on a network, which no library holds."""
    scheme = location.partition(":")[0].lower()
    return len(scheme) > 1 and ":" in location and scheme != "file" and scheme.isalnum() and "/" not in scheme


def same(text: str) -> str:
    """A text as it is compared: capitals, kinds of quotes and dashes, and unseen marks do not count."""
    folded = unicodedata.normalize("NFKC", text).translate(_SAME).casefold()
    return " ".join("".join(c for c in folded if unicodedata.category(c) != "Cf").split())


def _folded(part: str) -> str:
    return unicodedata.normalize("NFC", part).casefold()


def _plain(text: str) -> str:
    """Letters and digits alone, without accents."""
    apart = unicodedata.normalize("NFKD", same(text))
    return " ".join("".join(c if c.isalnum() else " " for c in apart if not unicodedata.combining(c)).split())


def _threes(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[n : n + 3] for n in range(len(padded) - 2)}


def _parted(whole: str) -> Iterator[tuple[str, str]]:
    """Every way to part `Artist - Title`, for either may have a dash in it."""
    words = whole.translate(_SAME).split(" - ")
    for n in range(1, len(words)):
        yield " - ".join(words[:n]), " - ".join(words[n:])


def _parts(location: str) -> Iterator[Sequence[str]]:
    """The folders and the name of a path; of one that may have been written for an address also as it is there."""
    if not location or is_elsewhere(location):
        return
    path = location
    if location.lower().startswith("file:"):
        try:
            path = urlsplit(location).path
        except ValueError:
            return
    for one in dict.fromkeys((path, unquote(path)) if path == location else (unquote(path),)):
        parts = [part for part in one.replace("\\", "/").split("/") if part not in ("", ".")]
        if parts and parts[0].endswith(":") and len(parts[0]) == 2:
            parts = parts[1:]
        last_up = max((n + 1 for n, part in enumerate(parts) if part == ".."), default=0)
        if parts[last_up:]:
            yield parts[last_up:]


def _shared(wanted: Sequence[str], path: str) -> int:
    """How many parts two paths share, from their ends."""
    mine = [_folded(part) for part in path.split("/")]
    n = 0
    while n < min(len(wanted), len(mine)) and wanted[-1 - n] == mine[-1 - n]:
        n += 1
    return n

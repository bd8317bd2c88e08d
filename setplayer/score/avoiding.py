"""What a client asked not to hear: which pieces that means, and what is heard in their place. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from setplayer.arc.model import Arc, SoundscapeItem, TrackItem
from setplayer.library.track import Track
from setplayer.score.chain import Sources
from setplayer.score.model import Clip, ClipKind, Score
from setplayer.score.place import place
from setplayer.units import frames_from_s
from setplayer.values import Value

_BETWEEN: Final = re.compile(r"[,;\n\r]+")
_NOTHING_SAID: Final = frozenset({"no", "not", "never", "nothing", "without", "avoid", "any", "by", "the"})
"""Words that people begin with and that say nothing of the music."""

_WORTH_TELLING: Final = frames_from_s(10)
"""What gains less than this from an avoided piece plays no part in its place."""


def phrases(text: str) -> tuple[str, ...]:
    """What a person typed as single wishes, each once: they stand between commas, semicolons or on lines."""
    found = (" ".join(part.split()) for part in _BETWEEN.split(text))
    return tuple(dict.fromkeys(part for part in found if _meant(part)))


def alike(one: str, other: str) -> bool:
    """Whether two wishes mean the same."""
    return _meant(one) == _meant(other)


def _meant(phrase: str) -> str:
    """The words of a phrase that count, each between spaces; empty when none are left."""
    words = _words(phrase)
    while len(words) > 1 and words[0] in _NOTHING_SAID:
        words.pop(0)
    return _spaced(words)


def _words(text: str) -> list[str]:
    """Words without accents, capitals and the `s` of a plural."""
    letters = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", "".join(letters).casefold())
    return [word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words]


def _spaced(words: Sequence[str]) -> str:
    return f" {' '.join(words)} " if words else ""


@dataclass(frozen=True)
class Avoided:
    """What is not to be heard: pieces by content, soundscapes by name, and whatever wishes in words name."""

    wishes: tuple[str, ...] = ()
    pieces: frozenset[str] = frozenset()
    soundscapes: frozenset[str] = frozenset()

    def __or__(self, other: "Avoided") -> "Avoided":
        wishes = tuple(dict.fromkeys((*self.wishes, *other.wishes)))
        return Avoided(wishes, self.pieces | other.pieces, self.soundscapes | other.soundscapes)

    def __bool__(self) -> bool:
        return bool(self.wishes or self.pieces or self.soundscapes)

    def is_piece(self, track: Track) -> bool:
        """Whether a track is not to be heard. A wish's words stand in its title, artist, path or tags in a row."""
        if track.sha256 in self.pieces:
            return True
        said = [_spaced(_words(text)) for text in (track.title, track.artist, track.path, *track.tags)]
        return any(meant in text for meant in map(_meant, self.wishes) for text in said)

    def is_soundscape(self, name: str) -> bool:
        """Whether a soundscape is not to be heard: by its own name."""
        return name in self.soundscapes or any(_meant(wish) == _spaced(_words(name)) for wish in self.wishes)

    def contents(self, tracks: Iterable[Track]) -> frozenset[str]:
        """The hashes of those of the tracks that are not to be heard."""
        return frozenset(track.sha256 for track in tracks if track.sha256 and self.is_piece(track))

    def of_arc(self, arc: Arc, tracks: Mapping[str, Track], soundscapes: Iterable[str]) -> tuple[str, ...]:
        """The tracks that an arc names and the soundscapes that are not to be heard, by path and name, sorted."""
        named = [item.path for item in _items(arc) if isinstance(item, TrackItem) and item.path in tracks]
        found = {path for path in named if self.is_piece(tracks[path])}
        return tuple(sorted(found | {name for name in soundscapes if self.is_soundscape(name)}))


def _items(arc: Arc) -> list[object]:
    return [arc.grounding, arc.bed, *(item for phase in arc.phases for item in phase.music)]


class Instead(Value):
    """What is heard in the place of something: its kind as a clip's, and its title, or its name as a soundscape."""

    kind: ClipKind
    title: str


class Replaced(Value):
    """What an arc would play in a phase and a client asked not to hear, and what is heard there instead.

    `phase` is None for the grounding music. It is `kept` where a person wants it to be heard after all.
    """

    phase: int | None
    source: str
    title: str
    by: tuple[Instead, ...] = ()
    kept: bool = False


def replaced(sources: Sources, score: Score, kept: Sequence[str]) -> tuple[Replaced, ...]:
    """What is not heard in a score that avoids some sources, phase by phase, and what is in its place.

    `sources` are those of the score; what is `kept` is named too, where it is heard.
    """
    arc, gone = sources.arc, sources.avoid
    if not gone and not kept:
        return ()
    usual = place(replace(sources, avoid=frozenset()))
    found: list[Replaced] = []
    for number in range(len(arc.phases)):
        before = [clip for clip in usual.clips if clip.phase == number]
        after = [clip for clip in score.clips if clip.phase == number]
        by = _gains(before, after)
        for source, title in {clip.source: clip.title for clip in before}.items():
            if source in gone:
                found.append(Replaced(phase=number, source=source, title=title, by=by))
            elif source in kept:
                found.append(Replaced(phase=number, source=source, title=title, kept=True))
    return (*found, *_grounding(sources, kept))


def _gains(before: Sequence[Clip], after: Sequence[Clip]) -> tuple[Instead, ...]:
    """What is heard for longer than it would have been, what gains the most first."""
    gains: dict[Instead, int] = {}
    for clips, sign in ((after, 1), (before, -1)):
        for clip in clips:
            one = Instead(kind="soundscape" if clip.kind == "bed" else clip.kind, title=_title(clip))
            gains[one] = gains.get(one, 0) + sign * clip.length_frames
    most = sorted(gains, key=lambda one: -gains[one])
    worth_telling = tuple(one for one in most if gains[one] >= _WORTH_TELLING)
    return worth_telling or tuple(one for one in most[:1] if gains[one] > 0)


def _title(clip: Clip) -> str:
    return clip.source if clip.kind in ("soundscape", "bed") else clip.title


def _grounding(sources: Sources, kept: Sequence[str]) -> tuple[Replaced, ...]:
    item = sources.arc.grounding
    source = item.name if isinstance(item, SoundscapeItem) else item.path
    if source not in sources.avoid and source not in kept:
        return ()
    track = sources.tracks.get(source) if isinstance(item, TrackItem) else None
    if isinstance(item, TrackItem) and (track is None or track.error is not None or track.withdrawn is not None):
        return ()
    title = track.title if track is not None else source.capitalize()
    by = () if source in kept else (Instead(kind="soundscape", title=sources.grounding),)
    return (Replaced(phase=None, source=source, title=title, by=by, kept=source in kept),)

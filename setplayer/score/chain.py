"""What a phase's music list comes to on a library: the elements that are laid one after another, and their joins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final

from setplayer.arc.model import Arc, PickItem, SilenceItem, SoundscapeItem, TrackItem
from setplayer.library.track import Track
from setplayer.score.model import Clip, ClipKind, Picked
from setplayer.units import frames_from_s

JOIN_FRAMES: Final = frames_from_s(12)
"""The usual crossfade. Nothing automatic may be quicker than 8 s."""

SHORTEST_JOIN_FRAMES: Final = frames_from_s(8)

LONGEST_TRACK_JOIN_FRAMES: Final = frames_from_s(20)
"""Tracks overlap by up to this where that lets their phase end with the last of them."""

LATE_FRAMES: Final = frames_from_s(4)
"""How much earlier a phase's last piece may end: the crossfade out of it is then shorter, its middle 2 s early. And
how much of its end it may lose."""

PLAIN_TONE: Final = "plain tone"
"""The name of no soundscape: what is left to play when none is wanted."""

GROUNDING_BED: Final = "hearth"
"""The soundscape that grounds where the arc's own grounding music cannot."""


@dataclass(frozen=True)
class Sources:
    """What clips are made from: the arc, and what is known of its tracks by path.

    `avoid` has paths and soundscapes that are not to be played; `shift` is added to the arc's intensity; `picks` has
    the tracks that were chosen for the arc's picks.
    """

    arc: Arc
    tracks: Mapping[str, Track]
    avoid: frozenset[str] = frozenset()
    shift: float = 0.0
    picks: Sequence[Picked] = field(default=())

    def playable(self, path: str) -> Track | None:
        """The track at this path if it can and may be played."""
        track = self.tracks.get(path)
        good = track is not None and track.error is None and track.withdrawn is None
        return track if good and path not in self.avoid else None

    @property
    def bed(self) -> str:
        """What fills the gaps: the arc's bed; where that is not wanted, another soundscape of the arc or a tone."""
        items = (self.arc.bed, *(item for phase in self.arc.phases for item in phase.music), self.arc.grounding)
        names = (item.name for item in items if isinstance(item, SoundscapeItem))
        return next((name for name in names if name not in self.avoid), PLAIN_TONE)

    @property
    def grounding(self) -> str:
        """The soundscape that grounds: the arc's own, else hearth; where that is not wanted, what fills the gaps."""
        item = self.arc.grounding
        names = (item.name, GROUNDING_BED) if isinstance(item, SoundscapeItem) else (GROUNDING_BED,)
        return next((name for name in names if name not in self.avoid), self.bed)

    @cached_property
    def picked(self) -> Mapping[tuple[int, int], tuple[str, ...]]:
        """The paths that were chosen, by phase and item."""
        return {(one.phase, one.item): one.paths for one in self.picks}


@dataclass(frozen=True)
class Element:
    """One thing of a phase's chain. `length` is None for what stretches."""

    kind: ClipKind
    source: str
    item: int | None
    length: int | None = None
    fade: int | None = None
    track: Track | None = None


def elements(sources: Sources, phase: int) -> list[Element]:
    """What a phase's music list comes to on this library; what cannot be played is left out."""
    found = []
    for number, item in enumerate(sources.arc.phases[phase].music):
        if isinstance(item, SoundscapeItem):
            if item.name not in sources.avoid:
                found.append(Element("soundscape", item.name, number))
        elif isinstance(item, SilenceItem):
            found.append(Element("silence", "", number, silence_length(item), silence_fade(item)))
        else:
            for path in _paths(sources, phase, number, item):
                if track := sources.playable(path):
                    found.append(Element("track", path, number, track.frames, track=track))
    return found


def _paths(sources: Sources, phase: int, number: int, item: TrackItem | PickItem) -> tuple[str, ...]:
    return (item.path,) if isinstance(item, TrackItem) else sources.picked.get((phase, number), ())


def elements_after(sources: Sources, clip: Clip, begun: Sequence[Clip]) -> list[Element]:
    """The chain of a clip's phase after it.

    What the player added stands at the end of the chain. Only what was chosen for a pick and is not among the clips
    that have `begun` still comes after it.
    """
    chain = elements(sources, clip.phase)
    if clip.item is None:
        music = sources.arc.phases[clip.phase].music
        last = [one for one in begun if one.phase == clip.phase and one.item is not None]
        rest = elements_after(sources, last[-1], begun) if last else chain
        return [e for e in rest if e.item is not None and isinstance(music[e.item], PickItem)]
    same = [n for n, e in enumerate(chain) if e.item == clip.item and e.source == clip.source]
    if same:
        return chain[same[-1] + 1 :]
    heard = {one.source for one in begun}  # what left the session was followed by what is not heard yet
    ahead = ((e, e.item - clip.item) for e in chain if e.item is not None)
    return [e for e, further in ahead if further > 0 or (further == 0 and e.source not in heard)]


def silence_length(item: SilenceItem) -> int:
    """Counts from the middle of the fade into it to the middle of the join after it."""
    return item.length_frames + (silence_fade(item) + JOIN_FRAMES) // 2


def silence_fade(item: SilenceItem) -> int:
    """Over how long the music goes before a silence."""
    return max(item.fade_frames, SHORTEST_JOIN_FRAMES)


def join_before(last_end: int, last_is_silence: bool, rest: Sequence[Element], end: int, slack: int) -> int:
    """How long the join into the first of `rest` is, when the piece before it ends at `last_end`.

    Where the rest are tracks and silences that end with their phase by overlaps of 8 to 20 s, tracks share what is
    needed; `slack` is how early the last of them may end. Elsewhere a join has its usual length.
    """
    if rest[0].fade is not None:
        return rest[0].fade
    if last_is_silence or any(element.length is None for element in rest):
        return JOIN_FRAMES
    joins = [_set_join(before, after) for before, after in pairwise([Element("track", "", None), *rest])]
    flexible = joins.count(None)
    excess = last_end + sum(element.length or 0 for element in rest) - sum(join or 0 for join in joins) - end
    share = excess // flexible
    if (
        -slack <= excess - SHORTEST_JOIN_FRAMES * flexible
        and excess <= LONGEST_TRACK_JOIN_FRAMES * flexible + LATE_FRAMES
    ):
        return min(max(share, SHORTEST_JOIN_FRAMES), LONGEST_TRACK_JOIN_FRAMES)
    return JOIN_FRAMES


def _set_join(before: Element, after: Element) -> int | None:
    """The join of two elements where a silence says it; None between tracks."""
    if after.fade is not None:
        return after.fade
    return None if before.kind == "track" else JOIN_FRAMES

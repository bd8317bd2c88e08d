"""How the music of a session lies ahead of a moment, phase by phase: what a re-fit has to go by."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from setplayer.arc.model import Intensity, PickItem, PickRule
from setplayer.library.track import Track
from setplayer.score.ahead import Ahead
from setplayer.score.chain import JOIN_FRAMES, SHORTEST_JOIN_FRAMES, Element, Sources, elements, elements_after
from setplayer.score.fit_model import Placed
from setplayer.score.fit_prices import TOLERANCE
from setplayer.score.model import Clip
from setplayer.score.place import LONGEST_JOIN_FRAMES
from setplayer.units import frames_from_s

_LONG_BED_FRAMES: Final = frames_from_s(180)
"""A bed that would sound for longer has room for a piece."""


@dataclass(frozen=True)
class Lies:
    """How the music ahead lies: the phases from that of the clip that stays, each by its number in the arc."""

    ahead: Ahead
    gone: frozenset[str] = frozenset()
    """Hashes of what cannot be played any more."""

    @cached_property
    def sources(self) -> Sources:
        """What its clips are made from."""
        return self.ahead.sources

    @cached_property
    def stays(self) -> Clip:
        """The last clip that stays as it is."""
        clip = self.ahead.score.clip(self.ahead.after)
        assert clip is not None
        return clip

    @cached_property
    def begun(self) -> tuple[Clip, ...]:
        """What has sounded, sounds or stays as it is, in order."""
        clips = self.ahead.score.clips
        return clips[: 1 + next(n for n, clip in enumerate(clips) if clip.clip_id == self.stays.clip_id)]

    @cached_property
    def numbers(self) -> list[int]:
        """The phases ahead that last."""
        phases = self.ahead.score.phases
        later = range(self.stays.phase + 1, len(phases))
        return [self.stays.phase, *(n for n in later if phases[n].end_frame > phases[n].start_frame)]

    @property
    def start_frame(self) -> int:
        """Where the first piece would have started, had it begun with its first frame."""
        if self.ahead.leaves_at is not None:
            return self.ahead.leaves_at
        return self.stays.start_frame - (self.stays.offset_frames if self.stays.kind in {"track", "silence"} else 0)

    def begins(self, place: int) -> int:
        """The middle of the crossfade into a phase; of the first, into what stays in it."""
        if place:
            return self._middle(place)
        if self.ahead.leaves_at is not None:
            return self.ahead.leaves_at
        return self.stays.start_frame + self.stays.fade_in_frames // 2

    def ends(self, place: int) -> int:
        """The middle of the crossfade out of a phase."""
        if place + 1 < len(self.numbers):
            return self._middle(place + 1)
        return self.ahead.score.phases[self.numbers[place]].end_frame

    def _middle(self, place: int) -> int:
        before, after = (self.ahead.score.phases[n] for n in self.numbers[place - 1 : place + 1])
        return (before.end_frame + after.start_frame) // 2

    def join(self, place: int) -> int:
        """How long the crossfade out of a phase is, as `place` lays it."""
        if place + 1 == len(self.numbers):
            return 0
        number, following = self.numbers[place : place + 2]
        first = next(iter(elements(self.sources, following)), None)
        if first is not None and first.fade is not None:
            return first.fade
        phases = self.ahead.score.phases
        overlap = phases[number].end_frame - phases[following].start_frame
        return min(overlap, LONGEST_JOIN_FRAMES) if overlap >= SHORTEST_JOIN_FRAMES else JOIN_FRAMES

    def wanted(self, number: int) -> Intensity:
        """The intensity of a phase as the therapist wants it by now."""
        lies = self.ahead.score.phases[number]
        return Intensity(start=self._shifted(lies.intensity_start), end=self._shifted(lies.intensity_end))

    def rule(self, rule: PickRule) -> PickRule:
        """A rule as the therapist wants it by now."""
        if rule.intensity == "follow" or not self.ahead.shift:
            return rule
        own = Intensity(start=self._shifted(rule.intensity.start), end=self._shifted(rule.intensity.end))
        return rule.model_copy(update={"intensity": own})

    def _shifted(self, value: float) -> float:
        return min(max(value + self.ahead.shift, 0.0), 10.0)

    def along(self, number: int, line: Intensity, frame: int) -> float:
        """A phase's line at a frame."""
        lies = self.ahead.score.phases[number]
        share = (frame - lies.start_frame) / max(lies.end_frame - lies.start_frame, 1)
        return line.start + (line.end - line.start) * min(max(share, 0.0), 1.0)

    def rest(self, number: int) -> list[Element]:
        """What comes in a phase after the clip that stays."""
        if number == self.stays.phase:
            return elements_after(self.sources, self.stays, self.begun)
        return elements(self.sources, number)

    def items(self, number: int) -> Iterator[int]:
        """The places in a phase's music list from which something may come yet."""
        music = self.ahead.arc.phases[number].music
        if number != self.stays.phase:
            yield from range(len(music))
            return
        here = [c.item for c in self.begun if c.phase == number and c.item is not None]
        only_picks = self.stays.item is None
        for item in range(here[-1] if here else 0, len(music)):
            picks = isinstance(music[item], PickItem)
            if picks or (not only_picks and (not here or item > here[-1])):
                yield item

    def picks_of(self, number: int) -> list[int]:
        """The picks of a phase for which something may be chosen yet."""
        music = self.ahead.arc.phases[number].music
        return [item for item in self.items(number) if isinstance(music[item], PickItem)]

    def chosen_ahead(self) -> list[Placed]:
        """The pieces that had been chosen for what is ahead and can be played, in order."""
        return [
            Placed(place, element.item, track.sha256, 0, 0)
            for place, number in enumerate(self.numbers)
            for element, track in self._planned(number)
            if track.sha256 not in self.gone
        ]

    def _planned(self, number: int) -> list[tuple[Element, Track]]:
        picks = self.picks_of(number)
        return [(e, e.track) for e in self.rest(number) if e.track is not None and e.item in picks]

    def is_off(self, number: int) -> bool:
        """Whether a phase with picks does not end with its pieces whole and on time."""
        if not self.picks_of(number):
            return False
        later = [clip for clip in self.ahead.score.clips[len(self.begun) :] if clip.phase == number]
        tracks = [clip.source for clip in later if clip.kind == "track"]
        clips = [self.stays, *later] if number == self.stays.phase else later
        if any(clip.kind == "bed" for clip in later):
            return True
        if self.stays in clips and self.on_the_bed and self.stays.length_frames > _LONG_BED_FRAMES:
            return True
        if any(track.sha256 in self.gone for _, track in self._planned(number)):
            return True
        wanted = [e.source for e in self.rest(number) if e.track is not None]
        return wanted != tracks or any(self._cut(clip) for clip in clips)

    @property
    def on_the_bed(self) -> bool:
        """Whether what stays is what the player added."""
        return self.stays.kind == "bed"

    def _cut(self, clip: Clip) -> bool:
        track = self.sources.tracks.get(clip.source)
        return track is not None and track.frames - clip.offset_frames - clip.length_frames > 2 * TOLERANCE

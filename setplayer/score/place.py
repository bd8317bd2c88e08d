"""Placing pieces in phases: an arc on a library becomes clips that account for every frame.

A phase's music list is a chain: its items sound in their order, joined by crossfades. Soundscapes in it share
the time that its tracks and silences leave; where nothing in it stretches, the arc's bed fills the rest. What runs
long fades out where the phase ends. The crossfade between two phases lies around their boundary, or over their
overlap.

`place` lays out a whole arc. `retime` lays out again what is ahead of a moment: whatever has begun keeps its
start, and the piece begun last goes on for as long as its phase wants it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from setplayer.arc.model import PickItem, SilenceItem
from setplayer.score.chain import (
    JOIN_FRAMES,
    LATE_FRAMES,
    SHORTEST_JOIN_FRAMES,
    Element,
    Sources,
    elements,
    elements_after,
    join_before,
    silence_length,
)
from setplayer.score.level import gain_db, played_lufs
from setplayer.score.model import Clip, FadeShape, Score, in_playing_order
from setplayer.score.phases import Phases, placed
from setplayer.units import frames_from_s

LONGEST_JOIN_FRAMES: Final = frames_from_s(120)
"""Over a longer overlap of two phases the music changes hands within this, in the middle."""

EQUAL_POWER: Final[FadeShape] = "equal-power"
LINEAR: Final[FadeShape] = "linear"

END_FADE_FRAMES: Final = frames_from_s(20)
"""The arc's last piece fades over this."""

LEAST_SOUNDSCAPE_FRAMES: Final = frames_from_s(60)
"""A soundscape that a clinic put between tracks sounds at least this long, where the phase has room."""

LEAST_PIECE_FRAMES: Final = frames_from_s(30)
"""A track that would be cut shorter than this at its phase's end is not begun."""

MOST_RISE_DB: Final = 20.0
"""What is softer by more than this is silence to the ear, from which a crossfade is slow enough."""

OPEN_END: Final = frames_from_s(3600 * 24 * 30)
"""Later than anything ends."""


def place(sources: Sources) -> Score:
    """The arc from Begin, as it is played when nobody touches it."""
    layout = _Layout(sources, placed(sources.arc))
    layout.lay_from(0, elements(sources, 0))
    return layout.score(())


def retime(
    sources: Sources,
    score: Score,
    now: int,
    phases: Phases,
    *,
    leave: bool = False,
    lasts_until: int = OPEN_END,
    resume: Clip | None = None,
) -> Score:
    """The score ahead of `now` laid out again for phases that lie as given.

    The clip begun last goes on, unless `leave` asks to crossfade away from it now, within `lasts_until` if it cannot
    be played for longer. `resume` goes back to a clip that was left, at the place where it would be by now, or, where
    that cannot be, to what follows it in its phase.
    """
    begun = [clip for clip in score.clips if clip.start_frame <= now]
    layout = _Layout(sources, phases, next_id=score.next_clip, now=now, before=score, lasts_until=lasts_until)
    layout.go_on(begun, leave=leave, resume=resume)
    return layout.score(begun)


def resumable(sources: Sources, clip: Clip, now: int) -> bool:
    """Whether a clip that was left may be gone back to, and has enough left by now."""
    if clip.kind != "track":
        return clip.kind == "silence" or clip.source not in sources.avoid
    track = sources.playable(clip.source)
    return track is not None and track.frames - clip.offset_at(now) >= LEAST_PIECE_FRAMES


@dataclass
class _Layout:
    """Clips being laid out, in order. `clips[-1]` is the one that the next joins; `left` the one left for it now,
    `fading` one that was fading already."""

    sources: Sources
    phases: Phases
    next_id: int = 1
    now: int = 0
    before: Score = field(default_factory=Score)
    clips: list[Clip] = field(default_factory=list)
    first_join: int = 0
    left: int | None = None
    fading: Clip | None = None
    lasts_until: int = OPEN_END

    def score(self, begun: Sequence[Clip]) -> Score:
        """The clips that had begun, as they were unless laid out again, and those laid out now.

        A clip that came out just as it was keeps its number, unless it would come before what it follows.
        """
        known = {clip.model_copy(update={"clip_id": 0}): clip for clip in self.before.clips}
        new: list[Clip] = []
        for clip in self.clips:
            same = known.get(clip.model_copy(update={"clip_id": 0}), clip)
            follows = not new or in_playing_order(new[-1]) < in_playing_order(same)
            new.append(same if follows else clip)
        clips = sorted({clip.clip_id: clip for clip in (*begun, *new)}.values(), key=in_playing_order)
        next_clip = max([self.before.next_clip, *(clip.clip_id + 1 for clip in clips)])
        return Score(phases=self.phases, clips=tuple(clips), next_clip=next_clip)

    # ---- going on from what sounds

    def go_on(self, begun: Sequence[Clip], *, leave: bool, resume: Clip | None) -> None:
        """Decide what becomes of the clip begun last, then lay out what follows it."""
        last = max(begun, key=in_playing_order)
        chain = self._after(last)
        fading = last.end_frame - last.fade_out_frames < self.now
        if fading and last.end_frame >= max(phase.end_frame for phase in self.phases):
            self.clips = [last]  # the arc's end is under way
        elif fading:
            self.fading, self.first_join = (
                last,
                JOIN_FRAMES,
            )  # it is fading: it goes as it was, and what follows swells from now
            self.lay_from(last.phase, chain)
        elif resume is not None and resumable(self.sources, resume, self.now):
            self.clips = [self._leave(last), self._entering(self._resumed(resume), last)]
            self.lay_on(resume.phase, self._after(resume))
        elif leave or resume is not None:
            from_here = resume or last
            self.clips = [self._leave(last)]
            self.lay_from(from_here.phase, self._after(from_here) or self._others(from_here))
        else:
            self.clips = [last]
            self.lay_on(last.phase, chain)

    def _after(self, clip: Clip) -> list[Element]:
        """The chain of a clip's phase after it; after the bed, only what can still sound whole."""
        begun = [one for one in self.before.clips if one.start_frame <= self.now]
        chain = elements_after(self.sources, clip, begun)
        if clip.item is None:
            end, fade = self._phase_end(clip.phase)
            whole = sum((element.length or 0) - JOIN_FRAMES for element in chain)
            bed_from = max(clip.start_frame + LEAST_SOUNDSCAPE_FRAMES, self.now + 2 * JOIN_FRAMES)
            return chain if bed_from + whole <= end - fade else []
        return chain

    def _others(self, clip: Clip) -> list[Element]:
        """The other pieces of a clip's phase, from its first on; of those chosen for a pick, what was not heard."""
        music = self.sources.arc.phases[clip.phase].music
        heard = {one.source for one in self.before.clips if one.start_frame <= self.now}
        others = [e for e in elements(self.sources, clip.phase) if e.source != clip.source and e.kind != "silence"]
        picks = {number for number, item in enumerate(music) if isinstance(item, PickItem)}
        return [element for element in others if element.item not in picks or element.source not in heard]

    def _leave(self, clip: Clip) -> Clip:
        """A clip that is crossfaded away from now."""
        self.left = clip.clip_id
        end = max(min(self.now + JOIN_FRAMES, self.lasts_until), self.now, clip.start_frame + 1)
        return self._cut(clip, end, JOIN_FRAMES)

    def _resumed(self, clip: Clip) -> Clip:
        """A clip that was left, in place by now. While it still fades it joins itself: equal power would swell."""
        return clip.model_copy(
            update={
                "clip_id": self._new_id(),
                "start_frame": self.now,
                "end_frame": OPEN_END,
                "offset_frames": 0 if clip.kind in {"soundscape", "bed"} else clip.offset_at(self.now),
                "fade_in_frames": JOIN_FRAMES,
                "fade_in_shape": LINEAR if clip.end_frame > self.now else EQUAL_POWER,
            }
        )

    # ---- laying phases

    def lay_on(self, phase: int, rest: list[Element]) -> None:
        """Let the last clip go on in its phase, then the rest of the chain, then the phases after."""
        end, _ = self._phase_end(phase)
        last = self.clips[-1]
        if last.kind == "track":
            length = self.sources.tracks[last.source].frames - last.offset_frames
        elif last.kind == "silence" and (rest or self._was_followed(last)):
            length = max(self._silence_left(last), min(self.now + JOIN_FRAMES - last.start_frame, last.length_frames))
        else:
            length = self._stretched(last.start_frame, end, last.fade_in_frames, rest)
            length = max(length, min(self.now + JOIN_FRAMES - last.start_frame, last.length_frames))
        stays = {"end_frame": last.start_frame + length, "fade_out_frames": 0, "fade_out_shape": "equal-power"}
        self.clips[-1] = last.model_copy(update=stays)
        self._lay_chain(phase, rest, enters=False)
        self._lay_after(phase)

    def lay_from(self, phase: int, chain: list[Element]) -> None:
        """Lay out a phase's chain from here, then the phases after it."""
        self._lay_chain(phase, chain, enters=False)
        self._lay_after(phase)

    def _lay_after(self, phase: int) -> None:
        for number in range(phase + 1, len(self.phases)):
            if self._lives(number):
                self._lay_chain(number, elements(self.sources, number), enters=True)

    def _lay_chain(self, phase: int, chain: list[Element], *, enters: bool) -> None:
        """Lay elements one after another up to the phase's end; the bed fills what they leave.

        `enters` says that the first of them joins the last clip of the phase before.
        """
        end, fade = self._phase_end(phase)
        early = min(LATE_FRAMES, max(fade - SHORTEST_JOIN_FRAMES, 0)) if self._is_followed(phase) else 0
        for number, element in enumerate(chain):
            if self.clips and not enters and self.clips[-1].end_frame >= end - early:
                break
            usual = self._usual_join(chain[number:], end, early)
            start, join = self._next_start(phase, element, enters=enters, usual=usual)
            room = end - start
            if room < join + fade or (element.track and element.track.frames > room < LEAST_PIECE_FRAMES):
                break
            length = element.length or self._stretched(start, end, join, chain[number + 1 :])
            self._append(phase, element, start, start + length)
            enters = False
        if not self.clips or enters or self.clips[-1].end_frame < end - early:
            self._lay_bed(phase, end, fade, enters=enters)
        self.clips[-1] = self._cut(self.clips[-1], end, fade)

    def _lay_bed(self, phase: int, end: int, fade: int, *, enters: bool) -> None:
        """The bed, from the end of what there is; it starts earlier where else it could not swell and fade."""
        bed = Element("bed", self.sources.bed, None)
        start, join = self._next_start(phase, bed, enters=enters)
        if self.clips and not enters:
            start = min(start, end - join - fade)
            last = self.clips[-1]
            if len(self.clips) > 1 and last.phase == phase and start < last.start_frame + last.fade_in_frames:
                self.clips.pop()  # a short piece that the bed would cover is left out
                self._lay_bed(phase, end, fade, enters=self.clips[-1].phase != phase)
                return
            start = max(start, self.now, last.start_frame + 1)
            self.clips[-1] = self._cut(last, min(start + join, last.end_frame), join)
        self._append(phase, bed, start, end)

    def _append(self, phase: int, element: Element, start: int, end: int) -> None:
        """Add a clip and join the last one to it: over as long as both sound."""
        join, shape = self.first_join, EQUAL_POWER
        if self.clips:
            last = self.clips[-1]
            same = {element.kind, last.kind} <= {"soundscape", "bed"} and last.source == element.source
            join, shape = max(last.end_frame - start, 0), LINEAR if same else EQUAL_POWER
            self.clips[-1] = last.model_copy(update={"fade_out_frames": join, "fade_out_shape": shape})
            join = JOIN_FRAMES if last.clip_id == self.left else join  # however soon that one is gone
        clip = self._clip(phase, element, start, end, join, shape)
        self.clips.append(self._entering(clip, self.clips[-1] if self.clips else self.fading))

    def _clip(self, phase: int, element: Element, start: int, end: int, join: int, shape: FadeShape) -> Clip:
        track = element.track
        middle = (start + min(end, self.phases[phase].end_frame)) // 2
        return Clip(
            clip_id=self._new_id(),
            phase=phase,
            item=element.item,
            kind=element.kind,
            source=element.source,
            title=track.title if track else element.source.capitalize() or "Silence",
            artist=track.artist if track else "",
            sha256=track.sha256 if track else None,
            start_frame=start,
            end_frame=end,
            fade_in_frames=join,
            fade_out_frames=0,
            fade_in_shape=shape,
            gain_db=gain_db(track, self._intensity(phase, middle)) if track else 0.0,
        )

    def _entering(self, clip: Clip, before: Clip | None) -> Clip:
        """A clip that begins no louder than what it follows. Soundscapes do by themselves: they follow one curve."""
        if before is None:
            return clip
        was, will_be = (self._lufs(one, before.phase, clip.start_frame) for one in (before, clip))
        if was is None or will_be is None:
            return clip.model_copy(update={"enters_db": 0.0})
        rise_db = will_be - was - before.below_db(clip.start_frame)
        return clip.model_copy(update={"enters_db": -round(min(max(rise_db, 0.0), MOST_RISE_DB), 2)})

    def _lufs(self, clip: Clip, phase: int, frame: int) -> float | None:
        track = self.sources.tracks.get(clip.source) if clip.kind == "track" else None
        return played_lufs(clip.kind, track, clip.gain_db, self._intensity(phase, frame))

    # ---- where things lie

    def _usual_join(self, rest: Sequence[Element], end: int, early: int) -> int:
        """How long the next join within the phase is, where both pieces bear it."""
        if not self.clips:
            return JOIN_FRAMES
        last = self.clips[-1]
        return join_before(last.end_frame, last.kind != "track", rest, end, early)

    def _next_start(self, phase: int, element: Element, *, enters: bool, usual: int = JOIN_FRAMES) -> tuple[int, int]:
        """Where the next clip starts, and over how many frames it joins the last one."""
        if not self.clips:
            return self.now, self.first_join
        last = self.clips[-1]
        if enters:
            start, join = self._join(self._live_before(phase), phase)
            return max(start, self.now), join
        if last.clip_id == self.left:
            return self.now, max(last.end_frame - self.now, 0)
        shortest = (last.length_frames // 2, (element.length or OPEN_END) // 2, last.end_frame - self.now)
        join = max(min(usual, *shortest), 0)
        return last.end_frame - join, join

    def _join(self, before: int, after: int) -> tuple[int, int]:
        """Where the crossfade between two phases starts, and its length.

        It lies over their overlap, or around their boundary; a silence comes and goes as slowly as it says.
        """
        overlap = self.phases[before].end_frame - self.phases[after].start_frame
        middle = (self.phases[before].end_frame + self.phases[after].start_frame) // 2
        length = min(overlap, LONGEST_JOIN_FRAMES) if overlap >= SHORTEST_JOIN_FRAMES else JOIN_FRAMES
        first = next(iter(elements(self.sources, after)), None)
        if first is not None and first.fade is not None:
            length = first.fade
        if first is not None and first.length is not None:
            length = min(length, first.length // 2)
        return middle - length // 2, length

    def _phase_end(self, phase: int) -> tuple[int, int]:
        """Where a phase's last clip ends, and over how many frames it fades."""
        after = self._live_after(phase)
        if after is None:
            return self.phases[phase].end_frame, END_FADE_FRAMES
        start, join = self._join(phase, after)
        return max(start, self.now) + join, join

    def _is_followed(self, phase: int) -> bool:
        return self._live_after(phase) is not None

    def _live_after(self, phase: int) -> int | None:
        return next((n for n in range(phase + 1, len(self.phases)) if self._lives(n)), None)

    def _lives(self, phase: int) -> bool:
        return self.phases[phase].end_frame > self.phases[phase].start_frame

    def _live_before(self, phase: int) -> int:
        return max((n for n in range(phase) if self._lives(n)), default=0)

    def _stretched(self, start: int, end: int, join: int, rest: Sequence[Element]) -> int:
        """The length of something that stretches, when it starts here and the rest must follow it up to the end.

        Whatever stretches gets the same share of what the others leave, and never nearly nothing.
        """
        room = end - start
        joins = sum(element.fade or JOIN_FRAMES for element in rest)
        fixed = sum(element.length for element in rest if element.length is not None)
        stretching = 1 + sum(element.length is None for element in rest)
        least = max(min(LEAST_SOUNDSCAPE_FRAMES, room // (len(rest) + 1)), join + JOIN_FRAMES)
        return max((room - fixed + joins) // stretching, least)

    def _silence_left(self, clip: Clip) -> int:
        """How long a silence is that began with the clip, whatever it had been cut to."""
        item = None if clip.item is None else self.sources.arc.phases[clip.phase].music[clip.item]
        assert isinstance(item, SilenceItem)
        return silence_length(item) - clip.offset_frames

    def _was_followed(self, clip: Clip) -> bool:
        """Whether more was to come in the clip's phase before this re-timing."""
        return any(other.phase == clip.phase and other.start_frame > clip.start_frame for other in self.before.clips)

    def _cut(self, clip: Clip, end: int, fade: int) -> Clip:
        """A clip that ends at a frame at the latest (what is no track: just then), fading."""
        end = min(clip.end_frame, end) if clip.kind == "track" else end
        fade = min(fade, end - max(clip.start_frame, self.now))
        return clip.model_copy(update={"end_frame": end, "fade_out_frames": fade, "fade_out_shape": EQUAL_POWER})

    def _new_id(self) -> int:
        self.next_id += 1
        return self.next_id - 1

    def _intensity(self, phase: int, frame: int) -> float:
        """The wanted intensity at a frame of a phase, 0 to 10."""
        lies = self.phases[phase]
        share = min(max((frame - lies.start_frame) / max(lies.end_frame - lies.start_frame, 1), 0.0), 1.0)
        wanted = lies.intensity_start + (lies.intensity_end - lies.intensity_start) * share
        return min(max(wanted + self.sources.shift, 0.0), 10.0)

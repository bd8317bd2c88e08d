"""What a score is: phases and clips at frames that count from Begin."""

from typing import Final, Literal

from pydantic import Field

from setplayer.units import SAMPLE_RATE, frames_from_s, s_from_frames
from setplayer.values import Value

ClipKind = Literal["track", "soundscape", "silence", "bed"]
FadeShape = Literal["equal-power", "linear"]

RISE_DB_PER_S: Final = 0.3
"""Nothing automatic may make the programme louder by more than 3 dB in 10 s."""


class PlacedPhase(Value):
    """A phase of the arc where it lies in the session. A skipped phase has no length."""

    name: str
    kind: str
    start_frame: int
    end_frame: int
    intensity_start: float
    intensity_end: float


class Picked(Value):
    """What was chosen for a pick: the paths of its tracks, in order, by the phase and the place in its music list."""

    phase: int
    item: int
    paths: tuple[str, ...]


class Clip(Value):
    """A stretch of one piece: where it sounds, from where in the piece, and how it comes and goes.

    `item` is the place in the phase's music list, or None for what the player added (the bed). A fade of shape
    `equal-power` joins unrelated music; `linear` joins a soundscape to itself, where equal power would swell. It
    enters `enters_db` below its own level where what it follows is so much softer; once it has faded in it rises to
    its level by `RISE_DB_PER_S`.
    """

    clip_id: int
    phase: int
    item: int | None
    kind: ClipKind
    source: str
    title: str
    artist: str = ""
    sha256: str | None = None
    start_frame: int
    end_frame: int
    offset_frames: int = 0
    fade_in_frames: int
    fade_out_frames: int
    fade_in_shape: FadeShape = "equal-power"
    fade_out_shape: FadeShape = "equal-power"
    gain_db: float = 0.0
    enters_db: float = Field(default=0.0, le=0.0)

    @property
    def rise_frames(self) -> int:
        """How long it rises to its own level after it has faded in."""
        return frames_from_s(-self.enters_db / RISE_DB_PER_S)

    def below_db(self, frame: int) -> float:
        """How far below its own level it still is at a frame: 0 or less."""
        risen_s = s_from_frames(max(frame - self.start_frame - self.fade_in_frames, 0))
        return min(self.enters_db + RISE_DB_PER_S * risen_s, 0.0)

    @property
    def length_frames(self) -> int:
        """How long it sounds, its fades included."""
        return self.end_frame - self.start_frame

    def offset_at(self, frame: int) -> int:
        """Where in its piece it is at a frame, or would be, had it not been left."""
        return self.offset_frames + frame - self.start_frame


def in_playing_order(clip: Clip) -> tuple[int, int]:
    """What clips are sorted by: of two that start together, the one that goes on has the higher number."""
    return clip.start_frame, clip.clip_id


class ScoreChange(Value):
    """What a re-timing changed: the phases as they lie now, the clips that are gone, and those altered or new."""

    phases: tuple[PlacedPhase, ...]
    gone: tuple[int, ...] = ()
    placed: tuple[Clip, ...] = ()
    next_clip: int = 1


class Score(Value):
    """An arc placed on a library. Clips are in the order in which they start.

    `next_clip` is the first number that no clip has ever had: the record and open files know clips by theirs.
    """

    sample_rate: int = SAMPLE_RATE
    phases: tuple[PlacedPhase, ...] = ()
    clips: tuple[Clip, ...] = ()
    next_clip: int = 1

    @property
    def frames(self) -> int:
        """Length of the session in frames."""
        return max((phase.end_frame for phase in self.phases), default=0)

    def phase_at(self, frame: int) -> int:
        """Number of the current phase: the latest begun."""
        begun = [n for n, phase in enumerate(self.phases) if phase.start_frame <= frame]
        return begun[-1] if begun else 0

    def clip(self, clip_id: int) -> Clip | None:
        """The clip of this number."""
        return next((clip for clip in self.clips if clip.clip_id == clip_id), None)

    def clip_at(self, frame: int) -> Clip | None:
        """The clip begun last of those that are sounding or silent on purpose at a frame."""
        begun = [clip for clip in self.clips if clip.start_frame <= frame < clip.end_frame]
        return begun[-1] if begun else None

    def changed(self, change: ScoreChange) -> "Score":
        """The score with a change applied."""
        replaced = set(change.gone) | {clip.clip_id for clip in change.placed}
        clips = [clip for clip in self.clips if clip.clip_id not in replaced] + list(change.placed)
        clips.sort(key=in_playing_order)
        return Score(
            sample_rate=self.sample_rate, phases=change.phases, clips=tuple(clips), next_clip=change.next_clip
        )

    def change_to(self, other: "Score") -> ScoreChange:
        """The change that makes this score the other one."""
        mine = {clip.clip_id: clip for clip in self.clips}
        theirs = {clip.clip_id: clip for clip in other.clips}
        return ScoreChange(
            phases=other.phases,
            gone=tuple(clip_id for clip_id in mine if clip_id not in theirs),
            placed=tuple(clip for clip in other.clips if mine.get(clip.clip_id) != clip),
            next_clip=other.next_clip,
        )

"""How the lanes move for what a therapist asks: every duration, depth and shape in one place.

Source of the figures: the design's command table and invariants (nothing automatic startles; from silence the ramp
takes at least 10 s; the emergency fade is half gone after 0.5 s and silent at 3 s, counted from the touch).
"""

import math
from typing import Final

from setplayer.score.curves import Lane, Move, Shape
from setplayer.session.state import State
from setplayer.units import db_from_gain, frames_from_s, gain_from_db

Moves = dict[str, tuple[Move, ...]]

DUCK_GAIN: Final = gain_from_db(-15.0)
DUCK_FRAMES: Final = frames_from_s(0.3)
UNDUCK_FRAMES: Final = frames_from_s(3)
OPENING_FRAMES: Final = frames_from_s(20)
SILENCE_FRAMES: Final = frames_from_s(8)
FROM_SILENCE_FRAMES: Final = frames_from_s(10)
GROUNDING_FRAMES: Final = frames_from_s(4)
GROUNDING_FROM_FALLING_FRAMES: Final = frames_from_s(1)
GROUNDING_FROM_SILENCE_FRAMES: Final = frames_from_s(0.1)
AWAY_FRAMES: Final = frames_from_s(3)
FADE_NOW_FRAMES: Final = frames_from_s(2.9)
CUT_FRAMES: Final = frames_from_s(0.015)
"""These two begin 30 ms after the touch: by 0.5 s after it the amplitude is halved, by 3 s all is silent; by 50 ms
after the second touch."""
SOFT_STOP_FRAMES: Final = frames_from_s(10)
GLIDE_FRAMES: Final = frames_from_s(4)
LEVEL_RISE_DB_PER_S: Final = 3.0
LEVEL_FALL_DB_PER_S: Final = 12.0
BACK_SOON_FRAMES: Final = frames_from_s(3)
REDUCED_DB: Final = -12.0
"""The highest level at which another output starts: how loud it is in the room nobody knows yet."""
HANDOVER_FRAMES: Final = frames_from_s(0.25)
"""For so long the sound is silent while it goes over to another output."""
RECENT_FRAMES: Final = frames_from_s(30)
"""What was heard within this may come back quicker than from silence."""
STEP: Final = 1.0
"""Of intensity, for fuller and softer."""


def glide(state: State, lane: str, frame: int, frames: int, to: float, shape: Shape) -> Moves:
    """One lane glides to a value."""
    return {lane: (state.lanes[lane].glide(frame, frames, to, shape),)}


def level(state: State, frame: int, to_db: float) -> Moves:
    """The level glides to so many decibels, never rising faster than 3 dB/s."""
    change_db = to_db - db_from_gain(state.lanes["level"].value(frame))
    speed = LEVEL_RISE_DB_PER_S if change_db > 0 else LEVEL_FALL_DB_PER_S
    frames = max(math.ceil(frames_from_s(abs(change_db) / speed)), 1)
    return glide(state, "level", frame, frames, gain_from_db(to_db), "linear-db")


def duck(state: State, frame: int) -> Moves:
    """The music goes down to speak."""
    return {"duck": (_down(state.lanes["duck"], frame),)}


def _down(lane: Lane, frame: int) -> Move:
    """To the depth of a duck, always as steeply: from part of the way it takes part of the time."""
    left_db = db_from_gain(lane.value(frame) / DUCK_GAIN)
    frames = max(round(DUCK_FRAMES * left_db / -db_from_gain(DUCK_GAIN)), 1)
    return lane.glide(frame, frames, DUCK_GAIN, "linear-db")


def unduck(state: State, frame: int) -> Moves:
    """The music comes back after speech."""
    return glide(state, "duck", frame, UNDUCK_FRAMES, 1.0, "linear-db")


def talk_over(state: State, frame: int, until_frame: int) -> Moves:
    """The music goes down while a chime or a prompt sounds, until the last of them is over."""
    lane = state.lanes["talkover"]
    until_frame = max(until_frame, *(m.start_frame for m in lane.moves if m.to_value == 1.0), frame + DUCK_FRAMES)
    up = Move(
        start_frame=until_frame,
        frames=UNDUCK_FRAMES,
        from_value=DUCK_GAIN,
        to_value=1.0,
        shape="linear-db",
    )
    return {"talkover": (_down(lane, frame), up)}


def to_grounding(state: State, frame: int) -> Moves:
    """Crossfade from the arc to the grounding music; out of a silence, without the arc being heard in between."""
    silent = "silent" in state.flags
    frames = GROUNDING_FRAMES
    if silent:
        faded = state.lanes["silence"].value(frame) == 0.0
        frames = GROUNDING_FROM_SILENCE_FRAMES if faded else GROUNDING_FROM_FALLING_FRAMES
    moves = glide(state, "arc", frame, frames, 0.0, "equal-power")
    if silent:
        moves |= glide(state, "silence", frame, GROUNDING_FRAMES, 1.0, "raised-cosine")
    return moves | glide(state, "grounding", frame, GROUNDING_FRAMES, 1.0, "equal-power")


def to_closing_music(state: State, frame: int) -> Moves:
    """The grounding music rises after the arc, as from silence."""
    return {
        **glide(state, "arc", frame, GROUNDING_FRAMES, 0.0, "equal-power"),
        **glide(state, "grounding", frame, FROM_SILENCE_FRAMES, 1.0, "raised-cosine"),
    }


def from_grounding(state: State, frame: int) -> Moves:
    """Crossfade from the grounding music back to the arc."""
    return {
        **glide(state, "arc", frame, GROUNDING_FRAMES, 1.0, "equal-power"),
        **glide(state, "grounding", frame, GROUNDING_FRAMES, 0.0, "equal-power"),
    }


def back_to_silence(state: State, frame: int) -> Moves:
    """Fade from the grounding music to silence; the arc takes its share again once nobody hears it."""
    return {
        **glide(state, "silence", frame, GROUNDING_FRAMES, 0.0, "raised-cosine"),
        **glide(state, "grounding", frame, GROUNDING_FRAMES, 0.0, "equal-power"),
        **glide(state, "arc", frame + GROUNDING_FRAMES, GROUNDING_FRAMES, 1.0, "equal-power"),
    }


def bring_back(state: State, frame: int) -> Moves:
    """Whatever faded everything out comes back from silence."""
    moves: Moves = {}
    for lane in ("urgent", "closing"):
        if state.lanes[lane].target(frame) < 1.0:
            moves |= glide(state, lane, frame, FROM_SILENCE_FRAMES, 1.0, "raised-cosine")
    return moves


def rise_frames(frame: int, last_heard_frame: int) -> int:
    """Over how many frames sound comes up after a gap that nobody asked for: fewer when it was heard a moment ago."""
    return BACK_SOON_FRAMES if frame - last_heard_frame <= RECENT_FRAMES else FROM_SILENCE_FRAMES


def heard_again(frame: int, last_heard_frame: int) -> Moves:
    """The sound comes up from nothing after a gap that nobody asked for."""
    frames = rise_frames(frame, last_heard_frame)
    rise = Move(start_frame=frame, frames=frames, from_value=0.0, to_value=1.0, shape="raised-cosine")
    return {"heard": (rise,)}


def hand_over(state: State, frame: int) -> Moves:
    """The sound leaves one output and comes up on another; in between it is silent on both."""
    rise = Move(
        start_frame=frame + HANDOVER_FRAMES,
        frames=BACK_SOON_FRAMES,
        from_value=0.0,
        to_value=1.0,
        shape="raised-cosine",
    )
    return {"heard": (state.lanes["heard"].glide(frame, CUT_FRAMES, 0.0, "raised-cosine"), rise)}


def reduced(state: State, frame: int) -> Moves:
    """The level of an output that nobody has heard yet, before anything sounds there; a lower one stays."""
    level = state.lanes["level"]
    to = min(level.target(frame), gain_from_db(REDUCED_DB))
    return {"level": (Move(start_frame=frame, frames=0, from_value=to, to_value=to, shape="linear"),)}

"""Deciding what the player itself has to say: it was interrupted, is back, or plays it safe.

While it is interrupted nothing sounds, so no cue of that time is fired later. Whatever was silent stays silent.
"""

from dataclasses import replace
from typing import Final

from setplayer.arc.model import SoundscapeItem
from setplayer.score.model import Score
from setplayer.score.pause import lane_paused, paused
from setplayer.session import commands as c
from setplayer.session import gestures
from setplayer.session.decide_arc import awake, retimed
from setplayer.session.decide_music import safe_voices
from setplayer.session.events import Consequence, Outcome
from setplayer.session.refusal import Refused
from setplayer.session.state import State
from setplayer.session.words import consequence, in_words
from setplayer.units import clock, duration

_SILENT_LANES: Final = {"silent": "silence", "faded": "urgent", "stopping": "closing", "away": "away"}
"""By a flag that asks for silence, the lane that brings it about."""


def interrupted(state: State, command: c.Interrupted, now: int) -> Outcome:
    """Nothing sounds from here on, until it is resumed."""
    if "interrupted" in state.flags:
        raise Refused("it is interrupted already")
    return Outcome(
        moves=gestures.glide(state, "heard", now, command.fade_frames, 0.0, "raised-cosine"),
        flags_on=("interrupted",),
        marks={} if "unheard" in state.flags else {"heard_until": now},
        text="The player was interrupted",
    )


def waited(state: State, command: c.Waited, now: int) -> Outcome:
    """All of the arc that is ahead comes so much later, and the music goes on then where it is now.

    What was given and when stays as it was, and so do reminders: time passed for the client all the same.
    """
    if now >= state.score.frames or state.flags & {"landed", "stopping"}:
        raise Refused("the arc is over")
    score = paused(state.score, now, command.frames)
    zero = state.marks["zero_planned"] + command.frames if _zero_is_ahead(state, now) else None
    text = f"The arc waited {duration(command.frames)} and goes on where it was"
    ahead = _ahead(state, score, now + command.frames)
    return Outcome(
        score=state.score.change_to(score),
        moves={"intensity": lane_paused(state.lanes["intensity"], now, command.frames)},
        marks={} if zero is None else {"zero_planned": zero, "zero_frame": zero},
        text=_with(text, ahead),
        consequence=ahead,
    )


def _ahead(state: State, score: Score, now: int) -> Consequence | None:
    """What comes when; while the arc waits for somebody, no time can be named."""
    return None if state.flags & {"held", "waiting"} else consequence(state, score, now)


def _with(text: str, ahead: Consequence | None) -> str:
    return text if ahead is None else f"{text}: {in_words(ahead)}"


def _zero_is_ahead(state: State, now: int) -> bool:
    return "waiting" in state.flags and state.marks["zero_planned"] > now


def resumed(state: State, command: c.Resumed, now: int) -> Outcome:
    """Sound again, in place; a fade that was under way has ended meanwhile."""
    if "interrupted" not in state.flags:
        raise Refused("it was not interrupted")
    moves = {} if "unheard" in state.flags else gestures.heard_again(now, command.lost_frame)
    for flag, lane in _SILENT_LANES.items():
        if flag in state.flags:
            moves |= gestures.glide(state, lane, now, 0, 0.0, "raised-cosine")
    text = f"The player is back after {clock(now - command.lost_frame)}"
    ahead = None
    if state.resumes == "where_it_was" and now < state.score.frames:
        ahead = _ahead(state, state.score, now)
        text = _with(f"{text}, where it was", ahead)
    return Outcome(moves=moves, flags_off=("interrupted",), text=text, consequence=ahead)


def safe_music(state: State, command: c.PlaySafe, now: int) -> Outcome:
    """Only the bed from here on: no file is opened, and no other soundscape made."""
    if state.arc is None:
        raise Refused("no arc is chosen")
    items = [state.arc.bed, state.arc.grounding, *(item for phase in state.arc.phases for item in phase.music)]
    names = {item.name for item in items if isinstance(item, SoundscapeItem)}
    if "safe" not in state.flags:
        names -= {state.arc.bed.name}  # when the player failed even so, the plain tone is left
    avoid = frozenset(state.tracks) | names
    outcome = Outcome()
    if "begun" in state.flags and now < state.score.frames:
        outcome = retimed(replace(state, avoid=state.avoid | avoid), now, awake(state, now), leave=True)
    text = "The player failed several times: a plain soundscape plays from here on"
    voices = safe_voices(state, now)
    changes = {"avoid": tuple(sorted(avoid)), "voices": voices, "flags_on": ("safe",), "text": text}
    return outcome.model_copy(update=changes)

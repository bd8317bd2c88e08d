"""Deciding what becomes of the sound where it leaves: an output that is lost, found again, or ran dry."""

from setplayer.hearing import in_words
from setplayer.session import commands as c
from setplayer.session import gestures
from setplayer.session.events import Outcome
from setplayer.session.refusal import Refused
from setplayer.session.state import State
from setplayer.units import clock, db_from_gain, s_from_frames


def output_lost(state: State, command: c.OutputLost, now: int) -> Outcome:
    """The session goes on unheard."""
    if "unheard" in state.flags:
        raise Refused("it is unheard already")
    began = "begun" in state.flags
    return Outcome(
        moves=gestures.glide(state, "heard", now, 0, 0.0, "raised-cosine") if began else {},
        flags_on=("unheard",),
        marks={} if "interrupted" in state.flags else {"heard_until": now},
        text=f"No sound reaches {command.output}: {command.reason}",
    )


def output_opened(state: State, command: c.OutputOpened, now: int) -> Outcome:
    """The sound comes up on an output, in place by now; on one that a person has just chosen, reduced.

    How loud another output is in its room is not known, so that the level goes down before anything sounds there, and
    the person brings it up.
    """
    unheard = "unheard" in state.flags
    outcome = Outcome(flags_off=("unheard",), text=f"The sound goes to {command.output}")
    if "begun" not in state.flags:
        return outcome
    another, moves, silent_from = command.output != state.output, {}, now
    if "interrupted" in state.flags:
        pass  # it comes up when the player is back
    elif unheard:
        moves = gestures.heard_again(now, state.marks["heard_until"])
    elif another:
        moves, silent_from = gestures.hand_over(state, now), now + gestures.CUT_FRAMES
    if command.chosen and another:
        moves |= gestures.reduced(state, silent_from)
        outcome = outcome.model_copy(update={"text": f"{outcome.text}, {_level(moves)} to begin with"})
    return outcome.model_copy(update={"moves": moves})


def _level(moves: gestures.Moves) -> str:
    return f"at {db_from_gain(moves['level'][0].to_value):+.0f} dB"


def underrun(state: State, command: c.Underrun, now: int) -> Outcome:
    """What could not be played in time came later; nothing of the session's sound is changed or left out."""
    if "unheard" in state.flags:
        raise Refused("no output was there to hear it")
    lasted_s = s_from_frames(command.frames_lost)
    return Outcome(
        text=f"The sound broke off for {lasted_s:.{1 if lasted_s >= 0.1 else 2}f} s at {clock(command.at_frame)}"
    )


def hearing(state: State, command: c.Hearing, now: int) -> Outcome:
    """How loud it was; nothing changes."""
    return Outcome(text=in_words([command.exposure]))

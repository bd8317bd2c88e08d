"""Deciding what goes into the record, and what only does."""

from dataclasses import replace
from typing import Final

from setplayer.score.model import Clip
from setplayer.session import commands as c
from setplayer.session.decide_arc import awake, retimed
from setplayer.session.decide_marks import moved_mark
from setplayer.session.entries import EARLIER_S
from setplayer.session.events import Outcome
from setplayer.session.refusal import Refused
from setplayer.session.state import Reminder, State
from setplayer.units import frames_from_s

JUST_LEFT_FRAMES: Final = frames_from_s(60)
"""For so long after its crossfade, the piece that was left is the one meant."""


def recorded(state: State, command: c.Command, now: int) -> Outcome:
    """It stands in the record and changes nothing else."""
    return Outcome()


def vitals(state: State, command: c.Vitals, now: int) -> Outcome:
    """What was measured; at least one value."""
    if not set(command.content()) - {"temperature_unit"}:
        raise Refused("no value was given")
    return Outcome()


def meant(command: c.Command) -> c.Command:
    """The command that a person means: the tag of that word is an interruption, however it was entered."""
    if isinstance(command, c.Tag) and command.tag.strip().casefold() == "interruption":
        return c.Interruption(began_s_ago=command.began_s_ago, shared=command.shared)
    return command


def why(state: State, command: c.Why, now: int) -> Outcome:
    """Why the music was changed. A piece not wanted again leaves this session, now if it sounds."""
    if command.reason == "client asked":
        return Outcome(text="The client asked for it")
    piece = _piece_meant(state, now)
    if piece is None or piece.kind == "silence":
        raise Refused("no piece is sounding")
    outcome = Outcome()
    if now < state.score.frames:
        without = replace(state, avoid=state.avoid | {piece.source})
        sounding = state.score.clip_at(now)
        leave = sounding is not None and sounding.clip_id == piece.clip_id
        outcome = retimed(without, now, awake(state, now), leave=leave)
    return outcome.model_copy(update={"avoid": (piece.source,), "text": f"{piece.title} is not played again"})


def _piece_meant(state: State, now: int) -> Clip | None:
    """The piece that was just left by `next_piece`, or sounded before a fade or silence; else the one that sounds."""
    if (changed := state.unheard_from) is not None:
        lasts = state.silence_asked_for or "grounding" in state.flags
        if lasts or now < changed + JUST_LEFT_FRAMES:
            return state.score.clip_at(changed)
    last = state.undoable[-1] if state.undoable else None
    if last is not None and last.kind == "next_piece" and isinstance(last.inverse, c.Retime):
        left = state.score.clip(last.inverse.clip)
        if left is not None and now < left.end_frame + JUST_LEFT_FRAMES:
            return left
    return state.score.clip_at(now)


def correct(state: State, command: c.Correct, now: int) -> Outcome:
    """What is corrected must be in the record; the original stays. A mark that the arc hangs on moves with it."""
    if command.entry > state.seq:
        raise Refused(f"there is no entry {command.entry} in the record yet")
    if (
        not set(command.content()) - {"temperature_unit"}
        and command.minutes_ago is None
        and command.earlier_s is None
    ):
        raise Refused("the correction says nothing")
    _moves_little(state, command, now)
    said = f"Entry {command.entry} corrected"
    if command.minutes_ago is None:
        return Outcome(text=said)
    moved = moved_mark(state, command.entry, command.minutes_ago, now)
    return moved.model_copy(update={"text": f"{said}: {moved.text}" if moved.text else said})


def _moves_little(state: State, command: c.Correct, now: int) -> None:
    """A mark keeps near to where it was made. Raises Refused."""
    made = state.marked.get(command.entry)
    if command.earlier_s is not None:
        if made is None:
            raise Refused("only a mark is moved by seconds; say how many minutes ago it was")
        to = made - frames_from_s(command.earlier_s)
    elif command.minutes_ago is not None and made is not None:
        to = now - frames_from_s(60 * command.minutes_ago)
    else:
        return
    if made is not None and not made - frames_from_s(EARLIER_S) <= to <= made:
        raise Refused("a mark can be moved at most 60 s earlier than it was made, and not later")


def share(state: State, command: c.Share, now: int) -> Outcome:
    """Which entries the client's page shows."""
    if missing := [entry for entry in command.entries if entry > state.seq]:
        raise Refused(f"there is no entry {missing[0]} in the record yet")
    return Outcome()


def reminder(state: State, command: c.ReminderDone | c.ReminderSkipped) -> Reminder:
    """The reminder that a command is about: the one it numbers, else the oldest that is due."""
    due = [r for r in state.reminders if r.status == "due"]
    if command.reminder is not None:
        due = [r for r in due if r.number == command.reminder]
    if not due:
        raise Refused("no reminder is due" if command.reminder is None else f"reminder {command.reminder} is not due")
    return due[0]


def reminded(state: State, command: c.ReminderDone | c.ReminderSkipped, now: int) -> Outcome:
    """A reminder was seen to, or is left out."""
    return Outcome(text=reminder(state, command).text)


def end(state: State, command: c.End, now: int) -> Outcome:
    """The session closes."""
    return Outcome(flags_on=("closed",), text="Closed")

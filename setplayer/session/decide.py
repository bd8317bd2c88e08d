"""`decide`: a command in a state becomes an event, or a refusal in words. Pure."""

from collections.abc import Callable
from typing import Any, Final

from setplayer.session import commands as c
from setplayer.session import (
    decide_arc,
    decide_marks,
    decide_music,
    decide_output,
    decide_record,
    decide_recovery,
    decide_refit,
    decide_sounds,
    decide_stand_in,
)
from setplayer.session.events import AUTOMATIC, PLAYER, Event, Outcome, Refusal
from setplayer.session.refusal import Refused
from setplayer.session.state import State, Undoable, with_chosen
from setplayer.session.table import TABLE, WHY_NOT
from setplayer.session.words import Says, outcome_told
from setplayer.units import clock

_Decider = Callable[[State, Any, int], Outcome]

_DECIDERS: Final[dict[str, _Decider]] = {
    "choose_arc": decide_marks.choose_arc,
    "begin": decide_marks.begin,
    "dose": decide_marks.dose,
    "booster": decide_marks.booster,
    "device_given": decide_marks.device_given,
    "infusion_end": decide_marks.infusion_end,
    "extend": decide_arc.extend,
    "shorten": decide_arc.shorten,
    "next_phase": decide_arc.next_phase,
    "finish_by": decide_arc.finish_by,
    "hold": decide_arc.hold,
    "release": decide_arc.release,
    "retime": decide_arc.put_back,
    "next_piece": decide_music.next_piece,
    "fuller": decide_music.fuller,
    "softer": decide_music.softer,
    "shift": decide_music.shift,
    "level": decide_music.level,
    "duck": decide_music.duck,
    "unduck": decide_music.unduck,
    "silence": decide_music.silence,
    "music": decide_music.music,
    "grounding": decide_music.grounding,
    "return_to_arc": decide_music.return_to_arc,
    "return_to_silence": decide_music.return_to_silence,
    "away": decide_music.away,
    "back": decide_music.back,
    "chime": decide_sounds.chime,
    "voice": decide_sounds.voice,
    "fade_now": decide_music.fade_now,
    "soft_stop": decide_music.soft_stop,
    "bring_back": decide_music.bring_back,
    "piece_failed": decide_music.piece_failed,
    "refitted": decide_refit.refitted,
    "stand_in": decide_stand_in.stand_in,
    "interrupted": decide_recovery.interrupted,
    "waited": decide_recovery.waited,
    "resumed": decide_recovery.resumed,
    "output_lost": decide_output.output_lost,
    "output_opened": decide_output.output_opened,
    "underrun": decide_output.underrun,
    "hearing": decide_output.hearing,
    "safe_music": decide_recovery.safe_music,
    "vitals": decide_record.vitals,
    "why": decide_record.why,
    "correct": decide_record.correct,
    "share": decide_record.share,
    "reminder_done": decide_record.reminded,
    "reminder_skipped": decide_record.reminded,
    "end": decide_record.end,
}
"""What decides each command; one that is not here only stands in the record."""


def decide(state: State, command: c.Command, frame: int) -> Event | Refusal:
    """What comes of a command that takes effect at a frame: an event with its whole outcome, or a refusal.

    The frame counts from Begin, is never before the state's latest event, and is 0 while preparing.
    """
    command = decide_record.meant(command)
    row = TABLE.get(command.do)
    try:
        if row is not None and state.word not in row.allowed:
            raise Refused(WHY_NOT[state.word])
        if isinstance(command, c.Undo):
            return _undone(state, frame)
        if isinstance(command, c.DeviceGiven):
            command = decide_marks.numbered(state, command)
        outcome = _DECIDERS.get(command.do, decide_record.recorded)(state, command, frame)
    except Refused as reason:
        label = row.label if row is not None else command.do
        return Refusal(command=command.do, reason=f"{label} is not possible: {reason}.")
    return Event(
        kind=command.do,
        frame=frame,
        actor=PLAYER if command.do in AUTOMATIC else _actor(state, command),
        ref_seq=_refers_to(state, command),
        request=command.request(),
        outcome=outcome,
        content=command.content(),
    )


def preview(state: State, command: c.Command, frame: int, says: Says = clock) -> str:
    """What a command would change, in words, without doing it. `says` tells its times."""
    decided = decide(state, command, frame)
    return decided.reason if isinstance(decided, Refusal) else outcome_told(decided.outcome, says)


def undo_name(state: State, frame: int) -> str | None:
    """What undo would take back at a frame, by name; None when there is nothing."""
    try:
        return _name(_taken_back(state, frame)[0])
    except Refused:
        return None


def _name(entry: Undoable) -> str:
    return entry.text.split(": ")[0]


def _taken_back(state: State, frame: int) -> tuple[Undoable, Outcome]:
    """The latest that can be undone, and what its inverse comes to. What is past undoing is passed over."""
    reason = Refused("there is nothing to take back")
    for entry in reversed(state.undoable):
        try:
            return entry, _inverted(state, entry, frame)
        except Refused as refused:
            reason = refused if entry is state.undoable[-1] else reason
    raise reason


def _inverted(state: State, entry: Undoable, frame: int) -> Outcome:
    """What an inverse comes to, with the music that was chosen before what it takes back."""
    decider = _DECIDERS[entry.inverse.do]
    chosen = decide_refit.as_before(state, entry.picks, frame)
    outcome = decider(state if chosen is None else with_chosen(state, chosen), entry.inverse, frame)
    if outcome.score is None or chosen is None:
        return outcome
    return outcome.model_copy(update={"chosen": chosen})


def _undone(state: State, frame: int) -> Event:
    entry, outcome = _taken_back(state, frame)
    text = f"Undone: {_name(entry)}"
    if isinstance(entry.inverse, c.Retime) and outcome.text:
        text += f": {outcome.text}"
    return Event(
        kind="undo",
        frame=frame,
        actor=state.actor,
        ref_seq=entry.seq,
        request={"undoes": entry.kind},
        outcome=outcome.model_copy(update={"inverse": None, "text": text}),
    )


def _actor(state: State, command: c.Command) -> str:
    if isinstance(command, c.Open):
        return command.therapist or PLAYER
    return state.actor


def _refers_to(state: State, command: c.Command) -> int | None:
    if isinstance(command, c.Correct):
        return command.entry
    if isinstance(command, c.ReminderDone | c.ReminderSkipped):
        return decide_record.reminder(state, command).number
    return None

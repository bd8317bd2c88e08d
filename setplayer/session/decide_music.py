"""Deciding what changes the sound without re-timing the arc."""

from dataclasses import replace
from typing import Final

from setplayer.arc.model import TrackItem
from setplayer.score.chain import JOIN_FRAMES
from setplayer.score.level import gain_db
from setplayer.score.model import Clip
from setplayer.score.phases import WAIT_FRAMES
from setplayer.session import commands as c
from setplayer.session import gestures
from setplayer.session.decide_arc import awake, back_to_piece, retimed
from setplayer.session.events import Outcome, Voice
from setplayer.session.refusal import Refused
from setplayer.session.state import State
from setplayer.units import db_from_gain, frames_from_s

FADE_AGAIN_FRAMES: Final = frames_from_s(3)
"""A second press within this cuts."""

BRING_BACK_DEAD_FRAMES: Final = frames_from_s(2)
"""Bring back is dead for so long, lest the hand that faded brings it back."""

MOST_STEPS: Final = 4.0
"""Fuller and softer go this many steps of intensity from the arc."""

GROUNDING_INTENSITY: Final = 3.0
"""A track that grounds is played as loud as the arc would play this intensity."""


def next_piece(state: State, command: c.NextPiece, now: int) -> Outcome:
    """Crossfade to the next piece of the phase."""
    left = state.score.clip_at(now)
    outcome = retimed(state, now, awake(state, now), leave=True)
    new = _begun_at(outcome, now)
    if left is None or new is None or (new.source == left.source and new.kind != "track"):
        raise Refused("there is no other piece in this phase")
    return outcome.model_copy(update={"text": f"On to {new.title}", "inverse": back_to_piece(state, now)})


def _begun_at(outcome: Outcome, now: int) -> Clip | None:
    placed = outcome.score.placed if outcome.score else ()
    soon = [clip for clip in placed if now <= clip.start_frame <= now + JOIN_FRAMES]
    return min(soon, key=lambda clip: clip.start_frame, default=None)


def fuller(state: State, command: c.Fuller, now: int) -> Outcome:
    """A step more intensity."""
    return shift(state, c.Shift(steps=gestures.STEP), now)


def softer(state: State, command: c.Softer, now: int) -> Outcome:
    """A step less intensity."""
    return shift(state, c.Shift(steps=-gestures.STEP), now)


def shift(state: State, command: c.Shift, now: int) -> Outcome:
    """Soundscapes glide to another intensity; pieces not yet begun follow."""
    steps = state.lanes["fuller"].target(now) + command.steps
    if abs(steps) > MOST_STEPS:
        raise Refused("it is as full as it goes" if steps > 0 else "it is as soft as it goes")
    moves = gestures.glide(state, "fuller", now, gestures.GLIDE_FRAMES, steps, "linear")
    shifted = replace(state, lanes={**state.lanes, "fuller": state.lanes["fuller"].with_moves(moves["fuller"])})
    outcome = retimed(shifted, now, awake(state, now))
    return outcome.model_copy(
        update={
            "moves": {**outcome.moves, **moves},
            "text": f"{'Fuller' if command.steps > 0 else 'Softer'}: {steps:+g}",
            "inverse": c.Shift(steps=-command.steps),
        }
    )


def level(state: State, command: c.Level, now: int) -> Outcome:
    """Another level, up to the limit set at preparation."""
    if command.db > state.level_limit_db:
        raise Refused(f"the limit set at preparation is {state.level_limit_db:+g} dB")
    before_db = round(db_from_gain(state.lanes["level"].target(now)), 6)
    return Outcome(
        moves=gestures.level(state, now, command.db),
        text=f"Level {command.db:+g} dB",
        inverse=c.Level(db=before_db),
    )


def duck(state: State, command: c.Duck, now: int) -> Outcome:
    """Lower the music to speak."""
    if "ducked" in state.flags:
        raise Refused("it is lowered already")
    return Outcome(moves=gestures.duck(state, now), flags_on=("ducked",), text="Lowered to speak", inverse=c.Unduck())


def unduck(state: State, command: c.Unduck, now: int) -> Outcome:
    """Bring the lowered music back."""
    if "ducked" not in state.flags:
        raise Refused("it is not lowered")
    return Outcome(
        moves=gestures.unduck(state, now), flags_off=("ducked",), text="Brought up again", inverse=c.Duck()
    )


def silence(state: State, command: c.Silence, now: int) -> Outcome:
    """Fade the music to silence."""
    return Outcome(
        moves=gestures.glide(state, "silence", now, gestures.SILENCE_FRAMES, 0.0, "raised-cosine"),
        flags_on=("silent",),
        text="Silence",
        inverse=c.Music(),
    )


def music(state: State, command: c.Music, now: int) -> Outcome:
    """End the silence."""
    return Outcome(
        moves=gestures.glide(state, "silence", now, gestures.FROM_SILENCE_FRAMES, 1.0, "raised-cosine"),
        flags_off=("silent",),
        text="Music again",
        inverse=c.Silence(),
    )


def grounding(state: State, command: c.Grounding, now: int) -> Outcome:
    """Crossfade to the grounding music; it ends a silence."""
    if "grounding" in state.flags:
        raise Refused("the grounding music is on")
    silent = "silent" in state.flags
    return Outcome(
        moves=gestures.to_grounding(state, now),
        voices=_grounding_voices(state, now),
        flags_on=("grounding",),
        flags_off=("silent",) if silent else (),
        text="Grounding music",
        inverse=c.ReturnToSilence() if silent else c.ReturnToArc(),
    )


def _grounding_voices(state: State, now: int) -> tuple[Voice, ...]:
    """What grounds: the arc's own choice; after a track of it, or in place of one that cannot be played, hearth.

    What still fades out from the last time goes on: the same music begun anew on top of it would swell.
    """
    assert state.arc is not None
    item, number, soundscape = state.arc.grounding, next_voice(state), grounding_of(state)
    track = state.sources.playable(item.path) if isinstance(item, TrackItem) else None
    going = [voice for voice in _sounding(state, now) if voice.bus == "grounding"]
    fading = next((voice for voice in going if voice.kind == "soundscape"), None)
    if fading is not None:
        return (fading.model_copy(update={"end_frame": now + WAIT_FRAMES}),)
    if track is None:
        return (grounding_soundscape(number, soundscape, now, 0),)
    first = Voice(
        voice_id=going[0].voice_id if going else number,
        bus="grounding",
        kind="track",
        source=track.path,
        sha256=track.sha256,
        start_frame=going[0].start_frame if going else now,
        end_frame=(going[0].start_frame if going else now) + track.frames,
        fade_out_frames=JOIN_FRAMES,
        gain_db=gain_db(track, GROUNDING_INTENSITY),
    )
    return (first, grounding_soundscape(number + 1, soundscape, first.end_frame - JOIN_FRAMES, JOIN_FRAMES))


def safe_voices(state: State, now: int) -> tuple[Voice, ...]:
    """No grounding track any more; where one sounds, a soundscape takes its place."""
    tracks = [voice for voice in state.voices if voice.kind == "track" and voice.end_frame > now]
    ended = tuple(voice.model_copy(update={"end_frame": max(voice.start_frame, now)}) for voice in tracks)
    if not tracks or "grounding" not in state.flags:
        return ended
    return (*ended, grounding_soundscape(next_voice(state), grounding_of(state), now, JOIN_FRAMES))


def grounding_of(state: State) -> str:
    """The soundscape that grounds: none that the client asked not to hear."""
    return replace(state.sources, avoid=state.unwanted).grounding


def grounding_soundscape(number: int, name: str, start: int, fade_in: int) -> Voice:
    """A soundscape that grounds from a frame on, until it is ended."""
    return Voice(
        voice_id=number,
        bus="grounding",
        kind="soundscape",
        source=name,
        start_frame=start,
        end_frame=start + WAIT_FRAMES,
        fade_in_frames=fade_in,
    )


def _sounding(state: State, now: int) -> list[Voice]:
    return [voice for voice in state.voices if voice.start_frame <= now < voice.end_frame]


def next_voice(state: State) -> int:
    """A number that no voice has had: two from here on are free."""
    return 2 * state.seq + 1


def return_to_arc(state: State, command: c.ReturnToArc, now: int) -> Outcome:
    """Crossfade back to the arc, in place by now."""
    if "grounding" not in state.flags:
        raise Refused("the grounding music is not on")
    return Outcome(
        moves=gestures.from_grounding(state, now),
        voices=_ended_voices(state, now + gestures.GROUNDING_FRAMES, now),
        flags_off=("grounding",),
        text="Back to the arc",
        inverse=c.Grounding(),
    )


def return_to_silence(state: State, command: c.ReturnToSilence, now: int) -> Outcome:
    """The silence that the grounding music ended, again."""
    moves = gestures.back_to_silence(state, now)
    return return_to_arc(state, c.ReturnToArc(), now).model_copy(update={"moves": moves, "flags_on": ("silent",)})


def _ended_voices(state: State, end: int, now: int) -> tuple[Voice, ...]:
    """The grounding music, when its lane has gone by a frame. What has not begun by then never does."""
    ended = []
    for voice in state.voices:
        if voice.bus != "grounding" or voice.end_frame <= end:
            continue
        if voice.start_frame >= end:
            ended.append(voice.model_copy(update={"end_frame": voice.start_frame}))
        elif voice.end_frame - voice.fade_out_frames > now:
            ended.append(voice.model_copy(update={"end_frame": end, "fade_out_frames": 0}))
    return tuple(ended)


def away(state: State, command: c.Away, now: int) -> Outcome:
    """Fade the music and hide the client's data."""
    if "away" in state.flags:
        raise Refused("it is away already")
    return Outcome(
        moves=gestures.glide(state, "away", now, gestures.AWAY_FRAMES, 0.0, "raised-cosine"),
        flags_on=("away",),
        text="Away",
        inverse=c.Back(),
    )


def back(state: State, command: c.Back, now: int) -> Outcome:
    """Return from away."""
    if "away" not in state.flags:
        raise Refused("it is not away")
    return Outcome(
        moves=gestures.glide(state, "away", now, gestures.FROM_SILENCE_FRAMES, 1.0, "raised-cosine"),
        flags_off=("away",),
        text="Back",
        inverse=c.Away(),
    )


def fade_now(state: State, command: c.FadeNow, now: int) -> Outcome:
    """Everything is silent within 3 s; asked again within them, within 50 ms."""
    if "faded" in state.flags:
        if now - state.marks["faded_at"] > FADE_AGAIN_FRAMES:
            raise Refused("it is faded already")
        moves = gestures.glide(state, "urgent", now, gestures.CUT_FRAMES, 0.0, "raised-cosine")
        return Outcome(moves=moves, marks={"faded_at": now}, text="Cut")
    return Outcome(
        moves=gestures.glide(state, "urgent", now, gestures.FADE_NOW_FRAMES, 0.0, "fade-out"),
        flags_on=("faded",),
        marks={"faded_at": now},
        text="Faded",
    )


def soft_stop(state: State, command: c.SoftStop, now: int) -> Outcome:
    """The music ends with a slow fade."""
    return Outcome(
        moves=gestures.glide(state, "closing", now, gestures.SOFT_STOP_FRAMES, 0.0, "raised-cosine"),
        flags_on=("stopping",),
        marks={"stopping_at": now},
        text="Stopping softly",
    )


def over_while_grounding(state: State, now: int) -> Outcome:
    """The arc ends while the grounding music is on: it stops softly too, once. Bring back keeps it on from then."""
    outcome = soft_stop(state, c.SoftStop(), now)
    marks = {**outcome.marks, "arc_over_at": now}
    return outcome.model_copy(update={"marks": marks, "text": "The arc is over: stopping softly"})


def bring_back(state: State, command: c.BringBack, now: int) -> Outcome:
    """The music comes back after a fade or a soft stop, in place by now; after the arc, music to close with."""
    if "faded" in state.flags and now - state.marks["faded_at"] < BRING_BACK_DEAD_FRAMES:
        raise Refused("it was faded only now; wait two seconds")
    closes = now >= state.score.frames and "grounding" not in state.flags
    text = "Closing music" if closes else "Brought back"
    if state.flags & {"silent", "away"}:
        text += "; it is still " + ("silent" if "silent" in state.flags else "away")
    outcome = Outcome(moves=gestures.bring_back(state, now), flags_off=("faded", "stopping", "landed"), text=text)
    return _with_closing_music(outcome, state, now) if closes else outcome


def _with_closing_music(outcome: Outcome, state: State, now: int) -> Outcome:
    """What grounds, out of the silence after the arc, until a therapist ends it."""
    return outcome.model_copy(
        update={
            "moves": outcome.moves | gestures.to_closing_music(state, now),
            "voices": _grounding_voices(state, now),
            "flags_on": ("grounding",),
            "marks": {"arc_over_at": now},
        }
    )


def piece_failed(state: State, command: c.PieceFailed, now: int) -> Outcome:
    """A piece cannot be played on: what comes next begins now, and the piece does not come again."""
    failed = state.score.clip(command.clip_id)
    if failed is None or failed.kind != "track":
        raise Refused("there is no such track in the score")
    without = replace(state, avoid=state.avoid | {failed.source})
    sounding = state.score.clip_at(now)
    leave = sounding is not None and sounding.clip_id == failed.clip_id
    outcome = retimed(without, now, awake(state, now), leave=leave, lasts_until=command.playable_until_frame)
    text = f"{failed.title} was left out: {command.reason}"
    return outcome.model_copy(update={"avoid": (failed.source,), "text": text})

"""Deciding what sounds in place of something that should be heard and is not: the chain that cannot fail.

A piece is followed by the arc's bed, the bed by the plain tone, the grounding music by hearth and then the tone. None
of it comes in where silence was asked for.
"""

from dataclasses import replace

from setplayer.score.chain import JOIN_FRAMES, PLAIN_TONE
from setplayer.score.model import Clip
from setplayer.score.place import EQUAL_POWER
from setplayer.session import commands as c
from setplayer.session.decide_arc import awake, retimed
from setplayer.session.decide_music import grounding_of, grounding_soundscape, next_voice
from setplayer.session.events import Outcome, Voice
from setplayer.session.gestures import rise_frames
from setplayer.session.refusal import Refused
from setplayer.session.state import State


def should_sound(state: State, frame: int) -> Clip | Voice | None:
    """What the arc or the grounding music should be heard with at a frame; None where it is silent on purpose."""
    if state.silence_asked_for or "begun" not in state.flags:
        return None
    if "grounding" in state.flags:
        voices = [v for v in state.voices if v.bus == "grounding" and v.start_frame <= frame < v.end_frame]
        return max(voices, key=lambda voice: (voice.start_frame, voice.voice_id), default=None)
    clip = state.score.clip_at(frame)
    return None if clip is None or clip.kind == "silence" else clip


def stand_in(state: State, command: c.StandIn, now: int) -> Outcome:
    """The next link of the chain takes the place of what is not heard, which is not played again."""
    missing = should_sound(state, now)
    if missing is None:
        raise Refused("nothing should sound")
    if missing.source != command.source:
        raise Refused("something else sounds by now")
    if missing.source == PLAIN_TONE:
        raise Refused("the plain tone sounds, and nothing else is left")
    rise = rise_frames(now, command.last_heard_frame)
    outcome = (
        _on_the_bed(state, missing, now, rise) if isinstance(missing, Clip) else _grounded(state, missing, now, rise)
    )
    text = f"{_name(state, missing)} was not heard, {command.reason}: {outcome.text} plays instead"
    marks = {**outcome.marks, "stood_in_at": now}
    return outcome.model_copy(update={"avoid": (missing.source,), "marks": marks, "text": text})


def _name(state: State, missing: Clip | Voice) -> str:
    if isinstance(missing, Clip):
        return missing.title
    track = state.tracks.get(missing.source)
    return track.title if track is not None else missing.source.capitalize()


def _on_the_bed(state: State, missing: Clip, now: int, rise_frames: int) -> Outcome:
    """The bed, for as long as the piece would have had; what follows it is laid out without the piece."""
    without = replace(state, avoid=state.avoid | {missing.source})
    source = PLAIN_TONE if missing.kind == "bed" or missing.source == state.sources.bed else without.sources.bed
    going = missing.model_copy(
        update={
            "end_frame": max(min(missing.end_frame, now + JOIN_FRAMES), missing.start_frame + 1),
            "fade_out_frames": min(missing.end_frame - now, JOIN_FRAMES),
            "fade_out_shape": EQUAL_POWER,
        }
    )
    coming = missing.model_copy(
        update={
            "clip_id": state.score.next_clip,
            "kind": "bed",
            "source": source,
            "title": source.capitalize(),
            "artist": "",
            "sha256": None,
            "start_frame": now,
            "offset_frames": 0,
            "fade_in_frames": rise_frames,
            "fade_out_frames": min(missing.fade_out_frames, missing.end_frame - now),
            "fade_in_shape": EQUAL_POWER,
            "gain_db": 0.0,
            "enters_db": 0.0,
        }
    )
    score = state.score
    clips = [going if clip.clip_id == missing.clip_id else clip for clip in score.clips]
    score = score.model_copy(update={"clips": (*clips, coming), "next_clip": score.next_clip + 1})
    outcome = Outcome()
    if now < score.frames:
        outcome = retimed(replace(without, score=score), now, awake(state, now))
        assert outcome.score is not None
        score = score.changed(outcome.score)
    return outcome.model_copy(update={"score": state.score.change_to(score), "text": coming.title})


def _grounded(state: State, missing: Voice, now: int, rise_frames: int) -> Outcome:
    """Another grounding music, from now on."""
    source = grounding_of(state) if missing.kind == "track" else PLAIN_TONE
    ended = (_going(voice, now) for voice in state.voices if voice.bus == "grounding" and voice.end_frame > now)
    coming = grounding_soundscape(next_voice(state), source, now, rise_frames)
    return Outcome(voices=(*ended, coming), text=source.capitalize())


def _going(voice: Voice, now: int) -> Voice:
    """A voice that fades out from now on, in case it is heard again; one that has not begun never does."""
    end = min(voice.end_frame, now + JOIN_FRAMES) if voice.start_frame <= now else voice.start_frame
    return voice.model_copy(update={"end_frame": end, "fade_out_frames": max(min(JOIN_FRAMES, end - now), 0)})

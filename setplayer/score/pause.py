"""An arc that stands still for a while: what lies ahead comes later, and the music goes on where it broke off. Pure.

What was heard stays as it was, to the sample: only what begins or ends after the moment is touched.
"""

from collections.abc import Iterator

from setplayer.score.curves import Lane, Move
from setplayer.score.model import Clip, PlacedPhase, Score, in_playing_order


def paused(score: Score, now: int, frames: int) -> Score:
    """The score when nothing goes on for so many frames (1 or more) from `now`, which lies before its end.

    The clip that sounds goes on afterwards in mid-piece, as a clip of its own; what was fading goes as it was. In
    between lies a silence.
    """
    sounding = score.clip_at(now)
    assert sounding is not None  # the score covers every frame of the arc
    clips = [_placed(clip, now, frames) for clip in score.clips]
    begins, ends = now, now + frames
    if sounding.start_frame < now and _fades(sounding, now):
        begins = sounding.end_frame
        ends = min((clip.start_frame for clip in clips if clip.start_frame >= now), default=score.frames + frames)
    elif sounding.start_frame < now:
        clips.append(_rest(sounding, now, frames, score.next_clip + 1))
    if ends > begins:
        clips.append(_silence(sounding, begins, ends, score.next_clip))
    return Score(
        sample_rate=score.sample_rate,
        phases=tuple(_phase(phase, now, frames) for phase in score.phases),
        clips=tuple(sorted(clips, key=in_playing_order)),
        next_clip=score.next_clip + 2,
    )


def _phase(phase: PlacedPhase, now: int, frames: int) -> PlacedPhase:
    start, end = (frame if frame <= now else frame + frames for frame in (phase.start_frame, phase.end_frame))
    return phase.model_copy(update={"start_frame": start, "end_frame": end})


def _placed(clip: Clip, now: int, frames: int) -> Clip:
    if clip.start_frame >= now:
        later = {"start_frame": clip.start_frame + frames, "end_frame": clip.end_frame + frames}
        return clip.model_copy(update=later)
    if clip.end_frame <= now or _fades(clip, now):
        return clip
    return clip.model_copy(update={"end_frame": now, "fade_out_frames": 0})


def _fades(clip: Clip, now: int) -> bool:
    """Whether a clip's end is under way: cut off, it would sound otherwise than it did."""
    return clip.end_frame - clip.fade_out_frames < now


def _rest(clip: Clip, now: int, frames: int, clip_id: int) -> Clip:
    """What is left of a clip; a soundscape has no place that it could go on from."""
    return clip.model_copy(
        update={
            "clip_id": clip_id,
            "start_frame": now + frames,
            "end_frame": clip.end_frame + frames,
            "offset_frames": 0 if clip.kind in {"soundscape", "bed"} else clip.offset_at(now),
            "fade_in_frames": 0,
            "enters_db": clip.below_db(now),
        }
    )


def _silence(clip: Clip, begins: int, ends: int, clip_id: int) -> Clip:
    """What stands where nothing was played, in the phase of the clip that broke off."""
    return Clip(
        clip_id=clip_id,
        phase=clip.phase,
        item=clip.item,
        kind="silence",
        source="",
        title="Silence",
        start_frame=begins,
        end_frame=ends,
        fade_in_frames=0,
        fade_out_frames=0,
    )


def lane_paused(lane: Lane, now: int, frames: int) -> tuple[Move, ...]:
    """The moves by which a lane of straight lines stands still for so many frames from `now`, and then goes on."""
    return tuple(_moves_paused(lane, now, frames))


def _moves_paused(lane: Lane, now: int, frames: int) -> Iterator[Move]:
    value = lane.value(now)
    yield Move(start_frame=now, frames=0, from_value=value, to_value=value, shape="linear")
    under_way = [move for move in lane.moves if move.start_frame <= now][-1:]
    for move in under_way:
        if move.end_frame > now:
            rest = {"start_frame": now + frames, "frames": move.end_frame - now, "from_value": value}
            yield move.model_copy(update=rest)
    for move in lane.moves:
        if move.start_frame > now:
            yield move.model_copy(update={"start_frame": move.start_frame + frames})

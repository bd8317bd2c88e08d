"""Deciding what becomes of music that was chosen again, and asking for it.

A cue takes effect with what had been chosen before. Choosing takes a moment, beside the sound; its answer changes
only what is not yet about to sound.
"""

from typing import Final

from setplayer.arc.model import PickItem
from setplayer.score.ahead import Ahead, Chosen
from setplayer.score.model import Clip, Picked, in_playing_order
from setplayer.score.place import retime
from setplayer.session import commands as c
from setplayer.session.events import Outcome
from setplayer.session.refusal import Refused
from setplayer.session.state import State, with_chosen
from setplayer.units import frames_from_s

OPENED_FRAMES: Final = frames_from_s(20)
"""A track that begins within this is open and decoded ahead: it stays, and where it begins."""

MARGIN_FRAMES: Final = frames_from_s(10)
"""So long choosing may take before its answer comes too late for what it was asked about."""

_SOON_FRAMES: Final = frames_from_s(1)
"""Nothing new begins sooner than this."""


def question(state: State, now: int, *, afresh: bool = False, speed: float = 1.0) -> Ahead | None:
    """What to ask so that the music ahead of a frame fits again; None where nothing is chosen or the arc waits.

    At a greater `speed` of the session more of it passes while an answer is worked out.
    """
    arc, score = state.arc, state.score
    waits = {"held", "waiting", "safe", "stopping", "landed", "closed"}
    if arc is None or "begun" not in state.flags or state.flags & waits or now >= score.frames:
        return None
    stays = _stays(state, now, OPENED_FRAMES + round(MARGIN_FRAMES * max(speed, 1.0)))
    ahead = [phase.music for phase in arc.phases[stays.phase :]]
    if not any(isinstance(item, PickItem) for music in ahead for item in music):
        return None
    return Ahead(
        arc=arc,
        tracks=state.materials.tracks,
        picks=state.materials.picks,
        avoid=tuple(sorted(state.avoid)),
        shift=state.lanes["fuller"].settled,
        seed=state.seed if arc.picks.seed is None else arc.picks.seed,
        client=state.client,
        score=score,
        after=stays.clip_id,
        afresh=afresh,
    )


def spare_question(state: State, now: int) -> Ahead | None:
    """What to ask for music that could follow at once, were the last piece of its phase left now."""
    asked = question(state, now)
    sounding = state.score.clip_at(now)
    if asked is None or sounding is None or sounding.clip_id != asked.after or not is_last(state, sounding):
        return None
    return asked.model_copy(update={"leaves_at": now})


def is_last(state: State, clip: Clip) -> bool:
    """Whether nothing that the arc asks for is to come after a clip in its phase."""
    phase = (one for one in state.score.clips if one.phase == clip.phase and one.item is not None)
    return not any(one.start_frame > clip.start_frame for one in phase)


def _stays(state: State, now: int, soon_frames: int) -> Clip:
    """The last clip that stays: the one that sounds, or the last track that begins so soon."""
    last = None
    for clip in state.score.clips:
        if clip.start_frame <= now or (clip.kind == "track" and clip.start_frame <= now + soon_frames):
            last = clip
    assert last is not None  # the score covers every frame of the arc
    return last


def refitted(state: State, command: c.Refit, now: int) -> Outcome:
    """The music after a clip as it was chosen now; all up to there stays as it is."""
    if now >= state.score.frames:
        raise Refused("the arc is over")
    stays, soon = state.score.clip(command.after), _stays(state, now, OPENED_FRAMES)
    if stays is None or in_playing_order(soon) > in_playing_order(stays):
        raise Refused("the music has gone on meanwhile")
    frame = max(now, stays.start_frame)
    changed = with_chosen(state, command.chosen)
    score = retime(changed.sources, state.score, frame, state.score.phases)
    kept = {clip.clip_id for clip in state.score.clips}
    if any(clip.clip_id not in kept and clip.start_frame < now + _SOON_FRAMES for clip in score.clips):
        raise Refused("the music has gone on meanwhile")
    return Outcome(chosen=command.chosen, score=state.score.change_to(score), text="The music ahead was chosen again")


def as_before(state: State, picks: tuple[Picked, ...], now: int) -> Chosen | None:
    """What had been chosen before, as far as it is still to come; None where that is what is chosen now.

    What has begun stays where it sounded, and no piece comes a second time for it. Files that are gone by now are
    met as any others are.
    """
    present = state.materials.picks
    if picks == present:
        return None
    begun = [clip for clip in state.score.clips if clip.start_frame <= now and clip.kind == "track"]
    heard = {clip.source for clip in begun}
    current = state.score.phase_at(now)
    was, chosen = {(one.phase, one.item): one.paths for one in picks}, []
    for one in present:
        own = [clip.source for clip in begun if (clip.phase, clip.item) == (one.phase, one.item)]
        ahead = (path for path in was.get((one.phase, one.item), ()) if path not in heard)
        paths = one.paths if one.phase < current else tuple(dict.fromkeys((*own, *ahead)))
        chosen.append(one.model_copy(update={"paths": paths or one.paths}))
    return Chosen(picks=tuple(chosen)) if tuple(chosen) != present else None

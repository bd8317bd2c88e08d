"""The arc's music in a few figures, as a preparation shows it: how many pieces, what is left out, how even. Pure."""

from itertools import pairwise

from setplayer.engine.view import MusicChecked
from setplayer.score.level import target_lufs
from setplayer.score.model import Clip, Score
from setplayer.session.state import State


def music_checked(state: State, left_out: int) -> MusicChecked:
    """Of the arc as it lies in a state that has not begun. `left_out` are tracks that cannot be played."""
    sounding = [clip for clip in state.score.clips if clip.kind in ("track", "soundscape")]
    loud = [lufs for clip in sounding if (lufs := _loudness(state, clip)) is not None]
    step_db = max((abs(after - before) for before, after in pairwise(loud)), default=None)
    return MusicChecked(
        pieces=len(sounding), left_out=left_out, step_db=None if step_db is None else round(step_db, 1)
    )


def _loudness(state: State, clip: Clip) -> float | None:
    """How loud a clip is as a whole, as it is heard, in LUFS."""
    if clip.kind == "soundscape":
        return target_lufs(_intensity(state.score, clip))
    track = state.tracks.get(clip.source)
    lufs = None if track is None else track.integrated_lufs
    return None if lufs is None else lufs + clip.gain_db


def _intensity(score: Score, clip: Clip) -> float:
    """The arc's, at the clip's middle."""
    phase = score.phases[clip.phase]
    middle = (clip.start_frame + clip.end_frame) / 2
    through = min(max((middle - phase.start_frame) / max(phase.end_frame - phase.start_frame, 1), 0.0), 1.0)
    return phase.intensity_start + (phase.intensity_end - phase.intensity_start) * through

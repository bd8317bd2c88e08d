"""Consequences in words: what a command changed, as it stands beside Undo and in the record."""

from setplayer.score.chain import JOIN_FRAMES
from setplayer.score.model import Clip, Score
from setplayer.session.state import State
from setplayer.units import clock


def consequence(state: State, score: Score, now: int) -> str:
    """When the next phase starts, when the arc ends, and which piece stays: `Return starts 34:00, ends at 47:00`.

    Times count from Begin. While the arc waits, no time can be named.
    """
    current = score.phase_at(now)
    ahead = [p for p in score.phases[current + 1 :] if p.end_frame > p.start_frame]
    parts = []
    if ahead:
        parts.append(f"{ahead[0].name} starts at {clock(ahead[0].start_frame)}")
    parts.append(f"the arc ends at {clock(score.frames)}")
    before, after = state.score.clip_at(now), score.clip_at(now)
    if before is not None and after is not None and before.clip_id == after.clip_id and _stays(after, now):
        parts.append(f"{after.title} stays")
    return ", ".join(parts)


def _stays(clip: Clip, now: int) -> bool:
    """Whether a clip goes on for longer than it takes to leave it."""
    return clip.end_frame - clip.fade_out_frames > now + JOIN_FRAMES


def ago(minutes: float) -> str:
    """`now`, or how long ago."""
    return "now" if minutes == 0 else f"{minutes:g} min ago"

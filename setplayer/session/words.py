"""Consequences in words: what a command changed, as it stands beside Undo and in the record."""

from setplayer.score.model import Score
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
    if after is not None and before is not None and after.clip_id == before.clip_id and after.end_frame > now:
        parts.append(f"{after.title} stays")
    return ", ".join(parts)


def ago(minutes: float) -> str:
    """`now`, or how long ago."""
    return "now" if minutes == 0 else f"{minutes:g} min ago"

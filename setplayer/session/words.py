"""Consequences in words: what a command changed, as it stands beside Undo and in the record."""

from collections.abc import Callable

from setplayer.score.chain import JOIN_FRAMES
from setplayer.score.model import Clip, Score
from setplayer.session.events import Consequence, Outcome
from setplayer.session.state import State
from setplayer.units import clock

Says = Callable[[int], str]
"""How a frame is said: `clock` counts from Begin, a front says the time of day."""


def consequence(state: State, score: Score, now: int) -> Consequence:
    """When the next phase starts, when the arc ends, and which piece stays, when the score becomes this one."""
    current = score.phase_at(now)
    ahead = [p for p in score.phases[current + 1 :] if p.end_frame > p.start_frame]
    before, after = state.score.clip_at(now), score.clip_at(now)
    stays = before is not None and after is not None and before.clip_id == after.clip_id and _stays(after, now)
    return Consequence(
        phase=ahead[0].name if ahead else "",
        starts_frame=ahead[0].start_frame if ahead else 0,
        is_last=len(ahead) == 1,
        ends_frame=score.frames,
        stays=after.title if after is not None and stays else "",
    )


def in_words(found: Consequence, says: Says = clock) -> str:
    """Such as `Return now starts at 14:32, ends 15:05; Slow Water stays`."""
    if found.is_last:
        text = f"{found.phase} now starts at {says(found.starts_frame)}, ends {says(found.ends_frame)}"
    else:
        first = f"{found.phase} now starts at {says(found.starts_frame)}, " if found.phase else ""
        text = f"{first}the arc ends at {says(found.ends_frame)}"
    return f"{text}; {found.stays} stays" if found.stays else text


def told(text: str, found: Consequence | None, says: Says) -> str:
    """A text that ends with a consequence, with its times said otherwise; any other text as it is."""
    if found is None or not text.endswith(in_words(found)):
        return text
    return text.removesuffix(in_words(found)) + in_words(found, says)


def outcome_told(outcome: Outcome, says: Says) -> str:
    """What came of something, with its times said so."""
    return told(outcome.text, outcome.consequence, says)


def _stays(clip: Clip, now: int) -> bool:
    """Whether a clip goes on for longer than it takes to leave it."""
    return clip.end_frame - clip.fade_out_frames > now + JOIN_FRAMES


def ago(minutes: float) -> str:
    """`now`, or how long ago."""
    return "now" if minutes == 0 else f"{minutes:g} min ago"

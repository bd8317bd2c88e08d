"""Where one piece gives way to the next."""

from itertools import pairwise

from setplayer.score.model import Clip, Score
from setplayer.values import Value


class Join(Value):
    """`frame` is the middle of the crossfade, where both pieces are equally strong."""

    frame: int
    before: Clip
    after: Clip


def joins(score: Score) -> list[Join]:
    """Every join of a score, in order."""
    return [
        Join(frame=(after.start_frame + before.end_frame) // 2, before=before, after=after)
        for before, after in pairwise(score.clips)
    ]

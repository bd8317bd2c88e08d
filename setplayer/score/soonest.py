"""How soon a phase may end or begin, so that its music crossfades and what has been played stays as it was."""

from setplayer.score.chain import JOIN_FRAMES
from setplayer.score.model import Score
from setplayer.score.phases import Phases
from setplayer.score.place import END_FADE_FRAMES


def soonest_next(now: int) -> int:
    """The earliest frame at which another phase may begin: the music crossfades around it, from now on."""
    return now + JOIN_FRAMES // 2 + 1


def soonest_end(score: Score, now: int, phases: Phases | None = None) -> int:
    """The earliest frame at which the current phase may end, when the phases lie as given or as in the score.

    What is next begins after now, overlaps as it does, and the music crossfades, or closes, from now on; where the
    current phase's own music is still to come, from when it has come.
    """
    phases = score.phases if phases is None else phases
    current = score.phase_at(now)
    first = next((clip for clip in score.clips if clip.phase == current), None)
    if first is not None and first.start_frame > now:
        now = first.start_frame + first.fade_in_frames
    after = next((phase for phase in phases[current + 1 :] if phase.end_frame > phase.start_frame), None)
    if after is not None:
        overlap = max(phases[current].end_frame - after.start_frame, 0)
        return now + 1 + (overlap if overlap >= JOIN_FRAMES else (overlap + JOIN_FRAMES) // 2)
    leaving = [clip.end_frame for clip in score.clips if clip.end_frame - clip.fade_out_frames < now]
    return max(now + END_FADE_FRAMES, *leaving, 0)

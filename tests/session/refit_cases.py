"""Sessions whose music was chosen from a library, and is chosen again as soon as it lies otherwise."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from session_cases import SECOND, SOUNDS, Session, minutes

from setplayer.arc.model import Arc, Intensity, Phase, PickItem, PickRule
from setplayer.library.track import Track
from setplayer.score.candidates import Candidates
from setplayer.score.model import Clip, Picked
from setplayer.score.picks import choose
from setplayer.score.refit import chosen_again
from setplayer.session import commands as c
from setplayer.session.decide_refit import question, spare_question
from setplayer.session.events import Event

SEED = 7


@cache
def library(count: int, seed: int = 1) -> dict[str, Track]:
    """Tracks such as clinics have: around 4.5 minutes, of every intensity."""
    random = np.random.default_rng(seed)
    lengths_s = np.clip(np.exp(random.normal(np.log(270), 0.45, count)), 48, 1500)
    return {
        f"{number}.flac": Track(
            path=f"{number}.flac",
            sha256=f"{random.integers(1 << 60):064x}",
            frames=round(float(length) * SECOND),
            sample_rate=44_100,
            channels=2,
            integrated_lufs=float(random.normal(-18, 3)),
            range_lu=5.0,
            true_peak_dbtp=-3.0,
            title=f"Piece {number}",
            artist=f"artist {random.integers(count // 4)}",
            intensity=float(random.uniform(0, 8)),
        )
        for number, length in enumerate(lengths_s)
    }


PHASES = (("Arriving", 10, 2, 2), ("Opening", 15, 2, 4), ("Peak", 25, 4, 7), ("Home", 12, 4, 2))


def picking_arc(phases: Sequence[tuple[str, float, float, float]] = PHASES, **more: object) -> Arc:
    """An arc with one pick in each phase."""
    return Arc(
        name="Picking",
        phases=tuple(
            Phase(
                name=name,
                kind="peak",
                length_frames=minutes(length),
                intensity=Intensity(start=first, end=last),
                music=(PickItem(pick=PickRule()),),
            )
            for name, length, first, last in phases
        ),
        **more,  # type: ignore[arg-type]
    )


@cache
def _chosen(tracks: tuple[Track, ...], arc: Arc) -> tuple[Candidates, tuple[Picked, ...]]:
    known = {track.path: track for track in tracks}
    return Candidates(known), choose(arc, known, seed=SEED).picks


class Picking(Session):
    """A session in memory whose music is chosen from a library."""

    def __init__(self, tracks: dict[str, Track], arc: Arc | None = None):
        super().__init__()
        arc = arc or picking_arc()
        self.candidates, picks = _chosen(tuple(tracks.values()), arc)
        self.gone: frozenset[str] = frozenset()
        used = tuple(tracks[path] for one in picks for path in one.paths)
        materials = c.Materials(tracks=used, sounds=SOUNDS, picks=picks)
        self.give(c.ChooseArc(arc=arc, arc_text="", materials=materials))
        self.give(c.Begin())
        self.until(0)

    def refit(self, *, afresh: bool = False) -> Event | None:
        """Choose again what is ahead, as a player does beside the sound; None where nothing changes."""
        answer = self.answer(afresh=afresh)
        return None if answer is None else self.give(answer)

    def answer(self, *, afresh: bool = False) -> c.Refit | None:
        """What would be chosen now; None where nothing changes."""
        asked = question(self.state, self.now, afresh=afresh)
        chosen = chosen_again(self.candidates, asked, self.gone) if asked else None
        return None if asked is None or chosen is None else c.Refit(after=asked.after, chosen=chosen)

    def spare(self) -> c.Refit | None:
        """What could follow at once, were the last piece of its phase left now."""
        asked = spare_question(self.state, self.now)
        chosen = chosen_again(self.candidates, asked, self.gone) if asked else None
        return None if asked is None or chosen is None else c.Refit(after=asked.after, chosen=chosen)

    # ---- what a test looks at

    def heard(self) -> list[tuple[int, str, int]]:
        """Start, source and offset of every clip that has begun."""
        return [
            (x.start_frame, x.source, x.offset_frames) for x in self.state.score.clips if x.start_frame <= self.now
        ]

    def ahead(self) -> list[Clip]:
        """Clips that have not begun."""
        return [clip for clip in self.state.score.clips if clip.start_frame > self.now]

    def whole(self, clip: Clip) -> bool:
        """Whether a clip lets its recording sound to its end, but for the seconds that a phase's end may take."""
        track = self.state.tracks[clip.source]
        return track.frames - clip.offset_frames - clip.length_frames <= 4 * SECOND

    def misses_s(self) -> list[float]:
        """By how much each phase from the one in progress on ends beside its time, in seconds.

        Infinite where it ends with no whole piece.
        """
        score, found = self.state.score, []
        clips = [clip for clip in score.clips if clip.end_frame > self.now]
        for before, after in pairwise(clips):
            if before.phase != after.phase:
                middle = (before.end_frame + after.start_frame) // 2
                lies = score.phases[before.phase].end_frame, score.phases[after.phase].start_frame
                late_s = abs(middle - sum(lies) // 2) / SECOND
                found.append(late_s if before.kind == "track" and self.whole(before) else float("inf"))
        return [*found, 0.0 if clips[-1].kind == "track" and self.whole(clips[-1]) else float("inf")]

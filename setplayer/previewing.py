"""Hearing a session beforehand: ten seconds around each join, or all of it from a moment on.

What is heard are the session's own samples, at the session's own level. Only where an excerpt begins and ends is it
faded, over a quarter of a second, so that nothing clicks.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from setplayer.audio.live import LiveOutput
from setplayer.audio.outputs import FileOutput
from setplayer.engine.foreseen import Foreseen
from setplayer.faults import Fault
from setplayer.files import writing
from setplayer.library.samples import Samples
from setplayer.score.curves import fade
from setplayer.score.joins import Join, joins
from setplayer.score.model import Score
from setplayer.units import BLOCK_FRAMES, clock, frames_from_s

EITHER_SIDE_FRAMES: Final = frames_from_s(5)
"""How much is heard before the middle of a join, and after it."""

EDGE_FRAMES: Final = frames_from_s(0.25)
PAUSE_FRAMES: Final = frames_from_s(0.5)
"""Silence between two excerpts."""

STOP_FRAMES: Final = frames_from_s(0.3)
"""Over so long the sound goes when it is interrupted."""

_LEAD_FRAMES: Final = frames_from_s(1)
_LOOK_S: Final = 0.02


@dataclass(frozen=True)
class Excerpt:
    """A stretch of the session, and the joins that lie in it."""

    first_frame: int
    end_frame: int
    joins: tuple[Join, ...]
    opens_with: str = ""
    """The piece in whose midst it begins, where that is to be told."""


def around_joins(score: Score) -> list[Excerpt]:
    """Ten seconds around each join; those that would overlap are one. Raises Fault when there are no joins."""
    found: list[Excerpt] = []
    for join in joins(score):
        first, end = join.frame - EITHER_SIDE_FRAMES, min(join.frame + EITHER_SIDE_FRAMES, score.frames)
        if found and first <= found[-1].end_frame:
            found[-1] = Excerpt(found[-1].first_frame, end, (*found[-1].joins, join))
        else:
            found.append(Excerpt(max(first, 0), end, (join,)))
    if not found:
        raise Fault("One piece plays throughout, so there are no joins to hear; give --from '0 min' to hear it.")
    return found


def from_moment(score: Score, zero_frame: int, moment_frames: int, length_frames: int | None) -> list[Excerpt]:
    """The session from a moment on, counted from 0:00, for so long or to its end. Raises Fault outside of it."""
    first = zero_frame + moment_frames
    if not 0 <= first < score.frames:
        begin, end = clock(-zero_frame), clock(score.frames - zero_frame)
        raise Fault(f"{clock(moment_frames)} is outside of the arc; give --from a moment from {begin} to {end}.")
    end_frame = score.frames if length_frames is None else min(first + length_frames, score.frames)
    within = tuple(join for join in joins(score) if first <= join.frame < end_frame)
    piece = score.clip_at(first)
    return [Excerpt(first, end_frame, within, piece.title if piece else "")]


def length(excerpts: Sequence[Excerpt]) -> int:
    """How long the preview is, in frames."""
    return sum(one.end_frame - one.first_frame for one in excerpts) + PAUSE_FRAMES * (len(excerpts) - 1)


def told(excerpts: Sequence[Excerpt], score: Score, zero_frame: int) -> list[str]:
    """What is heard when: a line for each join, with its time in the preview, its phase and its time in the arc.

    An excerpt from a moment on has a line for what it begins with.
    """
    rows = []
    begin = 0
    for one in excerpts:
        if one.opens_with:
            phase = score.phases[score.phase_at(one.first_frame)].name
            rows.append((clock(begin), phase, clock(one.first_frame - zero_frame), one.opens_with))
        for join in one.joins:
            heard = clock(begin + join.frame - one.first_frame)
            at, phase = clock(join.frame - zero_frame), score.phases[join.after.phase].name
            rows.append((heard, phase, at, f"{join.before.title} → {join.after.title}"))
        begin += one.end_frame - one.first_frame + PAUSE_FRAMES
    widths = [max((len(row[n]) for row in rows), default=0) for n in range(3)]
    return [f"{h:>{widths[0]}}  {p:<{widths[1]}}  {a:>{widths[2]}}  {words}" for h, p, a, words in rows]


def sound(foreseen: Foreseen, excerpts: Sequence[Excerpt]) -> Iterator[Samples]:
    """The excerpts one after another, in parts."""
    for number, one in enumerate(excerpts):
        if number:
            yield np.zeros((PAUSE_FRAMES, 2), np.float32)
        frame = one.first_frame
        for samples in foreseen.samples(one.first_frame, one.end_frame):
            yield _edged(samples, frame - one.first_frame, one.end_frame - frame)
            frame += len(samples)


def _edged(samples: Samples, after: int, before: int) -> Samples:
    """A part of an excerpt that begins so many frames after its beginning and before its end, with its fades."""
    if after >= EDGE_FRAMES and before - len(samples) >= EDGE_FRAMES:
        return samples
    frames = np.arange(len(samples))
    rise = fade("raised-cosine", frames + after, 0, EDGE_FRAMES)
    fall = fade("raised-cosine", before - 1 - frames, 0, EDGE_FRAMES)
    return samples * (rise * fall).astype(np.float32)[:, None]


def write(parts: Iterable[Samples], path: Path, kind: str, report: Callable[[int], None]) -> None:
    """Write the preview to a WAV or FLAC file; `report` is given the frames done. Raises MachineFault."""
    done = 0
    with writing(path) as temporary, FileOutput(temporary, kind, name=path) as output:
        for samples in parts:
            output.write(samples)
            done += len(samples)
            report(done)


def play(parts: Iterable[Samples], output: LiveOutput) -> None:
    """Play the preview, and close the output. Raises the output's fault when it is lost.

    When it is interrupted, the sound goes within a third of a second, and then KeyboardInterrupt goes on.
    """
    pushed: deque[Samples] = deque(maxlen=2 * _LEAD_FRAMES // BLOCK_FRAMES)
    try:
        for samples in parts:
            _wait_for_room(output)
            pushed.append(samples)
            output.push(samples)
        output.drain()
    except KeyboardInterrupt:
        output.replace(lambda queued: [_fading(pushed, queued)])
        output.drain()
        raise
    finally:
        output.close()


def _wait_for_room(output: LiveOutput) -> None:
    while output.queued_frames() > _LEAD_FRAMES:
        if output.fault:
            raise output.fault
        time.sleep(_LOOK_S)


def _fading(pushed: Iterable[Samples], queued: int) -> Samples:
    """The next of the queued frames, which were pushed last, on their way to nothing."""
    sounding = np.concatenate([np.zeros((0, 2), np.float32), *pushed])
    left = sounding[max(len(sounding) - queued, 0) :][:STOP_FRAMES]
    fall = fade("raised-cosine", len(left) - 1 - np.arange(len(left)), 0, max(len(left), 1))
    return left * fall.astype(np.float32)[:, None]

"""Where one piece comes in much louder or softer than the one before it goes out, though both were evened out.

A piece is evened out as a whole; how it begins and how it ends is its own. So the last ten seconds of one and the
first ten of the next are measured again, as they are heard: at their gains, outside of the crossfade.
"""

from collections.abc import Callable
from typing import Final

from setplayer.arc.model import PickItem
from setplayer.engine.prepare import Prepared
from setplayer.faults import Fault, Finding
from setplayer.score.joins import joins
from setplayer.score.level import target_lufs
from setplayer.score.model import Clip, Score
from setplayer.units import CELL_FRAMES, SAMPLE_RATE, frames_from_s

MOST_DB: Final = 6.0
"""A step that is heard as a jump; the mean step of published session programmes is 6.4 dB."""

_MEASURED_FRAMES: Final = frames_from_s(10)


def jump_findings(prepared: Prepared, score: Score, progress: Callable[[int, int], None]) -> list[Finding]:
    """A warning for each join with a track of the arc where the level jumps by more than 6 dB."""
    known = [join for join in joins(score) if _is_known(prepared, join.before) and _is_known(prepared, join.after)]
    named = [join for join in known if "track" in (join.before.kind, join.after.kind)]
    found = []
    for number, join in enumerate(named):
        progress(number, len(named))
        before, after = _leaves(prepared, score, join.before), _enters(prepared, score, join.after)
        if before is None or after is None or abs(after - before) <= MOST_DB:
            continue
        louder = "louder" if after > before else "softer"
        step = f"{abs(after - before):.0f} dB {louder}"
        hint = "change the order, or put another piece between them"
        text = f"{_called(join.after)} comes in {step} than {_called(join.before)} goes out; {hint}"
        clip = join.after if join.after.kind == "track" else join.before
        place = prepared.reading.places.place(("phases", clip.phase, "music", clip.item or 0))
        found.append(Finding(*place, text, "warning"))
    return found


def _is_known(prepared: Prepared, clip: Clip) -> bool:
    """Whether a clip is the same in every session: what a pick chooses is so only with a seed of the arc's own."""
    item = None if clip.item is None else prepared.arc.phases[clip.phase].music[clip.item]
    return not isinstance(item, PickItem) or prepared.arc.picks.seed is not None


def _called(clip: Clip) -> str:
    return f"'{clip.source}'" if clip.kind == "track" else f"the {clip.kind} {clip.source}"


def _leaves(prepared: Prepared, score: Score, clip: Clip) -> float | None:
    """How loud a clip is before it begins to go, in LUFS; None where that is not known, or nothing sounds."""
    end = clip.end_frame - clip.fade_out_frames
    return _level(prepared, score, clip, max(end - _MEASURED_FRAMES, clip.start_frame))


def _enters(prepared: Prepared, score: Score, clip: Clip) -> float | None:
    """How loud a clip is once it has come in."""
    return _level(prepared, score, clip, clip.start_frame + clip.fade_in_frames)


def _level(prepared: Prepared, score: Score, clip: Clip, frame: int) -> float | None:
    if clip.kind == "silence":
        return None
    if clip.kind != "track":
        return target_lufs(_intensity(score, clip, frame))
    lufs = _measured(prepared, clip, clip.offset_at(frame))
    return None if lufs is None else lufs + clip.gain_db + clip.below_db(frame + _MEASURED_FRAMES // 2)


def _intensity(score: Score, clip: Clip, frame: int) -> float:
    phase = score.phases[clip.phase]
    through = (frame - phase.start_frame) / max(phase.end_frame - phase.start_frame, 1)
    return phase.intensity_start + (phase.intensity_end - phase.intensity_start) * min(max(through, 0.0), 1.0)


def _measured(prepared: Prepared, clip: Clip, offset: int) -> float | None:
    """How loud ten seconds of a track are from a frame of it on."""
    # Its filters are heavy to import, and an arc of soundscapes needs none.
    from setplayer.library.loudness import LoudnessMeter  # noqa: PLC0415

    meter, left = LoudnessMeter(SAMPLE_RATE), _MEASURED_FRAMES
    try:
        with prepared.sources(0).open_track(clip.source, offset) as stream:
            while left > 0 and len(samples := stream.read(min(left, CELL_FRAMES))):
                meter.feed(samples)
                left -= len(samples)
    except Fault:
        return None  # what cannot be read has been told
    return meter.result().integrated_lufs

"""An arc of another length: the same phases, stretched or pressed in proportion, each within its range.

Where phases start scales with the whole, counted from 0:00. What does not scale: what lies before the dose, so that
the dose falls where it fell; overlaps, silences among music, and phases of silence without a range, while the rest
has room; tracks, what counts from the booster, and every cue at a time (a reminder comes when it came).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from setplayer.arc import timeline
from setplayer.arc.fields import DAY, MINUTE, SECOND
from setplayer.arc.model import Arc, Moment, MusicItem, Phase, SilenceItem
from setplayer.arc.sharing import shared
from setplayer.faults import Fault
from setplayer.units import duration

LEAST_PHASE_FRAMES: Final = MINUTE // 2
"""No phase is shorter."""

LEAST_SILENCE_FRAMES: Final = 10 * SECOND
"""No silence is shorter."""


@dataclass(frozen=True)
class _Elastic:
    """A phase while it is scaled: what of it stays as it is, what of it scales, and how long that may become.

    `fixed` is what lies before the dose, and the overlap with the next phase. What scales goes from the start of the
    phase, or the dose, to the start of the next phase.
    """

    fixed: int
    scales: int
    least: int
    most: int


def scaled_arc(arc: Arc, total_frames: int) -> Arc:
    """The arc when it lasts `total_frames` from Begin, to the frame; its lengths are whole seconds where that can be.

    Raises Fault when the phases' ranges do not allow it, with what they allow.
    """
    if total_frames == arc.total_frames:
        return arc
    kept, in_proportion, least_of_all = _overlaps(arc, total_frames)
    possible: list[tuple[int, int]] = []
    for overlaps, silences_stay in ((kept, True), (kept, False), (in_proportion, False), (least_of_all, False)):
        parts = list(_parts(arc, overlaps, silences_stay=silences_stay))
        fixed = sum(part.fixed for part in parts) - sum(overlaps)
        least, most = fixed + sum(part.least for part in parts), fixed + sum(part.most for part in parts)
        if least <= total_frames <= min(most, DAY):
            return _with_lengths(arc, overlaps, _lengths(parts, total_frames - fixed))
        if overlaps is not in_proportion:  # that one differs with every length that is asked for
            possible.append((least, min(most, DAY)))
    least, most = min(least for least, _ in possible), max(most for _, most in possible)
    lead = f", {duration(arc.zero_at_frames)} before the dose among it" if arc.zero_at_frames else ""
    raise Fault(
        f"its phases allow {duration(_up(least))} to {duration(_down(most))} in all{lead}; "
        "ask for a length between these, or change their 'at least' and 'at most'."
    )


# ---- what scales


def _overlaps(arc: Arc, total: int) -> tuple[list[int], list[int], list[int]]:
    """The overlaps as they are; in proportion, where the whole becomes shorter; and for phases as short as can be.

    Those up to the dose stay as they are.
    """
    factor = min(total / arc.total_frames, 1.0)
    kept = [phase.overlap_frames for phase in arc.phases]
    halves = [(phase.at_least_frames or LEAST_PHASE_FRAMES) // 2 for phase in arc.phases]
    in_proportion, least = list(kept), list(kept)
    for number, start in enumerate(arc.starts_frames):
        if start > arc.zero_at_frames:
            in_proportion[number] = _down(round(kept[number] * factor))
            least[number] = min(kept[number], *halves[number - 1 : number + 1])
    return kept, in_proportion, least


def _parts(arc: Arc, overlaps: Sequence[int], *, silences_stay: bool) -> Iterator[_Elastic]:
    """What of each phase scales, with these overlaps."""
    starts = [*arc.starts_frames, arc.total_frames]
    after = [*overlaps[1:], 0]
    for number, phase in enumerate(arc.phases):
        gap = starts[number + 1] - starts[number]
        before_dose = min(max(arc.zero_at_frames - starts[number], 0), gap)
        fixed, scales = before_dose + after[number], gap - before_dose
        least = max(phase.at_least_frames or LEAST_PHASE_FRAMES, max(overlaps[number], SECOND) + after[number])
        most = phase.at_most_frames or DAY
        if silences_stay:
            least = max(least, min(_room_for_silences(phase), phase.length_frames))
            if _is_silence(phase) and phase.at_least_frames is None and phase.at_most_frames is None:
                least = most = phase.length_frames
        if scales == 0:  # all of it lies before the dose
            least = most = fixed
        yield _Elastic(fixed, scales, max(least - fixed, 0), max(most - fixed, 0))


def _is_silence(phase: Phase) -> bool:
    return bool(phase.music) and all(isinstance(item, SilenceItem) for item in phase.music)


def _silence_frames(phase: Phase) -> int:
    return sum(item.length_frames for item in phase.music if isinstance(item, SilenceItem))


def _room_for_silences(phase: Phase) -> int:
    """How long a phase is at least for its silences to keep their lengths, with half a minute for its music."""
    silence = _silence_frames(phase)
    return silence if _is_silence(phase) or not silence else silence + LEAST_PHASE_FRAMES


# ---- lengths


def _lengths(parts: Sequence[_Elastic], total: int) -> list[int]:
    """The length of each phase: whole seconds where that can be. What scales lasts `total` in all."""
    shares = shared([part.scales for part in parts], [(part.least, part.most) for part in parts], total)
    exact = [part.fixed + share for part, share in zip(parts, shares, strict=True)]
    rounded = [_rounded(length, part) for length, part in zip(exact, parts, strict=True)]
    missing = sum(exact) - sum(rounded)
    for n in sorted(range(len(parts)), key=lambda n: exact[n] - rounded[n], reverse=missing > 0):
        step = max(-SECOND, min(SECOND, missing))
        if _allows(parts[n], rounded[n] + step):
            rounded[n] += step
            missing -= step
    return exact if missing else rounded


def _rounded(length: int, part: _Elastic) -> int:
    """A length in whole seconds, or as it is where it meets a bound."""
    seconds = round(length / SECOND) * SECOND
    return seconds if part.least < length - part.fixed < part.most and _allows(part, seconds) else length


def _allows(part: _Elastic, length: int) -> bool:
    return part.least <= length - part.fixed <= part.most


def _up(frames: int) -> int:
    return -(-frames // SECOND) * SECOND


def _down(frames: int) -> int:
    return frames // SECOND * SECOND


# ---- the arc with them


def _with_lengths(arc: Arc, overlaps: Sequence[int], lengths: Sequence[int]) -> Arc:
    starts = timeline.starts(lengths, overlaps)
    phases = []
    for number, (phase, overlap, length) in enumerate(zip(arc.phases, overlaps, lengths, strict=True)):
        changes = {
            "length_frames": length,
            "overlap_frames": overlap,
            "starts": _start(arc, phase.starts, starts, starts[number]),
            "music": tuple(_music(phase, length)),
        }
        phases.append(phase.model_copy(update=changes))
    return Arc(**{**dict(arc), "phases": tuple(phases)})


def _start(arc: Arc, said: Moment | None, starts: Sequence[int], start: int) -> Moment | None:
    """What a phase says of its start when it starts at a frame; what counts from the booster goes on to do so."""
    if said is None or said.anchor == timeline.BOOSTER:
        return said
    phase = None if said.anchor is None else arc.phase_for(said.anchor)
    counted_from = arc.zero_at_frames if phase is None else starts[phase]
    return said.model_copy(update={"offset_frames": start - counted_from})


def _music(phase: Phase, length: int) -> Iterator[MusicItem]:
    """A phase's music when it has a length: its silences as they are, where they fit, else scaled with it."""
    fits = length >= min(_room_for_silences(phase), phase.length_frames)
    stays = length == phase.length_frames or (fits and not _is_silence(phase))
    for item in phase.music:
        if isinstance(item, SilenceItem) and not stays:
            share = max(_down(item.length_frames * length // phase.length_frames), LEAST_SILENCE_FRAMES)
            frames = length if item.length_frames == phase.length_frames else share
            yield item.model_copy(update={"length_frames": frames, "fade_frames": min(item.fade_frames, frames)})
        else:
            yield item

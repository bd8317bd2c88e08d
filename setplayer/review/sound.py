"""Where a session's sound broke off or reached nobody, and how loud it was, in words for its client."""

from collections.abc import Iterator, Sequence
from typing import Final

from pydantic import ValidationError

from setplayer.hearing import Exposure, in_words
from setplayer.review.clean import clean_line
from setplayer.review.course import Course
from setplayer.review.entries import Entry
from setplayer.review.model import Break
from setplayer.session.events import Event
from setplayer.units import SAMPLE_RATE, s_from_frames

_MOST_FRAMES: Final = 100 * 3600 * SAMPLE_RATE


def breaks_of(entries: Sequence[Entry], course: Course) -> tuple[Break, ...]:
    """When no sound came that should have, in the order in which it was recorded."""
    return tuple(gap for gap in _breaks([entry.event for entry in entries]) if 0 <= gap.at_s <= _end_s(course))


def _end_s(course: Course) -> float:
    return s_from_frames(course.end_frame)


def _breaks(events: Sequence[Event]) -> Iterator[Break]:
    lost: Event | None = None
    for event in events:
        request = event.request
        match event.kind:
            case "underrun":
                lasted_s = s_from_frames(_frames(request.get("frames_lost")))
                yield _break(_frames(request.get("at_frame")), lasted_s, "The sound broke off")
            case "resumed":
                first = _frames(request.get("lost_frame"))
                yield _break(first, s_from_frames(event.frame - first), "The player was gone")
            case "output_lost":
                lost = event
            case "output_opened" | "end" if lost is not None:
                what = f"No sound reached {clean_line(lost.request.get('output')) or 'the output'}"
                yield _break(lost.frame, s_from_frames(event.frame - lost.frame), what)
                lost = None


def _frames(value: object) -> int:
    """The frames that a request holds; none where it holds what no session could have."""
    return value if isinstance(value, int) and 0 <= value <= _MOST_FRAMES else 0


def _break(frame: int, length_s: float, what: str) -> Break:
    lasted = f"{length_s:.1f} s" if length_s < 60 else f"{length_s / 60:.0f} min"
    return Break(at_s=s_from_frames(frame), length_s=length_s, text=f"{what} for {lasted}")


def hearing_of(events: Sequence[Event]) -> str:
    """How loud it was for the ear, and what that is of a week's allowance; "" where nobody measured."""
    return in_words(exposure for event in events if (exposure := _exposure(event)) is not None)


def _exposure(event: Event) -> Exposure | None:
    if event.kind != "hearing":
        return None
    try:
        return Exposure.model_validate(event.request.get("exposure"))
    except ValidationError:  # an altered file; `verify` is where that is said
        return None

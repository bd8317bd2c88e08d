"""What sounded, from the events that say what began and what ended."""

from collections.abc import Sequence
from typing import Any, Final, get_args

from setplayer.review.clean import clean_line, nice_name
from setplayer.review.course import Course
from setplayer.review.entries import Entry
from setplayer.review.model import Piece, PieceKind
from setplayer.units import s_from_frames

_KINDS: Final = get_args(PieceKind)
_JOINED_S: Final = 1.0
_MADE_BY_RULE: Final = ("soundscape", "bed")


def pieces_of(entries: Sequence[Entry], course: Course) -> tuple[Piece, ...]:
    """Pieces in the order in which they began. A soundscape that goes on into itself is one piece."""
    found: list[tuple[int, Piece]] = []
    for _, _, event in entries:
        clip_id = event.request.get("clip_id")
        if event.kind == "piece_began" and event.frame <= course.end_frame:
            found.append((_number(clip_id), _piece(event.request, event.frame, course)))
        elif event.kind == "piece_ended":
            _end(found, _number(clip_id), min(event.frame, course.end_frame))
    return _joined([piece for _, piece in found])


def _piece(request: dict[str, Any], start_frame: int, course: Course) -> Piece:
    """The piece as begun, ending where the score has its end until an event says otherwise."""
    clip = course.score.clip(_number(request.get("clip_id")))
    planned_end = clip.end_frame if clip and clip.end_frame > start_frame else course.end_frame
    kind: PieceKind = request["kind"] if request.get("kind") in _KINDS else "track"
    source, title = clean_line(request.get("source")), clean_line(request.get("title"))
    return Piece(
        title=_title(kind, source, title),
        artist=clean_line(request.get("artist")),
        kind=kind,
        start_s=s_from_frames(start_frame),
        end_s=s_from_frames(min(planned_end, course.end_frame)),
    )


def _title(kind: PieceKind, source: str, title: str) -> str:
    if kind == "silence":
        return "Silence"
    if title and not (kind in _MADE_BY_RULE and title == source):
        return title
    return nice_name(source) or "Untitled"


def _end(found: list[tuple[int, Piece]], clip_id: int, frame: int) -> None:
    """End the latest piece of that number: an undo may bring the same one back later."""
    for place in range(len(found) - 1, -1, -1):
        if found[place][0] == clip_id:
            ended = found[place][1].model_copy(update={"end_s": s_from_frames(frame)})
            found[place] = (clip_id, ended)
            return


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if (
            last
            and piece.kind in _MADE_BY_RULE
            and (last.title, last.kind in _MADE_BY_RULE) == (piece.title, True)
            and piece.start_s <= last.end_s + _JOINED_S
        ):
            joined[-1] = last.model_copy(update={"end_s": max(last.end_s, piece.end_s)})
        else:
            joined.append(piece)
    return tuple(joined)


def _number(value: object) -> int:
    return value if isinstance(value, int) else -1

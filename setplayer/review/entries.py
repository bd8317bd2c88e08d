"""A session's events as they are given in, and what later events say about earlier ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

from setplayer.session.entries import corrected_content, corrected_frame, moment_frame
from setplayer.session.events import PLAYER, Event
from setplayer.units import frames_from_s

_CHANGES_WITH_REASONS: Final = ("silence", "fade_now", "grounding", "next_piece")
_REASON_WITHIN_FRAMES: Final = frames_from_s(300)


class Stamp(Protocol):
    """When an event was recorded, by the wall clock: microseconds since 1970 in UTC, and minutes east of it."""

    @property
    def wall_us(self) -> int:
        """Microseconds since 1970-01-01 00:00 UTC."""
        ...

    @property
    def utc_offset_min(self) -> int:
        """Minutes that local time is ahead of UTC."""
        ...


class Entry(NamedTuple):
    """One event of a session file, with its number from 1 on, in the order of the file."""

    seq: int
    stamp: Stamp
    event: Event


@dataclass(frozen=True)
class Correction:
    """What an entry says after it was corrected, and when that was; None for what stays as it was.

    `sealed` says that what it says is not known here.
    """

    content: dict[str, Any] | None = None
    frame: int | None = None
    sealed: bool = False

    def of(self, event: Event) -> tuple[dict[str, Any], bool]:
        """What the entry says by now, and whether that is sealed."""
        return (event.content, event.sealed) if self.content is None else (self.content, self.sealed)


@dataclass(frozen=True)
class Afterthoughts:
    """What later events say about earlier ones, by the number of the earlier one.

    `attached` are the numbers of the events that are in `reasons`.
    """

    corrections: dict[int, Correction]
    shared: frozenset[int]
    reasons: dict[int, Entry]
    attached: frozenset[int]
    undone_frame: dict[int, int]
    several_people: bool


def afterthoughts(entries: Sequence[Entry]) -> Afterthoughts:
    """What a session's corrections, decisions to share, reasons and undos come to; the latest of each stands."""
    reasons = _reasons(entries)
    return Afterthoughts(
        corrections=_corrections(entries),
        shared=_shared(entries),
        reasons=reasons,
        attached=frozenset(reason.seq for reason in reasons.values()),
        undone_frame={e.event.ref_seq: e.event.frame for e in entries if e.event.kind == "undo" and e.event.ref_seq},
        several_people=len({e.event.actor for e in until_end(entries)} - {PLAYER, ""}) > 1,
    )


def until_end(entries: Sequence[Entry]) -> Sequence[Entry]:
    """What happened in the session itself, without what followed days later."""
    end = next((place for place, entry in enumerate(entries, 1) if entry.event.kind == "end"), len(entries))
    return entries[:end]


def _corrections(entries: Sequence[Entry]) -> dict[int, Correction]:
    """A correction of a correction corrects the first entry."""
    root: dict[int, int] = {}
    made = {entry.seq: entry.event for entry in entries}
    found: dict[int, Correction] = {}
    for seq, _, event in entries:
        about = event.request.get("entry")
        if event.kind != "correct" or not isinstance(about, int):
            continue
        root[seq] = root.get(about, about)
        before = found.get(root[seq], Correction())
        moved = any(event.request.get(name) is not None for name in ("minutes_ago", "earlier_s"))
        keeps = moved and not event.content and not event.sealed
        first = made.get(root[seq], event)
        # Without words a correction either only moved the moment, which keeps what was said before, or its words were
        # erased, and then the original must not come back in their place.
        found[root[seq]] = Correction(
            content=before.content if keeps else _content(first, before, event),
            frame=corrected_frame(event, moment_frame(first), 0) if moved else before.frame,
            sealed=before.sealed if keeps else event.sealed,
        )
    return found


def _content(first: Event, before: Correction, correction: Event) -> dict[str, Any]:
    """What an entry holds after a correction; nothing when its words were erased."""
    if not correction.content:
        return {}
    earlier = first.content if before.content is None else before.content
    return corrected_content(first.kind, earlier, correction.content)


def _shared(entries: Sequence[Entry]) -> frozenset[int]:
    """Entries that were to be shared when they were saved, and those chosen later."""
    shared: set[int] = set()
    for seq, _, event in entries:
        if event.request.get("shared") is True and event.kind != "share":
            shared.add(seq)
        if event.kind == "share" and isinstance(named := event.request.get("entries"), list):
            chosen = {seq for seq in named if isinstance(seq, int)}
            shared = shared | chosen if event.request.get("shared", True) is True else shared - chosen
    return frozenset(shared)


def _reasons(entries: Sequence[Entry]) -> dict[int, Entry]:
    """The reason given for each change: the latest of those that are offered one, in the five minutes before."""
    found: dict[int, Entry] = {}
    latest: Entry | None = None
    for entry in entries:
        if entry.event.kind in _CHANGES_WITH_REASONS:
            latest = entry
        elif entry.event.kind == "why" and latest and _is_near(latest, entry):
            found[latest.seq] = entry
    return found


def _is_near(change: Entry, reason: Entry) -> bool:
    return reason.event.frame - change.event.frame <= _REASON_WITHIN_FRAMES

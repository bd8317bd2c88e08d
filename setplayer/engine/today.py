"""Reading what Today shows from the session files: who comes back, what is prepared, what broke off."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from setplayer.engine.left_open import LeftOpen, left_open
from setplayer.engine.today_view import ClientCard, DoneCard, InterruptedCard, PreparedCard, Today
from setplayer.faults import Fault
from setplayer.log.clock import Stamp
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store, Summary, request_of
from setplayer.units import s_from_frames

MOST: Final = 60
"""So many cards of a kind are sent to a screen."""


@dataclass(frozen=True)
class Sessions:
    """The sessions of a data directory, oldest first, and those of them that were not closed."""

    summaries: tuple[Summary, ...] = ()
    open: tuple[LeftOpen, ...] = ()

    @property
    def prepared(self) -> tuple[LeftOpen, ...]:
        """Those that have not begun."""
        return tuple(one for one in self.open if not one.begun)

    def interrupted(self, now: Stamp) -> LeftOpen | None:
        """The latest that broke off and has something left to play."""
        begun = [one for one in self.open if one.begun]
        return begun[-1] if begun and not begun[-1].is_over(now) else None

    def find(self, session_id: str) -> LeftOpen | None:
        """The open session of that id."""
        return next((one for one in self.open if one.summary.session_id == session_id), None)

    def last_of(self, client: str) -> Summary | None:
        """The latest session of a client that was begun, or else prepared."""
        own = [one for one in self.summaries if one.client_code == client and one.arc]
        return next((one for one in reversed(own) if one.begun), own[-1] if own else None)


@dataclass
class Reader:
    """Reads the files, and those again that changed since."""

    data: Path
    _open: dict[Path, tuple[tuple[int, int], LeftOpen]] = field(default_factory=dict)

    def read(self) -> Sessions:
        """All of them. Files that cannot be read, rehearsals and copies are not told of."""
        summaries = tuple(
            one
            for one in Store(self.data).summaries()
            if one.kind == "session" and one.state in ("open", "closed") and one.opened
        )
        open_ = (self._left_open(one) for one in summaries if one.state == "open")
        return Sessions(summaries, tuple(one for one in open_ if one is not None))

    def _left_open(self, summary: Summary) -> LeftOpen | None:
        try:
            stat = summary.path.stat()
            mark = (stat.st_mtime_ns, stat.st_size)
            if (known := self._open.get(summary.path)) is not None and known[0] == mark:
                return known[1]
            found = left_open(summary)
        except (Fault, OSError):
            return None
        self._open[summary.path] = (mark, found)
        return found


def output_of(summary: Summary) -> str:
    """The output that a session was heard on last; empty where it does not say."""
    try:
        with SessionFile.open(summary.path) as file:
            told = [request_of(event).get("output", "") for event in file.events(kind="anchor")]
    except (Fault, ValueError, TypeError, KeyError):
        return ""
    return str(told[-1]) if told else ""


def today(sessions: Sessions, now: Stamp, said: str = "") -> Today:
    """Everything but how the computer is."""
    broken = sessions.interrupted(now)
    done = [one for one in reversed(sessions.summaries) if one.begun and one.state == "closed"]
    left = [one.summary for one in reversed(sessions.open) if one.begun and one is not broken]
    over = sorted([*done, *left], key=lambda one: one.opened or "", reverse=True)
    return Today(
        day=now.local().date().isoformat(),
        interrupted=None if broken is None else _interrupted(broken, now),
        prepared=tuple(_prepared(one) for one in sessions.prepared[:MOST]),
        clients=tuple(_clients(sessions.summaries))[:MOST],
        recent=tuple(_done(one) for one in over[:MOST]),
        said=said,
    )


def _interrupted(one: LeftOpen, now: Stamp) -> InterruptedCard:
    score, frame = one.state.score, one.frame(now)
    phase = score.phases[score.phase_at(frame)].name if score.phases and frame < score.frames else ""
    return InterruptedCard(
        session_id=one.summary.session_id,
        client=one.summary.client_code or "",
        arc=one.summary.arc or "",
        ago_s=max(one.place.age_s(now), 0.0) if one.place else 0.0,
        phase=phase,
        at_s=s_from_frames(frame),
        length_s=s_from_frames(score.frames),
        word=one.state.word,
        waits=one.state.resumes == "where_it_was",
    )


def _prepared(one: LeftOpen) -> PreparedCard:
    return PreparedCard(
        session_id=one.summary.session_id,
        client=one.state.client,
        arc=one.state.arc.name if one.state.arc else "",
        opened=one.summary.opened or "",
        checked=sum(item.text in one.journal.checked for item in one.journal.checklist),
        items=len(one.journal.checklist),
    )


def _clients(summaries: Iterable[Summary]) -> list[ClientCard]:
    """Each client once, who was here last first."""
    found: dict[str, list[Summary]] = {}
    for one in summaries:
        if one.client_code and one.arc and one.begun:
            found.setdefault(one.client_code, []).append(one)
    cards = [
        ClientCard(client=client, arc=own[-1].arc or "", sessions=len(own), last=_day(own[-1].opened or ""))
        for client, own in found.items()
    ]
    return sorted(cards, key=lambda card: card.last, reverse=True)


def _day(opened: str) -> str:
    return datetime.fromisoformat(opened).date().isoformat()


def _done(one: Summary) -> DoneCard:
    return DoneCard(
        session_id=one.session_id,
        client=one.client_code or "",
        arc=one.arc or "",
        opened=one.opened or "",
        minutes=round(one.length_s / 60),
        closed=one.state == "closed",
    )

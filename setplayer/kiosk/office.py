"""What the screens behind the PIN know and show. It is forgotten whole when they are left or nobody touches them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from setplayer.engine.office_view import PlaceView, PromptsView, RecordRow, RecordView, SettingsView, WeekView
from setplayer.engine.view import View
from setplayer.spoken_times import short_full_day, time_of_day
from setplayer.words import _, marked, several

TALK_IDLE_S: Final = 600.0
"""In an integration session people look at each other: it stays open so long."""

IDLE_S: Final = 120.0
"""After so long without a touch or a key it is locked again."""

Wanted = Literal["records", "settings", "leave"]

STATES: Final = {
    "closed": marked("closed"),
    "open": marked("not closed"),
    "unreadable": marked("cannot be read"),
}


@dataclass(frozen=True)
class Office:
    """The state of these screens; replaced, never changed."""

    wanted: Wanted
    """What somebody came for, once the PIN is given."""
    screen: Literal["waiting", "pin", "new pin", "records", "record", "settings"] = "waiting"
    panel: str = ""
    """What the rail shows beside a record or the settings."""
    digits: str = ""
    first: str = ""
    """A new PIN that was typed once."""
    said: str = ""
    """What came of the latest."""
    done: bool = False
    """Whether that was done."""
    wait_until_s: float = 0.0
    """Until when no PIN is tried."""
    asking: str = ""
    """The question that is not answered yet."""
    rows: tuple[RecordRow, ...] = ()
    client: str | None = None
    """Whose sessions are listed; None for everybody's."""
    clients_page: int = 0
    page: int = 0
    record: RecordView | None = None
    places: tuple[PlaceView, ...] = ()
    weeks: tuple[WeekView, ...] = ()
    """The line of the client whose sessions are listed."""
    prompts: tuple[PromptsView, ...] = ()
    form: str = "pdf"
    """In which form the client's page is saved: `page`, `locked` or `pdf`."""
    phrase: str = ""
    """The words that open what was saved, while they are shown. They are in no log and no message."""
    leaves: bool = False
    """Whether the timeline shows only what leaves."""
    entries_page: int = 0
    """The page of what can be shared, or of steps."""
    talk: str = ""
    """The integration session that was begun here."""
    talked: tuple[tuple[str, str], ...] = ()
    """What was saved in it since this screen opened it: `insight`, `step` or `note`, and the words."""
    settings: SettingsView = field(default_factory=SettingsView)
    undo: tuple[str, Any] | None = None
    """A setting that was changed last, and what it was."""

    @property
    def clients(self) -> tuple[tuple[str, int], ...]:
        """Every client's code with how many sessions they have; whoever came last stands first."""
        counts: dict[str, int] = {}
        for row in self.rows:
            counts[row.client] = counts.get(row.client, 0) + 1
        return tuple(counts.items())

    @property
    def listed(self) -> tuple[RecordRow, ...]:
        """The sessions that are listed, newest first."""
        return tuple(row for row in self.rows if self.client in (None, row.client))


def may_be_shown(view: View) -> bool:
    """Whether there is time for it: before the music only, so that it never stands between a hand and the sound."""
    return view.state == "open"


def page_of(items: Sequence[Any], page: int, per_page: int) -> tuple[Any, ...]:
    """The items of a page."""
    start = min(page * per_page, max(len(items) - 1, 0) // per_page * per_page)
    return tuple(items[start : start + per_page])


def day_of(row: RecordRow) -> str:
    """When a session was opened, at the clinic: `14 Nov 2026`."""
    opened = _moment(row)
    return _("no date") if opened is None else short_full_day(opened)


def time_of(row: RecordRow) -> str:
    """The time of day when it was opened: `14:05`."""
    opened = _moment(row)
    return "" if opened is None else time_of_day(opened.time())


def _moment(row: RecordRow) -> datetime | None:
    try:
        return datetime.fromisoformat(row.opened)
    except ValueError:
        return None


def length_of(row: RecordRow) -> str:
    """How long a session was."""
    minutes = round(row.length_s / 60)
    if minutes < 60:
        return _("{minutes} min").format(minutes=minutes)
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)


def state_of(row: RecordRow) -> str:
    """A session's state in words."""
    return _(STATES.get(row.state, row.state))


def code_of(client: str) -> str:
    """A client's code, or that there is none."""
    return client or _("No code")


def sessions_of(count: int) -> str:
    """How many sessions."""
    return several("{count} session", "{count} sessions", count)

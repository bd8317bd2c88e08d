"""What the screen says by itself, as plain lines for the log: for a screen reader, and for who reads it later.

States, conditions, reminders, consequences, and why a press did nothing; never anybody's words. A line in which words
stand that somebody typed, or a client's code, is told without what it says.
"""

from collections.abc import Hashable, Iterator
from typing import Final

from setplayer.engine.told import told
from setplayer.engine.view import View
from setplayer.kiosk import model
from setplayer.kiosk.changes import is_field
from setplayer.kiosk.office import Office
from setplayer.kiosk.ui import Ui
from setplayer.words import _, marked

SHORTEST: Final = 2
"""Words of so many letters and more are looked for in a line."""

LEFT_OUT: Final = marked("(words of the record)")

Messages = dict[Hashable, str]
"""What is shown, each by what makes it another message than one with the same words."""


class Speech:
    """Knows what was shown last."""

    def __init__(self) -> None:
        self._before: Messages = {}

    def new(self, view: View | None, ui: Ui, *, connected: bool) -> list[str]:
        """The lines of what came since; of a condition that is over, that it is."""
        now = messages(view, ui, connected=connected)
        over = [text for key, text in self._before.items() if _lasts(key) and key not in now]
        came = [text for key, text in now.items() if key not in self._before]
        self._before = now
        said = [_("No more: {what}").format(what=text) for text in over] + came
        known = personal(view, ui) if said else frozenset()
        return [_without(" ".join(text.split()), known) for text in dict.fromkeys(said) if text]


def messages(view: View | None, ui: Ui, *, connected: bool) -> Messages:
    """Everything that the screen tells by itself now."""
    return dict(_shown(view, ui, connected=connected))


def _shown(view: View | None, ui: Ui, *, connected: bool) -> Iterator[tuple[Hashable, str]]:
    if view is None:
        yield ("state", "", ""), _("The player is starting")
        return
    word = _("Today") if view.today is not None and connected else model.state_of(view, connected)[0]
    yield ("state", view.session_id, word), word
    if view.state != "closed":
        yield from _of_the_session(view)
    if view.today is not None:
        yield from _of_today(view)
    if ui.office is not None:
        yield from _of_the_office(ui.office)
    if ui.callout is not None:
        yield ("callout", ui.callout), ui.callout.text


def _of_the_session(view: View) -> Iterator[tuple[Hashable, str]]:
    for words, _shape, _role in model.conditions_of(view):
        yield ("condition", words), _(words)
    for words in (view.output_fault, *view.warnings):
        yield ("warning", words), told(words)
    for reminder in view.reminders:
        yield ("reminder", reminder.number), _("Due: {what}").format(what=reminder.text)
    if view.state != "open":
        yield ("said", view.said, view.said_frame), told(view.said)


def _of_today(view: View) -> Iterator[tuple[Hashable, str]]:
    assert view.today is not None
    if view.today.said:
        yield ("today", view.today.said), view.today.said
    if view.today.interrupted is not None:
        yield ("interrupted", view.today.interrupted.session_id), _("A session was interrupted")


def _of_the_office(office: Office) -> Iterator[tuple[Hashable, str]]:
    yield ("office", office.screen), _SCREENS[office.screen]()
    if office.said:
        yield ("office said", office.said, office.screen), office.said


_SCREENS: Final = {
    "waiting": lambda: _("A moment…"),
    "pin": lambda: _("The PIN, please"),
    "new pin": lambda: _("A new PIN, 4 to 12 digits"),
    "records": lambda: _("Records"),
    "record": lambda: _("Records"),
    "settings": lambda: _("Settings"),
}


def _lasts(key: Hashable) -> bool:
    """Whether its end is told too."""
    return isinstance(key, tuple) and key[0] == "condition"


# ---- what is nobody else's business


def personal(view: View | None, ui: Ui) -> frozenset[str]:
    """Everything on this screen that somebody typed, and whose session it is."""
    found = {text for name, text in ui.drafts.items() if is_field(name) or name.startswith("vitals ")}
    if ui.opening:
        found.add(ui.opening)
    if ui.office is not None:
        found |= {row.client for row in ui.office.rows}
    if view is not None:
        found |= _typed(view)
    return frozenset(text for one in found if len(text := " ".join(one.split()).casefold()) >= SHORTEST)


def _typed(view: View) -> set[str]:
    found = {view.client, view.therapist, view.intention, view.touch_agreed, view.like, view.avoid}
    found |= {draft.text for draft in view.drafts}
    for entry in view.entries:
        if entry.kind not in (*model.MEDICINE, "mark", "begin", "reminder_done", "reminder_skipped"):
            found |= {entry.text, entry.words, entry.was}
    if (today := view.today) is not None:
        found |= {one.client for one in today.prepared} | {one.client for one in today.clients}
        found |= {one.client for one in today.recent}
        found |= {today.interrupted.client} if today.interrupted is not None else set()
    return found


def _without(line: str, known: frozenset[str]) -> str:
    folded = line.casefold()
    return _(LEFT_OUT) if any(words in folded for words in known) else line

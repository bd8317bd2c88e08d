"""The steps of a preparation: what each shows, when it is done, and which comes next. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from setplayer.engine.view import View
from setplayer.kiosk.avoided import avoided_words
from setplayer.kiosk.ui import Ui
from setplayer.words import _, marked, several


@dataclass(frozen=True)
class Step:
    """A step: the panel or page that it opens, its title, what it says now, whether it is done."""

    panel: str
    title: str
    says: Callable[[View], str]
    done: Callable[[View], bool]


def open_items(view: View) -> tuple[str, ...]:
    """Items of the checklist that are not ticked."""
    return tuple(item.text for item in view.checklist if item.text not in view.checked)


def _client(view: View) -> str:
    if view.client and not view.client_fits:
        return _("{words} is no code").format(words=view.client)
    return view.client or _("no code yet")


def _arc(view: View) -> str:
    if view.arc and not view.arc_chosen:
        return _("{arc}?").format(arc=view.arc)
    return view.arc or _("choose medicine, route and length")


def _checks(view: View) -> str:
    if not view.checklist:
        return _("no list")
    done = len(view.checklist) - len(open_items(view))
    return _("{done} of {all} checked").format(done=done, all=len(view.checklist))


def _setting(view: View) -> str:
    """As much as the tile has room for: its page shows it all."""
    people = several("{count} person", "{count} people", len(view.present)) if view.present else ""
    words = (*(room_word(word) for word in (view.light, view.eye_mask, view.heard_by) if word), people)
    return ", ".join([word for word in words if word][:2]) or _("light, eye mask, who is here")


def _sound(view: View) -> str:
    if view.output_fault:
        return _("no sound reaches it")
    if not view.output:
        return _("not chosen")
    tested = view.sound_tested and view.sound_tested == view.output
    return (_("{output}, heard") if tested else _("{output}, not heard yet")).format(output=view.output)


def _music(view: View) -> str:
    return _("with music") if view.music_wanted else _("begins silent")


STEPS: Final = (
    Step("client", marked("Client"), _client, lambda v: bool(v.client) and v.client_fits),
    Step("arcs", marked("Medicine and arc"), _arc, lambda v: bool(v.arc) and v.arc_chosen),
    Step("intention", marked("Intention"), lambda v: v.intention, lambda v: bool(v.intention)),
    Step("like", marked("Preferred"), lambda v: v.like or _("nothing named"), lambda v: bool(v.like)),
    Step("avoid", marked("To avoid"), avoided_words, lambda v: bool(v.avoid)),
    Step("touch_agreed", marked("Touch agreed"), lambda v: v.touch_agreed or _("nothing written"),
         lambda v: bool(v.touch_agreed)),
    Step("setting", marked("Setting"), _setting, lambda v: bool(v.light and v.eye_mask and v.heard_by and v.present)),
    Step("sound", marked("Sound"), _sound, lambda v: bool(v.sound_tested) and not v.output_fault),
    Step("checklist", marked("Checklist"), _checks, lambda v: not open_items(v)),
    Step("music", marked("Music or none"), _music, lambda v: True),
)  # fmt: skip
"""In the order in which a first session is led through them."""

BY_PANEL: Final = {step.panel: step for step in STEPS}


def next_step(view: View, ui: Ui) -> Step | None:
    """The first that is neither done nor was looked at; None when all were."""
    return next((step for step in STEPS if not step.done(view) and step.panel not in ui.passed), None)


def left(view: View) -> str:
    """What is left, in words; empty when nothing is."""
    names = [_(step.title) for step in STEPS if not step.done(view)]
    return ", ".join(names)


_ROOM: Final = {
    "dark": marked("dark"),
    "dim": marked("dim"),
    "daylight": marked("daylight"),
    "worn": marked("eye mask worn"),
    "at hand": marked("eye mask at hand"),
    "none": marked("no eye mask"),
    "headphones": marked("headphones"),
    "speakers": marked("speakers"),
    "both": marked("headphones and speakers"),
    "therapist": marked("Therapist"),
    "second therapist": marked("Second therapist"),
    "nurse": marked("Nurse"),
    "prescriber": marked("Prescriber"),
    "support person": marked("Support person"),
    "interpreter": marked("Interpreter"),
    "trainee": marked("Trainee"),
}


def room_word(word: str) -> str:
    """A word of the setting as people read it."""
    return _(_ROOM[word]) if word in _ROOM else word


def room_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Several of them."""
    return tuple(map(room_word, words))

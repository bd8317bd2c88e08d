"""A kiosk over the pretended engine, its clock stepped by hand, and the moments that pictures are taken of."""

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

from kiosk_office import PIN, FakeOffice

from setplayer.checklist import checklist_in, shipped_checklist
from setplayer.clinic import Clinic
from setplayer.engine.arc_shelf import arc_shelf
from setplayer.engine.prepare import prepare, shipped_arcs
from setplayer.engine.pretend import PretendEngine
from setplayer.engine.set_up import Setup
from setplayer.engine.today_view import (
    ArcChoice,
    ClientCard,
    DoneCard,
    HealthView,
    InterruptedCard,
    PreparedCard,
    Today,
)
from setplayer.engine.view import MusicChecked, StretchView, View
from setplayer.engine.views import Machine
from setplayer.kiosk.desk import Desk
from setplayer.kiosk.items import Button, Item
from setplayer.kiosk.painter import Painter
from setplayer.kiosk.screen import buttons
from setplayer.kiosk.sdl import pygame
from setplayer.kiosk.text import Fonts
from setplayer.session.commands import ChooseArc

WALL = "14:19"
SHIPPED = Clinic()
CHECKS = tuple(item.text for item in checklist_in(shipped_checklist()).items)
OUTPUTS = ("Headphones (USB)", "Room speakers")


@lru_cache(maxsize=8)
def chosen(name: str) -> ChooseArc:
    """A shipped arc with what it plays; none needs a library. `NAME without tide,drone` is one for a client."""
    arc, _, avoided = name.partition(" without ")
    command = prepare(arc, None, Path(os.devnull)).command()
    return command.model_copy(update={"avoid": tuple(avoided.split(","))}) if avoided else command


@lru_cache(maxsize=1)
def shelf() -> tuple[ArcChoice, ...]:
    return arc_shelf(Path(os.devnull))


def machine(*conditions: str, clinic: Clinic = SHIPPED) -> Machine:
    return Machine(
        can_leave=True,
        shelf=shelf(),
        music_checked=MusicChecked(pieces=13, step_db=2.2),
        session_id="test",
        conditions=frozenset(conditions),
        output=OUTPUTS[0],
        outputs=OUTPUTS,
        arcs=tuple(shipped_arcs()),
        clinic=clinic,
    )


class Session:
    """A desk, its engine, its picture, and hands that press."""

    def __init__(
        self,
        arc: str = "ketamine-im-60",
        *,
        size: tuple[int, int] = (1280, 800),
        begun: bool = True,
        night: bool = False,
        conditions: Iterable[str] = (),
        clinic: Clinic = SHIPPED,
        today: Today | None = None,
        large: bool = False,
        language: str = "en",
    ):
        pygame.display.init()
        self.engine = PretendEngine(
            chosen,
            arc,
            machine(*conditions, clinic=clinic),
            begun=begun,
            checklist=checklist_in(shipped_checklist()),
        )
        self.engine.today = today
        self.engine.machine = replace(self.engine.machine, setup=Setup(large_type=large, language=language))
        self.fonts = fonts()
        self.desk = Desk(self.engine, size, self.fonts, night=night, house=today is not None)
        self.now_s = 100.0
        self.size = size
        self.office: FakeOffice | None = None
        self.desk.refresh(self.now_s)

    def guard(self) -> None:
        """Let the view say what the office has, as the engine does."""
        if self.office is not None:
            names = ("language", "large_type", "reduced_light")
            setup = Setup(guarded=self.office.guarded, **{name: self.office.settings[name] for name in names})
            self.engine.machine = replace(self.engine.machine, setup=setup)
        self.desk.refresh(self.now_s)

    # ---- time

    def step(self, seconds: float) -> None:
        """Let the screen's clock go on, and what is held be held; the player is heard from, as every second."""
        self.now_s += seconds
        self.desk._heard_s = self.now_s
        self.desk.tick(self.now_s)
        self._settle()

    def hang(self, seconds: float) -> None:
        """Let the screen's clock go on while the player is not heard from."""
        self.now_s += seconds
        self.desk.tick(self.now_s)

    def play(self, seconds: float) -> None:
        """Let the session go on."""
        self.engine.advance(seconds)
        self.now_s += seconds
        self._settle()

    def _settle(self) -> None:
        while self.engine.changed.is_set():
            self.guard()

    def leave(self) -> None:
        """The engine goes away, as when it was killed."""
        self.engine.connected = False
        self.desk.refresh(self.now_s)

    def come_back(self) -> None:
        """Another engine has taken over."""
        self.engine.connected = True
        self.desk.refresh(self.now_s)
        self._settle()

    # ---- what is on the screen

    @property
    def items(self) -> tuple[Item, ...]:
        return self.desk.items(self.now_s, WALL)

    @property
    def controls(self) -> dict[str, Button]:
        return {button.name: button for button in buttons(self.items)}

    def __getitem__(self, name: str) -> Button:
        return self.controls[name]

    @property
    def words(self) -> str:
        """Everything that can be read, in one line."""
        found = [getattr(item, "text", "") for item in self.items]
        found += [f"{b.label} {b.sub}" for b in self.controls.values() if b.style != "plate"]
        return " | ".join(word for word in found if word)

    @property
    def sent(self) -> list[dict[str, Any]]:
        return self.engine.sent

    @property
    def last(self) -> dict[str, Any]:
        return self.engine.sent[-1]

    def give(self, do: str, **fields: Any) -> None:
        """Something given by another front."""
        self.engine.send({"do": do, **fields})
        for answer in self.engine.answers():
            assert answer.done, answer.text
        self.engine.sent.clear()
        self.desk.refresh(self.now_s)

    # ---- hands

    def middle(self, name: str) -> tuple[int, int]:
        box = self[name].box
        return box.x + box.w // 2, box.y + min(box.h // 2, 40)

    def post(self, kind: int, **fields: Any) -> None:
        self.desk.on(pygame.event.Event(kind, fields), self.now_s)
        self._settle()

    def down(self, point: tuple[int, int]) -> None:
        self.now_s += 0.2
        self.post(pygame.MOUSEBUTTONDOWN, button=1, pos=point)

    def up(self, point: tuple[int, int]) -> None:
        self.post(pygame.MOUSEBUTTONUP, button=1, pos=point)

    def tap(self, *names: str) -> None:
        """Touch controls one after the other; those that are to be held are held."""
        for name in names:
            control, point = self[name], self.middle(name)
            self.down(point)
            self.step(1.3 if control.held_down else 0.05)
            self.up(point)

    def key(self, key: int, character: str = "", mod: int = 0) -> None:
        self.now_s += 0.2
        self.post(pygame.KEYDOWN, key=key, unicode=character, mod=mod)

    def key_up(self, key: int) -> None:
        self.post(pygame.KEYUP, key=key, mod=0)

    def type(self, text: str) -> None:
        for character in text:
            self.post(pygame.TEXTINPUT, text=character)

    # ---- the picture

    def picture(self) -> pygame.Surface:
        surface = pygame.Surface(self.size)
        Painter(self.fonts).paint(surface, self.items, self.desk.grid, self.desk.palette)
        return surface


@lru_cache(maxsize=1)
def fonts() -> Fonts:
    return Fonts()


# ---- moments


def playing(**options: Any) -> Session:
    """In the peak, some notes taken, the phase just extended."""
    session = Session(**options)
    session.play(120)
    session.give("vitals", blood_pressure="124/78", heart_rate=68, spo2=98)
    session.play(450)
    session.give("dose", minutes_ago=0)
    session.play(420)
    session.give("tag", tag="Stillness")
    session.play(480)
    session.give("reminder_done")
    session.give("vitals", blood_pressure="132/84", spo2=98)
    session.play(190)
    session.give("tag", tag="Tears")
    session.play(130)
    session.give("quote", text="The water is holding me")
    session.play(61)
    session.give("extend", minutes=2)
    session.play(23)
    return session


def waiting(**options: Any) -> Session:
    """The dose is due, and the arc waits for it."""
    session = Session(**options)
    session.play(100)
    session.give("vitals", blood_pressure="124/78", heart_rate=68, spo2=98)
    session.play(560)
    return session


def held(**options: Any) -> Session:
    """The peak is held, and a reminder is due."""
    session = playing(**options)
    session.give("hold")
    session.play(570)
    return session


def faded(**options: Any) -> Session:
    session = playing(**options)
    session.tap("fade_now")
    session.play(4)
    return session


def away(**options: Any) -> Session:
    session = playing(**options)
    session.tap("away")
    session.play(30)
    return session


def holding(**options: Any) -> Session:
    """A soft stop is being held."""
    session = playing(**options)
    session.down(session.middle("soft_stop"))
    session.step(0.75)
    return session


def opened(**options: Any) -> Session:
    session = Session(begun=False, **options)
    session.give("open", client="K-31")
    session.give("intention", text="To meet the grief, and let it be there")
    for item in CHECKS[:4]:
        session.give("check_item", item=item)
    return session


def avoiding(arc: str = "ketamine-im-60 without tide,hearth,keys", **options: Any) -> Session:
    """What a client asked not to hear is shown before Begin."""
    session = opened(**options)
    session.engine.choose_arc(arc)
    session.give("prefer", avoid="no tide, hearth, choirs")
    session.tap("show avoided")
    return session


def first(**options: Any) -> Session:
    """A first session, nothing prepared yet."""
    return Session(begun=False, **options)


def ready(**options: Any) -> Session:
    """Everything is done."""
    session = opened(**options)
    session.give("prefer", like="Cello, slow piano", avoid="Choirs, church organ")
    session.give("touch_agreed", text="Hand on the shoulder, after asking")
    session.give("setting", light="dark", eye_mask="worn", heard_by="headphones", present=["therapist", "nurse"])
    session.tap("show sound", "test output", "close", "show checklist", "check all", "close")
    session.engine.sent.clear()
    session.step(6)
    return session


def health(*, good: bool = True) -> tuple[HealthView, ...]:
    return (
        HealthView(name="sound", good=good, state="there" if good else "none", value=OUTPUTS[0] if good else ""),
        HealthView(name="disk", good=good, state="free", value="53.8" if good else "0.4"),
        HealthView(name="power", good=good, state="mains" if good else "battery", value="97" if good else "41"),
        HealthView(name="keys", good=good, state="set up" if good else "none"),
    )


IM, IV = "Ketamine, intramuscular, one hour", "Ketamine, intravenous, one hour"
BUSY = Today(
    day="2026-11-23",
    health=health(),
    prepared=(
        PreparedCard(session_id="prep1", client="K-14", arc=IM, opened="2026-11-20T16:05+00:00", checked=6, items=15),
        PreparedCard(session_id="prep2", client="K-40", arc=IV, opened="2026-11-23T08:30+00:00", checked=0, items=15),
    ),
    clients=tuple(
        ClientCard(client=code, arc=IM if n % 2 else IV, sessions=1 + n % 5, last=f"2026-11-{22 - n:02}")
        for n, code in enumerate(("K-31", "K-07", "M-102", "K-22", "A-9", "K-18", "K-51", "M-77", "K-02", "K-64",
                                  "B-12", "K-90", "K-33"))
    ),
    recent=tuple(
        DoneCard(session_id=f"done{n}", client=code, arc=IM, opened=f"2026-11-{22 - n:02}T10:00:00+00:00",
                 minutes=71 + n, closed=n != 2)
        for n, code in enumerate(("K-31", "K-07", "", "K-22", "A-9", "K-18"))
    ),
)  # fmt: skip
EMPTY = Today(day="2026-11-23", health=health(good=False))
BROKEN = BUSY.model_copy(
    update={
        "interrupted": InterruptedCard(
            session_id="broken",
            client="K-31",
            arc=IM,
            ago_s=740,
            phase="Peak",
            at_s=1390,
            length_s=4290,
            word="playing",
        )
    }
)


def today(which: Today = BUSY, **options: Any) -> Session:
    return Session(begun=False, today=which, **options)


def noting(**options: Any) -> Session:
    session = playing(**options)
    session.tap("show note")
    session.type("Breath deep and slow, hands open")
    return session


def noting_in(*keyboards: str, **options: Any) -> Session:
    """A note in a language whose letters take the most room."""
    return noting(clinic=Clinic(keyboards=keyboards), **options)


def panel(*names: str, start: Callable[..., Session] = playing, **options: Any) -> Session:
    """A panel that is open."""
    session = start(**options)
    session.tap(*names)
    return session


def silent(**options: Any) -> Session:
    session = playing(**options)
    session.tap("silence")
    session.play(20)
    return session


def troubled(**options: Any) -> Session:
    """Much is true at once."""
    session = playing(conditions=["no output", "not yet saved", "on battery", "safe music"], **options)
    session.tap("duck", "grounding", "hold")
    return session


def with_conditions(*conditions: str, **options: Any) -> Session:
    """What is true of the machine beside the session."""
    return playing(conditions=list(conditions), **options)


def stopping(**options: Any) -> Session:
    session = playing(**options)
    session.tap("soft_stop")
    session.play(3)
    return session


def restarting(**options: Any) -> Session:
    """The engine is away."""
    session = playing(**options)
    session.leave()
    return session


def keys_shown(**options: Any) -> Session:
    session = playing(**options)
    session.key(pygame.K_F1)
    return session


def asked_why(**options: Any) -> Session:
    """A dimmed control was touched."""
    session = faded(**options)
    session.tap("chime")
    return session


def long_words(**options: Any) -> Session:
    """Titles, names and notes far longer than there is room."""
    session = playing(**options)
    session.give("note", text="A very long note about everything that was seen in this minute " * 4)
    view = session.engine.view
    assert view.now is not None
    assert view.next is not None
    piece = {"title": "Spiegel im Spiegel, for violin and piano, a long title", "artist": "An artist of many names"}
    phases = tuple(phase.model_copy(update={"name": "Inner silence and integration"}) for phase in view.phases)
    session.desk.view = view.model_copy(
        update={
            "now": view.now.model_copy(update=piece),
            "next": view.next.model_copy(update=piece),
            "phases": phases,
            "offers": (),
            "undo": "On to Spiegel im Spiegel, for violin and piano",
            "said": "On to Spiegel im Spiegel, for violin and piano, a long title that goes on and on " * 3,
        }
    )
    session.desk._items = None
    return session


def of_tracks(**options: Any) -> Session:
    """A clinic's own music, more and less intense than is wanted, with a silence in it."""
    session = playing(**options)
    view = session.engine.view
    edges = [0, 610, 1000, 1360, 1390, 1990, 2700, 3100, 3600, 3900, 4290]
    heights = [2.4, 3.1, 5.2, None, 6.4, 7.2, 5.0, 3.9, 2.2, 1.4]
    pieces = tuple(
        StretchView(kind="silence" if height is None else "track", start_frame=a * 48000, end_frame=b * 48000,
                    intensity=height)
        for (a, b), height in zip(pairwise(edges), heights, strict=True)
    )  # fmt: skip
    session.desk.view = view.model_copy(update={"pieces": pieces})
    session.desk._items = None
    return session


def landed(**options: Any) -> Session:
    session = playing(**options)
    session.play(3600)
    return session


def closing_music(**options: Any) -> Session:
    session = landed(**options)
    session.tap("bring_back")
    session.play(20)
    return session


def closed(**options: Any) -> Session:
    session = landed(**options)
    session.give("end")
    return session


@lru_cache(maxsize=1)
def _went() -> View:
    """A session that somebody looks back at."""
    view = playing().engine.view
    assert view is not None
    return view


def behind(
    *names: str,
    guarded: bool = True,
    sealed: bool = False,
    pin: str = PIN,
    from_preparation: bool = False,
    **options: Any,
) -> Session:
    """Records or settings, behind the PIN unless there is none; then what was touched there."""
    session = (opened if from_preparation else today)(**options)
    session.office = FakeOffice(_went(), guarded=guarded, sealed=sealed)
    for name in ("large_type", "language"):
        session.office.settings[name] = getattr(session.engine.machine.setup, name)
    session.engine.office = session.office
    session.guard()
    if from_preparation:
        session.key(pygame.K_F3 if names[0] == "office records" else pygame.K_F4)
    else:
        session.tap(names[0])
    if guarded and pin:
        session.tap(*(f"digit {digit}" for digit in pin), "office ok")
    session.tap(*names[1:])
    return session


def talked(text: str, **options: Any) -> Session:
    """An integration session in which something was said."""
    session = behind("office records", "session s9", "talk…", "show talk insight", **options)
    session.type(text)
    session.tap("save")
    return session


def locked_out(**options: Any) -> Session:
    """Wrong too often, some ten seconds ago."""
    session = behind("office records", pin="", **options)
    for _ in range(5):
        session.tap(*(f"digit {digit}" for digit in "0000"), "office ok")
    session.step(9.5)
    return session


MOMENTS: dict[str, Callable[..., Session]] = {
    "opened": opened,
    "waiting": waiting,
    "playing": playing,
    "held": held,
    "holding": holding,
    "silent": silent,
    "faded": faded,
    "stopping": stopping,
    "ducked": partial(panel, "duck"),
    "grounding": partial(panel, "grounding"),
    "away": away,
    "no sound": partial(with_conditions, "no output"),
    "on battery": partial(with_conditions, "on battery"),
    "on the bed": partial(with_conditions, "on the bed"),
    "troubled": troubled,
    "noting": noting,
    "noting in Portuguese": partial(noting_in, "pt", "ru"),
    "restarting": restarting,
    "keys": keys_shown,
    "asked why": asked_why,
    "long words": long_words,
    "of tracks": of_tracks,
    "landed": landed,
    "closing music": closing_music,
    "closed": closed,
    "more": partial(panel, "show more"),
    "vitals": partial(panel, "show vitals", start=held),
    "skip": partial(panel, "reminder skip", start=held),
    "finish by": partial(panel, "show more", "show finish"),
    "sounds": partial(panel, "show more", "show sounds"),
    "output": partial(panel, "show more", "show output"),
    "handover": partial(panel, "show more", "show handover"),
    "entries": partial(panel, "show more", "show entries"),
    "share": partial(panel, "show share", start=landed),
    "arcs": partial(panel, "show arcs", start=opened),
    "avoided": avoiding,
    "checklist": partial(panel, "show checklist", start=opened),
    "setting": partial(panel, "show setting", start=ready),
    "sound": partial(panel, "show sound", start=opened),
    "answer": partial(panel, "show checklist", f"answer {CHECKS[1]}", start=opened),
    "begin anyway": partial(panel, "begin", start=opened),
    "first": first,
    "ready": ready,
    "today": today,
    "today empty": partial(today, EMPTY),
    "today broken": partial(today, BROKEN),
    "intention": partial(panel, "show intention", start=opened),
    "pin": partial(behind, "office records", "digit 4", "digit 8", pin=""),
    "wrong pin": partial(behind, "office settings", pin="0000"),
    "locked out": locked_out,
    "records": partial(behind, "office records"),
    "record": partial(behind, "office records", "session s9"),
    "record, its end": partial(behind, "office records", "session s9", "older", sealed=True),
    "record, passphrase": partial(behind, "office records", "session s9", "show passphrase", sealed=True),
    "record, page": partial(behind, "office records", "session s9", "places"),
    "record, share": partial(behind, "office records", "session s9", "share…"),
    "record, what leaves": partial(behind, "office records", "session s9", "share…", "leaves"),
    "record, prompts": partial(behind, "office records", "session s9", "places", "prompts"),
    "record, talk": partial(behind, "office records", "session s9", "talk…"),
    "record, talked": partial(talked, "Something to hold on to"),
    "record, insight": partial(behind, "office records", "session s9", "talk…", "show talk insight"),
    "record, steps": partial(behind, "office records", "session s9", "talk…", "steps"),
    "record, journals": partial(behind, "office records", "session s9", "talk…", "journals"),
    "records, one client": partial(behind, "office records", "client K-31"),
    "record, words": partial(behind, "office records", "session s9", "places", "place 1"),
    "record, erase": partial(behind, "office records", "session s9", "erase…"),
    "settings": partial(behind, "office settings"),
    "settings, output": partial(behind, "office settings", "setting output"),
    "settings, backup": partial(behind, "office settings", "setting backup", "backup CLINIC-STICK", "setting backup"),
    "settings, pin": partial(behind, "office settings", "setting pin", guarded=False),
    "new pin": partial(behind, "office settings", "setting pin", "pin new", guarded=False),
}
"""Every screen, state and panel."""

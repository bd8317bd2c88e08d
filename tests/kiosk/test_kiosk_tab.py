"""Everything by keys alone: Tab comes to every control in order and shows where it is, Enter does as a touch does."""

import kiosk_cases as cases
import numpy as np
import pytest
from kiosk_cases import Session

from setplayer.kiosk.desk import Desk
from setplayer.kiosk.hands import Deed
from setplayer.kiosk.painter import Painter
from setplayer.kiosk.sdl import pygame

SCREENS = (
    "today broken", "opened", "checklist", "sound", "begin anyway", "playing", "waiting", "faded", "away", "noting",
    "vitals", "more", "landed", "closed", "pin", "records", "record", "settings, output",
)  # fmt: skip
"""One of each screen, state and kind of panel."""


def walked(session: Session) -> list[str]:
    """The controls that Tab comes to, in order, until it is back at the first."""
    found: list[str] = []
    while True:
        session.key(pygame.K_TAB)
        if session.desk.ui.focus in found:
            assert session.desk.ui.focus == found[0]
            return found
        found.append(session.desk.ui.focus)


@pytest.mark.parametrize("moment", SCREENS)
def test_tab_comes_to_every_control_once_in_the_order_of_the_screen(moment: str) -> None:
    session = cases.MOMENTS[moment]()
    names = list(session.controls)
    found = walked(session)
    first = names.index(found[0])
    assert found == names[first:] + names[:first]
    session.key(pygame.K_TAB, mod=pygame.KMOD_SHIFT)
    assert session.desk.ui.focus == found[-1]


@pytest.mark.parametrize(
    ("moment", "night"),
    [
        ("today broken", False),
        ("opened", True),
        ("playing", False),
        ("faded", False),
        ("vitals", True),
        ("closed", True),
    ],
)
def test_where_it_is_can_be_seen_on_every_control(moment: str, night: bool) -> None:
    session = cases.MOMENTS[moment](night=night)
    painter, surface = Painter(session.fonts), pygame.Surface(session.size)

    def paint() -> None:
        painter.paint(surface, session.desk.items(session.now_s, cases.WALL), session.desk.grid, session.desk.palette)

    paint()
    plain = surface.copy()
    for name, control in session.controls.items():
        session.desk._set(focus=name)
        paint()
        around = pygame.Rect(control.box.inset(-6, -6)).clip(surface.get_rect())
        before, after = (
            pygame.surfarray.array3d(one.subsurface(around)).astype(np.int16) for one in (plain, surface)
        )
        changed = np.abs(after - before).max(axis=2) > 60
        assert changed.sum() > 2 * around.w, name  # a ring, and not a corner of one


@pytest.mark.parametrize("moment", SCREENS)
def test_enter_does_what_a_touch_does(moment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[str, str]] = []

    def do(desk: Desk, deeds: list[Deed]) -> None:
        done.extend((deed.kind, deed.button.name) for deed in deeds)

    session = cases.MOMENTS[moment]()
    monkeypatch.setattr(Desk, "_do", do)
    monkeypatch.setattr(Desk, "_foresee", lambda desk, button: None)
    for name, control in session.controls.items():
        if moment == "closed":
            break  # Enter leaves there whatever is chosen: nothing else is to be done
        holds = 1.3 if control.held_down else 0.05
        session.down((control.box.x + 9, control.box.y + 9))
        session.step(holds)
        session.up((control.box.x + 9, control.box.y + 9))
        touched, done[:] = list(done), []
        session.desk._set(focus=name)
        session.key(pygame.K_RETURN)
        session.step(holds)
        session.key_up(pygame.K_RETURN)
        assert touched, name
        assert done == touched, name
        done.clear()


def test_a_panel_that_opens_is_where_tab_goes_first() -> None:
    session = cases.playing()
    while session.desk.ui.focus != "show note":
        session.key(pygame.K_TAB)
    session.key(pygame.K_RETURN)
    session.key(pygame.K_TAB)
    assert session.desk.ui.focus == "close"


def test_a_session_from_today_to_its_end_by_keys_alone() -> None:
    session = cases.today()

    def choose(name: str) -> None:
        while session.desk.ui.focus != name:
            session.key(pygame.K_TAB)
        holds = session[name].held_down
        session.key(pygame.K_RETURN)
        session.step(1.3 if holds else 0.05)
        session.key_up(pygame.K_RETURN)

    choose("client K-31")
    choose("begin")
    choose("begin Checked on paper")
    session.play(2)
    assert session.desk.view.state == "playing"
    session.key(pygame.K_t, "t")
    session.type("Quiet")
    session.key(pygame.K_RETURN)
    session.key(pygame.K_RETURN)
    assert [one["text"] for one in session.sent if one["do"] == "note"] == ["Quiet"]
    session.key(pygame.K_F12)
    session.play(3)
    session.key(pygame.K_b, "b")
    session.step(1.3)
    session.key_up(pygame.K_b)
    session.key(pygame.K_e, "e")
    session.step(1.3)
    session.key_up(pygame.K_e)
    session.play(12)
    assert session.desk.view.state == "landed"
    choose("end")
    assert session.desk.view.state == "closed"

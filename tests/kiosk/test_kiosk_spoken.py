"""What the screen says by itself stands in the log, as plain lines, and never what somebody typed."""

from dataclasses import replace

import kiosk_cases as cases
import pytest
from kiosk_cases import Session, today
from kiosk_office import PIN

from setplayer.kiosk import app, spoken
from setplayer.kiosk.sdl import pygame


class Listener:
    """Hears what a screen says."""

    def __init__(self, session: Session):
        self.session = session
        self.speech = spoken.Speech()
        self.new()

    def new(self) -> list[str]:
        desk = self.session.desk
        return self.speech.new(desk.view, desk.ui, connected=desk.connected)


def test_states_consequences_and_refusals_are_told_once_each() -> None:
    heard = Listener(cases.playing())
    session = heard.session
    assert heard.new() == []
    session.tap("extend")
    (line,) = heard.new()
    assert line == session.desk.view.said
    assert line.startswith("Extended 2 min")
    session.play(1)
    assert heard.new() == []
    session.tap("duck")
    assert heard.new()[0] == "Ducked"
    session.tap("duck")
    assert heard.new()[0] == "No more: Ducked"
    session.tap("fade_now")
    assert heard.new() == ["Faded"]
    session.tap("chime")
    assert heard.new() == [session.desk.ui.callout.text]
    session.leave()
    assert heard.new() == ["The player is restarting"]


def test_what_befalls_the_sound_and_reminders_that_fall_due_are_told() -> None:
    heard = Listener(cases.playing())
    heard.session.engine.machine = cases.machine("no output", "on battery")
    heard.session.play(570)
    lines = heard.new()
    assert {"No sound", "On battery", "Due: Blood pressure"} <= set(lines)


def test_a_remote_that_joins_or_is_lost_is_shown_and_told() -> None:
    heard = Listener(cases.playing())
    heard.session.engine.machine = replace(cases.machine(), front_pids=(1, 2))
    heard.session.play(1)
    assert heard.new() == ["Another screen is attached"]
    assert "Another screen is attached" in heard.session.words
    heard.session.engine.machine = replace(cases.machine(), front_pids=(1,))
    heard.session.play(1)
    assert heard.new() == ["No more: Another screen is attached"]


@pytest.mark.parametrize(
    "start", [cases.opened, cases.noting, cases.closing_music, cases.today], ids=lambda start: start.__name__
)
def test_nobody_s_words_and_no_code_are_told(start) -> None:
    session = start()
    speech = spoken.Speech()
    told = " ".join(speech.new(session.desk.view, session.desk.ui, connected=True))
    for words in ("grief", "Breath", "K-31", "water is holding", "124/78", "Tears"):
        assert words not in told


def test_a_line_with_words_in_it_is_told_without_them() -> None:
    session = cases.noting()
    known = spoken.personal(session.desk.view, session.desk.ui)
    session.desk._say("save", "There is a note already: Breath  deep and slow, hands open")
    lines = Listener(session).speech.new(session.desk.view, session.desk.ui, connected=True)
    assert "breath deep and slow, hands open" in known
    assert lines == []
    speech = spoken.Speech()
    assert spoken.LEFT_OUT in speech.new(session.desk.view, session.desk.ui, connected=True)


def test_the_screens_behind_the_pin_are_told_and_no_digit_of_it() -> None:
    heard = Listener(today())
    session = heard.session
    session.office = cases.FakeOffice(cases.playing().engine.view)
    session.engine.office = session.office
    session.guard()
    session.tap("office settings")
    assert heard.new() == ["The PIN, please"]
    session.tap(*(f"digit {digit}" for digit in PIN))
    assert heard.new() == []
    session.tap("office ok")
    assert heard.new() == ["Settings"]


def test_a_window_writes_them_into_the_log(tmp_path) -> None:
    session = cases.playing()
    pygame.display.init()
    log = tmp_path / "engine.log"
    log.write_text("The engine said this.\n")
    window = app._Window(session.engine, False, (1280, 800), house=False, log=log)
    window._desk.refresh(1.0)
    window._show(1.0)
    window._show(2.0)
    first, *lines = log.read_text().splitlines()
    assert first == "The engine said this."
    assert next(line.split(" ", 1)[1] for line in lines) == "screen: Playing"
    assert len(lines) == len(set(lines))


def test_a_full_disk_darkens_no_screen(tmp_path) -> None:
    window = app._Window(
        cases.playing().engine, False, (1280, 800), house=False, log=tmp_path / "none" / "engine.log"
    )
    window._desk.refresh(1.0)
    window._show(1.0)


def test_a_window_that_changes_its_size_is_laid_out_anew() -> None:
    """A screen that is plugged in, turned or unplugged: SDL says so, and the surface is another one."""
    window = app._Window(cases.playing().engine, False, (1280, 800), house=False)
    window._desk.refresh(1.0)
    window._show(1.0)
    pygame.display.set_mode((1920, 1080))
    pygame.event.post(pygame.event.Event(pygame.WINDOWSIZECHANGED, x=1920, y=1080))
    for event in pygame.event.get():
        window._take(event, 2.0)
    assert window._desk.grid.screen[2:] == (1920, 1080)
    window._show(2.0)
    assert window._surface.get_size() == (1920, 1080)
    assert any(window._surface.get_at((x, 75))[:3] != (10, 8, 7) for x in range(1780, 1900))  # the time of day
    pygame.display.set_mode((600, 1024))
    window._show(3.0)  # also where nobody said so
    assert "stands upright" in " ".join(getattr(item, "text", "") for item in window._desk.items(3.0, "14:19"))

"""A kiosk runs for days: Today, a session, Today again; preparations wait for their day; what broke off is told."""

import os
import signal
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from process_cases import Ground, events_of, tide

from setplayer import housing
from setplayer.asking import view_of
from setplayer.engine.client import ask_once
from setplayer.engine.health import Outputs, health, power
from setplayer.engine.house import House
from setplayer.engine.journal import Journal
from setplayer.engine.kept import opened
from setplayer.engine.last_place import Place
from setplayer.engine.left_open import LeftOpen
from setplayer.engine.messages import Answer, Ask
from setplayer.engine.prepare import prepare
from setplayer.engine.preparing import is_empty
from setplayer.engine.pretend import PretendEngine
from setplayer.engine.start import Start
from setplayer.engine.today import Sessions, today
from setplayer.engine.today_view import Today
from setplayer.engine.view import View
from setplayer.engine.views import Machine
from setplayer.faults import Fault
from setplayer.keys.session_key import SessionKey
from setplayer.log.clock import FakeClock, SystemClock
from setplayer.log.store import Summary
from setplayer.score.model import PlacedPhase, Score
from setplayer.session.commands import ChooseArc
from setplayer.session.state import State
from setplayer.units import frames_from_s


@cache
def music() -> ChooseArc:
    return prepare("music-45", None, Path(os.devnull)).command()


def asked(ground: Ground, query: str, name: str = "", text: str = "") -> Answer:
    return ask_once(ground.data, Ask(number=1, query=query, name=name, text=text))


def at_home(view: View) -> bool:
    return view.today is not None and not view.today.reading and bool(view.today.health)


def in_session(view: View) -> bool:
    assert view.today is None or not view.today.said, view.today.said
    return bool(view.session_id)


def test_a_kiosk_goes_from_today_to_a_session_and_back_and_keeps_what_is_prepared(tmp_path: Path) -> None:
    with Ground(tmp_path) as ground:
        kiosk = ground.command("kiosk", "run", "--front", "none", "--output", "null")
        ground.shown(at_home, "Today")

        # What was prepared is kept, days ahead, and opened again.
        assert asked(ground, "choose", "client", "K-31").done
        view = ground.shown(lambda v: in_session(v) and v.shelf, "a session, and the arcs")
        assert (view.client, view.state, len(view.checklist), view.arc_chosen) == ("K-31", "open", 15, False)
        assert ground.ask(do="intention", text="To rest").done
        assert ground.ask(do="check_item", item=view.checklist[4].text, note="asked, none").done
        assert asked(ground, "leave").done
        view = ground.shown(at_home, "Today with it")
        (card,) = view.today.prepared if view.today else ()
        assert (card.client, card.checked, card.items) == ("K-31", 1, 15)
        assert not asked(ground, "choose", "session", "nothing").done
        assert asked(ground, "choose", "session", card.session_id).done
        view = ground.shown(in_session, "it again")
        assert (view.session_id, view.intention) == (card.session_id, "To rest")
        assert not view.arc_chosen, "nobody chose it meanwhile"
        assert asked(ground, "choose_arc", "music-45").done
        assert ground.shown(lambda v: in_session(v) and v.arc_chosen, "the arc is chosen")
        assert view.checked == view.answered == (view.checklist[4].text,)
        assert ground.ask(do="want_music", wanted=False).done
        assert ground.ask(do="begin", left_open=[view.checklist[0].text], reason="on paper").done
        ground.shown(lambda v: v.state == "silent", "a session without music")
        assert ground.ask(do="end").done

        view = ground.shown(lambda v: at_home(v) and v.today and v.today.recent, "what is over")
        assert view.today is not None
        assert [(one.client, one.closed) for one in view.today.recent] == [("K-31", True)]
        assert [(one.client, one.sessions) for one in view.today.clients] == [("K-31", 1)]
        with pytest.raises(Fault, match=r"No session is open: the kiosk on .* shows Today"):
            view_of(ground.data)
        kiosk.send_signal(signal.SIGTERM)
        assert ground.ended(kiosk)[0] == 0
        kinds = [entry.event.kind for entry in events_of(ground.session())]
        assert kinds.count("checklist") == 1


def test_a_kiosk_that_dies_goes_on_by_itself_and_one_that_is_stopped_ends_no_session(tmp_path: Path) -> None:
    with Ground(tmp_path) as ground:
        arc = tide(tmp_path / "arc.yaml")
        session = tmp_path / "data" / "sessions" / "20260101T000000Z-test.session"
        session.parent.mkdir(parents=True)
        engine = ground.engine(arc, session, begin=True)
        ground.shown(lambda v: v.frame > 48_000, "a session that plays")
        os.kill(engine.pid, signal.SIGKILL)
        engine.wait()
        kiosk = ground.command("kiosk", "run", "--front", "none", "--output", "null")
        view = ground.shown(lambda v: v.session_id == "test" and v.state == "playing", "the session again")
        assert view.frame > 48_000
        kiosk.send_signal(signal.SIGTERM)
        _, out, _ = ground.ended(kiosk)
        assert out.splitlines()[-1] == "The session was not closed; Today shows it."
        assert "end" not in [entry.event.kind for entry in events_of(session)]


def test_sessions_of_long_ago_are_not_read_before_the_first_picture(tmp_path: Path, monkeypatch) -> None:
    """Five hundred take half a second. Those that broke off just now are: they go on by themselves."""
    session = tmp_path / "sessions" / "20260101T000000Z-test.session"
    session.parent.mkdir()
    session.write_bytes(b"what a session is")
    read: list[int] = []
    monkeypatch.setattr(House, "look", lambda house: read.append(1) or Sessions())
    kiosk = housing._Kiosk(tmp_path, None, "null", front=False)
    assert kiosk._broke_off_just_now() is None
    assert read == [1]
    long_ago_s = session.stat().st_mtime - 3600
    os.utime(session, (long_ago_s, long_ago_s))
    assert kiosk._broke_off_just_now() is None
    assert read == [1]


def test_keys_of_prepared_sessions_outlive_the_sessions_in_between(tmp_path: Path) -> None:
    for name in ("prepared", "over"):
        SessionKey(tmp_path, name).made()
    start = Start(
        data=tmp_path, session_file=tmp_path / "s.session", session_id="s", arc="music-45", prepared=("prepared",)
    )
    with opened(start, SystemClock()).file:
        assert SessionKey(tmp_path, "prepared").read() is not None
        assert SessionKey(tmp_path, "over").read() is None


@pytest.mark.parametrize(
    ("commands", "empty"),
    [
        ((), True),
        (({"do": "open", "client": "K-99"},), False),
        (({"do": "intention", "text": "To rest"},), False),
        (({"do": "check_item", "item": "Eye mask"},), False),
        (({"do": "setting", "light": "dark"},), False),
        (({"do": "note", "text": "Called"},), False),
    ],
)
def test_a_client_touched_by_mistake_leaves_nothing_and_anything_prepared_is_kept(
    commands: tuple[dict[str, str], ...], empty: bool
) -> None:
    engine = PretendEngine(lambda name: music(), "music-45", Machine(session_id="s"), begun=False)
    engine.today = Today()
    engine.choose("client", "K-31")
    for command in commands:
        engine.send(command)
    assert all(answer.done for answer in engine.answers())
    assert is_empty(engine.state, engine.journal, "K-31") is empty


# ---- what Today tells, without processes


def left(clock: FakeClock, *, gone_s: float, flags: tuple[str, ...] = ("begun",), resumes: str = "") -> LeftOpen:
    phase = PlacedPhase(
        name="Peak", kind="peak", start_frame=0, end_frame=frames_from_s(3600), intensity_start=3, intensity_end=3
    )
    state = State(flags=frozenset(flags), score=Score(phases=(phase,)), resumes=resumes, client="K-31")
    place = Place(frame=frames_from_s(600), speed=1.0, library=None, stamp=clock.stamp())
    clock.advance(gone_s)
    day = datetime(2026, 11, 22, tzinfo=UTC).isoformat()
    summary = Summary(session_id="s", state="open", path=Path("s"), client_code="K-31", arc="Arc", opened=day)
    return LeftOpen(summary.model_copy(update={"begun": "begun" in flags}), state, Journal(), place)


@pytest.mark.parametrize(("resumes", "at_s"), [("", 1200), ("where_it_was", 600)])
def test_today_says_where_an_interrupted_session_would_resume(resumes: str, at_s: float) -> None:
    clock = FakeClock()
    one = left(clock, gone_s=600, flags=("begun", "silent"), resumes=resumes)
    card = today(Sessions((one.summary,), (one,)), clock.stamp()).interrupted
    assert card is not None
    assert (round(card.at_s), card.phase, card.word, round(card.ago_s)) == (at_s, "Peak", "silent", 600)


def test_an_interrupted_session_that_is_over_is_only_listed_and_can_be_closed() -> None:
    clock = FakeClock()
    one = left(clock, gone_s=3600)
    found = today(Sessions((one.summary,), (one,)), clock.stamp())
    assert found.interrupted is None
    assert [(card.session_id, card.closed) for card in found.recent] == [("s", False)]


def test_a_clients_usual_arc_is_that_of_the_last_session_that_began() -> None:
    days = [("a", "Old", True), ("b", "Usual", True), ("c", "Only prepared", False)]
    summaries = tuple(
        Summary(session_id=name, state="closed", path=Path(name), client_code="K-1", arc=arc, begun=begun,
                opened=f"2026-11-{10 + n}T10:00:00+00:00")
        for n, (name, arc, begun) in enumerate(days)
    )  # fmt: skip
    (card,) = today(Sessions(summaries), FakeClock().stamp()).clients
    assert (card.arc, card.sessions, card.last) == ("Usual", 2, "2026-11-11")
    last = Sessions(summaries).last_of("K-1")
    assert last is not None
    assert last.session_id == "b"


@pytest.mark.parametrize(
    ("wanted", "outputs", "state", "good"),
    [
        (None, Outputs(("A", "B"), "B"), "there", True),
        ("A", Outputs(("A", "B"), "B"), "there", True),
        ("C", Outputs(("A", "B"), "B"), "missing", False),
        (None, Outputs(), "none", False),
    ],
)
def test_the_health_of_the_sound_is_that_of_the_output_that_is_kept(
    wanted: str | None, outputs: Outputs, state: str, good: bool, tmp_path: Path
) -> None:
    sound = health(tmp_path, wanted, outputs, tmp_path)[0]
    assert (sound.name, sound.state, sound.good) == ("sound", state, good)


def test_power_is_told_only_of_a_battery_that_drives_the_computer(tmp_path: Path) -> None:
    def supply(name: str, **told: str) -> None:
        (tmp_path / name).mkdir()
        for field, value in told.items():
            (tmp_path / name / field).write_text(value + "\n", encoding="ascii")

    assert power(tmp_path) is None
    supply("mouse", type="Battery", capacity="3", status="Discharging", scope="Device")
    assert power(tmp_path) is None
    supply("BAT0", type="Battery", capacity="41", status="Discharging")
    found = power(tmp_path)
    assert found is not None
    assert (found.state, found.value, found.good) == ("battery", "41", False)

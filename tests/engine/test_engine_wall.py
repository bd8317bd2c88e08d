"""Times by the clock on the wall: what people say, and what they are told before and after."""

import os
import time
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from test_engine_views import begun, journal_of, minutes

from setplayer.engine.messages import Bad, command_from
from setplayer.engine.views import Machine, make_view
from setplayer.engine.wall import Wall
from setplayer.session import commands as c
from setplayer.session.decide import preview

ZONE = "Europe/Berlin"


@pytest.fixture(autouse=True)
def berlin() -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = ZONE
    time.tzset()
    yield
    del os.environ["TZ"]
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


def wall(text: str, frame: int = 0, speed: float = 1.0) -> Wall:
    """The clock on the wall when it shows this at a frame."""
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))
    return Wall(frame, round(moment.timestamp() * 1e6), speed)


def test_a_consequence_is_told_in_times_of_the_day_before_and_after() -> None:
    session = begun().at_min(12)
    now = wall("2026-03-02 14:20", session.now)
    told = "Extended 2 min: Peak now starts at 14:30, the arc ends at 14:50; Two stays"
    assert preview(session.state, c.Extend(), session.now, now.at) == told
    session.give(c.Extend())
    assert session.events[-1].outcome.text.endswith("starts at 22:00, the arc ends at 42:00; Two stays"), "the record"
    shown = make_view(session.state, journal_of(session), session.now, Machine(session_id="s", wall=now))
    assert (shown.said, shown.said_at) == (told, "14:20")


def test_where_the_last_phase_comes_next_it_reads_as_a_therapist_would_say_it() -> None:
    session = begun().at_min(25)
    now = wall("2026-03-02 14:25", session.now)
    assert preview(session.state, c.Extend(), session.now, now.at) == (
        "Extended 2 min: Home now starts at 14:32, ends 14:42; Bowls stays"
    )


def test_a_clock_that_is_set_and_summer_time_are_seen_at_once() -> None:
    session = begun().at_min(12)
    session.give(c.Extend())
    for text, ends in (
        ("2026-03-02 14:20", "14:50"),
        ("2026-03-02 15:20", "15:50"),
        ("2026-03-29 01:45", "03:15"),
    ):
        machine = Machine(session_id="s", wall=wall(text, session.now))
        assert f"ends at {ends};" in make_view(session.state, journal_of(session), session.now, machine).said


@pytest.mark.parametrize(
    ("now", "by", "in_min"),
    [
        ("2026-03-02 14:20", "15:30", 70),
        ("2026-03-02 23:30", "0:15", 45),
        ("2026-03-29 01:45", "03:15", 30),  # an hour of that night is left out
        ("2026-10-25 00:30", "3:15", 225),  # and one of this comes twice
    ],
)
def test_a_time_of_day_is_so_many_minutes_from_now(now: str, by: str, in_min: float) -> None:
    assert wall(now).minutes_until(by) == pytest.approx(in_min)


def test_a_time_of_day_in_a_session_that_runs_fast_is_that_many_of_its_minutes() -> None:
    assert wall("2026-03-02 14:20", speed=10).minutes_until("14:25") == pytest.approx(50)


@pytest.mark.parametrize("by", ["14:10", "14:20", "18:21"])
def test_a_time_that_has_passed_or_is_far_ahead_is_refused_with_the_time(by: str) -> None:
    with pytest.raises(Bad) as refused:
        wall("2026-03-02 14:20").minutes_until(by)
    assert str(refused.value) == (
        f"Finish by is not possible: it is 14:20 now, and {by} has passed or is more than 4 h ahead."
    )


def test_finish_by_a_time_of_day_ends_the_arc_then_and_the_record_has_what_was_said() -> None:
    session = begun().at_min(12)
    now = wall("2026-03-02 14:20", session.now)
    event = session.give(now.meant(command_from({"do": "finish_by", "minutes": "14:50"})))
    assert event.outcome.text.startswith("Finishing by 14:50: Peak now starts at ")
    assert session.state.score.frames == session.now + minutes(30)
    assert event.request == {"minutes": pytest.approx(30), "by": "14:50"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "say 'minutes', or 'by' a time of day such as 15:30"),
        ({"by": "25:10"}, "'by' is written like 15:30"),
        ({"minutes": "half past"}, "'minutes' must be a number"),
        ({"minutes": -1}, "'minutes' must be more than 0"),
    ],
)
def test_a_time_that_makes_no_sense_is_told(fields: dict[str, object], words: str) -> None:
    with pytest.raises(Bad) as bad:
        command_from({"do": "finish_by", **fields})
    assert str(bad.value) == f"Finish by: {words}."


def test_without_a_clock_a_time_of_day_means_nothing() -> None:
    assert begun().at_min(12).refused(c.FinishBy(by="15:30")) == (
        "Finish by is not possible: no clock is at hand that tells the time of day; say in how many minutes."
    )


def test_what_names_no_time_reads_as_it_is() -> None:
    session = begun().at_min(12)
    session.give(c.NextPiece())
    shown = make_view(
        session.state, journal_of(session), session.now, Machine(session_id="s", wall=wall("2026-03-02 14:20"))
    )
    assert shown.said == session.events[-1].outcome.text == "On to Three"

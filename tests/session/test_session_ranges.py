"""What a session makes of the ranges of phases, and of phases that start by the booster."""

import pytest
from session_cases import begun, minutes, phase, plain_arc

from setplayer.arc.model import Arc, Booster
from setplayer.session import commands as c


def ranged(**changes: object) -> Arc:
    """Arriving 0, Opening 10 (at least 6, at most 12 min), Peak 20, Home 30, the end 40."""
    return plain_arc(
        phases=(
            phase("Arriving", 10, "tide", kind="pre-onset"),
            phase("Opening", 10, "long.ogg", kind="onset", at_least_min=6, at_most_min=12),
            phase("Peak", 10, "drone", at_most_min=15),
            phase("Home", 10, "tide", kind="return", at_least_min=8),
        ),
        **changes,
    )


def test_finish_by_keeps_to_the_ranges_while_it_can() -> None:
    session = begun(ranged()).at_min(10)
    event = session.give(c.FinishBy(minutes=18))
    assert session.starts() == [0, 10, 16, 20, 28]
    assert event.outcome.text.startswith("Finishing in 18 min: Peak now starts at 16:00")


def test_finish_by_ends_when_it_was_asked_to_and_says_what_that_took() -> None:
    session = begun(ranged()).at_min(10)
    event = session.give(c.FinishBy(minutes=5))
    assert session.starts()[-1] == 15
    opening, home = "Opening (at least 6 min, at most 12 min)", "Home (at least 8 min)"
    assert event.outcome.text.startswith(f"Finishing in 5 min, outside the range of {opening} and {home}: ")
    session = begun(ranged()).at_min(10)
    assert session.give(c.FinishBy(minutes=37)).outcome.text.startswith("Finishing in 37 min: ")  # others give more
    assert session.starts() == [0, 10, 22, 34.5, 47]


def test_a_touch_beats_a_range_and_says_so() -> None:
    session = begun(ranged()).at_min(12)
    assert session.give(c.Extend(minutes=1)).outcome.text.startswith("Extended 1 min: ")
    outside = "outside the range of Opening (at least 6 min, at most 12 min)"
    assert session.give(c.Extend(minutes=5)).outcome.text.startswith(f"Extended 5 min, {outside}: Peak now starts")
    assert session.starts() == [0, 10, 26, 36, 46]
    assert session.give(c.Shorten(minutes=12)).outcome.text.startswith(f"Shortened 12 min, {outside}: ")
    session.give(c.Undo())
    session.give(c.Undo())
    assert session.give(c.Shorten(minutes=1)).outcome.text.startswith("Shortened 1 min: ")


def test_next_phase_goes_on_whatever_the_range_says() -> None:
    session = begun(ranged()).at_min(12)
    text = session.give(c.NextPhase()).outcome.text
    assert text.startswith("On to Peak, outside the range of Opening (at least 6 min, at most 12 min): ")
    assert session.after_s(10).state.phase == 2


def test_a_booster_adds_what_the_ranges_have_room_for() -> None:
    session = begun(ranged(booster=Booster(adds_frames=minutes(9), to=("onset", "Peak")))).at_min(15)
    event = session.give(c.GiveBooster())
    assert session.starts() == [0, 10, 22, 37, 47]
    assert event.outcome.text.startswith("Booster now, 7 min longer and not 9 min by the phases' ranges: ")


# ---- a phase that starts by the booster


def two_waves(**changes: object) -> Arc:
    """Arriving 0, First 10 (8 to 30 min), Second 20 (5 min after the booster), Home 30, the end 40."""
    return plain_arc(
        phases=(
            phase("Arriving", 10, "tide", kind="pre-onset"),
            phase("First", 10, "long.ogg", at_least_min=8, at_most_min=30),
            phase("Second", 10, "drone", after_booster_min=5),
            phase("Home", 10, "tide", kind="return"),
        ),
        **changes,
    )


def test_without_a_booster_it_starts_where_the_lengths_put_it() -> None:
    assert begun(two_waves()).at_min(25).state.phase == 2


@pytest.mark.parametrize(
    ("now_min", "ago_min", "starts", "said"),
    [
        (17, 0, 22, "Booster now: Second now starts at 22:00, the arc ends at 42:00; Long stays"),
        (18, 3, 20, "Booster 3 min ago: Second now starts at 20:00, the arc ends at 40:00; Long stays"),
        (12, 2, 18, "Booster 2 min ago, Second 3 min later than it says: "
                    "Second now starts at 18:00, the arc ends at 38:00; Long stays"),
    ],
)  # fmt: skip
def test_the_booster_moves_it(now_min: float, ago_min: float, starts: float, said: str) -> None:
    session = begun(two_waves()).at_min(now_min)
    event = session.give(c.GiveBooster(minutes_ago=ago_min))
    assert session.starts() == [0, 10, starts, starts + 10, starts + 20]
    assert event.outcome.text == said


def test_one_that_should_have_begun_begins_by_a_crossfade_and_nothing_heard_changes() -> None:
    session = begun(two_waves()).at_min(19)
    before = session.state.score
    session.give(c.GiveBooster(minutes_ago=9))
    score = session.state.score
    assert minutes(19) < score.phases[2].start_frame <= minutes(19.2)
    sounding = before.clip_at(session.now)
    assert sounding is not None
    assert score.clip_at(session.now).start_frame == sounding.start_frame  # type: ignore[union-attr]


def test_a_corrected_mark_moves_it_again_until_it_has_begun() -> None:
    session = begun(two_waves()).at_min(17)
    session.give(c.GiveBooster())
    entry = session.state.seq
    session.at_min(18)
    text = session.give(c.Correct(entry=entry, minutes_ago=4)).outcome.text
    assert text.startswith(f"Entry {entry} corrected: ")
    assert session.starts() == [0, 10, 19, 29, 39]
    session.at_min(20)
    session.give(c.Correct(entry=entry, minutes_ago=1))
    assert session.starts() == [0, 10, 19, 29, 39]
    assert session.state.marks["booster_frame"] == minutes(19)


def test_a_phase_that_has_begun_is_not_moved() -> None:
    session = begun(two_waves()).at_min(25)
    assert session.give(c.GiveBooster()).outcome.text == "Booster now: the phases it would move have begun"
    assert session.starts() == [0, 10, 20, 30, 40]


def test_what_the_booster_lengthens_and_what_starts_by_it_fit_together() -> None:
    booster = Booster(adds_frames=minutes(6), to=("peak", "Home"))
    session = begun(two_waves(booster=booster)).at_min(17)
    session.give(c.GiveBooster())
    assert session.starts() == [0, 10, 22, 35, 48]  # First lasts until Second; the others share the 6 minutes


def test_a_booster_while_held_counts_from_the_release() -> None:
    session = begun(two_waves()).at_min(17)
    session.give(c.Hold())
    assert session.give(c.GiveBooster()).outcome.text == "Booster now"
    session.at_min(19)
    session.give(c.Release())
    assert session.starts()[2] == 24

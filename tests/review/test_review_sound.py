"""Where the sound broke off, and how loud it was, as a client reads it."""

from review_sessions import PEOPLE, a_good_hour

from setplayer.review.page import render_page
from setplayer.review.text import render_text
from setplayer.review.timeline import build_timeline

MINUTE = 60 * 48_000


def test_every_way_in_which_sound_can_be_missing_is_told_with_its_length() -> None:
    told = a_good_hour()
    told.add(20, "underrun", request={"at_frame": 20 * MINUTE, "frames_lost": 14_400, "mono_ns": 1})
    told.add(30, "output_lost", request={"output": "Headphones", "reason": "it was unplugged"})
    told.add(32, "output_opened", request={"output": "Headphones"})
    told.add(40, "resumed", request={"lost_frame": 40 * MINUTE - 96_000})
    timeline = build_timeline(told.entries)
    assert [(gap.at_s, gap.text) for gap in timeline.breaks] == [
        (20 * 60, "The sound broke off for 0.3 s"),
        (30 * 60, "No sound reached Headphones for 2 min"),
        (40 * 60 - 2, "The player was gone for 2.0 s"),
    ]
    text = render_text(timeline, 80)
    assert "Where the sound broke off\n    20:00    The sound broke off for 0.3 s\n" in text
    assert "The sound broke off for 0.3 s</li>" in render_page(timeline, PEOPLE)


def test_a_session_that_was_whole_says_nothing_of_it() -> None:
    timeline = build_timeline(a_good_hour().entries)
    assert (timeline.breaks, timeline.hearing) == ((), "")
    assert "broke off" not in render_text(timeline, 80) + render_page(timeline, PEOPLE)


def test_the_level_is_told_where_a_room_was_calibrated() -> None:
    told = a_good_hour()
    measured = {"seconds": 3_600.0, "level_db": -37.0, "loudest_db": -30.0, "offset_db": 100.0}
    told.add(50, "hearing", request={"output": "Room", "exposure": measured})
    timeline = build_timeline(told.entries)
    words = "Hearing: 63 dBA on average over 1 h, under 0.1 % of a week's allowance (WHO/ITU H.870)"
    assert timeline.hearing == words
    assert words in render_text(timeline, 100)
    assert "Hearing: 63 dBA" in render_page(timeline, PEOPLE)


def test_an_altered_record_is_not_read_as_a_level() -> None:
    told = a_good_hour()
    told.add(50, "hearing", request={"output": "Room", "exposure": {"seconds": "many"}})
    assert build_timeline(told.entries).hearing == ""

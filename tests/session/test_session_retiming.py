"""Re-timing: what each command does to the phases, the music and the clock, and what people are told about it."""

import pytest
from session_cases import MINUTE, SECOND, Session, at, begun, dose_arc, minutes, phase, plain_arc, track

from setplayer.arc.model import Arc, Booster
from setplayer.score.soonest import soonest_next
from setplayer.session import commands as c
from setplayer.session.decide import preview, undo_name
from setplayer.session.state import State

JUMP_MIN = round(soonest_next(0) / MINUTE, 3)
"""How long after a touch the next phase begins, in minutes: half a crossfade."""


def total_min(session: Session) -> float:
    return round(session.state.score.frames / MINUTE, 3)


# ---- extend and shorten


def test_extending_moves_everything_after_the_phase() -> None:
    session = begun().at_min(12)
    event = session.give(c.Extend(minutes=2))
    assert session.starts() == [0, 10, 22, 32, 42]
    assert event.outcome.text == "Extended 2 min: Peak now starts at 22:00, the arc ends at 42:00; Two stays"
    assert session.piece() == "two.ogg"


def test_extending_in_the_very_last_second_brings_music_back() -> None:
    session = begun().until(minutes(40) - SECOND)
    session.give(c.Extend(minutes=3))
    assert total_min(session) == 43
    session.after_s(60)
    assert session.piece() == "tide"
    assert "landed" not in session.state.flags


def test_a_change_within_the_last_fade_lays_nothing_on_top_of_it() -> None:
    session = begun().until(minutes(40) - 5 * SECOND)
    clips = session.state.score.clips
    session.give(c.Fuller())
    assert session.state.score.clips == clips


def test_extending_in_the_last_second_of_a_phase_keeps_the_piece_that_has_begun() -> None:
    session = begun().until(minutes(20) - SECOND)
    assert session.piece() == "drone"  # Peak's, half way through the crossfade
    session.give(c.Extend(minutes=2))
    assert session.starts() == [0, 10, 22, 32, 42]
    assert session.piece() == "drone"


def test_shortening_takes_off_what_is_asked() -> None:
    session = begun().at_min(12)
    assert session.give(c.Shorten(minutes=3)).outcome.text.startswith("Shortened 3 min: Peak now starts at 17:00")
    assert session.starts() == [0, 10, 17, 27, 37]


def test_shortening_goes_down_to_what_has_been_played_and_says_by_how_much() -> None:
    session = begun().at_min(12)
    text = session.give(c.Shorten(minutes=60)).outcome.text
    assert text == "Shortened 7 min 54 s: Peak now starts at 12:06, the arc ends at 32:06"
    assert session.starts() == [0, 10, 12 + JUMP_MIN, 22 + JUMP_MIN, 32 + JUMP_MIN]
    assert session.refused(c.Shorten()) == "Shorten is not possible: Opening is ending already."


def test_shortening_keeps_the_overlap_and_begins_nothing_in_the_past() -> None:
    overlapping = plain_arc(phases=(phase("One", 10, "tide"), phase("Two", 10, "drone", overlap_s=60)))
    session = begun(overlapping).at_min(4)
    session.give(c.Shorten(minutes=60))
    one, two = session.state.score.phases
    assert two.start_frame == session.now + 1
    assert one.end_frame - two.start_frame == MINUTE


# ---- next phase


def test_next_phase_begins_half_a_crossfade_later() -> None:
    session = begun().at_min(12)
    session.give(c.NextPhase())
    assert session.starts() == [0, 10, 12 + JUMP_MIN, 22 + JUMP_MIN, 32 + JUMP_MIN]
    assert session.after_s(1).piece() == "drone"
    assert session.after_s(6).state.phase == 2


def test_a_second_press_during_the_crossfade_says_so() -> None:
    session = begun().at_min(12)
    session.give(c.NextPhase())
    session.after_s(3)
    assert session.refused(c.NextPhase()) == "Next phase is not possible: Peak is beginning already."


def test_after_the_last_phase_there_is_none() -> None:
    session = begun().at_min(35)
    reason = "Next phase is not possible: Home is the last phase; soft stop ends the music."
    assert session.refused(c.NextPhase()) == reason


def test_undoing_next_phase_while_the_crossfade_runs_brings_the_piece_back() -> None:
    session = begun().at_min(12)
    session.give(c.NextPhase())
    session.after_s(3)
    session.give(c.Undo())
    assert session.starts() == [0, 10, 20, 30, 40]
    assert session.piece() == "two.ogg"
    clip = session.state.score.clip_at(session.now)
    assert clip is not None
    assert clip.offset_frames == session.now - (minutes(10) - 6 * SECOND)
    assert clip.fade_in_shape == "linear"  # it joins itself while it still fades


def test_undoing_next_phase_minutes_later_goes_back_to_the_phase_and_records_it() -> None:
    session = begun().at_min(12)
    session.give(c.NextPhase())
    session.after_s(120)
    session.give(c.Undo())
    session.after_s(1)
    assert session.starts() == [0, 10, 20, 30, 40]
    assert session.piece() == "two.ogg"
    assert [e.request["name"] for e in session.events if e.kind == "phase_began"][-2:] == ["Peak", "Opening"]


def test_undoing_next_phase_when_the_piece_has_too_little_left_goes_on_with_the_phase() -> None:
    session = begun().at_min(14)
    session.give(c.NextPhase())
    session.after_s(45)
    session.give(c.Undo())
    assert session.piece() == "three.ogg"


def test_what_is_past_undoing_is_passed_over() -> None:
    session = begun().at_min(12)
    session.give(c.Fuller())
    session.give(c.NextPhase())
    session.at_min(21)
    assert undo_name(session.state, session.now) == "Fuller"
    assert session.give(c.Undo()).request == {"undoes": "fuller"}
    assert session.refused(c.Undo()) == "Undo is not possible: Opening would be over by now."
    assert undo_name(session.state, session.now) is None


# ---- finish by


@pytest.mark.parametrize("now_min", [0, 3, 9.99, 12, 19.95, 33])
@pytest.mark.parametrize("in_min", [3, 17, 120])
def test_finish_by_ends_the_arc_then_to_the_frame(now_min: float, in_min: float) -> None:
    session = begun().at_min(now_min)
    session.give(c.FinishBy(minutes=in_min))
    assert session.state.score.frames == session.now + minutes(in_min)
    assert session.state.score.clips[-1].end_frame == session.state.score.frames


def test_finish_by_leaves_every_phase_ahead_half_a_minute() -> None:
    session = begun().at_min(5)
    session.give(c.FinishBy(minutes=2))
    lengths = [(p.end_frame - p.start_frame) / SECOND for p in session.state.score.phases[1:]]
    assert min(lengths) >= 30


def test_finish_by_refuses_what_cannot_be_calm() -> None:
    session = begun().at_min(5)
    reason = "Finish by is not possible: what is ahead takes at least 1 min 36 s; soft stop ends the music in 10 s."
    assert session.refused(c.FinishBy(minutes=1)) == reason
    session.give(c.Hold())
    session.give(c.Silence())
    reason = "Finish by is not possible: the phase is held; release it first."
    assert session.refused(c.FinishBy(minutes=30)) == reason


def test_finish_by_while_the_last_phase_fades_starts_a_calm_end() -> None:
    session = begun().until(minutes(40) - 5 * SECOND)
    session.give(c.FinishBy(minutes=2))
    assert session.state.score.frames == session.now + minutes(2)
    assert session.after_s(60).piece() == "tide"


def test_undoing_finish_by_in_the_next_phase_restores_what_is_ahead() -> None:
    session = begun().at_min(8)
    session.give(c.FinishBy(minutes=16))
    assert session.starts() == [0, 9, 14, 19, 24]
    session.at_min(12)
    session.give(c.Undo())
    assert session.starts() == [0, 9, 20, 30, 40]


def test_undoing_a_stretch_when_more_has_been_played_than_there_was() -> None:
    session = begun().at_min(18)
    session.give(c.FinishBy(minutes=44))
    assert session.starts() == [0, 10, 22, 42, 62]
    session.at_min(21)
    session.give(c.Undo())
    end = 21 + JUMP_MIN
    assert session.starts() == [0, 10, end, round(end + 10, 3), round(end + 20, 3)]


# ---- hold and release


def test_a_hold_waits_and_its_release_goes_on_where_it_was() -> None:
    session = begun().at_min(12)
    assert session.give(c.Hold()).outcome.text == "Opening is held"
    session.at_min(25)
    assert session.state.phase == 1
    assert session.piece() == "drone"  # the phase's chain goes on
    session.give(c.Release())
    assert session.starts() == [0, 10, 33, 43, 53]


def test_a_hold_in_the_middle_of_the_crossfade_keeps_what_has_begun() -> None:
    session = begun().until(minutes(20) - 2 * SECOND)
    session.give(c.Hold())
    assert session.piece() == "drone"
    session.after_s(600)
    assert session.state.phase == 1
    session.give(c.Release())
    assert session.state.score.phases[2].start_frame >= session.now + 6 * SECOND


def test_extending_and_shortening_while_held_count_from_the_release() -> None:
    session = begun().at_min(12)
    session.give(c.Hold())
    session.give(c.Extend(minutes=2))
    session.at_min(14)
    session.give(c.Shorten(minutes=5))
    session.at_min(15)
    session.give(c.Release())
    assert session.starts()[2] == 20


def test_next_phase_ends_a_hold_and_its_undo_holds_again() -> None:
    session = begun().at_min(12)
    session.give(c.Hold())
    session.at_min(15)
    session.give(c.NextPhase())
    assert session.state.word == "playing"
    session.at_min(17)
    session.give(c.Undo())
    assert session.state.word == "held"
    session.at_min(20)
    assert session.give(c.Undo()).request == {"undoes": "hold"}
    assert session.starts() == [0, 10, 28, 38, 48]


# ---- the dose


def test_a_dose_on_time_changes_nothing_of_the_plan() -> None:
    session = begun(dose_arc()).at_min(5)
    assert "dose due" in session.state.conditions
    session.give(c.Dose())
    assert session.starts() == [0, 10, 20, 30, 40]
    assert session.state.conditions == frozenset()


def test_the_arc_waits_for_the_dose_without_a_seam() -> None:
    session = begun(dose_arc()).at_min(17)
    assert session.state.phase == 0
    assert session.piece() == "tide"
    session.give(c.Dose())
    assert session.starts() == [0, 22, 32, 42, 52]
    assert session.piece() == "tide"


def test_an_early_dose_moves_what_is_ahead_earlier() -> None:
    session = begun(dose_arc()).at_min(2)
    session.give(c.Dose())
    assert session.starts() == [0, 7, 17, 27, 37]


def test_an_early_dose_in_an_earlier_phase_moves_on_by_a_crossfade() -> None:
    session = begun(dose_arc(lead_frames=minutes(12))).at_min(4)
    session.give(c.Dose())
    assert session.starts() == [0, 4 + JUMP_MIN, 12, 22, 32]
    assert session.after_s(1).piece() == "two.ogg"


def test_a_late_mark_counts_from_when_it_was() -> None:
    session = begun(dose_arc()).at_min(9)
    event = session.give(c.Dose(minutes_ago=4))
    assert session.starts() == [0, 10, 20, 30, 40]
    assert event.outcome.text.startswith("Dose 4 min ago: Opening now starts at 10:00")
    assert session.state.marks["dose_frame"] == minutes(5)


def test_a_mark_so_late_that_a_phase_is_over_skips_it_and_keeps_the_end() -> None:
    session = begun(dose_arc()).at_min(30)
    session.give(c.Dose(minutes_ago=17))
    assert session.starts() == [0, 30 + JUMP_MIN, 30 + JUMP_MIN, 38, 48]
    assert session.after_s(1).piece() == "drone"


def test_a_mark_so_late_that_all_is_over_still_ends_calmly() -> None:
    session = begun(dose_arc()).at_min(60)
    session.give(c.Dose(minutes_ago=59))
    assert 0.2 < total_min(session) - 60 < 0.5
    assert session.after_s(40).state.word == "landed"


def test_a_dose_before_begin_is_refused() -> None:
    session = begun(dose_arc()).at_min(3)
    assert session.refused(c.Dose(minutes_ago=4)) == "Dose is not possible: the session began only 3:00 ago."


def test_a_dose_can_be_marked_again_and_its_entry_corrected() -> None:
    session = begun(dose_arc()).at_min(8)
    session.give(c.Dose())
    assert session.starts() == [0, 13, 23, 33, 43]
    session.at_min(14)
    session.give(c.Dose(minutes_ago=8))
    entry = session.state.seq
    assert session.starts()[1:] == [13, 21, 31, 41]
    event = session.give(c.Correct(entry=entry, minutes_ago=7))
    assert session.starts()[1:] == [13, 22, 32, 42]
    text = f"Entry {entry} corrected: Dose 7 min ago: Peak now starts at 22:00, the arc ends at 42:00; Two stays"
    assert event.outcome.text == text
    session.give(c.Correct(entry=entry, minutes_ago=6))
    assert session.starts()[1:] == [13, 23, 33, 43]


def test_correcting_another_entry_moves_nothing() -> None:
    session = begun(dose_arc()).at_min(8)
    session.give(c.Note(text="Given"))
    entry = session.state.seq
    session.give(c.Dose())
    assert session.give(c.Correct(entry=entry, minutes_ago=4)).outcome.text == f"Entry {entry} corrected"
    assert total_min(session) == 43


def test_a_correction_by_whole_phases_passes_them() -> None:
    session = begun(dose_arc()).at_min(14)
    session.give(c.Dose())
    session.at_min(21)
    assert session.state.phase == 1
    session.give(c.Dose(minutes_ago=20))
    assert session.starts() == [0, 19, 21 + JUMP_MIN, 26, 36]


def test_a_correction_while_held_leaves_the_phase_a_crossfade() -> None:
    session = begun(dose_arc()).at_min(5)
    session.give(c.Dose())
    session.at_min(12)
    session.give(c.Hold())
    session.at_min(14)
    session.give(c.Dose(minutes_ago=14))
    assert session.state.word == "held"
    session.at_min(20)
    session.give(c.Release())
    assert session.state.score.phases[1].end_frame - session.now >= 3 * MINUTE - SECOND


def test_an_arc_whose_zero_lies_in_its_last_phase() -> None:
    session = begun(dose_arc(lead_frames=minutes(38))).at_min(50)
    assert session.state.phase == 3
    session.give(c.Dose())
    assert total_min(session) == 52


def test_next_phase_while_waiting_goes_on_without_the_dose() -> None:
    session = begun(dose_arc()).at_min(8)
    session.give(c.NextPhase())
    assert session.state.flags == {"begun"}
    assert session.starts()[1:] == [8 + JUMP_MIN, 18 + JUMP_MIN, 28 + JUMP_MIN, 38 + JUMP_MIN]
    session.at_min(10)
    session.give(c.Dose())  # the plan had Opening five minutes after the dose
    assert session.starts()[2] == 25


def test_undoing_it_waits_again() -> None:
    session = begun(dose_arc()).at_min(8)
    session.give(c.NextPhase())
    session.at_min(11)
    session.give(c.Undo())
    assert session.state.flags == {"begun", "waiting", "dose due"}
    session.at_min(13)
    session.give(c.Dose())
    assert session.starts() == [0, 18, 28, 38, 48]


def test_shortening_while_waiting_never_ends_the_phase_before_zero() -> None:
    session = begun(dose_arc()).at_min(2)
    session.give(c.Shorten(minutes=60))
    session.at_min(9)
    assert session.state.word == "playing"
    session.give(c.Dose())
    assert session.starts()[1] == 9 + JUMP_MIN


def test_a_dose_ends_what_undo_can_re_time() -> None:
    session = begun(dose_arc()).at_min(2)
    session.give(c.Fuller())
    session.give(c.Extend())
    session.give(c.Dose())
    assert session.give(c.Undo()).request == {"undoes": "fuller"}
    assert session.refused(c.Undo()) == "Undo is not possible: there is nothing to take back."


def test_a_dose_in_an_arc_from_begin_moves_nothing() -> None:
    session = begun().at_min(4)
    session.give(c.Extend())
    session.give(c.Dose(minutes_ago=1))
    assert total_min(session) == 42
    assert undo_name(session.state, session.now) == "Extended 2 min"


# ---- the booster


def boosted(to: tuple[str, ...] = ("onset", "Peak"), **changes: object) -> Arc:
    return plain_arc(booster=Booster(adds_frames=minutes(5), to=to), **changes)


def test_a_booster_is_shared_by_the_phases_it_names_by_what_they_have_left() -> None:
    session = begun(boosted()).at_min(15)
    event = session.give(c.GiveBooster())
    assert session.starts() == [0, 10, 21.667, 35, 45]
    assert event.outcome.text == "Booster now: Peak now starts at 21:40, the arc ends at 45:00; Three stays"


def test_a_booster_leaves_alone_what_is_over() -> None:
    session = begun(boosted(("onset",))).at_min(25)
    assert session.give(c.GiveBooster()).outcome.text == "Booster now: the phases it would stretch are over"
    assert total_min(session) == 40


def test_a_booster_while_held_counts_from_the_release() -> None:
    session = begun(boosted()).at_min(15)
    session.give(c.Hold())
    session.at_min(18)
    session.give(c.GiveBooster())
    session.give(c.Release())
    assert total_min(session) == 48


def test_a_booster_before_the_dose_leaves_zero_where_it_was() -> None:
    arc = boosted(("pre-onset",), zero="dose", lead_frames=minutes(5))
    session = begun(arc).at_min(2)
    session.give(c.GiveBooster())
    assert session.state.marks["zero_planned"] == minutes(5)
    session.at_min(6)
    session.give(c.Dose())
    assert session.starts() == [0, 16, 26, 36, 46]


# ---- pieces


def test_next_piece_and_back() -> None:
    session = begun().at_min(12)
    assert session.give(c.NextPiece()).outcome.text == "On to Three"
    session.after_s(40)
    assert session.piece() == "three.ogg"
    session.give(c.Undo())
    assert session.piece() == "two.ogg"
    clip = session.state.score.clip_at(session.now)
    assert clip is not None
    assert clip.offset_frames == session.now - (minutes(10) - 6 * SECOND)


def test_a_piece_that_would_be_over_cannot_be_gone_back_to() -> None:
    session = begun().at_min(12)
    session.give(c.NextPiece())
    session.at_min(15)
    assert session.refused(c.Undo()) == "Undo is not possible: Two cannot be gone back to by now."


def test_two_commands_at_one_frame_both_hold() -> None:
    session = begun().at_min(12)
    session.give(c.NextPiece())
    session.give(c.Fuller())
    assert session.piece() == "three.ogg"
    assert session.after_s(20).piece() == "three.ogg"


def test_a_piece_left_within_its_first_seconds_hands_over_at_once() -> None:
    session = begun().until(minutes(10))
    session.give(c.NextPiece())
    assert session.piece() == "three.ogg"
    clip = session.state.score.clip_at(session.now)
    assert clip is not None
    assert clip.start_frame == session.now


def test_where_every_other_piece_is_damaged_the_bed_comes() -> None:
    arc = plain_arc(phases=(phase("One", 10, "one.ogg", "broken.ogg", "gone.ogg"),))
    session = begun(arc).at_min(1)
    assert session.give(c.NextPiece()).outcome.text == "On to Tide"
    session.after_s(30)
    session.give(c.NextPiece())  # the phase's only piece again
    assert session.piece() == "one.ogg"


def test_where_there_is_only_the_bed_there_is_no_other_piece() -> None:
    session = begun(plain_arc(phases=(phase("One", 10, "tide"),))).at_min(1)
    assert session.refused(c.NextPiece()) == "Next piece is not possible: there is no other piece in this phase."


def test_not_this_piece_again_leaves_it_and_keeps_it_out() -> None:
    arc = plain_arc(phases=(phase("One", 10, "one.ogg", "two.ogg"), phase("Two", 10, "one.ogg", "drone")))
    session = begun(arc).at_min(1)
    session.give(c.Why(reason="not this piece again"))
    assert session.piece() == "two.ogg"
    assert all(clip.source != "one.ogg" for clip in session.state.score.clips if clip.start_frame >= session.now)


def test_not_the_bed_again_brings_another_soundscape_and_in_the_end_a_tone() -> None:
    arc = plain_arc(phases=(phase("One", 10, "tide"),))
    session = begun(arc).at_min(1)
    for name in ("hearth", "plain tone"):
        session.give(c.Why(reason="not this piece again"))
        assert session.piece() == name
        session.after_s(60)


def test_not_the_piece_that_was_just_left() -> None:
    session = begun().at_min(12)
    session.give(c.NextPiece())
    session.after_s(20)
    event = session.give(c.Why(reason="not this piece again"))
    assert event.outcome.avoid == ("two.ogg",)
    assert session.piece() == "three.ogg"
    assert session.refused(c.Undo()) == "Undo is not possible: Two cannot be gone back to by now."


def test_long_after_next_piece_the_one_that_sounds_is_meant() -> None:
    session = begun().at_min(12)
    session.give(c.NextPiece())
    session.at_min(14)
    assert session.give(c.Why(reason="not this piece again")).outcome.avoid == ("three.ogg",)


def failed(clip_id: int, until: int) -> c.PieceFailed:
    return c.PieceFailed(clip_id=clip_id, playable_until_frame=until, reason="it is damaged")


def test_a_piece_that_fails_fades_while_the_next_comes() -> None:
    session = begun().at_min(12)
    clip = session.state.score.clip_at(session.now)
    assert clip is not None
    event = session.give(failed(clip.clip_id, session.now + 5 * SECOND))
    assert event.actor == "setplayer"
    assert event.outcome.text == "Two was left out: it is damaged"
    ending = session.state.score.clip(clip.clip_id)
    assert ending is not None
    assert (ending.end_frame, ending.fade_out_frames) == (session.now + 5 * SECOND, 5 * SECOND)
    assert session.piece() == "three.ogg"


def test_a_piece_that_fails_before_it_begins_never_does() -> None:
    session = begun().at_min(9)
    clip = next(clip for clip in session.state.score.clips if clip.source == "two.ogg")
    session.give(failed(clip.clip_id, clip.start_frame))
    assert session.state.score.clip(clip.clip_id) is None
    assert session.at_min(11).piece() == "three.ogg"
    reason = "piece_failed is not possible: there is no such track in the score."
    assert session.refused(failed(clip.clip_id, clip.start_frame)) == reason


def test_a_piece_that_fails_while_it_fades_leaves_the_next_alone() -> None:
    session = begun().at_min(12)
    clip = session.state.score.clip_at(session.now)
    assert clip is not None
    session.give(c.NextPiece())
    session.after_s(4)
    sounding = session.state.score.clip_at(session.now)
    session.give(failed(clip.clip_id, session.now + SECOND))
    assert session.state.score.clip_at(session.now) == sounding


def test_fuller_lays_again_only_what_changes_with_it() -> None:
    session = begun().at_min(11)
    before = {clip.clip_id: clip for clip in session.state.score.clips}
    session.give(c.Fuller())
    after = {clip.clip_id: clip for clip in session.state.score.clips}
    changed = {clip.source for number, clip in after.items() if number not in before}
    assert changed == {"three.ogg"}  # its gain follows; soundscapes follow by themselves
    louder = next(clip for clip in after.values() if clip.source == "three.ogg")
    softer = next(clip for clip in before.values() if clip.source == "three.ogg")
    assert louder.gain_db == pytest.approx(softer.gain_db + 0.8)
    assert louder.clip_id not in before


# ---- in all


def test_lengths_add_up_with_extensions_cuts_and_waits() -> None:
    session = begun(dose_arc()).at_min(9)  # the dose was planned at 5: four minutes of waiting
    session.give(c.Dose())
    session.at_min(16)
    session.give(c.Extend(minutes=3))
    session.at_min(18)
    session.give(c.Hold())
    session.at_min(20.5)
    session.give(c.Release())
    session.give(c.Shorten(minutes=1))
    assert total_min(session) == 40 + 4 + 3 + 2.5 - 1


COMMANDS: list[c.Command] = [
    c.Extend(), c.Shorten(), c.NextPhase(), c.FinishBy(minutes=20), c.Hold(), c.NextPiece(), c.Fuller(),
    c.GiveBooster(), c.Dose(minutes_ago=2), c.Undo(), c.Release(), c.Grounding(),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.do)
def test_preview_says_what_the_command_then_does_and_changes_nothing(command: c.Command) -> None:
    session = begun(boosted(zero="dose", lead_frames=minutes(5), cues=(at(2),))).at_min(5)
    session.give(c.Dose())
    session.give(c.Extend())
    session.at_min(12)
    before: State = session.state
    said = preview(session.state, command, session.now)
    assert session.state is before
    decided = session.ask(command)
    assert said == (decided.outcome.text if hasattr(decided, "outcome") else decided.reason)


def test_after_the_arc_there_is_nothing_to_re_time() -> None:
    session = begun(tracks=[track("one.ogg", 4)]).at_min(39)
    session.give(c.Grounding())
    session.at_min(40.1)
    assert session.state.word == "stopping"
    session.give(c.BringBack())
    assert session.refused(c.Extend()) == "Extend is not possible: the arc is over."
    assert session.refused(c.Hold()) == "Hold is not possible: the arc is over."
    assert session.refused(c.Fuller()) == "Fuller is not possible: the arc is over."
    assert session.give(c.Why(reason="client asked")).outcome.text == "The client asked for it"
    session.give(c.ReturnToArc())
    assert session.after_s(5).state.word == "landed"


def test_shortening_a_phase_whose_music_is_still_to_come_waits_for_it() -> None:
    overlapping = plain_arc(
        phases=(
            phase("One", 3, "one.ogg"),
            phase("Two", 4, "silence 40", "two.ogg", overlap_s=45),
            phase("Three", 5, "tide"),
        )
    )
    session = begun(overlapping).until(minutes(3) - 44 * SECOND)
    session.give(c.Shorten(minutes=60))
    two, three = (next(clip for clip in session.state.score.clips if clip.phase == n) for n in (1, 2))
    assert two.start_frame + two.fade_in_frames <= three.start_frame


def test_a_piece_that_ends_at_once_leaves_no_gap() -> None:
    session = begun(plain_arc(phases=(phase("One", 2, "one.ogg"), phase("Two", 5, "silence 60")))).until(
        minutes(2) - 8 * SECOND
    )
    clip = session.state.score.clip_at(session.now)
    assert clip is not None
    session.give(failed(clip.clip_id, session.now))
    sounding = session.state.score.clip_at(session.now)
    assert sounding is not None
    assert (sounding.kind, sounding.fade_in_frames) == ("bed", 12 * SECOND)

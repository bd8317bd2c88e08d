"""What time alone brings about: pieces, phases, cues, the dose falling due, and the end."""

from itertools import pairwise

import pytest
from session_cases import MINUTE, SECOND, Session, at, begun, dose_arc, every, minutes, phase, plain_arc

from setplayer.arc.model import Booster, Cue
from setplayer.session import commands as c
from setplayer.session.commands import Command
from setplayer.session.due import next_due
from setplayer.units import frames_from_s

CUES = ("cue_played", "cue_withheld", "cue_missed", "reminder_due")


def with_cues(*cues: Cue) -> Session:
    return begun(plain_arc(cues=cues))


# ---- cues


def test_a_chime_sounds_at_its_time_over_lowered_music() -> None:
    session = with_cues(at(3)).at_min(3)
    assert session.happened(*CUES) == [("cue_played", 3)]
    voice = session.state.voices[-1]
    assert (voice.source, voice.start_frame, voice.end_frame) == ("bowl", minutes(3), minutes(3) + 9 * SECOND)
    assert session.lane("talkover", 1) < 0.2


def test_a_repeated_cue_comes_again_and_again_from_zero() -> None:
    session = with_cues(every(15)).at_min(39)
    assert session.happened(*CUES) == [("cue_played", 15), ("cue_played", 30)]


def test_a_cue_hangs_on_its_phase_wherever_that_goes() -> None:
    session = with_cues(at(2, "Peak"), at(-1, "return")).at_min(12)
    session.give(c.Extend(minutes=3))
    assert session.at_min(39).happened(*CUES) == [("cue_played", 25), ("cue_played", 32)]


def test_a_cue_before_begin_is_missed_not_fired() -> None:
    assert begun(dose_arc(cues=(at(-9),))).happened(*CUES) == [("cue_missed", 0)]


def test_cues_before_zero_sound_while_waiting_and_the_others_after_the_dose() -> None:
    session = begun(dose_arc(cues=(at(-1), at(1), every(3, "Breath")))).at_min(9)
    assert session.happened(*CUES) == [("cue_played", 4)]
    session.give(c.Dose())
    assert session.at_min(16).happened(*CUES)[1:] == [("cue_played", 10), ("reminder_due", 12), ("reminder_due", 15)]


def test_cues_that_a_late_mark_has_passed_are_missed_never_fired() -> None:
    session = begun(dose_arc(cues=(at(1), every(3, "Breath")))).at_min(9)
    session.give(c.Dose(minutes_ago=4))
    session.at_min(12)
    assert session.happened(*CUES) == [("cue_missed", 9), ("cue_missed", 9), ("reminder_due", 11)]


def test_a_cue_of_a_phase_that_was_skipped_is_missed() -> None:
    session = begun(dose_arc(cues=(at(1, "Opening"),))).at_min(30)
    session.give(c.Dose(minutes_ago=17))
    session.at_min(36)
    assert [kind for kind, _ in session.happened(*CUES)] == ["cue_missed"]


def test_a_cue_hangs_on_the_booster_once_it_is_given() -> None:
    arc = plain_arc(cues=(at(7, "booster", "Look"),), booster=Booster(adds_frames=minutes(5), to=("Peak",)))
    session = begun(arc).at_min(20)
    assert session.happened(*CUES) == []
    session.give(c.GiveBooster(minutes_ago=2))
    assert session.at_min(30).happened(*CUES) == [("reminder_due", 25)]


def test_a_booster_corrected_moves_its_cue_and_stretches_nothing_again() -> None:
    arc = plain_arc(cues=(at(7, "booster", "Look"),), booster=Booster(adds_frames=minutes(5), to=("Peak",)))
    session = begun(arc).at_min(20)
    session.give(c.GiveBooster())
    session.give(c.Correct(entry=session.state.seq, minutes_ago=3))
    assert session.starts()[-1] == 45
    assert session.at_min(30).happened(*CUES) == [("reminder_due", 24)]


ASKED: list[tuple[str, list[Command]]] = [
    ("silent", [c.Silence()]),
    ("faded", [c.FadeNow()]),
    ("away", [c.Away()]),
    ("grounding", [c.Grounding()]),
    ("stopping", [c.SoftStop()]),
]


@pytest.mark.parametrize(("state", "commands"), ASKED)
def test_nothing_automatic_sounds_in_silence_that_was_asked_for(state: str, commands: list[Command]) -> None:
    session = with_cues(at(3), at(3, remind="Breath")).until(minutes(3) - 5 * SECOND)
    for command in commands:
        session.give(command)
    session.at_min(3)
    assert session.happened(*CUES) == [("cue_withheld", 3), ("reminder_due", 3)]
    assert all(voice.bus == "grounding" for voice in session.state.voices)


def test_a_chime_by_hand_is_refused_while_away_and_sounds_in_silence() -> None:
    session = begun().at_min(3)
    session.give(c.Silence())
    assert session.give(c.Chime()).outcome.text == "Sounded: bowl"
    session.give(c.Away())
    assert session.refused(c.Chime()) == "Chime is not possible: it is away; come back first."


def test_who_went_away_comes_back_also_once_the_music_was_faded_or_has_ended() -> None:
    session = begun().at_min(3)
    session.give(c.FadeNow())
    session.after_s(12)
    assert session.give(c.Away()).outcome.text == "Away"
    assert session.state.word == "faded"
    assert session.give(c.Back()).outcome.text == "Back"
    session.give(c.BringBack())
    session.give(c.Away())
    session.at_min(41)
    assert session.state.word == "landed"
    assert session.state.conditions == {"away"}
    session.give(c.Back())
    assert session.state.conditions == frozenset()


# ---- reminders


RETIMED: list[Command] = [c.Extend(minutes=7), c.FinishBy(minutes=20), c.FinishBy(minutes=80), c.Shorten(), c.Hold()]


@pytest.mark.parametrize("command", RETIMED, ids=lambda command: command.do)
def test_reminders_keep_their_own_times(command: Command) -> None:
    session = with_cues(every(10, "Blood pressure"), at(25, remind="Water")).at_min(12)
    session.give(command)
    session.at_min(31)
    assert session.happened(*CUES) == [("reminder_due", m) for m in (10, 20, 25, 30)]


def test_reminders_go_on_until_end_though_the_music_has_ended() -> None:
    session = with_cues(every(10, "Blood pressure"), every(7)).at_min(12)
    session.give(c.SoftStop())
    session.at_min(61)
    assert session.happened("landed") == [("landed", round(12 + 10 / 60, 3))]
    assert session.happened("reminder_due") == [("reminder_due", m) for m in (10, 20, 30, 40, 50, 60)]
    assert session.happened("cue_withheld") == [("cue_withheld", m) for m in (14, 21, 28, 35)]
    session.give(c.End())
    assert next_due(session.state) is None


def test_a_corrected_dose_moves_the_reminders_and_none_comes_twice() -> None:
    session = begun(dose_arc(cues=(every(15, "Blood pressure"),))).at_min(10)
    session.give(c.Dose())
    session.at_min(26)
    session.give(c.Dose(minutes_ago=6))
    session.at_min(51)
    assert session.happened(*CUES) == [("reminder_due", 25), ("reminder_due", 35), ("reminder_due", 50)]


def test_a_reminder_is_seen_to_or_left_out_by_its_number() -> None:
    session = with_cues(every(2, "Blood pressure")).at_min(7)
    first, second, third = session.state.reminders
    session.give(c.ReminderSkipped(reminder=second.number, reason="asleep"))
    session.give(c.ReminderDone())
    assert [r.status for r in session.state.reminders] == ["done", "skipped", "due"]
    assert session.events[-1].ref_seq == first.number
    reason = f"Reminder done is not possible: reminder {second.number} is not due."
    assert session.refused(c.ReminderDone(reminder=second.number)) == reason
    session.give(c.ReminderDone(reminder=third.number))
    assert session.refused(c.ReminderDone()) == "Reminder done is not possible: no reminder is due."


# ---- pieces, phases, the end


def test_pieces_and_phases_begin_and_end_once_in_order() -> None:
    session = begun().at_min(45)
    begins = [e.request["clip_id"] for e in session.events if e.kind == "piece_began"]
    ends = [e.request["clip_id"] for e in session.events if e.kind == "piece_ended"]
    assert sorted(begins) == sorted(ends) == sorted(clip.clip_id for clip in session.state.score.clips)
    assert len(set(begins)) == len(begins)
    assert session.happened("phase_began", "landed") == [
        ("phase_began", 0), ("phase_began", 10), ("phase_began", 20), ("phase_began", 30), ("landed", 40),
    ]  # fmt: skip
    assert all(one.frame <= other.frame for one, other in pairwise(session.events))


def test_the_end_waits_for_what_still_sounds() -> None:
    session = with_cues(at(39.95)).at_min(42)
    assert session.happened("landed") == [("landed", round(39.95 + 9 / 60, 3))]


def test_the_end_under_grounding_music_stops_softly_and_can_be_brought_back() -> None:
    session = begun().at_min(38)
    session.give(c.Grounding())
    session.at_min(41)
    assert session.happened("soft_stop", "landed") == [("soft_stop", 40), ("landed", round(40 + 10 / 60, 3))]
    assert next(e for e in session.events if e.kind == "soft_stop").actor == "setplayer"
    session.give(c.BringBack())
    assert session.at_min(90).state.word == "playing"
    assert session.lane("closing") == session.lane("grounding") == 1
    session.give(c.ReturnToArc())
    assert session.after_s(5).state.word == "landed"


def test_a_dose_falls_due_at_zero_once() -> None:
    session = begun(dose_arc()).at_min(8)
    assert session.happened("dose_due") == [("dose_due", 5)]
    assert session.state.conditions == {"dose due"}


def test_what_is_brought_back_after_a_soft_stop_is_in_place_by_now() -> None:
    session = begun().at_min(3)
    session.give(c.SoftStop())
    session.at_min(12)
    assert session.state.word == "landed"
    before = len(session.events)
    session.give(c.BringBack())
    session.after_s(1)
    assert session.state.word == "playing"
    new = [(e.kind, e.request.get("source", e.request.get("name"))) for e in session.events[before + 1 : -1]]
    assert new == [("piece_began", "two.ogg"), ("phase_began", "Opening")]


def test_what_is_brought_back_within_its_piece_begins_it_anew_in_the_record() -> None:
    session = begun().at_min(1)
    session.give(c.SoftStop())
    session.at_min(2)
    session.give(c.BringBack())
    session.after_s(1)
    assert [name for name, _ in session.happened("piece_began", "piece_ended")] == [
        "piece_began", "piece_ended", "piece_began",
    ]  # fmt: skip


def test_after_the_arc_music_to_close_with_is_brought_back_and_plays_until_it_is_ended() -> None:
    session = begun().at_min(41)
    assert session.state.word == "landed"
    assert session.give(c.BringBack()).outcome.text == "Closing music"
    rises = session.state.lanes["grounding"]
    assert rises.value(session.now) == 0.0
    assert rises.value(session.now + frames_from_s(9)) < 1.0, "out of silence it takes ten seconds"
    session.after_s(1800)
    assert (session.state.word, "grounding" in session.state.flags) == ("playing", True)
    assert any(voice.start_frame <= session.now < voice.end_frame for voice in session.state.voices)
    session.give(c.SoftStop())
    session.after_s(11)
    assert session.state.word == "landed"
    session.give(c.End())


def test_closing_music_stays_away_where_silence_was_asked_for() -> None:
    session = begun().at_min(3)
    session.give(c.Silence())
    session.at_min(41)
    assert session.give(c.BringBack()).outcome.text == "Closing music; it is still silent"
    assert session.state.lanes["silence"].value(session.now + frames_from_s(20)) == 0.0


def test_bring_back_is_dead_for_two_seconds() -> None:
    session = begun().at_min(3)
    session.give(c.FadeNow())
    session.after_s(1.9)
    reason = "Bring back is not possible: it was faded only now; wait two seconds."
    assert session.refused(c.BringBack()) == reason
    session.after_s(0.1)
    assert session.give(c.BringBack()).outcome.text == "Brought back"


def test_bring_back_says_what_stays_silent() -> None:
    session = begun().at_min(3)
    session.give(c.Silence())
    session.give(c.FadeNow())
    session.after_s(4)
    assert session.give(c.BringBack()).outcome.text == "Brought back; it is still silent"
    assert session.state.word == "silent"


def test_a_hold_outlasts_fade_and_landing() -> None:
    session = begun().at_min(12)
    session.give(c.Hold())
    session.give(c.SoftStop())
    session.at_min(30)
    session.give(c.BringBack())
    assert session.state.word == "held"
    assert session.state.score.phase_at(session.now) == 1


def test_phases_of_a_few_seconds_are_each_recorded() -> None:
    arc = plain_arc(phases=tuple(phase(f"Part {n}x", 0.5, "tide") for n in range(4)))
    session = begun(arc).until(3 * MINUTE)
    assert session.happened("phase_began") == [("phase_began", n / 2) for n in range(4)]


# ---- devices of esketamine


def test_three_devices_are_marked_in_turn_and_a_fourth_is_none() -> None:
    session = begun().at_min(2)
    texts = []
    for wait_min in (0, 5, 5):
        session.until(session.now + minutes(wait_min))
        texts.append(session.give(c.DeviceGiven()).outcome.text)
    assert texts == ["Device 1 given now", "Device 2 given now", "Device 3 given now"]
    reason = "all 3 devices are marked; correct one, or say which was given again"
    assert session.refused(c.DeviceGiven()) == f"Device given is not possible: {reason}."
    assert session.give(c.DeviceGiven(device=2)).request["device"] == 2


def test_each_device_is_corrected_by_itself() -> None:
    session = begun().at_min(10)
    entries = []
    for _ in range(3):
        session.give(c.DeviceGiven())
        entries.append(session.state.seq)
    before = dict(session.state.marks)
    session.give(c.Correct(entry=entries[1], minutes_ago=4))
    changed = {name: frame for name, frame in session.state.marks.items() if before[name] != frame}
    assert changed == {"device_2_frame": session.now - minutes(4)}


def test_the_first_device_is_the_dose_of_an_arc_that_waits_for_it() -> None:
    arc = dose_arc(cues=(at(5, remind="Second device"), at(10, remind="Third device")))
    session = begun(arc).at_min(7)
    assert "dose due" in session.state.conditions
    event = session.give(c.DeviceGiven(minutes_ago=1))
    assert event.outcome.text.startswith("Device 1 given 1 min ago: Opening now starts at 11:00")
    assert "dose due" not in session.state.conditions
    entry = session.state.seq
    session.at_min(9).give(c.Correct(entry=entry, minutes_ago=2))
    assert session.state.marks["zero_frame"] == session.state.marks["device_1_frame"] == minutes(7)
    session.give(c.DeviceGiven(minutes_ago=0))
    session.at_min(20)
    assert session.happened("reminder_due") == [("reminder_due", 12.0), ("reminder_due", 17.0)], "at their own times"


def test_the_end_of_the_infusion_is_marked_when_it_was_and_corrected() -> None:
    session = begun().at_min(10)
    session.give(c.InfusionEnd(minutes_ago=3))
    entry = session.state.seq
    assert session.state.marks["infusion_end_frame"] == minutes(7)
    session.give(c.Correct(entry=entry, minutes_ago=1))
    assert session.state.marks["infusion_end_frame"] == minutes(9)
    assert session.starts() == [0, 10, 20, 30, 40], "it moves nothing"

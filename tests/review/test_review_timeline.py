"""What a session comes to when it is read back: what is there, when, in which words, and what is held back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_sessions import MINUTE, PHASES, At, Told, a_good_hour, frames, placed

from setplayer.review.entries import Entry
from setplayer.review.lines import said
from setplayer.review.model import BEFORE, Timeline
from setplayer.review.timeline import build_timeline
from setplayer.review.words import ERASED
from setplayer.score.curves import Move
from setplayer.score.model import ScoreChange
from setplayer.session.events import Event, Outcome
from setplayer.units import s_from_frames


def timeline_of(told: Told, **how: bool) -> Timeline:
    return build_timeline(told.entries, **how)


def begun(kind: str = "session", **how: str) -> Told:
    told = Told(kind, **how)  # type: ignore[arg-type]
    told.did(0, "begin")
    return told


def texts(timeline: Timeline) -> list[str]:
    return [moment.text for moment in timeline.moments]


def changes(timeline: Timeline) -> list[str]:
    return [change.text for change in timeline.changes]


# ---- where and when


def test_the_day_and_the_hour_are_those_of_the_room() -> None:
    timeline = timeline_of(a_good_hour())
    assert (timeline.day, timeline.began) == (date(2026, 11, 14), "13:00")


def test_west_of_greenwich_the_evening_before_is_still_the_evening_before() -> None:
    told = begun()
    early = [Entry(e.seq, At(e.stamp.wall_us - 11 * 3600 * 10**6, -120), e.event) for e in told.entries]
    timeline = build_timeline(early)
    assert (timeline.day, timeline.began) == (date(2026, 11, 13), "23:00")


def test_a_clock_beyond_all_years_leaves_the_day_open_and_nothing_breaks() -> None:
    told = begun()
    timeline = build_timeline([Entry(e.seq, At(2**62), e.event) for e in told.entries])
    assert timeline.day is None


def test_phases_are_as_they_went_and_not_as_they_were_planned() -> None:
    told = begun()
    longer = (*PHASES[:3], placed("Peak", "peak", 22, 40, 6, 7), placed("Return", "re-entry", 40, 54, 6.5, 2.5))
    told.rescored(30, "extend", (*longer, placed("Landing", "return", 54, 62, 2, 1)), minutes=2)
    told.add(62, "landed")
    assert [(p.name, p.start_s / 60, p.end_s / 60) for p in timeline_of(told).phases][3:] == [
        ("Peak", 22, 40), ("Return", 40, 54), ("Landing", 54, 62),
    ]  # fmt: skip
    assert timeline_of(told).length_s == 62 * 60


def test_a_skipped_phase_is_not_there_and_the_last_ends_with_the_music() -> None:
    told = begun()
    skipped = placed("Building", "building", 10, 10, 3, 6)
    told.rescored(
        10,
        "next_phase",
        (PHASES[0], placed("Onset", "onset", 6, 10, 1, 3), skipped, placed("Peak", "peak", 10, 26, 6, 8)),
    )
    told.did(18, "soft_stop")
    told.add(18.2, "landed")
    phases = timeline_of(told).phases
    assert [p.name for p in phases] == ["Arriving", "Onset", "Peak"]
    assert phases[-1].end_s == 18.2 * 60
    assert phases[-1].intensity_end == 6 + 2 * 8.2 / 16


def test_music_that_was_brought_back_after_a_stop_had_not_ended() -> None:
    told = begun()
    told.did(18, "soft_stop")
    told.add(18.2, "landed")
    told.did(20, "bring_back")
    told.did(30, "end")
    assert timeline_of(told).length_s == 30 * 60


def test_a_session_still_open_goes_to_its_last_event() -> None:
    told = begun()
    told.wrote(12, "note", text="x")
    assert timeline_of(told).length_s == 12 * 60


def test_a_session_that_never_began_has_no_music_and_keeps_its_intention() -> None:
    told = Told()
    told.wrote(0, "intention", text="To rest.")
    timeline = timeline_of(told)
    assert (timeline.length_s, timeline.phases, timeline.curve, timeline.intention) == (0, (), (), "To rest.")


def test_no_events_at_all_are_an_empty_timeline() -> None:
    assert build_timeline([]).phases == ()


def test_every_moment_is_in_the_phase_begun_last_or_before_or_after_the_music() -> None:
    told = Told("rehearsal")
    told.wrote(0, "note", text="before")
    told.did(0, "begin")
    told.wrote(0, "note", text="at once")
    told.wrote(6, "note", text="onset")
    told.wrote(37.999, "note", text="peak")
    told.add(60, "landed")
    told.wrote(70, "note", text="after")
    parts = {moment.text: moment.part for moment in timeline_of(told).moments}
    assert parts == {"before": BEFORE, "at once": 0, "onset": 1, "peak": 3, "after": 6}


def test_zero_is_known_where_the_arc_counts_from_the_dose_and_once_it_was_given() -> None:
    for zero, expected in (("dose", 11 * 60), ("begin", None)):
        told = Told(zero=zero)
        told.add(0, "begin", outcome=Outcome(marks={"zero_frame": frames(10)}))
        assert timeline_of(told).zero_s is None
        told.add(8, "dose", outcome=Outcome(marks={"zero_frame": frames(8), "dose_frame": frames(8)}))
        told.add(12, "dose", outcome=Outcome(marks={"zero_frame": frames(11), "dose_frame": frames(11)}))
        assert timeline_of(told).zero_s == expected


# ---- the music


def test_a_soundscape_has_a_name_a_silence_is_silence_and_a_file_without_tags_its_own_name() -> None:
    pieces = {p.start_s / 60: (p.title, p.kind) for p in timeline_of(a_good_hour()).pieces}
    assert pieces[36] == ("Tide", "soundscape")
    assert pieces[33] == ("Silence", "silence")
    told = begun()
    told.piece(0, 3, "", source="quiet/slow_water.flac")
    assert timeline_of(told).pieces[0].title == "Slow water"


def test_a_soundscape_that_goes_on_into_itself_is_one_piece() -> None:
    told = begun()
    for start, end in ((0, 6), (5.9, 15), (15, 22)):
        told.piece(start, end, "tide", kind="soundscape", source="tide")
    told.piece(30, 40, "tide", kind="bed", source="tide")
    told.add(60, "landed")
    assert [(p.start_s / 60, p.end_s / 60) for p in timeline_of(told).pieces] == [(0, 22), (30, 40)]


def test_a_piece_that_an_undo_brought_back_is_there_twice() -> None:
    told = begun()
    for start, end in ((0, 3), (3.5, 6)):
        told.add(start, "piece_began", request={"clip_id": 4, "kind": "track", "title": "Thaw", "source": "t"})
        told.add(end, "piece_ended", request={"clip_id": 4})
    assert [(p.start_s / 60, p.end_s / 60) for p in timeline_of(told).pieces] == [(0, 3), (3.5, 6)]


def test_fuller_lifts_the_curve_from_then_on() -> None:
    plain, fuller = begun(), begun()
    fuller.fuller(26, 1.5)
    for told in (plain, fuller):
        told.add(60, "landed")
    before, after = dict(timeline_of(plain).curve), dict(timeline_of(fuller).curve)
    assert after[0.0] == before[0.0]
    assert after[38 * 60.0] == before[38 * 60.0] + 1.5


def test_the_curve_is_the_intensity_that_was_played_where_the_session_kept_it() -> None:
    told = begun()
    ramp = Move(start_frame=0, frames=frames(60), from_value=2, to_value=8, shape="linear")
    told.add(0, "extend", outcome=Outcome(moves={"intensity": (ramp,)}))
    told.add(30, "landed")
    assert timeline_of(told).curve == ((0.0, 2.0), (s_from_frames(frames(30) - 1), pytest.approx(5)), (1800.0, 5.0))


def test_silences_of_every_cause_are_known_and_joined() -> None:
    told = begun()
    told.did(10, "silence")
    told.did(11, "away")
    told.did(12, "music")
    told.did(13, "back")
    told.piece(20, 22, "", kind="silence")
    told.did(30, "fade_now")
    told.did(30.02, "fade_now")
    told.did(32, "bring_back")
    told.did(58, "soft_stop")
    told.add(59, "landed")
    spans = [(a / 60, b / 60) for a, b in timeline_of(told).silences_s]
    assert spans == [(10, 13), (20, 22), (30, 32), (58, 59)]


# ---- what was changed, and why


def test_what_ended_a_change_is_said_with_it() -> None:
    told = begun()
    told.did(37.8, "hold")
    told.did(38.9, "release")
    told.did(39, "release")
    found = timeline_of(told).changes
    assert [(c.text, c.until_s) for c in found] == [
        ("The music was held here", 38.9 * 60),
        ("The music went on from here", None),
    ]


def test_a_change_that_was_taken_back_says_so_and_is_over() -> None:
    told = begun()
    hold = told.did(20, "hold")
    told.undid(21, hold, "release")
    told.did(30, "hold")
    told.did(31, "release")
    first, second = timeline_of(told).changes
    assert said(first) == "The music was held here, and this was taken back at 21:00"
    assert said(second) == "The music was held here, for 1 min"


def test_a_silence_that_was_taken_back_is_no_silence_any_more() -> None:
    told = begun()
    told.undid(11, told.did(10, "silence"), "music")
    told.add(60, "landed")
    assert timeline_of(told).silences_s == ((600.0, 660.0),)


def test_taking_back_the_end_of_a_silence_is_a_silence_again() -> None:
    told = begun()
    told.did(10, "silence")
    told.undid(12, told.did(11, "music"), "silence")
    told.did(14, "music")
    told.add(60, "landed")
    assert [(a / 60, b / 60) for a, b in timeline_of(told).silences_s] == [(10, 11), (12, 14)]


def test_grounding_music_ends_a_silence_and_is_told_itself() -> None:
    told = begun()
    told.did(10, "silence")
    told.did(11, "grounding")
    told.did(13, "return_to_arc")
    assert [said(change) for change in timeline_of(told).changes] == [
        "The music faded into silence, for 1 min", "Grounding music played, for 2 min",
    ]  # fmt: skip


def test_a_soft_stop_is_an_end_and_has_no_length() -> None:
    told = begun()
    told.did(58, "soft_stop")
    told.did(58.2, "landed")
    assert [said(change) for change in timeline_of(told).changes] == [
        "The music was brought to a gentle end", "The music ended",
    ]  # fmt: skip


def test_changes_are_in_plain_words() -> None:
    told = begun()
    told.did(1, "extend", minutes=2)
    told.did(2, "shorten", minutes=1.5)
    told.did(3, "level", db=3)
    told.did(4, "level", db=-2)
    told.did(5, "finish_by", minutes=20)
    told.did(6, "chime", sound="bowl")
    told.add(7, "cue_played", request={"cue": 1, "do": "voice", "sound": "spoken/breathe.flac"})
    told.did(8, "set_output", output="USB")
    assert changes(timeline_of(told)) == [
        "This part was made 2 min longer",
        "This part was made 1 min 30 s shorter",
        "The music was turned up a little",
        "The music was turned down a little",
        "The rest was fitted to end in 20 min",
        "A chime sounded (bowl)",
        "A voice was played (breathe)",
    ]


def test_what_the_therapist_read_beside_undo_is_not_for_the_client() -> None:
    told = begun()
    outcome = Outcome(score=ScoreChange(phases=PHASES), text="Extended 2 min: Return 14:34, ends 15:07")
    told.add(30, "extend", request={"minutes": 2}, outcome=outcome)
    assert timeline_of(told).changes[0].detail == ""
    assert timeline_of(told, everything=True).changes[0].detail == "Extended 2 min: Return 14:34, ends 15:07"


def test_a_reason_is_shown_only_when_it_was_shared_and_as_the_client_would_say_it() -> None:
    told = begun()
    told.did(10, "next_piece")
    why = told.did(10.1, "why", reason="client asked")
    assert timeline_of(told).changes[0].why == ""
    told.shared(why)
    assert timeline_of(told).changes[0].why == "you asked for it"


def test_a_reason_long_after_a_change_is_not_its_reason() -> None:
    told = begun()
    told.did(10, "silence")
    told.did(11, "music")
    moved = Outcome(score=ScoreChange(phases=PHASES))
    why = told.add(30, "why", actor="T1", request={"reason": "not this piece again"}, outcome=moved)
    told.shared(why)
    assert [(said(c)) for c in timeline_of(told).changes] == [
        "The music faded into silence, for 1 min", "The music moved on to another piece",
    ]  # fmt: skip


def test_what_could_not_be_played_is_named() -> None:
    told = a_good_hour()
    told.add(20, "piece_failed", request={"clip_id": 3, "title": "Thaw", "reason": "damaged from 2:10 on"})
    beforehand, failed = timeline_of(told).faults
    assert (beforehand.at_s, beforehand.text) == (None, "“Old hymn” was left out")
    assert (failed.at_s, failed.text, failed.reason) == (
        20 * 60, "“Thaw” could not be played to its end", "damaged from 2:10 on",
    )  # fmt: skip


# ---- what is shared


PERSONAL = {
    "note": {"text": "SECRET note"},
    "quote": {"text": "SECRET quote"},
    "tag": {"tag": "SECRET tag"},
    "vitals": {"blood_pressure": "199/101", "other": "SECRET"},
    "interruption": {"text": "SECRET phone"},
    "touch_given": {"text": "SECRET hand"},
    "dose": {"amount": "SECRET 60 mg"},
    "reminder_skipped": {"reason": "SECRET reason"},
    "prefer": {"like": "SECRET cello", "avoid": "SECRET choir"},
}


def test_a_clients_page_holds_nothing_that_was_written_down_unless_it_was_shared() -> None:
    told = begun()
    seqs = {kind: told.wrote(10, kind, **content) for kind, content in PERSONAL.items()}
    dumped = timeline_of(told).model_dump_json()
    assert "SECRET" not in dumped
    assert "199/101" not in dumped
    told.shared(seqs["quote"], seqs["vitals"])
    assert texts(timeline_of(told)) == [
        "You said: “SECRET quote”", "Blood pressure 199/101, SECRET", "The medicine was given",
    ]  # fmt: skip


def test_sharing_can_be_taken_back() -> None:
    told = begun()
    note = told.wrote(10, "note", text="x")
    told.shared(note)
    told.shared(note, on=False)
    assert texts(timeline_of(told)) == []


def test_a_rehearsal_shows_everything_and_says_what_it_is() -> None:
    told = begun("rehearsal")
    for kind, content in PERSONAL.items():
        told.wrote(10, kind, **content)
    timeline = timeline_of(told)
    assert (timeline.title, timeline.kind, timeline.everything) == ("A rehearsal", "rehearsal", True)
    assert len(timeline.moments) == len(PERSONAL) - 1
    assert "The medicine was given: SECRET 60 mg" in texts(timeline)


def test_the_therapists_own_view_of_a_session_shows_everything_and_is_no_rehearsal() -> None:
    timeline = timeline_of(a_good_hour(), everything=True)
    assert timeline.kind == "session"
    assert "Blood pressure 118/76, heart rate 64" in texts(timeline)


def test_reminders_and_withheld_cues_are_for_the_therapist() -> None:
    told = begun()
    told.add(10, "reminder_due", request={"text": "Blood pressure", "reminder": 1})
    told.add(11, "cue_withheld", request={"cue": 2, "do": "chime", "sound": "bowl"})
    told.add(12, "reminder_done", actor="T1", ref=1, outcome=Outcome(text="Blood pressure"))
    told.add(13, "reminder_skipped", actor="T1", content={"reason": "asleep"}, outcome=Outcome(text="Water"))
    assert texts(timeline_of(told)) == []
    assert texts(timeline_of(told, everything=True))[2:] == ["Seen to: Blood pressure", "Left out: Water (asleep)"]
    assert texts(timeline_of(told, everything=True))[:2] == [
        "Reminder: Blood pressure",
        "Kept silent: a chime sounded (bowl)",
    ]


# ---- corrected, erased, by whom


def test_a_correction_stands_in_the_place_of_what_it_corrects_and_may_move_it() -> None:
    told = begun()
    note = told.wrote(20, "note", text="wrong")
    mark = told.did(21, "mark")
    told.add(22, "correct", actor="T1", request={"entry": note}, content={"text": "right"})
    told.add(22, "correct", actor="T1", request={"entry": mark, "minutes_ago": 2}, content={"text": "She smiled"})
    told.shared(note, mark)
    assert [(m.at_s / 60, m.text) for m in timeline_of(told).moments] == [(20, "right"), (20, "She smiled")]


def test_a_correction_of_a_correction_corrects_the_first() -> None:
    told = begun()
    note = told.wrote(20, "note", text="one")
    second = told.add(21, "correct", request={"entry": note}, content={"text": "two"})
    told.add(22, "correct", request={"entry": second}, content={"text": "three"})
    told.shared(note)
    assert texts(timeline_of(told)) == ["three"]


def test_moving_a_moment_keeps_its_words() -> None:
    told = begun()
    note = told.wrote(20, "note", text="words")
    told.add(21, "correct", request={"entry": note, "minutes_ago": 1.5})
    told.shared(note)
    assert [(m.at_s / 60, m.text) for m in timeline_of(told).moments] == [(19.5, "words")]


def test_erased_words_are_said_to_be_erased_and_a_corrections_erasure_does_not_bring_the_original_back() -> None:
    told = begun()
    told.add(0, "intention")
    note = told.wrote(20, "note")
    other = told.wrote(20, "note", text="the original")
    told.add(21, "correct", request={"entry": other})
    told.shared(note, other)
    timeline = timeline_of(told)
    assert timeline.intention == ERASED
    assert texts(timeline) == [ERASED, ERASED]


def test_a_dose_given_four_minutes_ago_was_given_then() -> None:
    told = begun()
    told.did(14, "dose", minutes_ago=4)
    assert [m.at_s / 60 for m in timeline_of(told).moments] == [10]


def test_who_wrote_it_is_told_only_when_there_were_several() -> None:
    told = begun("rehearsal")
    told.wrote(10, "note", text="x")
    assert timeline_of(told).moments[0].who == ""
    told.add(11, "note", actor="T2", content={"text": "y"})
    assert [m.who for m in timeline_of(told).moments] == ["T1", "T2"]


def test_those_who_guided_are_known_by_code_and_who_only_shared_later_is_none_of_them() -> None:
    told = a_good_hour()
    told.add(90, "share", actor="T7", request={"entries": [], "shared": True})
    assert timeline_of(told).guides == ("T1",)


# ---- hostile files


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
FIELDS = st.sampled_from(
    ["text", "tag", "entry", "entries", "shared", "minutes_ago", "minutes", "db", "clip_id", "kind", "title", "sound",
     "do", "reason", "source", "artist", "client", "blood_pressure", "amount", "code", "seed"]
)  # fmt: skip
KINDS = st.sampled_from(
    ["open", "begin", "note", "quote", "tag", "vitals", "correct", "share", "why", "undo", "hold", "release",
     "silence", "music", "fade_now", "bring_back", "level", "extend", "finish_by", "chime", "dose", "piece_began",
     "piece_ended", "piece_failed", "piece_left_out", "reminder_due", "cue_missed", "landed", "end", "intention",
     "unheard of"]
)  # fmt: skip
FLAGS = st.lists(st.sampled_from(["held", "silent", "faded", "away", "stopping"]), max_size=2).map(tuple)
EVENTS = st.builds(
    Event,
    kind=KINDS,
    frame=st.integers(0, 60 * MINUTE),
    actor=st.sampled_from(["setplayer", "T1", "T2"]),
    ref_seq=st.none() | st.integers(1, 30),
    request=st.dictionaries(FIELDS, JSON, max_size=5),
    outcome=st.builds(Outcome, flags_on=FLAGS, flags_off=FLAGS),
    content=st.dictionaries(FIELDS, JSON, max_size=3),
)


@given(st.lists(EVENTS, max_size=20))
def test_whatever_an_altered_file_says_a_timeline_comes_of_it(events: list[Event]) -> None:
    told = begun("rehearsal")
    told.entries += [Entry(len(told.entries) + n, At(n), event) for n, event in enumerate(events, start=1)]
    timeline = timeline_of(told)
    assert all(first <= end for first, end in timeline.silences_s)
    assert all(0 <= level <= 10 for _, level in timeline.curve)
    shown = {m for part in range(-1, timeline.after + 1) for m in timeline.happened(part)}
    assert shown == {*timeline.moments, *timeline.changes}

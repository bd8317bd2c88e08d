"""Phases with ranges, and phases that say when they start: what is read from them, and what does not fit together."""

import json

import pytest
from arc_examples import faults, read
from hypothesis import given
from hypothesis import strategies as st

from setplayer.arc.model import Arc, Moment, Phase
from setplayer.arc.quantities import exact_length, parse_duration
from setplayer.units import SAMPLE_RATE

MINUTE = 60 * SAMPLE_RATE

RELATIVE = """\
arc: Relative
zero: dose
lead: 10 min
phases:
  - {name: Arrival, kind: pre-onset, intensity: 2}
  - {name: Onset, kind: onset, starts: dose + 2 min, intensity: 3}
  - {name: Journey, kind: peak, starts: 17 min, overlap: 1 min, length: 20 min, intensity: 6}
  - name: Re-entry
    kind: re-entry
    starts: peak + 25 min
    length: 15 min
    at least: 10 min
    at most: 40 min
    intensity: 3
"""


def spoilt(old: str, new: str) -> str:
    assert RELATIVE.count(old) == 1, old
    return RELATIVE.replace(old, new)


def test_a_phase_has_a_range() -> None:
    phase = read(spoilt("length: 20 min, ", "")).arc.phases[3]
    assert (phase.length_frames, phase.at_least_frames, phase.at_most_frames) == (
        15 * MINUTE,
        10 * MINUTE,
        40 * MINUTE,
    )


def test_a_phase_before_one_that_says_when_it_starts_lasts_until_there() -> None:
    reading = read(spoilt("length: 20 min, ", ""))
    assert reading.warnings == []
    arc = reading.arc
    assert [phase.length_frames // MINUTE for phase in arc.phases] == [12, 16, 25, 15]
    assert [start // MINUTE for start in arc.starts_frames] == [0, 12, 27, 52]
    assert arc.phases[1].starts == Moment(offset_frames=2 * MINUTE)
    assert arc.phases[3].starts == Moment(anchor="peak", offset_frames=25 * MINUTE)


def test_such_an_arc_is_kept_in_the_log_and_read_again() -> None:
    arc = read(spoilt("length: 20 min, ", "")).arc
    assert Arc.from_json(arc.canonical_json()) == arc
    older = json.loads(arc.canonical_json())
    for phase in older["phases"]:
        for key in ("starts", "at_least_frames", "at_most_frames"):
            del phase[key]
    assert Arc.from_json(json.dumps(older).encode()).total_frames == arc.total_frames


def test_a_length_that_says_the_same_may_stay() -> None:
    assert read(spoilt("length: 20 min", "length: 25 min")).arc == read(spoilt("length: 20 min, ", "")).arc


def test_a_phase_that_counts_from_the_booster_lies_where_the_lengths_put_it_meanwhile() -> None:
    text = RELATIVE.replace("starts: peak + 25 min", "starts: booster + 5 min")
    assert [start // MINUTE for start in read(text).arc.starts_frames] == [0, 12, 27, 47]
    cue = "cues:\n  - {at: booster + 2 min, remind: Look}\n"
    assert read(text + cue).warnings == []


def test_a_cue_may_count_from_the_dose_by_its_name() -> None:
    text = spoilt("length: 20 min, ", "") + "cues:\n  - {at: dose + 2 min, do: chime}\n"
    assert read(text).arc.cues[0].at == Moment(offset_frames=2 * MINUTE)
    assert faults("arc: A\nphases:\n  - {name: P, kind: peak, length: 9 min, intensity: 2}\ncues:\n"
                  "  - {at: dose, do: chime}\n") == [
        "F:5:10: this arc waits for no dose; write 'zero: dose', or count from 0:00 as in '12 min'"
    ]  # fmt: skip


NO_LENGTH = spoilt("length: 20 min, ", "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (RELATIVE, "F:7:73: the next phase starts so that this one lasts 25 min; write that, or remove this line"),
        (
            RELATIVE.replace("length: 20 min", "length: 1:30"),
            "F:7:73: '1:30' can be read in two ways; write '1 min 30 s' or '1 h 30 min'",
        ),
        (
            NO_LENGTH.replace("peak + 25 min", "peak + 10 s"),
            "F:10:13: 'Journey' would last 10 s until there, and it lasts at least 30 s; write a later time",
        ),
        (
            NO_LENGTH.replace("peak + 25 min", "dose + 5 min"),
            "F:10:13: this is 12 min before 'Journey' starts; write a later time",
        ),
        (
            NO_LENGTH.replace("17 min, overlap", "17 min, at least: 26 min, overlap"),
            "F:10:13: 'Journey' would last 25 min until there, and it lasts at least 26 min; write a later time",
        ),
        (
            NO_LENGTH.replace("17 min, overlap", "17 min, at most: 24 min, overlap"),
            "F:10:13: 'Journey' would last 25 min until there, and it lasts at most 24 min; write an earlier time",
        ),
        (
            NO_LENGTH.replace("peak + 25 min", "Return + 25 min"),
            "F:10:13: this arc has no phase called 'Return' and none of that kind; "
            "the phases are Arrival, Onset, Journey, Re-entry",
        ),
        (
            NO_LENGTH.replace("peak + 25 min", "Re-entry + 25 min"),
            "F:10:13: a phase starts by one before it, and 'Re-entry' is not; name an earlier one",
        ),
        (
            NO_LENGTH.replace("peak + 25 min", "soon"),
            "F:10:13: this arc has no phase called 'soon' and none of that kind; "
            "the phases are Arrival, Onset, Journey, Re-entry",
        ),
        (NO_LENGTH.replace("peak + 25 min", "25"), "F:10:13: a moment needs a unit; write '25 min' or '25 s'"),
        (
            RELATIVE.replace("peak + 25 min", "booster - 2 min"),
            "F:10:13: no booster is known of before it is given; write 'booster' or 'booster + 5 min'",
        ),
        (
            NO_LENGTH.replace("peak + 25 min", "booster + 2 min"),
            "F:7:5: 'length' is missing; write a line like 'length: 12 min'",
        ),
        (
            NO_LENGTH.replace("zero: dose\nlead: 10 min\n", ""),
            "F:4:40: this arc waits for no dose; write 'zero: dose', or count from 0:00 as in '12 min'",
        ),
        (
            NO_LENGTH.replace("kind: pre-onset,", "kind: pre-onset, starts: 0 min,"),
            "F:5:46: the first phase starts at Begin; remove 'starts'",
        ),
        (NO_LENGTH.replace("name: Journey", "name: dose"), "F:7:12: 'dose' means 0:00; give the phase another name"),
        (
            NO_LENGTH.replace("at least: 10 min", "at least: 16 min"),
            "F:12:15: this is longer than the phase; write at most '15 min'",
        ),
        (
            NO_LENGTH.replace("at most: 40 min", "at most: 14 min"),
            "F:13:14: this is shorter than the phase; write at least '15 min'",
        ),
        (
            NO_LENGTH.replace("at least: 10 min", "at least: 41 min"),
            "F:12:15: this is longer than 'at most'; write at most '40 min'",
        ),
        (
            NO_LENGTH.replace("at least: 10 min", "at least: 10 s"),
            "F:12:15: this is too short; write at least '30 s'",
        ),
        (NO_LENGTH.replace("at least", "at_least"), "F:12:5: unknown key 'at_least'; did you mean 'at least'?"),
    ],
)
def test_what_does_not_fit_is_told_once_in_its_place(text: str, message: str) -> None:
    assert faults(text) == [message]


def test_a_booster_that_the_ranges_have_no_room_for_is_pointed_out() -> None:
    text = NO_LENGTH + "booster: {adds: 30 min, to: [Re-entry]}\n"
    message = "these phases become 25 min longer at most, by their 'at most'; write that, or more there"
    assert [finding.at("F") for finding in read(text).warnings] == [f"F:15:17: warning: {message}"]
    assert read(text.replace("Re-entry]", "Re-entry, peak]")).warnings == []


@given(st.integers(0, 24 * 3600 * SAMPLE_RATE))
def test_a_length_as_text_is_read_to_the_very_frame(frames: int) -> None:
    assert parse_duration(exact_length(frames)) == frames


def test_whole_seconds_are_written_as_people_write_them() -> None:
    assert exact_length(90 * MINUTE) == "1 h 30 min"
    assert exact_length(SAMPLE_RATE // 2 * 3) == "1.5 s"


@given(st.lists(st.integers(30, 900), min_size=2, max_size=8), st.data())
def test_starts_and_lengths_say_the_same(lengths_s: list[int], data: st.DataObject) -> None:
    def arc(*, said: bool) -> Arc:
        lines, start = [], 0
        for index, length in enumerate(lengths_s):
            keys = f"name: P{index}, kind: peak, intensity: 2"
            keys += f", starts: {counted[index](start)}" if said and index else ""
            keys += "" if said and index < len(lengths_s) - 1 else f", length: {length} s"
            lines.append(f"  - {{{keys}}}\n")
            start += length
        return read("arc: A\nphases:\n" + "".join(lines)).arc

    first = lengths_s[0]
    ways = [lambda s: f"{s} s", lambda s: f"P0 + {s} s", lambda s: f"P1 + {s - first} s" if s > first else f"{s} s"]
    counted = [data.draw(st.sampled_from(ways)) for _ in lengths_s]
    plain = arc(said=False)
    with_starts = arc(said=True)
    without = [Phase(**{**dict(phase), "starts": None}) for phase in with_starts.phases]
    assert list(plain.phases) == without

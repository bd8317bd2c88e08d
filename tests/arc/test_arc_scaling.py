"""An arc of another length: to the frame, within its ranges, and in its author's own words."""

import os
import re
from itertools import pairwise

import pytest
from arc_examples import ROOT, SOUNDS, SOUNDSCAPES, read
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from setplayer.arc.model import Arc, SilenceItem
from setplayer.arc.rewriting import scaled_text
from setplayer.arc.scaling import scaled_arc
from setplayer.faults import Fault
from setplayer.strict_yaml import collect
from setplayer.units import SAMPLE_RATE, clock

SECOND = SAMPLE_RATE
MINUTE = 60 * SAMPLE_RATE
EXAMPLES = int(os.environ.get("SETPLAYER_EXAMPLES", "60"))


def fitted(text: str, minutes: float) -> str:
    return scaled_text(text, "F", round(minutes * MINUTE), soundscapes=SOUNDSCAPES, sounds=SOUNDS)


def refused(text: str, minutes: float) -> str:
    with pytest.raises(Fault) as caught:
        fitted(text, minutes)
    return str(caught.value)


def changed(old: str, new: str) -> list[str]:
    """The lines that differ, as they are now."""
    pairs = list(zip(old.splitlines(), new.splitlines(), strict=True))
    return [now for was, now in pairs if was != now]


def shipped(name: str) -> str:
    return (ROOT / "playlists" / f"{name}.yaml").read_text(encoding="utf-8")


ODD = """\
arc: "Odd: one"   # my arc
zero: dose
lead: 5 min
phases:
  - {name: Arrival, kind: pre-onset, intensity: 2}      # no length
  - {name: "It's: here", kind: onset, starts: dose + 2 min, length: '10 min', intensity: 3, at most: 12 min} # short
  - name: Journey
    kind: peak
    overlap: 30 s
    length: "20 min"          # long
    at least: 18 min
    intensity: 6
    music:
      - track: a/ü b.flac
      - {silence: 2 min, fade: 30 s}
  - name: Hush
    kind: peak
    length: 1 min     # hush
    music: [{silence: 1 min}]
  - name: Second
    kind: peak
    starts: booster + 5 min
    intensity: 6
    # its length follows
  - name: Re-entry
    kind: re-entry
    starts: "It's: here + 45 min"
    length: 10 min
    intensity: 3
cues:
  - {at: 20 min, remind: Look}
  - {at: Re-entry + 2 min, do: chime}
  - {every: 15 min, remind: Blood pressure}
"""


# ---- what ships


@pytest.mark.parametrize("name", ["ketamine-im-60", "ketamine-lozenge-120", "music-45"])
@pytest.mark.parametrize("minutes", [30, 90, 200])
def test_a_shipped_arc_differs_in_its_lengths_alone(name: str, minutes: int) -> None:
    text = shipped(name)
    new = fitted(text, minutes)
    assert read(new).arc.total_frames == minutes * MINUTE
    assert all(re.fullmatch(r"    length: [0-9 hmins]+ +#.*", line) for line in changed(text, new))
    assert read(new).arc.cues == read(text).arc.cues
    columns = [[line.find("#") for line in one.splitlines()] for one in (text, new)]
    assert columns[0] == columns[1]  # comments stay in line


def test_the_dose_falls_where_it_fell_and_starts_scale_from_it() -> None:
    arc = read(fitted(shipped("ketamine-im-60"), 130)).arc
    assert (arc.lead_frames, arc.phases[0].length_frames) == (10 * MINUTE, 10 * MINUTE)
    assert [clock(start - arc.zero_at_frames) for start in arc.starts_frames] == [
        "−10:00", "0:00", "10:00", "30:00", "1:10:00", "1:40:00",
    ]  # fmt: skip
    assert [phase.overlap_frames // SECOND for phase in arc.phases] == [0, 0, 30, 60, 60, 45]


def test_a_minute_of_silence_stays_a_minute_until_there_is_no_room() -> None:
    assert "    length: 1 min             # 24:12" in fitted(shipped("music-45"), 90)
    tight = read(fitted(shipped("music-45"), 2.3)).arc
    silence = tight.phases[3].music[0]
    assert isinstance(silence, SilenceItem)
    assert silence.length_frames == tight.phases[3].length_frames < MINUTE


def test_the_same_length_is_the_same_text() -> None:
    for name in ("ketamine-im-60", "music-45"):
        text = shipped(name)
        assert fitted(text, read(text).arc.total_frames / MINUTE) == text


# ---- ranges, starts, wording


def test_quotes_order_and_comments_stay_and_bounds_are_kept() -> None:
    new = fitted(ODD, 100)
    assert changed(ODD, new) == [
        "  - {name: \"It's: here\", kind: onset, starts: dose + 3 min 33 s, length: '12 min', intensity: 3, "
        "at most: 12 min} # short",
        '    length: "35 min 29 s"     # long',
        '    starts: "It\'s: here + 1 h 13 min 43 s"',
        "    length: 17 min 44 s",
    ]
    assert read(new).arc.total_frames == 100 * MINUTE


def test_a_silence_in_a_phase_gives_way_only_when_it_must() -> None:
    silent = "arc: A\nphases:\n  - name: P\n    kind: peak\n    length: 20 min\n    intensity: 2\n    music:\n" \
             "      - soundscape: tide\n      - {silence: 8 min, fade: 1 min}\n"  # fmt: skip
    assert changed(silent, fitted(silent, 9)) == ["    length: 9 min"]
    assert changed(silent, fitted(silent, 5)) == ["    length: 5 min", "      - {silence: 2 min, fade: 1 min}"]
    assert changed(silent, fitted(silent, 1)) == ["    length: 1 min", "      - {silence: 24 s, fade: 24 s}"]


def test_a_phase_leaves_room_for_its_silence_while_others_can_give_more() -> None:
    text = (
        "arc: A\nphases:\n"
        "  - {name: P, kind: peak, length: 20 min, intensity: 2, music: [soundscape: tide, silence: 8 min]}\n"
        "  - {name: Q, kind: peak, length: 20 min, intensity: 2}\n"
    )
    lengths = [re.findall("length: ([0-9hmins ]+),", line)[0] for line in changed(text, fitted(text, 14))]
    assert lengths == ["8 min 30 s", "5 min 30 s"]


def test_where_whole_seconds_do_not_fit_the_ranges_the_total_is_met_all_the_same() -> None:
    line = "  - {{name: P{}, kind: peak, length: 60 s, at most: 60400 ms, intensity: 2}}\n"
    text = "arc: A\nphases:\n" + line.format(1) + line.format(2)
    assert [re.findall("length: ([^,]+),", one)[0] for one in changed(text, fitted(text, 120.7 / 60))] == [
        "1 min 0.35 s",
        "1 min 0.35 s",
    ]


def test_a_silent_phase_with_a_range_scales_with_its_silence() -> None:
    text = shipped("music-45").replace("length: 1 min  ", "at most: 90 s\n    length: 1 min  ")
    arc = read(fitted(text, 90)).arc
    silence = arc.phases[3].music[0]
    assert isinstance(silence, SilenceItem)
    assert silence.length_frames == arc.phases[3].length_frames == 90 * SECOND


def test_a_length_of_a_fraction_of_a_second_is_met() -> None:
    text = shipped("music-45")
    new = scaled_text(text, "F", 60 * MINUTE + 12_345, soundscapes=SOUNDSCAPES, sounds=SOUNDS)
    assert read(new).arc.total_frames == 60 * MINUTE + 12_345
    assert sum("." in line for line in changed(text, new)) == 1


def test_windows_line_ends_and_text_over_two_lines_are_kept() -> None:
    text = ODD.replace('length: "20 min"', "length: 20\n      min").replace("\n", "\r\n")
    new = fitted(text, 100)
    assert new.count("\r\n") == text.count("\r\n") - 1
    assert "length: 35 min 29 s" in new


def test_a_length_as_a_block_is_replaced_too() -> None:
    text = ODD.replace('length: "20 min"          # long', "length: |\n      20 min")
    assert read(fitted(text, 100)).arc.total_frames == 100 * MINUTE


# ---- what cannot be


def test_what_the_ranges_do_not_allow_is_one_sentence() -> None:
    assert refused(ODD, 20) == (
        "F: its phases allow 24 min 31 s to 24 h in all, 5 min before the dose among it; "
        "ask for a length between these, or change their 'at least' and 'at most'."
    )
    assert read(fitted(ODD, 24 + 31 / 60)).arc.total_frames == 24 * MINUTE + 31 * SECOND
    bound = (
        "arc: A\nphases:\n  - {name: P, kind: peak, at least: 5 min, length: 9 min, at most: 12 min, intensity: 2}\n"
    )
    for minutes in (4, 13):
        assert refused(bound, minutes) == (
            "F: its phases allow 5 min to 12 min in all; "
            "ask for a length between these, or change their 'at least' and 'at most'."
        )


def test_more_than_a_day_is_refused() -> None:
    assert "its phases allow 2 min 15 s to 24 h in all;" in refused(shipped("music-45"), 25 * 60)


def test_a_faulty_arc_is_told_as_by_check() -> None:
    assert refused("arc: A\nphases: []\n", 5) == "F:2:9: this list is empty; write at least one item"


# ---- properties


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Right arcs with ranges, overlaps, silences, a lead, starts, quotes and comments."""
    lines, starts, end = [], [], 0
    count = draw(st.integers(1, 6))
    lengths = [draw(st.integers(90, 2400)) for _ in range(count)]
    overlaps = [0, *(draw(st.sampled_from([0, 0, 15, 30, 40])) for _ in lengths[1:])]
    for length, overlap in zip(lengths, overlaps, strict=True):
        starts.append(end - overlap)
        end += length - overlap
    lead = draw(st.one_of(st.just(0), st.integers(0, end)))
    by_start = [False, *(draw(st.booleans()) for _ in lengths[1:])]
    for number, length in enumerate(lengths):
        lines.append(f"  - name: P{number}   # phase {number}")
        lines.append("    kind: peak")
        if not (number + 1 < count and by_start[number + 1] and draw(st.booleans())):
            quote = draw(st.sampled_from(["", "'", '"']))
            lines.append(f"    length: {quote}{length} s{quote}  # so long")
        if draw(st.booleans()):
            lines.append(f"    at least: {draw(st.integers(30, length))} s")
        if draw(st.booleans()):
            lines.append(f"    at most: {draw(st.integers(length, 4000))} s")
        if overlaps[number]:
            lines.append(f"    overlap: {overlaps[number]} s")
        if by_start[number]:
            anchor = draw(st.integers(-1, number - 1))
            place = starts[number] - (starts[anchor] if anchor >= 0 else lead)
            text = f"P{anchor} + {place} s" if anchor >= 0 else f"{place} s"
            lines.append(f"    starts: {text}  # then")
        if draw(st.booleans()):
            silence = draw(st.integers(10, length))
            lines.append(f"    intensity: 3\n    music:\n      - silence: {silence} s\n      - soundscape: tide")
        elif draw(st.integers(0, 3)):
            lines.append("    intensity: 3")
        else:
            lines.append(f"    music: [{{silence: {length} s}}]")
    cues = [
        "  - {at: 5 min, remind: Look}",
        "  - {every: 15 min, remind: Pressure}",
        "  - {at: P0 + 1 min, do: chime}",
    ]
    head = ["arc: A # mine", "zero: dose", f"lead: {lead} s"]
    return "\n".join([*head, "phases:", *lines, "cues:", *cues]) + "\n"


def without_lengths(arc: Arc) -> dict[str, object]:
    value = arc.model_dump()
    for phase in value["phases"]:
        for key in ("length_frames", "overlap_frames", "starts"):
            del phase[key]
        phase["music"] = [{k: v for k, v in item.items() if "frames" not in k} for item in phase["music"]]
    return value


@settings(max_examples=EXAMPLES, deadline=None)
@given(texts(), st.data())
def test_a_scaled_arc_lasts_what_was_asked_and_differs_in_lengths_alone(text: str, data: st.DataObject) -> None:
    old = read(text).arc
    seconds = data.draw(st.one_of(st.integers(30, 9000), st.integers(1, 200).map(lambda n: n * 60)))
    extra = data.draw(st.sampled_from([0, 0, 0, 1, 24_000]))
    total = seconds * SECOND + extra
    try:
        new_text = scaled_text(text, "F", total, soundscapes=SOUNDSCAPES, sounds=SOUNDS)
    except Fault:
        assume(False)
        raise
    new = read(new_text).arc
    assert new.total_frames == total
    assert new.zero_at_frames == old.zero_at_frames
    assert new.cues == old.cues
    assert without_lengths(new) == without_lengths(old)
    for was, now in zip(old.phases, new.phases, strict=True):
        assert (now.at_least_frames or 30 * SECOND) <= now.length_frames <= (now.at_most_frames or total * 2)
        assert now.overlap_frames <= was.overlap_frames
    for was_start, now_start in zip(old.starts_frames, new.starts_frames, strict=True):
        assert now_start == was_start or max(now_start, was_start) > old.zero_at_frames
    assert not extra or sum(phase.length_frames % SECOND != 0 for phase in new.phases) >= 1
    comments = [re.findall("#.*", one) for one in (text, new_text)]
    assert comments[0] == comments[1]
    keys = [[line.split(":")[0] for line in one.splitlines()] for one in (text, new_text)]
    assert keys[0] == keys[1]


@settings(max_examples=EXAMPLES, deadline=None)
@given(texts(), st.integers(1, 300))
def test_what_is_said_to_be_possible_is(text: str, minutes: int) -> None:
    try:
        fitted(text, minutes)
    except Fault as fault:
        allowed = re.search("allow (.*) to (.*) in all", str(fault))
        assert allowed
        for words in allowed.groups():
            length = collect(f"a: {words}")[0].value["a"]
            seconds = sum(int(n) * {"h": 3600, "min": 60, "s": 1}[unit] for n, unit in pairwise_words(length))
            if seconds < 24 * 3600:
                assert read(fitted(text, seconds / 60)).arc.total_frames == seconds * SECOND


def pairwise_words(length: str) -> list[tuple[str, str]]:
    words = length.split()
    return list(pairwise(words))[::2]


@given(st.integers(61, 400))
def test_without_ranges_starts_keep_their_proportion(minutes: int) -> None:
    text = "arc: A\nphases:\n" + "".join(
        f"  - {{name: P{n}, kind: peak, length: {length} min, intensity: 2}}\n"
        for n, length in enumerate([10, 20, 30])
    )
    arc = scaled_arc(read(text).arc, minutes * MINUTE)
    for start, share in zip(arc.starts_frames, (0, 1 / 6, 1 / 2), strict=True):
        assert start == pytest.approx(minutes * MINUTE * share, abs=SECOND)

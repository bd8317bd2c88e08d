"""What a clinic reads when an arc is wrong: each mistake in its place, in plain words, all at once."""

import re

import pytest
from arc_examples import RIGHT, SOUNDS, faults, read, spoilt

from setplayer.arc.model import PickItem, SilenceItem, SoundscapeItem, Tempo, TrackItem
from setplayer.arc.reading import read_arc
from setplayer.faults import TextFault
from setplayer.units import SAMPLE_RATE

MINUTE = 60 * SAMPLE_RATE


def test_a_right_arc_is_read_whole() -> None:
    reading = read(RIGHT)
    arc = reading.arc
    assert reading.warnings == []
    assert (arc.name, arc.zero, arc.lead_frames) == ("Evening", "dose", 5 * MINUTE)
    assert arc.booster is not None
    assert (arc.booster.adds_frames, arc.booster.to) == (15 * MINUTE, ("peak",))
    arrival, journey = arc.phases
    assert (arrival.intensity.start, arrival.intensity.end) == (2, 4)
    assert arrival.music == (
        TrackItem(path="quiet/slow water.flac"),
        SilenceItem(length_frames=MINUTE, fade_frames=30 * SAMPLE_RATE),
    )
    pick = journey.music[0]
    assert isinstance(pick, PickItem)
    assert (pick.rule.intensity, pick.rule.vocals, pick.rule.avoid) == ("follow", "none", ("choir",))
    assert pick.rule.tempo == Tempo(low_bpm=60, high_bpm=80)
    assert (journey.overlap_frames, journey.about) == (MINUTE, "The widest part.")
    chime, voice, pressure = arc.cues
    assert (chime.do, chime.sound) == ("chime", "bowl")
    assert voice.at is not None
    assert (voice.at.anchor, voice.at.offset_frames) == ("Journey", 2 * MINUTE)
    assert (pressure.every_frames, pressure.remind) == (15 * MINUTE, "Blood pressure")


def test_what_is_left_out_has_its_default() -> None:
    arc = read("arc: A\nphases:\n  - {name: P, kind: peak, length: 1 min, intensity: 2}\n").arc
    assert (arc.medicine, arc.route, arc.zero, arc.lead_frames, arc.note) == ("none", "none", "begin", 0, "")
    assert (arc.booster, arc.cues, arc.phases[0].music) == (None, (), ())
    assert arc.grounding == SoundscapeItem(name="hearth")
    assert arc.bed == SoundscapeItem(name="tide")


def test_the_arc_in_the_design_reads_without_a_fault_or_a_warning() -> None:
    reading = read(DESIGN)
    assert reading.warnings == []
    assert [phase.kind for phase in reading.arc.phases] == ["pre-onset", "onset", "peak"]
    silence = reading.arc.phases[2]
    assert (silence.intensity.start, silence.intensity.end) == (0, 0)


def test_places_lead_from_a_value_to_its_line() -> None:
    places = read(RIGHT).places
    assert places.place(("phases", 0, "music", 0, "track")) == (11, 16)
    assert places.place(("phases", 1)) == (14, 5)
    assert places.key_place(("cues", 2, "remind")) == (26, 21)


def test_order_and_overlaps_place_the_phases() -> None:
    arc = read(RIGHT).arc
    assert arc.starts_frames == (0, 9 * MINUTE)
    assert arc.total_frames == 29 * MINUTE
    assert arc.zero_at_frames == 5 * MINUTE


# What stands in the right arc, what stands there instead, and every fault that follows.
WRONG = [
    ("arc: Evening", "arc: 12", 'F:1:6: this should be text; put it in quotes: "12"'),
    ("arc: Evening", "arc:", "F:1:5: there is no text here; write it, or remove the line"),
    ("arc: Evening", "arc: [a]", "F:1:6: this should be one text, not a list or a block"),
    ("arc: Evening", "arc: ''", "F:1:6: this is empty; write at least one character"),
    ("arc: Evening", "arc: " + "x" * 121, "F:1:6: this is 121 characters long; write at most 120"),
    (
        "arc: Evening",
        'arc: "a\\e[0m"',
        "F:1:6: this text holds a character that cannot be shown (U+001B): remove it",
    ),
    ("arc: Evening", "ark: Evening", "F:1:1: unknown key 'ark'; did you mean 'arc'?"),
    (
        "arc: Evening\n",
        "",
        "F:1:1: 'arc' is missing; write a line like 'arc: Ketamine, one hour'",
    ),
    (
        "    overlap: 1 min",
        "    vocals: some\n    overlap: 1 min",
        "F:16:13: 'some' is not known here; write one of none, any",
    ),
    (
        "arc: Evening",
        "arc: Evening\ncolour: blue",
        "F:2:1: unknown key 'colour'; the keys here are arc, medicine, route, zero, lead, booster, note, phases,"
        " picks, cues, grounding, bed",
    ),
    ("arc: Evening", "arc: A\nmedicine: ketamin", "F:2:11: 'ketamin' is not known here; did you mean 'ketamine'?"),
    (
        "arc: Evening",
        "arc: A\nroute: by mouth",
        "F:2:8: 'by mouth' is not known here; write one of intravenous, intramuscular, sublingual, intranasal, oral,"
        " none",
    ),
    ("zero: dose", "zero: [dose]", "F:2:7: write one of dose, begin"),
    (
        "zero: dose",
        "picks: {seed: x}\nzero: dose",
        "F:2:15: a seed is a whole number from 0 to 4294967295; write one like 'seed: 7'",
    ),
    (
        "zero: dose",
        "picks: {seed: -1}\nzero: dose",
        "F:2:15: a seed is a whole number from 0 to 4294967295; write one like 'seed: 7'",
    ),
    ("zero: dose", "picks: {new: yes}\nzero: dose", "F:2:14: write true or false"),
    (
        "zero: dose",
        "picks: {prefer: soundscapes}\nzero: dose",
        "F:2:17: 'soundscapes' is not known here; did you mean 'soundscape'?",
    ),
    ("zero: dose", "picks: {sed: 7}\nzero: dose", "F:2:9: unknown key 'sed'; did you mean 'seed'?"),
    (
        "zero: dose",
        "picks: recorded\nzero: dose",
        "F:2:8: this is written like '{prefer: recorded, new: true, seed: 7}'",
    ),
    (
        "zero: dose",
        "zero: begin",
        "F:3:7: only an arc from the dose has a lead; write 'zero: dose', or remove 'lead'",
    ),
    ("lead: 5 min", "lead: 40 min", "F:3:7: the lead is longer than the arc; write at most '29 min'"),
    ("lead: 5 min", "lead: 5", "F:3:7: a length needs a unit; write '5 min' or '5 s'"),
    (
        "{adds: 15 min, to: [peak]}",
        "15 min",
        "F:4:10: a booster is written like '{adds: 15 min, to: [building, peak]}'",
    ),
    ("to: [peak]", "to: []", "F:4:29: this list is empty; write at least one item"),
    ("to: [peak]", "to: peak", "F:4:29: this should be a list; start each of its items on a new line with '- '"),
    (
        "to: [peak]",
        "to: [Jorney]",
        "F:4:30: this arc has no phase called 'Jorney' and none of that kind; did you mean 'Journey'?",
    ),
    (
        "to: [peak]",
        "to: [building]",
        "F:4:29: none of these is in the arc; name at least one of Arrival, Journey, onset, peak",
    ),
    ("adds: 15 min", "adds: 10 s", "F:4:17: this is too short; write at least '1 min'"),
    (
        "name: Journey",
        "name: Arrival",
        [
            "F:14:11: there are two phases called 'Arrival'; give each its own name",
            "F:25:10: this arc has no phase called 'Journey' and none of that kind; the phases are Arrival, Arrival",
        ],
    ),
    ("name: Arrival", "name: booster", "F:6:11: 'booster' means the second dose; give the phase another name"),
    ("name: Arrival", "name: 12 min", "F:6:11: '12 min' reads as a time; give the phase a name that does not"),
    ("kind: onset", "kind: onsett", "F:7:11: 'onsett' is not known here; did you mean 'onset'?"),
    ("    kind: onset\n", "", "F:6:5: 'kind' is missing; write a line like 'kind: onset'"),
    ("length: 10 min", "length: 1:30", "F:8:13: '1:30' can be read in two ways; write '1 min 30 s' or '1 h 30 min'"),
    (
        "length: 10 min",
        "length: 20 s",
        [
            "F:8:13: this is too short; write at least '30 s'",
        ],
    ),
    ("length: 20 min", "length: 25 h", "F:17:13: this is too long; write at most '24 h'"),
    ("length: 20 min", "length: 24 h", "F:6:3: the phases last 24 h 9 min together; an arc lasts at most 24 h"),
    ("length: 10 min", "lenght: 10 min", "F:8:5: unknown key 'lenght'; did you mean 'length'?"),
    (
        "intensity: 2 -> 4",
        "intensity: 2 to 4",
        "F:9:16: '2 to 4' is not an intensity; write a number from 0 to 10, or '2 -> 4'",
    ),
    ("intensity: 6", "intensity: 11", "F:18:16: an intensity is from 0 to 10, and 11 is not"),
    (
        "intensity: 6",
        "intensity: {start: 2, end: 3}",
        "F:18:16: an intensity is a number from 0 to 10, or two such as '2 -> 4'",
    ),
    ("    intensity: 6\n", "", "F:14:5: 'intensity' is missing; write a line like 'intensity: 2 -> 4'"),
    (
        "    kind: onset",
        "    overlap: 10 s\n    kind: onset",
        "F:7:14: the first phase has none before it to overlap; remove 'overlap'",
    ),
    ("overlap: 1 min", "overlap: 21 min", "F:16:14: the overlap is longer than the phase; write at most '20 min'"),
    (
        "overlap: 1 min",
        "overlap: 10 min",
        "F:16:14: the overlap is as long as the phase before; write less than '10 min'",
    ),
    ("about: The widest part.", "about: 5", 'F:19:12: this should be text; put it in quotes: "5"'),
    (
        "track: quiet/slow water.flac",
        "track: ../water.flac",
        "F:11:16: '../water.flac' leaves the music folder; write it without '..'",
    ),
    (
        "track: quiet/slow water.flac",
        "track: /music/water.flac",
        "F:11:16: '/music/water.flac' starts at the root of a disk; write the path from the music folder on",
    ),
    (
        "track: quiet/slow water.flac",
        "track: C:/water.flac",
        "F:11:16: 'C:/water.flac' starts at the root of a disk; write the path from the music folder on",
    ),
    (
        "track: quiet/slow water.flac",
        "track: quiet\\water.flac",
        "F:11:16: 'quiet\\water.flac' holds a backslash; write '/' between folders",
    ),
    ("track: quiet/slow water.flac", "track: quiet/", "F:11:16: 'quiet/' is a folder; name one file in it"),
    (
        "track: quiet/slow water.flac",
        "track: 'a.flac:hidden'",
        "F:11:16: 'a.flac:hidden' holds a ':', which Windows takes for a hidden stream; rename the file",
    ),
    (
        "track: quiet/slow water.flac",
        "track: quiet/C:/a.flac",
        "F:11:16: 'quiet/C:/a.flac' holds a ':', which Windows takes for a hidden stream; rename the file",
    ),
    (
        "track: quiet/slow water.flac",
        "track: 'quiet./a.flac'",
        "F:11:16: 'quiet.' ends in a dot or a space, which Windows leaves off; rename it",
    ),
    (
        "track: quiet/slow water.flac",
        "track: '.. /a.flac'",
        "F:11:16: '..' ends in a dot or a space, which Windows leaves off; rename it",
    ),
    (
        "track: quiet/slow water.flac",
        "track: quiet//a.flac",
        "F:11:16: 'quiet//a.flac' has an empty part or '.' in it; write one '/' between folders",
    ),
    (
        "track: quiet/slow water.flac",
        "track: ./a.flac",
        "F:11:16: './a.flac' has an empty part or '.' in it; write one '/' between folders",
    ),
    (
        "track: quiet/slow water.flac",
        "track: quiet/con.flac",
        "F:11:16: 'con.flac' is the name of a Windows device; rename it",
    ),
    ("track: quiet/slow water.flac", "track: LPT1", "F:11:16: 'LPT1' is the name of a Windows device; rename it"),
    (
        "track: quiet/slow water.flac",
        "track: //server/music/a.flac",
        "F:11:16: '//server/music/a.flac' starts at the root of a disk; write the path from the music folder on",
    ),
    (
        "track: quiet/slow water.flac",
        'track: "a\\0b"',
        "F:11:16: this text holds a character that cannot be shown (U+0000): remove it",
    ),
    ("track: quiet/slow water.flac", "trak: water.flac", "F:11:9: unknown key 'trak'; did you mean 'track'?"),
    (
        "- track: quiet/slow water.flac",
        "- water.flac",
        "F:11:9: this is written as key and value, like 'soundscape: tide' or 'track: folder/file.flac'",
    ),
    (
        "- track: quiet/slow water.flac",
        "- {}",
        "F:11:9: this does not say what sounds; write one of track, soundscape, silence, pick",
    ),
    (
        "fade: 30 s",
        "soundscape: tide",
        "F:12:9: one item holds one kind of music; give 'silence' an item of its own",
    ),
    ("fade: 30 s", "fade: 2 min", "F:13:15: the fade is longer than the silence; write at most '1 min'"),
    ("silence: 1 min", "silence: 11 min", "F:12:18: the silence is longer than its phase; write at most '10 min'"),
    ("silence: 1 min", "silence: 5 s", "F:12:18: this is too short; write at least '10 s'"),
    ("soundscape: drone", "soundscape: dron", "F:22:21: there is no soundscape called 'dron'; did you mean 'drone'?"),
    (
        "soundscape: drone",
        "soundscape: whales",
        "F:22:21: there is no soundscape called 'whales'; the soundscapes are bowls, drone, hearth, keys, pulse, "
        "strings, tide",
    ),
    ("vocals: none", "vocals: no", "F:21:43: 'no' is not known here; did you mean 'none'?"),
    ("vocals: none", "vocal: none", "F:21:35: unknown key 'vocal'; did you mean 'vocals'?"),
    (
        "tempo: 60 - 80",
        "tempo: 80 - 60",
        "F:21:72: a tempo goes from slow to fast, between 20 and 300; write it like '60 - 80'",
    ),
    (
        "avoid: [choir]",
        "avoid: choir",
        "F:21:56: this should be a list; start each of its items on a new line with '- '",
    ),
    ("at: 0 min", "at: 0", "F:24:10: a moment needs a unit; write '0 min' or '0 s'"),
    ("at: 0 min", "at: 1:30", "F:24:10: '1:30' can be read in two ways; write '1 min 30 s' or '1 h 30 min'"),
    (
        "at: 0 min",
        "at: peek + 2 min",
        "F:24:10: this arc has no phase called 'peek' and none of that kind; did you mean 'peak'?",
    ),
    (
        "at: 0 min",
        "at: building",
        "F:24:10: this arc has no phase called 'building' and none of that kind; the phases are Arrival, Journey",
    ),
    (
        "at: 0 min",
        "at: 12 minuts",
        "F:24:10: this arc has no phase called '12 minuts' and none of that kind; a time is written like '12 min' or"
        " 'peak + 2 min'",
    ),
    ("do: chime", "do: chimes", "F:24:21: 'chimes' is not known here; did you mean 'chime'?"),
    (", do: chime", "", "F:24:5: the cue does nothing; write 'do: chime', 'do: voice' or 'remind: ...'"),
    ("at: 0 min, ", "", "F:24:5: the cue does not say when; write 'at: 12 min' or 'every: 15 min'"),
    ("at: 0 min", "at: 0 min, every: 5 min", "F:24:24: a cue has 'at' or 'every', not both; make two cues of it"),
    ("do: chime", "do: chime, remind: x", "F:24:36: a cue sounds or reminds, not both; make two cues of it"),
    (", sound: breathe.flac", "", "F:25:5: a voice needs its file; write 'sound: FILE'"),
    ("sound: breathe.flac", "sound: bel", "F:25:45: there is no sound called 'bel'; did you mean 'bell'?"),
    (
        "sound: breathe.flac",
        "sound: ../x.flac",
        "F:25:45: '../x.flac' leaves the music folder; write it without '..'",
    ),
    ("every: 15 min", "every: 30 s", "F:26:13: this is too short; write at least '1 min'"),
    (
        "{every: 15 min, remind: Blood pressure}",
        "Blood pressure",
        [
            "F:26:5: a cue is made of 'key: value' lines; write it like '{at: 12 min, do: chime}'",
        ],
    ),
    (
        "grounding: {soundscape: hearth}",
        "grounding: {silence: 1 min}",
        "F:27:12: this does not say what sounds; write one of track, soundscape",
    ),
    ("bed: {soundscape: tide}", "bed: tide", "F:28:6: this is written like '{soundscape: tide}'"),
    (
        "bed: {soundscape: tide}",
        "bed: {soundscape: tide}\narc: Twice",
        "F:29:1: 'arc' is here twice, first in line 1; remove one",
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), WRONG, ids=[str(new)[:40] for _, new, _ in WRONG])
def test_each_mistake_is_told_in_its_place(old: str, new: str, expected: str | list[str]) -> None:
    assert faults(spoilt(old, new)) == ([expected] if isinstance(expected, str) else expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "F:1:1: the file is empty; start with 'arc: NAME'"),
        ("just words", "F:1:1: an arc file is made of 'key: value' lines; start with 'arc: NAME'"),
        ("- arc: A", "F:1:1: an arc file is made of 'key: value' lines; start with 'arc: NAME'"),
        ("arc: A", "F:1:1: 'phases' is missing; write a line like 'phases:'"),
        ("arc: A\nphases: []", "F:2:9: this list is empty; write at least one item"),
        ("arc: A\nphases:", "F:2:8: this should be a list; start each of its items on a new line with '- '"),
        ("arc: A\nphases: [Rest]", "F:2:10: a phase is made of 'key: value' lines; start with '- name: Arrival'"),
        ("arc: A\nphases:\n\t- name: B", "F:3:1: a tab is used for indentation; use spaces"),
        ("[" * 200_000, "F:1:17: values are nested more than 16 deep here; write it with fewer levels"),
    ],
)
def test_a_file_that_is_no_arc_at_all(text: str, expected: str) -> None:
    assert faults(text) == [expected]


def test_too_many_phases_items_and_cues() -> None:
    phase = "  - {name: P%d, kind: peak, length: 1 min, intensity: 1}\n"
    assert faults("arc: A\nphases:\n" + "".join(phase % number for number in range(61))) == [
        "F:3:3: there are 61 here; there can be 60 at most"
    ]
    assert faults(RIGHT.replace("  - {every", "  - {at: 0 min, do: chime}\n" * 500 + "  - {every")) == [
        "F:24:3: there are 503 here; there can be 500 at most"
    ]


def test_three_phases_never_sound_at_once() -> None:
    text = spoilt("cues:", "  - {name: End, kind: return, length: 30 min, overlap: 19 min 30 s, intensity: 1}\ncues:")
    assert faults(text) == ["F:23:56: three phases would overlap at once; write at most '19 min'"]


def test_a_cue_on_the_booster_needs_a_booster() -> None:
    text = spoilt("at: 0 min", "at: booster + 7 min")
    assert read(text).arc.cues[0].at is not None
    assert faults(text.replace("booster: {adds: 15 min, to: [peak]}\n", "")) == [
        "F:23:10: this arc has no booster; write one like 'booster: {adds: 15 min, to: [peak]}'"
    ]


@pytest.mark.parametrize(
    ("moment", "where"),
    [
        ("-6 min", "before Begin"),
        ("25 min", "after the arc's end at 29:00"),
        ("Journey - 10 min", "before Begin"),
        ("peak + 21 min", "after the arc's end at 29:00"),
    ],
)
def test_a_cue_outside_the_session_is_a_warning(moment: str, where: str) -> None:
    (warning,) = read(spoilt("at: 0 min", f"at: {moment}")).warnings
    assert warning.at("F") == f"F:24:10: warning: this cue falls {where} and will not happen; move it"


@pytest.mark.parametrize("moment", ["-5 min", "24 min", "Journey - 9 min", "booster + 20 h"])
def test_a_cue_at_the_very_edge_is_none(moment: str) -> None:
    assert read(spoilt("at: 0 min", f"at: {moment}")).warnings == []


def test_a_phases_name_beats_a_kind_and_the_first_of_a_kind_counts() -> None:
    text = """\
arc: A
phases:
  - {name: One, kind: peak, length: 1 min, intensity: 1}
  - {name: Two, kind: peak, length: 1 min, intensity: 1}
  - {name: onset, kind: return, length: 1 min, intensity: 1}
  - {name: Four, kind: onset, length: 1 min, intensity: 1}
"""
    arc = read(text).arc
    assert [arc.phase_for(anchor) for anchor in ("peak", "onset", "Two", "booster", "building")] == [
        0,
        2,
        1,
        None,
        None,
    ]


def test_every_fault_of_a_file_is_told_at_once_in_the_order_of_the_file() -> None:
    text = """\
arc: &name Evening
medicine: ketamin
booster: {adds: 15, to: [peek]}
phases:
  - name: Arrival
    kind: onset
    length: 1:30
    intensity: 2 -> 40
    music:
      - track: ../a.flac
      - soundscape: tied
      - silence: 4
  - name: Arrival
    kind: peak
    overlap: 2 h
    length: 20 min
    intensity: 6
    colour: blue
    colour: red
cues:
  - {at: peek, do: chime}
  - {every: 10 s, remind: x}
  - {at: 5 min}
"""
    assert faults(text) == [
        "F:1:6: a text that starts with '&' needs quotes (these files have no anchors)",
        "F:2:11: 'ketamin' is not known here; did you mean 'ketamine'?",
        "F:3:17: a length needs a unit; write '15 min' or '15 s'",
        "F:3:26: this arc has no phase called 'peek' and none of that kind; did you mean 'peak'?",
        "F:7:13: '1:30' can be read in two ways; write '1 min 30 s' or '1 h 30 min'",
        "F:8:16: an intensity is from 0 to 10, and 40 is not",
        "F:10:16: '../a.flac' leaves the music folder; write it without '..'",
        "F:11:21: there is no soundscape called 'tied'; did you mean 'tide'?",
        "F:12:18: a length needs a unit; write '4 min' or '4 s'",
        "F:13:11: there are two phases called 'Arrival'; give each its own name",
        "F:15:14: the overlap is longer than the phase; write at most '20 min'",
        "F:18:5: unknown key 'colour'; the keys here are name, kind, length, at least, at most, intensity, starts, "
        "overlap, vocals, about, music",
        "F:19:5: 'colour' is here twice, first in line 18; remove one",
        "F:21:10: this arc has no phase called 'peek' and none of that kind; did you mean 'peak'?",
        "F:22:13: this is too short; write at least '1 min'",
        "F:23:5: the cue does nothing; write 'do: chime', 'do: voice' or 'remind: ...'",
    ]


def test_a_fault_that_only_follows_from_another_is_not_told() -> None:
    """A misspelt kind does not make every cue on that kind wrong, nor a wrong length the overlap after it."""
    assert faults(spoilt("kind: peak", "kind: peek")) == ["F:15:11: 'peek' is not known here; did you mean 'peak'?"]
    assert len(faults(spoilt("length: 10 min", "length: 10"))) == 1


def test_a_misspelt_key_of_a_cue_is_one_fault() -> None:
    assert faults(spoilt("remind: Blood", "rimind: Blood")) == [
        "F:26:21: unknown key 'rimind'; did you mean 'remind'?"
    ]


def test_what_strict_reading_refused_is_not_told_twice() -> None:
    assert faults(spoilt("name: Arrival", "name: *x")) == [
        "F:6:11: a text that starts with '*' needs quotes (these files have no aliases)"
    ]


def test_where_no_voice_is_to_be_heard_picks_leave_them_out_unless_they_say_otherwise() -> None:
    text = spoilt("    overlap: 1 min", "    vocals: none\n    overlap: 1 min")
    for rule, vocals in (("{}", "none"), ("{vocals: any}", "any")):
        phase = read(re.sub(r"pick: \{.*\}", f"pick: {rule}", text)).arc.phases[1]
        (pick,) = [item for item in phase.music if isinstance(item, PickItem)]
        assert (phase.vocals, pick.rule.vocals) == ("none", vocals)


def test_a_sound_that_never_comes_is_pointed_out_and_a_reminder_goes_on_with_the_session() -> None:
    text = spoilt("{every: 15 min, remind: Blood pressure}", "{every: 30 min, do: chime}")
    assert [finding.at("F") for finding in read(text).warnings] == [
        "F:26:13: warning: the arc is over 24 min after 0:00, before this sounds once; write at most that"
    ]
    assert read(spoilt("every: 15 min", "every: 30 min")).warnings == []


def test_a_long_word_is_compared_with_nothing() -> None:
    """Hundreds of long unknown words once took minutes to read."""
    name = "The long way home over the hills"
    text = spoilt("name: Arrival", f"name: {name}").replace("at: 0 min", f"at: {name}s")
    assert faults(text) == [
        f"F:24:10: this arc has no phase called '{name}s' and none of that kind; the phases are {name}, Journey"
    ]


def test_names_of_python_are_unknown_in_a_file() -> None:
    assert faults(spoilt("length: 10 min", "length_frames: 10 min")) == [
        "F:8:5: unknown key 'length_frames'; did you mean 'length'?"
    ]


def test_a_bare_name_of_a_sound_must_ship_and_a_file_need_not() -> None:
    text = spoilt("do: chime", "do: chime, sound: gong")
    assert faults(text) == ["F:24:35: there is no sound called 'gong'; the sounds are bell, bowl, chime"]
    assert read_arc(text, "F", soundscapes=("tide", "drone", "hearth"), sounds=[*SOUNDS, "gong"]).arc
    assert read(text.replace("gong", "our/gong.wav")).arc.cues[0].sound == "our/gong.wav"


def test_a_fault_carries_its_findings_for_programs() -> None:
    with pytest.raises(TextFault) as caught:
        read(spoilt("arc: Evening", "arc: 12"))
    (finding,) = caught.value.findings
    assert (finding.line, finding.column, finding.severity) == (1, 6, "fault")
    assert caught.value.exit_status == 1


DESIGN = """\
# yaml-language-server: $schema=./arc.schema.json
arc: Ketamine, intramuscular, one hour
medicine: ketamine            # or none
route: intramuscular          # intravenous | intramuscular | sublingual | intranasal | oral | none
zero: dose                    # what 0:00 means: dose | begin
lead: 10 min                  # how much of the first phases lies before 0:00 (a dose may fall inside a phase)
booster: {adds: 15 min, to: [building, peak]}
note: Timings for the clinic's prescriber to confirm.
phases:
  - name: Arrival
    kind: pre-onset
    length: 10 min
    intensity: 2
    music:
      - soundscape: tide
  - name: Onset
    kind: onset
    length: 5 min
    intensity: 2 -> 4         # 0 to 10
    music:
      - track: quiet/slow water.flac
      - pick: {intensity: follow, vocals: none, avoid: [choir]}
  - name: Inner silence
    kind: peak
    length: 4 min
    music:
      - silence: 4 min
        fade: 30 s
cues:
  - at: 0 min
    do: chime
    sound: bowl
  - every: 15 min
    remind: Blood pressure
  - at: peak + 2 min
    do: voice
    sound: breathe.flac
grounding: {soundscape: hearth}
bed: {soundscape: tide}
"""

"""The arcs that ship: made from one source, read without a warning, as long as they say, on bundled music alone."""

import re
from itertools import pairwise

import pytest
from arc_examples import ROOT, SOUNDS, SOUNDSCAPES, read

from setplayer.arc.courses import COURSES, LENGTHS_MIN
from setplayer.arc.defaults import default_arcs
from setplayer.arc.model import Arc, SilenceItem, SoundscapeItem
from setplayer.score.chain import Sources
from setplayer.score.place import place
from setplayer.units import SAMPLE_RATE, clock

MINUTE = 60 * SAMPLE_RATE
NAMES = sorted(default_arcs())
ROUTES = [name for name in NAMES if not name.startswith("music")]


def shipped(name: str) -> Arc:
    reading = read((ROOT / "playlists" / f"{name}.yaml").read_text(encoding="utf-8"))
    assert reading.warnings == []
    return reading.arc


def starts(arc: Arc) -> list[float]:
    """In minutes from 0:00."""
    return [(start - arc.zero_at_frames) / MINUTE for start in arc.starts_frames]


def reminders(arc: Arc) -> list[tuple[float, str]]:
    """What the therapist is reminded of at fixed times, in minutes from 0:00."""
    found = [(cue.at.offset_frames / MINUTE, cue.remind) for cue in arc.cues if cue.remind and cue.at]
    return [(at, text) for at, text in found if not text.startswith(("Stay near", "Look at"))]


def test_the_files_are_what_their_one_source_makes() -> None:
    """After a change in the source: `make arcs`."""
    files = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "playlists").glob("*.yaml")}
    assert files == default_arcs()


def test_every_route_has_the_lengths_that_its_time_course_allows() -> None:
    """No medicine's arc is of 45 minutes: with every route the re-entry lasts longer. Three hours: where the course
    lasts two. Esketamine: never less than the two hours before which nobody leaves."""
    assert {course.file: [n for n in LENGTHS_MIN if course.suits(n)] for course in COURSES} == {
        "ketamine-iv": [60, 90, 120],
        "ketamine-im": [60, 90, 120],
        "ketamine-lozenge": [90, 120, 180],
        "ketamine-nasal": [90, 120, 180],
        "esketamine-spray": [120, 180],
    }
    assert [name for name in NAMES if name.startswith("music")] == sorted(
        f"music-{length}" for length in (45, 60, 90, 120, 180, 360)
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_arc_lasts_what_its_name_says_from_zero(name: str) -> None:
    arc = shipped(name)
    assert (arc.total_frames - arc.zero_at_frames) / MINUTE == int(name.rpartition("-")[2])


@pytest.mark.parametrize("name", ROUTES)
def test_of_one_route_all_is_the_same_up_to_the_end_of_the_peak(name: str) -> None:
    """What scales is the way back: onset and peak are the medicine's."""
    course = next(course for course in COURSES if name.startswith(course.file))
    arc = shipped(name)
    own = [start for _, start, _ in course.phases]
    assert starts(arc)[:5] == own[:5]
    assert arc.zero_at_frames == max(-own[0], 0) * MINUTE
    assert starts(arc)[5] == min(own[5], int(name.rpartition("-")[2]) - 10)
    assert arc.phases[-1].length_frames >= 10 * MINUTE


@pytest.mark.parametrize("name", ROUTES)
def test_its_note_tells_the_grade_of_every_time(name: str) -> None:
    note = " ".join(shipped(name).note.split())
    for kind in ("pre-onset", "onset", "building", "peak", "re-entry", "return"):
        assert re.search(rf"\b{kind} −?\d+ to \d+ \([ABC–]\)", note), kind
    assert "A is a primary source or an official page" in note


def test_reminders_are_each_route_s_own_and_do_not_scale() -> None:
    assert reminders(shipped("ketamine-iv-60")) == [(40, "The infusion ends")]
    assert reminders(shipped("ketamine-iv-120")) == reminders(shipped("ketamine-iv-60"))
    spat = "The lozenge is to be spat out or swallowed, as agreed"
    assert reminders(shipped("ketamine-lozenge-90")) == reminders(shipped("ketamine-lozenge-180")) == [(7, spat)]
    leaving = "Two hours since the first device: the earliest time to leave"
    for name, end in (("esketamine-spray-120", 120), ("esketamine-spray-180", 180)):
        assert reminders(shipped(name)) == [
            (-5, "Blood pressure, before the first device"),
            (5, "The second device, as prescribed"),
            (10, "The third device, as prescribed"),
            (40, "Blood pressure"),
            (end - 5, "Blood pressure, before leaving"),
            (120, leaving),
        ]
        again = [(cue.every_frames, cue.remind) for cue in shipped(name).cues if cue.every_frames]
        assert again == [(30 * MINUTE, "Breathing and oxygen saturation")]
    for name in ("ketamine-iv-90", "ketamine-im-120", "ketamine-nasal-90"):
        assert [cue.every_frames for cue in shipped(name).cues if cue.remind == "Blood pressure"] == [15 * MINUTE]


def test_the_phases_of_six_hours_overlap() -> None:
    arc = shipped("music-360")
    assert [phase.overlap_frames // MINUTE for phase in arc.phases] == [0, 20, 1, 20, 2, 20]
    assert starts(arc) == [0, 40, 80, 145, 210, 255]


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_arc_needs_no_library(name: str) -> None:
    arc = shipped(name)
    for phase in arc.phases:
        assert phase.music
        for item in phase.music:
            assert isinstance(item, SilenceItem) or (isinstance(item, SoundscapeItem) and item.name in SOUNDSCAPES)
    assert {cue.sound for cue in arc.cues} <= {None, *SOUNDS}
    assert re.search(r"^Sources: ", arc.note, re.MULTILINE)
    assert arc.note.endswith("Timings for the clinic's prescriber to confirm.")
    assert all(phase.about for phase in arc.phases)


@pytest.mark.parametrize("name", NAMES)
def test_intensity_never_jumps_by_more_than_2(name: str) -> None:
    phases = [phase for phase in shipped(name).phases if not isinstance(phase.music[0], SilenceItem)]
    for before, after in pairwise(phases):
        assert after.intensity.start - before.intensity.end <= 2


def test_the_shape_of_music_alone_is_one_rise_and_one_fall() -> None:
    """Its loudness follows intensity: the peak is the fullest, and after the silence it only goes down."""
    phases = [phase for phase in shipped("music-45").phases if not isinstance(phase.music[0], SilenceItem)]
    levels = [level for phase in phases for level in (phase.intensity.start, phase.intensity.end)]
    top = levels.index(max(levels))
    assert levels[: top + 1] == sorted(levels[: top + 1])
    assert levels[top:] == sorted(levels[top:], reverse=True)
    assert phases[top // 2].kind == "peak"
    assert max(levels) >= 3 + max(levels[0], levels[-1], phases[-2].intensity.start)


def test_one_hour_intramuscular_is_an_hour_from_the_dose() -> None:
    arc = shipped("ketamine-im-60")
    assert (arc.zero, arc.zero_at_frames, arc.total_frames) == ("dose", 10 * MINUTE, 70 * MINUTE)
    assert [
        (phase.kind, clock(start - arc.zero_at_frames))
        for phase, start in zip(arc.phases, arc.starts_frames, strict=True)
    ] == [
        ("pre-onset", "−10:00"),
        ("onset", "0:00"),
        ("building", "5:00"),
        ("peak", "15:00"),
        ("re-entry", "35:00"),
        ("return", "50:00"),
    ]
    assert arc.booster is not None


def test_the_lozenge_takes_two_hours_with_its_reminders() -> None:
    arc = shipped("ketamine-lozenge-120")
    assert (arc.zero, arc.total_frames) == ("dose", 120 * MINUTE)
    assert [(phase.kind, clock(start)) for phase, start in zip(arc.phases, arc.starts_frames, strict=True)] == [
        ("pre-onset", "0:00"),
        ("onset", "7:00"),
        ("building", "17:00"),
        ("peak", "27:00"),
        ("re-entry", "55:00"),
        ("return", "1:20:00"),
    ]
    assert [cue.every_frames for cue in arc.cues if cue.every_frames] == [15 * MINUTE]
    assert any(cue.remind and "spat" in cue.remind for cue in arc.cues)


def test_the_music_alone_lasts_forty_five_minutes() -> None:
    arc = shipped("music-45")
    assert (arc.medicine, arc.zero, arc.total_frames) == ("none", "begin", 45 * MINUTE)
    # 20, 36 and 44 % of 45 minutes; the middle is three phases with its silence, and the return two.
    assert [arc.starts_frames[index] for index in (0, 1)] == [0, 9 * MINUTE]
    assert arc.starts_frames[4] == pytest.approx(45 * MINUTE * 0.56)
    assert any(isinstance(item, SilenceItem) for phase in arc.phases for item in phase.music)
    assert arc.cues[-1].sound == "bell"


@pytest.mark.parametrize("name", NAMES)
def test_every_frame_of_it_has_bundled_music_or_the_silence_it_asks_for(name: str) -> None:
    arc = shipped(name)
    clips = place(Sources(arc, {})).clips
    assert {clip.kind for clip in clips} <= {"soundscape", "silence"}
    assert (clips[0].start_frame, clips[-1].end_frame) == (0, arc.total_frames)
    assert all(after.start_frame <= before.end_frame for before, after in pairwise(clips))

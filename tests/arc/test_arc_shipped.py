"""The arcs that ship: they read without a warning, last what they say, and sound on bundled music alone."""

from itertools import pairwise

import pytest
from arc_examples import ROOT, SOUNDS, SOUNDSCAPES, read

from setplayer.arc.model import Arc, SilenceItem, SoundscapeItem
from setplayer.units import SAMPLE_RATE, clock

MINUTE = 60 * SAMPLE_RATE
NAMES = ["ketamine-im-60", "ketamine-lozenge-120", "music-45"]


def shipped(name: str) -> Arc:
    reading = read((ROOT / "playlists" / f"{name}.yaml").read_text(encoding="utf-8"))
    assert reading.warnings == []
    return reading.arc


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_arc_needs_no_library(name: str) -> None:
    arc = shipped(name)
    for phase in arc.phases:
        assert phase.music
        for item in phase.music:
            assert isinstance(item, SilenceItem) or (isinstance(item, SoundscapeItem) and item.name in SOUNDSCAPES)
    assert {cue.sound for cue in arc.cues} <= {None, *SOUNDS}
    assert arc.note.endswith("Timings for the clinic's prescriber to confirm.")
    assert all(phase.about for phase in arc.phases)


@pytest.mark.parametrize("name", NAMES)
def test_intensity_never_jumps_by_more_than_2(name: str) -> None:
    phases = [phase for phase in shipped(name).phases if not isinstance(phase.music[0], SilenceItem)]
    for before, after in pairwise(phases):
        assert after.intensity.start - before.intensity.end <= 2


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
    # 20, 36 and 44 % of 45 minutes; the peak is two phases, and so is the return.
    assert [arc.starts_frames[index] for index in (0, 1)] == [0, 9 * MINUTE]
    assert arc.starts_frames[3] == pytest.approx(45 * MINUTE * 0.56)
    assert any(isinstance(item, SilenceItem) for phase in arc.phases for item in phase.music)
    assert arc.cues[-1].sound == "bell"

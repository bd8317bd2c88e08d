"""What steering sounds like, measured in the samples that were played: no jump, no steeper than promised."""

from pathlib import Path

import numpy as np
import pytest
from engine_cases import write_arc, write_tone
from played_cases import Played

from setplayer.engine.prepare import prepare
from setplayer.session import commands as c
from setplayer.session.events import Event

SECOND = 48_000


def played(folder: Path, name: str, music: str, more: str = "") -> Played:
    """Two phases of three minutes, playing for half a minute."""
    folder.mkdir(exist_ok=True)
    arc = write_arc(
        folder / f"{name}.yaml", [("One", "3 min", [music]), ("Two", "3 min", ["soundscape: hearth"])], more
    )
    session = Played(prepare(str(arc), folder, folder / "library.db"), folder / f"{name}.session")
    session.begin()
    session.pass_time(30, 0.1)
    return session


def steered(
    folder: Path, name: str, commands: list[c.Command], for_s: float, music: str, more: str = "", after_s: float = 20
) -> np.ndarray:
    """The samples of so many seconds from the first command on; the commands come 0.1 s apart."""
    arc = write_arc(
        folder / f"{name}.yaml", [("One", "3 min", [music]), ("Two", "3 min", ["soundscape: tide"])], more
    )
    library = folder if music.startswith("track") else None
    session = Played(prepare(str(arc), library, folder / "library.db"), folder / f"{name}.session")
    session.begin()
    session.pass_time(after_s, 0.3)
    frames = []
    for command in commands:
        event = session.give(command)
        assert isinstance(event, Event), event
        frames.append(event.frame)
        session.pass_time(0.1)
    session.pass_time(for_s, 0.3)
    samples = session.memory.samples[frames[0] :]
    session.give(c.FadeNow(), urgent=True)
    session.pass_time(3.5, 0.3)
    session.end()
    return samples[: round(for_s * SECOND)]


def level_db(samples: np.ndarray, window_s: float = 0.1) -> np.ndarray:
    count = round(window_s * SECOND)
    whole = samples[: len(samples) // count * count].astype(np.float64).reshape(-1, count * 2)
    return np.asarray(10 * np.log10(np.mean(np.square(whole), axis=1) + 1e-12))


def test_the_level_rises_by_three_decibels_a_second_and_no_faster_whatever_was_pressed(tmp_path: Path) -> None:
    """A step down first, so that the way up is long; then up at once, and again while it rises."""
    tone = write_tone(tmp_path / "tone.wav", 200, hz=1000)
    commands: list[c.Command] = [c.Level(db=-12), c.Level(db=-3), c.Level(db=0), c.Undo(), c.Level(db=3)]
    samples = steered(tmp_path, "level", commands, 12, f"track: {tone.name}")
    heard = level_db(samples)
    rises = heard[10:] - heard[:-10]
    assert rises.max() == pytest.approx(3.0, abs=0.1), "in any second"
    assert heard[-1] - heard.min() > 5, "there was a way up"
    assert abs(np.diff(heard[-20:])).max() < 0.05, "and then it stays"


def test_marks_and_longer_phases_change_no_sample_of_what_sounds(tmp_path: Path) -> None:
    """The same as in a session in which nothing was marked."""
    tone = write_tone(tmp_path / "tone.wav", 200)
    late: list[c.Command] = [
        c.GiveBooster(minutes_ago=0.02),
        c.Dose(minutes_ago=0.02),
        c.DeviceGiven(minutes_ago=0.02),
    ]
    marks = [*late, c.InfusionEnd(), c.Extend(), c.Hold()]
    more = "booster: {adds: 2 min, to: [peak]}"
    notes: list[c.Command] = [c.Note(text="x")] * len(marks)
    plain, marked = (
        steered(tmp_path, name, given, 3, f"track: {tone.name}", more, after_s=2)
        for name, given in (("plain", notes), ("marked", marks))
    )
    assert np.array_equal(plain, marked)


def test_fuller_is_heard_in_a_soundscape_within_seconds_and_without_a_jump(tmp_path: Path) -> None:
    plain = steered(tmp_path, "plain", [c.Note(text="x")], 7, "soundscape: tide", after_s=3)
    fuller = steered(tmp_path, "fuller", [c.Fuller(), c.Fuller()], 7, "soundscape: tide", after_s=3)
    apart = np.abs(plain - fuller).max(axis=1)
    first = int(np.argmax(apart > 1e-6))
    assert first < 3 * SECOND, "it is on its way at once"
    assert level_db(plain - fuller, 1.0)[5] > level_db(plain, 1.0)[5] - 30, "and plainly there after five seconds"
    steps = np.abs(np.diff(fuller, axis=0)).max()
    assert steps < 3 * np.abs(np.diff(plain, axis=0)).max(), "no click"

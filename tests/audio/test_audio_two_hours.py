"""Hours of generated tracks, read back by another reader: no gap, no click, no clipped sample.

Half an hour of shorter tracks in `make test`, with every join and gesture; two hours in `make soak-faults`.

The tracks are slow tones, the right side a quarter of a turn from the left: wherever a frame is missing, comes
twice or is wrong, the curve of one side bends as no tone of theirs can.
"""

import wave
from collections.abc import Iterator
from pathlib import Path

import fault_counts
import numpy as np
import pytest

from setplayer.audio.outputs import FileOutput
from setplayer.engine.prepare import prepare
from setplayer.engine.rehearse import rehearse
from setplayer.engine.script import read_script
from setplayer.library.samples import Samples
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.session.commands import Open
from setplayer.units import SAMPLE_RATE

TONES_HZ = {"low.wav": 110.0, "high.wav": 165.0}
MINUTES = 120 if fault_counts.FULL else 30
TRACK_S = 2 * MINUTES
LEVEL = 0.1
ARC_FRAMES = MINUTES * 60 * SAMPLE_RATE

CEILING = 10 ** (-1 / 20)
MOST_BEND = 2.5e-4
"""Both tones together bend by 0.7e-4 a frame at this level; the least fault bends by 10e-4."""
LEAST_POWER = 0.01 * LEVEL**2 / 2
"""20 dB below a tone as it is: further down than any piece is played or ducked."""
WINDOW = SAMPLE_RATE // 5
OPENING_S, ENDING_S = 20, 20

CUES = f"""
- {{at: {MINUTES // 6} min, do: duck}}
- {{at: {MINUTES // 6 + 1} min, do: unduck}}
- {{at: {MINUTES // 3} min, do: next_piece}}
- {{at: {MINUTES // 2 + 1} min, do: fuller}}
- {{at: {3 * MINUTES // 4} min, do: level, db: -2}}
"""


def tone(hz: float, seconds: float) -> Samples:
    phase = 2 * np.pi * hz / SAMPLE_RATE * np.arange(round(seconds * SAMPLE_RATE))
    return (LEVEL * np.stack([np.sin(phase), np.cos(phase)], axis=1)).astype(np.float32)


def minutes_of(path: Path) -> Iterator[Samples]:
    """What a WAV file holds, by Python's own reader, a minute at a time."""
    with wave.open(str(path)) as file:
        while octets := file.readframes(60 * SAMPLE_RATE):
            packed = np.frombuffer(octets, np.uint8).reshape(-1, 3)
            whole = np.zeros((len(packed), 4), np.uint8)
            for place in range(3):
                whole[:, place + 1] = packed[:, place]
            yield (whole.view("<i4") * np.float32(2.0**-31)).astype(np.float32).reshape(-1, 2)


class Ear:
    """Listens to a stream of samples and says what is wrong with it, by the frame."""

    def __init__(self, sounding_from: int, sounding_to: int):
        self.frames = 0
        self.wrong: list[tuple[int, str]] = []
        self._sounding = (sounding_from, sounding_to)
        self._before = np.zeros((0, 2), np.float32)

    def hear(self, samples: Samples) -> None:
        begin = self.frames - len(self._before)
        heard = np.concatenate([self._before, samples])
        self._tell(begin, np.abs(heard), CEILING, "above the ceiling")
        self._tell(begin, np.abs(heard[2:] - 2 * heard[1:-1] + heard[:-2]), MOST_BEND, "a click")
        windows = heard[: len(heard) // WINDOW * WINDOW].reshape(-1, WINDOW, 2)
        for number, power in enumerate(np.einsum("nfc,nfc->nc", windows, windows) / WINDOW):
            frame = begin + number * WINDOW
            if min(power) < LEAST_POWER and self._sounding[0] <= frame <= self._sounding[1] - WINDOW:
                self.wrong.append((frame, "a gap"))
        self._before = heard[len(windows) * WINDOW :]
        self.frames += len(samples)

    def _tell(self, begin: int, size: Samples, most: float, what: str) -> None:
        if size.max(initial=0.0) > most:
            self.wrong += [(begin + int(frame), what) for frame in np.flatnonzero(size.max(axis=1) > most)]


@pytest.fixture
def rendered(tmp_path: Path) -> Iterator[Path]:
    for name, hz in TONES_HZ.items():
        with FileOutput(tmp_path / name, ".wav") as track:
            track.write(tone(hz, TRACK_S))
    music = "\n".join(f"      - track: {name}" for name in list(TONES_HZ) * 21)
    arc = tmp_path / "arc.yaml"
    phase = f"name: All\n    kind: peak\n    length: {MINUTES} min\n    intensity: 4"
    arc.write_text(f"arc: Hours\nphases:\n  - {phase}\n    music:\n{music}\n")
    prepared = prepare(str(arc), tmp_path, tmp_path / "library.db")
    path = tmp_path / "hours.wav"
    opening = Open(kind="rehearsal", seed=1)
    with SessionFile.create(tmp_path / "s.session", "manyhour", FakeClock()) as file, FileOutput(path, ".wav") as out:
        result = rehearse(prepared, read_script(CUES, "cues.yaml"), file, out, opening)
    assert result.refused == result.left_out == result.helped == []
    yield path
    for file in tmp_path.glob("*.wav"):  # gigabytes, which pytest would keep
        file.unlink()


def test_hours_have_no_gap_no_click_and_no_clipped_sample(rendered: Path) -> None:
    ear = Ear(OPENING_S * SAMPLE_RATE, ARC_FRAMES - ENDING_S * SAMPLE_RATE)
    for samples in minutes_of(rendered):
        ear.hear(samples)
    assert ear.wrong == []
    assert ear.frames == ARC_FRAMES


PLACES = [48_000, 48_100, 48_163, 60_001, 100_000]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("hz", TONES_HZ.values())
def test_the_ear_hears_every_kind_of_fault(hz: float, place: int) -> None:
    good = tone(hz, 4)
    loud = good.copy()
    loud[place] = 0.9
    dropped = good.copy()
    dropped[place : place + 2_048] = 0
    faults = {
        "missing": np.delete(good, place, axis=0),
        "twice": np.insert(good, place, good[place], axis=0),
        "block missing": np.delete(good, np.s_[place : place + 2_048], axis=0),
        "zeroed": dropped,
        "loud": loud,
        "faded away": good * np.where(np.arange(len(good)) > 96_000, 0.01, 1)[:, None],
    }
    assert wrong_with(good) == []
    assert [name for name, sound in faults.items() if not wrong_with(sound)] == []
    assert {"above the ceiling", "a click"} <= {what for _, what in wrong_with(loud)}
    assert "a gap" in {what for _, what in wrong_with(faults["faded away"])}


def wrong_with(sound: Samples) -> list[tuple[int, str]]:
    ear = Ear(0, len(sound))
    for part in np.split(sound, [1, 1_000, 70_000]):
        ear.hear(part)
    return ear.wrong

"""A rendered session keeps its arc's shape: music of whatever loudness is heard as loud as its phase asks for."""

from pathlib import Path

import av
import numpy as np
import pytest
from engine_cases import SAMPLE_RATE, read_samples

from setplayer.audio.outputs import FileOutput
from setplayer.engine.prepare import prepare
from setplayer.engine.rehearse import rehearse
from setplayer.library.loudness import LoudnessMeter
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.score.level import target_lufs
from setplayer.session import commands as c

PHASE_S = 36
TRACK_S = 44
JOIN_S = 12

PHASES = [("Arrival", "2", 2.0, 0.5), ("Opening", "3 -> 6", 4.5, 0.044), ("Height", "8", 8.0, 0.06)]
PHASES += [("Return", "1", 1.0, 0.2)]
"""Name, intensity as written and in its middle, and how high its music is: where the arc wants most it is quiet."""


def write_noise(path: Path, level: float, seed: int) -> None:
    """Dull noise that swells a little, differing on its two sides."""
    white = np.random.default_rng(seed).standard_normal((TRACK_S * SAMPLE_RATE, 2)).cumsum(axis=0)
    dull = (white[16:] - white[:-16]) / 16
    dull *= level * (1 + 0.3 * np.sin(np.arange(len(dull)) / SAMPLE_RATE))[:, np.newaxis]
    samples = np.rint(np.clip(dull, -1, 1) * 32767).astype(np.int16)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=SAMPLE_RATE, layout="stereo")
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate = SAMPLE_RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


@pytest.fixture(scope="module")
def heard_lufs(tmp_path_factory: pytest.TempPathFactory) -> list[float]:
    """Integrated loudness of each phase of a rendered session, without the joins on either side."""
    folder = tmp_path_factory.mktemp("session")
    lines = ["arc: A test", "phases:"]
    for number, (name, intensity, _, level) in enumerate(PHASES):
        write_noise(folder / f"{number}.flac", level, number)
        lines += [f"  - name: {name}", "    kind: peak", f"    length: {PHASE_S} s", f"    intensity: {intensity}"]
        lines += [f"    music: [track: {number}.flac]"]
    (folder / "arc.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    prepared = prepare(str(folder / "arc.yaml"), folder, folder / "library.db")
    with (
        SessionFile.create(folder / "s.session", "testtest", FakeClock()) as file,
        FileOutput(folder / "out.wav", ".wav") as output,
    ):
        rehearse(prepared, [], file, output, c.Open(kind="rehearsal", seed=1))
    whole = (read_samples(folder / "out.wav") / 2.0**23).astype(np.float32)
    loudness = []
    for number in range(len(PHASES)):
        meter = LoudnessMeter(SAMPLE_RATE)
        meter.feed(whole[(number * PHASE_S + JOIN_S) * SAMPLE_RATE : ((number + 1) * PHASE_S - JOIN_S) * SAMPLE_RATE])
        loudness.append(meter.result().integrated_lufs or -70.0)
    return loudness


def test_every_phase_is_as_loud_as_its_intensity_asks_for(heard_lufs: list[float]) -> None:
    wanted = [target_lufs(middle) for _, _, middle, _ in PHASES]
    assert heard_lufs == pytest.approx(wanted, abs=1.5)


def test_a_phase_that_asks_for_more_is_heard_louder(heard_lufs: list[float]) -> None:
    by_intensity = sorted(range(len(PHASES)), key=lambda number: PHASES[number][2])
    assert sorted(range(len(PHASES)), key=heard_lufs.__getitem__) == by_intensity

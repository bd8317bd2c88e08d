"""The command line's part for outputs: which there are, which is kept, how left and right sound, how loud it is."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from setplayer.audio.device import DeviceOutput, output_names, preferred_output
from setplayer.audio.sound_test import left_then_right
from setplayer.engine.client import ask_once
from setplayer.engine.messages import Ask
from setplayer.faults import Fault
from setplayer.hearing import decibels, mean_square
from setplayer.library.samples import Samples
from setplayer.settings import Calibration, Settings, read_settings, write_settings
from setplayer.units import BLOCK_FRAMES, SAMPLE_RATE, frames_from_s, gain_from_db

_NOISE_DB: Final = -30.0
"""The A-weighted level of the calibration's noise (0 dB: mean square 1.0): about that of music at a phase's peak."""

_NOISE_RAMP_S: Final = 10.0
_NOISE_S: Final = 90.0
_LOWEST_HZ, _HIGHEST_HZ = 20.0, 20_000.0
_LEAD_S: Final = 0.4


@dataclass(frozen=True)
class OutputLine:
    """An output as a list shows it."""

    name: str
    connected: bool
    kept: bool
    preferred: bool
    """Whether the system would choose it now."""
    calibrated: bool

    def __str__(self) -> str:
        words = [
            "kept" if self.kept else "",
            "the system's choice" if self.preferred else "",
            "" if self.connected else "not connected",
            "calibrated" if self.calibrated else "",
        ]
        return f"{self.name}  ({', '.join(filter(None, words))})" if any(words) else self.name


def outputs(data: Path) -> list[OutputLine]:
    """Every output that is connected, and the one that is kept, were it not. Raises Fault."""
    settings, names, preferred = read_settings(data), output_names(), preferred_output()
    known = [*names, *([settings.output] if settings.output and settings.output not in names else [])]
    return [
        OutputLine(name, name in names, name == settings.output, name == preferred, name in settings.calibrations)
        for name in known
    ]


def keep(data: Path, name: str) -> None:
    """Have sessions play on an output from now on, when nothing else is asked for. Raises Fault."""
    write_settings(data, read_settings(data).model_copy(update={"output": name}))


def test(data: Path, name: str | None) -> str:
    """Play a soft tone on the left, then one on the right; where. Raises Fault."""
    output = free_output(data, name)
    _play(output, left_then_right())
    return output.name


def calibrate(data: Path, name: str | None) -> str:
    """Play steady noise until it is interrupted, or for a minute and a half; where. Raises Fault."""
    output = free_output(data, name)
    try:
        _play(output, _noise())
    except KeyboardInterrupt:
        output.close()
    return output.name


def calibrated(data: Path, name: str | None, dba: float) -> tuple[str, Calibration]:
    """Keep what a meter read while `calibrate` played. Raises Fault."""
    settings = read_settings(data)
    output = _named(settings, name) or preferred_output()
    if output is None:
        raise Fault("Say which output was measured: --output NAME.")
    found = Calibration(offset_db=dba - _NOISE_DB)
    write_settings(data, settings.model_copy(update={"calibrations": {**settings.calibrations, output: found}}))
    return output, found


def _named(settings: Settings, name: str | None) -> str | None:
    return name or settings.output


def free_output(data: Path, name: str | None) -> DeviceOutput:
    """The output of this name, or the one that is kept, opened. Raises Fault when a session plays there."""
    output = DeviceOutput(_named(read_settings(data), name))
    if (playing := _played_on(data)) == output.name:
        output.close()
        raise Fault(f"A session is playing on {playing!r}; nothing else sounds there until it has ended.")
    return output


def _played_on(data: Path) -> str | None:
    """The output of the session that is under way."""
    try:
        view = ask_once(data, Ask(number=1, query="view")).view
    except Fault:
        return None
    return view.output if view is not None and view.state not in ("open", "closed") else None


def _play(output: DeviceOutput, blocks: Iterable[Samples]) -> None:
    for block in blocks:
        while output.queued_frames() > frames_from_s(_LEAD_S):
            if output.fault:
                raise output.fault
            time.sleep(0.05)
        output.push(block)
    output.drain()


def _noise() -> Iterator[Samples]:
    """Pink noise, the same on both sides, up from nothing to `_NOISE_DB`."""
    period = 64 * BLOCK_FRAMES
    hz = np.fft.rfftfreq(period, 1 / SAMPLE_RATE)
    within = (hz >= _LOWEST_HZ) & (hz <= _HIGHEST_HZ)
    strength = np.where(within, 1 / np.sqrt(np.maximum(hz, 1.0)), 0.0)
    turns = np.random.default_rng(0).random(len(hz))
    one = np.fft.irfft(strength * np.exp(2j * np.pi * turns)).astype(np.float32)
    loop = np.repeat(one[:, np.newaxis], 2, axis=1)
    blocks = loop.reshape(-1, BLOCK_FRAMES, 2)
    measured = decibels(float(np.mean([mean_square(block) for block in blocks])))
    blocks = blocks * np.float32(gain_from_db(_NOISE_DB - measured))
    for number in range(frames_from_s(_NOISE_S) // BLOCK_FRAMES):
        frames = number * BLOCK_FRAMES + np.arange(BLOCK_FRAMES)
        rise = np.minimum(frames / frames_from_s(_NOISE_RAMP_S), 1.0) ** 2
        yield (blocks[number % len(blocks)] * rise[:, np.newaxis]).astype(np.float32)

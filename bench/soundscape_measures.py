"""What can be measured of sound that nobody has listened to yet: the same figures for soundscapes and recordings.

Sound is (frames, 2) in float32 at SAMPLE_RATE. Loudness is ffmpeg's (ebur128), not our own meter's word.
"""

import itertools
import re
import subprocess
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from setplayer.units import SAMPLE_RATE

Sound = npt.NDArray[np.float32]

WINDOW = 16_384
BANDS_HZ = (60, 150, 400, 1_000, 2_500, 6_000, 16_000)
_NEAR_LU = 2.0


@dataclass(frozen=True)
class Measures:
    """Of one piece of sound; levels of bands are relative to everything, in dB."""

    lufs: float
    range_lu: float
    peak_dbtp: float
    near: float
    """Share of the time in which short-term loudness is within 2 LU of its target, or, without one, of its median."""
    centroid_hz: float
    flux: float
    """Mean change of the amplitude spectrum between windows 0.34 s apart, in thousandths of the spectrum."""
    bands_db: tuple[float, ...]
    two_pitches: float
    """Share of the power in the two strongest semitones: hum."""
    correlation: float
    side_db: float
    """Side against middle."""
    mono_db: float
    """What the mono sum loses against the mean power of the ears; 0 for mono, −3 for unrelated ears."""
    dc_db: float


@dataclass(frozen=True)
class OverTime:
    """Of many minutes."""

    short_lufs: npt.NDArray[np.float64]
    """Short-term loudness every tenth of a second."""
    near: float
    dc_db: float
    again: npt.NDArray[np.float64]
    """Autocorrelation of the envelope, at lags of tenths of a second from 0 to half the length."""
    again_wave: npt.NDArray[np.float64]
    """The same of the wave below 500 Hz, at lags of milliseconds."""

    @property
    def most_again(self) -> float:
        """The greatest likeness of the envelope to itself beyond 10 s, or NaN where there is too little."""
        return _most(self.again, 10.0)

    @property
    def most_again_wave(self) -> float:
        """The same of the wave."""
        return _most(self.again_wave, 1_000.0)


def measure(sound: Sound, target_lufs: float | None = None) -> Measures:
    """All measures of a sound of at least a minute."""
    integrated, wide, peak, short = loudness(sound)
    short = short[np.isfinite(short) & (short > -70)]
    spectra = _spectra(sound)
    mean = spectra.mean(axis=0)
    hz = np.fft.rfftfreq(WINDOW, 1 / SAMPLE_RATE)
    power = np.square(spectra).mean(axis=0)
    middle, side = sound.mean(axis=1, dtype=np.float64), (sound[:, 0] - sound[:, 1]).astype(np.float64) / 2
    both = float(np.mean(np.square(sound, dtype=np.float64)))
    return Measures(
        lufs=integrated,
        range_lu=wide,
        peak_dbtp=peak,
        near=_near(short, target_lufs),
        centroid_hz=float(np.sum(mean * hz) / np.sum(mean)),
        flux=float(1000 * np.abs(np.diff(spectra, axis=0)).sum() / spectra.sum() / 2),
        bands_db=tuple(
            _db(float(power[(hz >= low) & (hz < high)].sum() / power.sum()))
            for low, high in itertools.pairwise(BANDS_HZ)
        ),
        two_pitches=_two_pitches(power, hz),
        correlation=float(np.corrcoef(sound[:, 0], sound[:, 1])[0, 1]),
        side_db=_db(float(np.mean(side**2) / np.mean(middle**2))),
        mono_db=_db(float(np.mean(middle**2)) / both),
        dc_db=_dc_db(sound),
    )


def over_time(sound: Sound, target_lufs: float | None = None) -> OverTime:
    """What only many minutes can show."""
    _, _, _, short = loudness(sound, peak=False)
    return OverTime(
        short_lufs=short,
        near=_near(short, target_lufs),
        dc_db=_dc_db(sound),
        again=_again(_envelope(sound)),
        again_wave=_again(_low_wave(sound.mean(axis=1))),
    )


def _near(short: npt.NDArray[np.float64], target_lufs: float | None) -> float:
    return float(np.mean(np.abs(short - (np.median(short) if target_lufs is None else target_lufs)) <= _NEAR_LU))


def _dc_db(sound: Sound) -> float:
    return 20 * float(np.log10(max(float(np.abs(sound.mean(axis=0, dtype=np.float64)).max()), 1e-9)))


def loudness(sound: Sound, *, peak: bool = True) -> tuple[float, float, float, npt.NDArray[np.float64]]:
    """Integrated LUFS, range in LU, true peak in dBTP, and short-term LUFS every 0.1 s once three seconds are in."""
    source = ["-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", "2", "-i", "-"]
    command = [
        "ffmpeg",
        "-hide_banner",
        "-nostats",
        *source,
        "-af",
        f"ebur128=peak={'true' if peak else 'none'}",
        "-f",
        "null",
        "-",
    ]
    ran = subprocess.run(command, input=sound.tobytes(), capture_output=True, check=True)
    text, _, summary = ran.stderr.decode(errors="replace").rpartition("Summary")
    found = (re.search(label, summary) for label in (r"I:\s+(\S+)", r"LRA:\s+(\S+)", r"Peak:\s+(\S+)"))
    integrated, wide, true_peak = (float(each[1]) if each else float("nan") for each in found)
    short = np.array([float(value) for value in re.findall(r" S:\s*(-?[\d.]+|nan|-inf)", text)])
    return integrated, wide, true_peak, short[30:]


def _spectra(sound: Sound) -> npt.NDArray[np.float64]:
    """Amplitude spectra of the mean of the ears, one per window."""
    mono = sound.mean(axis=1)
    blocks = mono[: len(mono) // WINDOW * WINDOW].reshape(-1, WINDOW) * np.kaiser(WINDOW, 16)
    return np.abs(np.fft.rfft(blocks))


def _two_pitches(power: npt.NDArray[np.float64], hz: npt.NDArray[np.float64]) -> float:
    use = hz > 40
    semitone = np.round(12 * np.log2(hz[use] / 73.42)).astype(int)
    by_pitch = np.bincount(semitone - semitone.min(), power[use])
    return float(np.sort(by_pitch)[-2:].sum() / by_pitch.sum())


def _envelope(sound: Sound) -> npt.NDArray[np.float64]:
    step = SAMPLE_RATE // 10
    kept = sound[: len(sound) // step * step]
    return np.sqrt(np.square(kept, dtype=np.float64).reshape(-1, step * 2).mean(axis=1))


def _low_wave(middle: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The wave at 1 000 samples a second; a mean over each step is filter enough for a figure of likeness."""
    step = SAMPLE_RATE // 1_000
    return middle[: len(middle) // step * step].reshape(-1, step).mean(axis=1)


def _again(series: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    series = series - series.mean()
    size = 1 << (2 * len(series) - 1).bit_length()
    alike = np.fft.irfft(np.abs(np.fft.rfft(series, size)) ** 2)[: len(series) // 2]
    return np.asarray(alike / alike[0])


def _most(again: npt.NDArray[np.float64], rate: float) -> float:
    return float(np.abs(again[int(10 * rate) :]).max()) if len(again) >= 20 * rate else float("nan")


def _db(ratio: float) -> float:
    return float(10 * np.log10(max(ratio, 1e-12)))

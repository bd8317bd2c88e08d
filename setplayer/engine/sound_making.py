"""A clinic's own bell or voice prompt made fit for sessions: trimmed, faded and levelled with pydub.

pydub gets the samples that our own decoding gives, and so needs no ffmpeg program.
"""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from setplayer.engine.sounds import loudness_of, measure
from setplayer.faults import Fault
from setplayer.library.decode import TrackStream
from setplayer.library.names import printable
from setplayer.library.samples import LOUDEST, Samples
from setplayer.library.stated import stated_s
from setplayer.score.level import CEILING_DBTP
from setplayer.session.commands import Sound
from setplayer.soundscape.soundfiles import flac_of
from setplayer.units import SAMPLE_RATE, db_from_gain, duration, frames_from_s

if TYPE_CHECKING:
    from pydub import AudioSegment

Kind = Literal["bell", "voice"]

LONGEST_FRAMES: Final = frames_from_s(180)
"""A sound is held in memory whole, is in the record of every session, and has the music lowered all the while."""

MOST_RAISED_DB: Final = 30.0
"""What was recorded more softly is raised by this at most: its noise comes up with it."""

_SILENT_DBFS: Final = -60.0
_MISSING_FRAMES: Final = frames_from_s(0.06)
"""Formats count their length differently by up to 46 ms; a frame of FLAC that is lost is 90 ms or more."""

_MOST_DAMAGE: Final = 1
"""Packets. The first of an MP3 that was cut without decoding leans on one that is gone."""

_OFFSET: Final = 0.003
"""So much of the highest sample (−50 dB) that a cheap recorder adds would pass for sound, where there is silence."""

_SCALE: Final = 2.0**31 / (2.0 * LOUDEST)
"""32 bits hold whatever our decoding gives, with 6 dB to spare."""

_HEADROOM_DB: Final = db_from_gain(2.0 * LOUDEST)

_GRID: Final = 2.0**19
"""20 bits, like the sounds that ship."""

_BELOW_CEILING_DB: Final = 0.02
"""Rounding to the grid moves a peak by less."""


@dataclass(frozen=True)
class _Shaping:
    """What is done to a sound; `quiet_db` against its highest sample is silence, over 10 ms."""

    quiet_db: float
    before_ms: int
    after_ms: int
    """How much of the silence around it is kept, if it is there."""
    fade_in_ms: int
    fade_out_ms: int
    """Each at most half of the sound."""
    wanted_lufs: float


_SHAPING: Final[dict[Kind, _Shaping]] = {
    # Its stroke is faded in as the bell that ships is: what is struck hard startles however soft it is. It rings out.
    # By its loudest 400 ms it is as loud as what ships.
    "bell": _Shaping(-50.0, before_ms=0, after_ms=0, fade_in_ms=40, fade_out_ms=1500, wanted_lufs=-14.0),
    # A breath before and a soft consonant after the words belong to them, and the fades lie there. By its integrated
    # loudness it is as loud as a session will ever want it, so that none of it needs to be raised then.
    "voice": _Shaping(-40.0, before_ms=100, after_ms=200, fade_in_ms=30, fade_out_ms=200, wanted_lufs=-20.0),
}


@dataclass(frozen=True)
class Made:
    """A sound as it is to be kept."""

    content: bytes
    """FLAC: 24 bits, stereo, 48 kHz."""
    sound: Sound
    original_frames: int
    raised_db: float


def made(path: Path, kind: Kind) -> Made:
    """A bell or a voice prompt from a file in any format that plays.

    Raises Fault when the file is missing, no sound, damaged, silent, or longer than LONGEST_FRAMES.
    """
    name, shaping = printable(str(path)), _SHAPING[kind]
    samples = _decoded(path, name)
    segment = _faded(_trimmed(_segment(samples), shaping, name), shaping)
    loudness = loudness_of(_samples(segment))
    heard_lufs = loudness.integrated_lufs if kind == "voice" else loudness.max_momentary_lufs
    if heard_lufs is None:
        raise _silent(name)
    room_db = CEILING_DBTP - _BELOW_CEILING_DB - loudness.true_peak_dbtp
    raised_db = min(shaping.wanted_lufs - heard_lufs, room_db, MOST_RAISED_DB)
    content = flac_of(_samples(segment.apply_gain(raised_db)))
    return Made(content, measure(content, name), len(samples), raised_db)


def _decoded(path: Path, name: str) -> Samples:
    with TrackStream(path, name=name) as stream:
        samples = stream.read(LONGEST_FRAMES + 1)
    if len(samples) > LONGEST_FRAMES:
        longest = duration(LONGEST_FRAMES)
        raise Fault(f"{name}: it is longer than {longest}, the most for a sound; cut it, or play it as a track.")
    missing = frames_from_s(stated_s(path) or 0) - len(samples) > _MISSING_FRAMES
    if missing or stream.damage > _MOST_DAMAGE or stream.mended or stream.broken_off:
        raise Fault(f"{name}: parts of it are damaged or missing; copy or record it again.")
    return samples


def _segment(samples: Samples) -> "AudioSegment":
    # It warns of a missing ffmpeg, which it is not asked for, and of a module that newer Pythons have as a package.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment  # noqa: PLC0415  # and only here: who lists sounds needs none of it
    steps = samples * np.float64(_SCALE)
    segment = AudioSegment(
        np.rint(steps, out=steps).astype("<i4").tobytes(), sample_width=4, frame_rate=SAMPLE_RATE, channels=2
    )
    stands_off = np.abs(samples.mean(axis=0)).max() > _OFFSET * np.abs(samples).max()
    return segment.remove_dc_offset() if stands_off else segment


def _samples(segment: "AudioSegment") -> Samples:
    steps = np.frombuffer(segment.raw_data, "<i4").reshape(-1, 2) * (_GRID / _SCALE)
    return (np.rint(steps, out=steps) / _GRID).astype(np.float32)


def _trimmed(segment: "AudioSegment", shaping: _Shaping, name: str) -> "AudioSegment":
    """Without the silence around it."""
    from pydub.silence import detect_leading_silence  # noqa: PLC0415

    highest_db = segment.max_dBFS
    if highest_db + _HEADROOM_DB < _SILENT_DBFS:
        raise _silent(name)
    quiet_db = highest_db + shaping.quiet_db
    first_ms = detect_leading_silence(segment, quiet_db) - shaping.before_ms
    last_ms = len(segment) - detect_leading_silence(segment.reverse(), quiet_db) + shaping.after_ms
    return segment[max(first_ms, 0) : last_ms]


def _faded(segment: "AudioSegment", shaping: _Shaping) -> "AudioSegment":
    half_ms = len(segment) // 2
    return segment.fade_in(min(shaping.fade_in_ms, half_ms)).fade_out(min(shaping.fade_out_ms, half_ms))


def _silent(name: str) -> Fault:
    return Fault(f"{name}: it is silent, or too soft to be a sound; record it again, nearer or louder.")

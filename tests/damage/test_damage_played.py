"""Damaged music in a session: no crash, nothing loud, no click; what cannot be played is left by a fade, with words.

The nastiest file is the one that was sound when it was scanned, and was damaged afterwards.
"""

import random
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from damage_corpus import CODECS, KINDS, RATE, SECONDS, write_music
from scipy.signal import resample_poly

from setplayer.engine.prepare import Prepared, prepare
from setplayer.engine.record import recorded
from setplayer.engine.rehearse import Rehearsal, rehearse
from setplayer.library.cache import ScanCache
from setplayer.library.decode import TrackStream
from setplayer.library.opening import Unplayable
from setplayer.library.paths import find_music
from setplayer.library.samples import Samples
from setplayer.library.scan import scan
from setplayer.library.track import Catalogue
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.session import commands as c

NOTHING_LEFT = ("only its first thousandth", "garbage", "empty")
"""Damage after which no format can be played at all."""

CLEAN_UNTIL_IT_STOPS = ("cut off soon", "cut off in the middle", "cut off late", *NOTHING_LEFT)
"""Damage that makes no sound of its own."""

FAR_TOO_LONG_S = 300
"""Only to tell what hangs from what is slow on a busy machine."""

NOT_FOR_PEOPLE = ("Errno", "Error", "Traceback", "av.", "/tmp")


class Kept:
    """An output that keeps everything."""

    def __init__(self) -> None:
        self.parts: list[Samples] = []

    def write(self, samples: Samples) -> None:
        self.parts.append(samples)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("sound")
    return {suffix: write_music(folder / f"a{suffix}").read_bytes() for suffix in CODECS}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]) -> Path:
    """Sound files in `sound`, and in a folder for each kind of damage the same ones spoilt."""
    root = tmp_path_factory.mktemp("library")
    write_music(root / "first.flac", 16, 220)
    write_music(root / "last.flac", 60, 275)
    for folder in ("sound", *KINDS):
        (root / folder).mkdir()
        for suffix, data in files.items():
            damaged = KINDS[folder](files, suffix) if folder in KINDS else data
            (root / folder / f"a{suffix}").write_bytes(damaged)
    return root


def arc_of(folder: str, path: Path) -> Path:
    tracks = ["first.flac", *(f"{folder}/a{suffix}" for suffix in CODECS), "last.flac"]
    music = "".join(f"      - track: {track}\n" for track in tracks)
    phase = "  - name: One\n    kind: peak\n    length: 60 s\n    intensity: 3\n    music:\n"
    path.write_text(f"arc: Damage\nphases:\n{phase}{music}", encoding="utf-8")
    return path


def in_time(work: Callable[[], Any]) -> Any:
    """What `work` returns, unless it hangs."""
    came: list[Any] = []
    thread = threading.Thread(target=lambda: came.append(work()), daemon=True)
    thread.start()
    thread.join(FAR_TOO_LONG_S)
    assert not thread.is_alive(), "it hangs"
    assert came, "it raised"
    return came[0]


def played(prepared: Prepared, folder: Path) -> tuple[np.ndarray, Rehearsal, list[str]]:
    """A rehearsal's sound, and what its record says of pieces that were left out."""
    output = Kept()
    path = folder / "s.session"
    path.unlink(missing_ok=True)
    with SessionFile.create(path, "testtest", FakeClock()) as file:
        opening = c.Open(kind="rehearsal", seed=3)
        result = in_time(lambda: rehearse(prepared, [], file, output, opening))
        said = [
            entry.event.outcome.text
            for entry in recorded(file)
            if entry.event.kind in ("piece_failed", "piece_left_out")
        ]
    return np.concatenate(output.parts), result, said


def true_peak(sound: np.ndarray) -> float:
    """By another oversampling than ours, around what is loud.

    Between samples no sound is more than twice as high as at them, but for signals made for that.
    """
    highest = float(np.abs(sound).max())
    loud = np.flatnonzero((np.abs(sound) > 0.44).any(axis=1))
    for first in {int(frame) // 4_096 * 4_096 for frame in loud}:
        part = sound[max(first - 64, 0) : first + 4_160]
        highest = max(highest, float(np.abs(resample_poly(part, 4, 1, axis=0)[256:-256]).max()))
    return highest


def steepest(sound: np.ndarray) -> float:
    return float(np.abs(np.diff(sound, axis=0)).max())


def held(sound: np.ndarray) -> None:
    """What holds whatever was damaged."""
    assert len(sound) == 60 * RATE
    assert np.isfinite(sound).all()
    assert 20 * np.log10(true_peak(sound)) < -0.9


def test_there_are_enough_of_them() -> None:
    assert len(CODECS) == 7
    assert len(CODECS) * len(KINDS) >= 100


def test_a_damaged_file_takes_no_more_work_than_a_sound_one(library: Path) -> None:
    """Nothing makes a decoder turn in circles, or a few bytes into hours."""
    for kind in KINDS:
        for suffix in CODECS:
            packets, frames = in_time(partial(worked_through, library / kind / f"a{suffix}"))
            assert frames <= 2 * SECONDS * RATE, (kind, suffix)
            assert packets <= 20_000, (kind, suffix)


def worked_through(path: Path) -> tuple[int, int]:
    frames = 0
    try:
        with TrackStream(path) as stream:
            while len(samples := stream.read(65_536)):
                assert np.isfinite(samples).all()
                frames += len(samples)
            return stream.packets, frames
    except Unplayable:
        return 0, 0


def test_a_damaged_file_too_sounds_the_same_from_wherever_it_is_read(library: Path) -> None:
    """What is resumed after a crash may be damaged, and goes on with the bits that it would have gone on with."""
    for kind in KINDS:
        for suffix in CODECS:
            path = library / kind / f"a{suffix}"
            whole = read_from(path, 0)
            offset = random.Random(f"{kind}{suffix}").randrange(len(whole) + 1)
            assert np.array_equal(read_from(path, offset), whole[offset:]), (kind, suffix, offset)


def read_from(path: Path, offset_frames: int) -> Samples:
    try:
        with TrackStream(path, offset_frames) as stream:
            return stream.read(2 * SECONDS * RATE)
    except Unplayable:
        return np.empty((0, 2), np.float32)


def test_what_was_damaged_before_the_scan(library: Path, tmp_path: Path) -> None:
    def scanned() -> Catalogue:
        with ScanCache(tmp_path / "library.db") as scans:
            return scan(library, find_music(library), scans)

    found = in_time(scanned)
    assert len(found.tracks) == 2 + 7 * (1 + len(KINDS))
    for kind in KINDS:
        prepared = prepare(str(arc_of(kind, tmp_path / "arc.yaml")), library, tmp_path / "library.db")
        sound, result, said = played(prepared, tmp_path)
        held(sound)
        assert result.left_out == said
        assert not any(word in text for text in said for word in NOT_FOR_PEOPLE)
        for suffix in CODECS:
            track = found.tracks[f"{kind}/a{suffix}"]
            assert track.error is None or any(f"a{suffix}" in text and track.error in text for text in said)
        if kind in NOTHING_LEFT:
            assert len(said) == 7, kind
            assert steepest(sound) < 0.05, kind


def test_what_was_damaged_after_the_scan(library: Path, tmp_path: Path) -> None:
    prepared = prepare(str(arc_of("sound", tmp_path / "arc.yaml")), library, tmp_path / "library.db")
    undamaged, result, _ = played(prepared, tmp_path)
    assert result.left_out == []
    (library / "sound").rename(library / "aside")
    for kind in KINDS:
        (library / kind).rename(library / "sound")
        sound, result, said = played(prepared, tmp_path)
        (library / "sound").rename(library / kind)
        held(sound)
        # Two pieces in a crossfade add up otherwise when another one takes a place.
        assert np.abs(sound).max() < 1.45 * np.abs(undamaged).max(), kind
        assert result.left_out == said
        assert all(" was left out: " in text for text in said)
        assert not any(word in text for text in said for word in NOT_FOR_PEOPLE)
        if kind in NOTHING_LEFT:
            assert len(said) == 7, kind
        if kind in CLEAN_UNTIL_IT_STOPS:
            assert said, kind
            assert steepest(sound) < 1.45 * steepest(undamaged), kind
    (library / "aside").rename(library / "sound")

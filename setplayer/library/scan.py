"""Measuring a library: hash, length, loudness and tags of every file, in two processes, with a cache."""

import dataclasses
import hashlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Final

from setplayer.faults import Fault
from setplayer.library.cache import FileStamp, ScanCache
from setplayer.library.decode import CHUNK_FRAMES, TrackStream
from setplayer.library.features import FeatureMeter
from setplayer.library.opening import Unplayable, check_readable
from setplayer.library.paths import find_music, printable, resolve
from setplayer.library.quiet import QuietFinder
from setplayer.library.tags import read_tags
from setplayer.library.track import SILENT_DBTP, Catalogue, Track
from setplayer.units import SAMPLE_RATE

__all__ = ["find_music", "resolve", "scan", "scan_track"]

_WORKERS: Final = 2

_NICENESS: Final = 15
"""A scan may run while a session plays."""

_WORTH_WORKERS: Final = 3
"""Fewer tracks than this are measured sooner than two processes start."""

_SHORTEST_FRAMES: Final = SAMPLE_RATE

_MOSTLY_DAMAGED: Final = 0.5
"""Of random bytes some always look like MP3 frames; a file that is damage for the greater part is noise."""

Progress = Callable[[int, int], None]
"""Called with how many tracks are done and how many there are."""


def scan(root: Path, paths: Iterable[str], cache: ScanCache, progress: Progress | None = None) -> Catalogue:
    """Measure the tracks at `paths` below `root`, taking from `cache` what has not changed since.

    Every finished track is in the cache at once, so that a scan that was broken off goes on where it was.
    Damaged, missing and refused files come back with their `error`; raises only what `progress` raises.
    """
    stamps = {relative: _stamp(root, relative) for relative in sorted(set(paths))}
    tracks = [track for path, stamp in stamps.items() if stamp and (track := cache.get(root, path, stamp))]
    report = progress or (lambda done, total: None)
    report(len(tracks), len(stamps))
    known = {track.path for track in tracks}
    unknown = [path for path in stamps if path not in known]
    for relative, track in _found_again_or_scanned(root, unknown, stamps, cache):
        stamp = stamps[relative]
        # What could not even be read may be mended without a trace in its stamp, by its permissions for one.
        if stamp and track.sha256:
            cache.put(root, track, stamp)
        tracks.append(track)
        report(len(tracks), len(stamps))
    return Catalogue.of(tracks)


def scan_track(root: Path, relative: str) -> Track:
    """Everything about the track at `relative` below `root`, from one reading of its bytes and one decoding.

    Never raises. What cannot be read, is mostly damaged, would burst into noise or holds under a second comes
    with an `error`.
    """
    try:
        path = resolve(root, relative)
    except Fault as fault:
        return _failed(relative, str(fault).removeprefix(f"{printable(relative)}: "))
    sha256 = ""
    try:
        check_readable(path, relative)
        sha256 = sha256_of(path)
        return _measured(path, relative, sha256)
    except Unplayable as fault:
        return _failed(relative, fault.reason, sha256, path)
    except OSError as error:
        return _failed(relative, f"it cannot be read ({error.strerror}); check its permissions.")


def _found_again_or_scanned(
    root: Path, paths: list[str], stamps: Mapping[str, FileStamp | None], cache: ScanCache
) -> Iterator[tuple[str, Track]]:
    """Those that were measured under another name first, since that takes no time."""
    new = []
    for relative in paths:
        track = _found_again(root, relative, stamps[relative], cache)
        if track is None:
            new.append(relative)
        else:
            yield relative, track
    yield from _scanned(root, new)


def _found_again(root: Path, relative: str, stamp: FileStamp | None, cache: ScanCache) -> Track | None:
    """A file that was moved, renamed, copied or only touched, known again by its content."""
    if stamp is None or not stamp.size or not cache.of_size(stamp.size):
        return None
    try:
        path = resolve(root, relative)
        check_readable(path, relative)
        track = cache.of_content(sha256_of(path))
    except (Fault, OSError):
        return None
    # The title may have come from the file's name.
    return track and track.model_copy(update={"path": relative, **dataclasses.asdict(read_tags(path))})


def _scanned(root: Path, paths: list[str]) -> Iterator[tuple[str, Track]]:
    """The tracks at `paths` in the order they are done.

    Processes and not threads: decoding takes and gives back Python's lock for every packet, so that two
    threads were no quicker than one. Besides, a file that crashes the decoder then takes nothing else with
    it.
    """
    if len(paths) < _WORTH_WORKERS:
        yield from ((relative, scan_track(root, relative)) for relative in paths)
        return
    left = set(paths)
    try:
        for relative, track in _by_workers(root, paths, _WORKERS):
            left.discard(relative)
            yield relative, track
    except BrokenProcessPool:
        yield from _one_by_one(root, sorted(left))


def _one_by_one(root: Path, paths: list[str]) -> Iterator[tuple[str, Track]]:
    """After a worker died: each track in a process of its own, so that the one that kills is known."""
    for relative in paths:
        try:
            yield from _by_workers(root, [relative], 1)
        except BrokenProcessPool:
            yield relative, _failed(relative, "it makes the decoder crash; replace the file or leave it out.")


def _by_workers(root: Path, paths: list[str], workers: int) -> Iterator[tuple[str, Track]]:
    fresh = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=fresh, initializer=_set_up_worker)
    try:
        futures = {pool.submit(scan_track, root, relative): relative for relative in paths}
        for future in as_completed(futures):
            yield futures[future], future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _set_up_worker() -> None:
    """Step back behind whatever plays meanwhile, leave Ctrl-C to the process that people see, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A scan that is killed has no time to end its workers, and they would wait for work for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _stamp(root: Path, relative: str) -> FileStamp | None:
    try:
        return FileStamp.of(resolve(root, relative))
    except (Fault, OSError):
        return None


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _measured(path: Path, relative: str, sha256: str) -> Track:
    # Its filters take a second to import, and whatever is known from an earlier scan needs none.
    from setplayer.library.loudness import LoudnessMeter  # noqa: PLC0415

    meter, finder, features = LoudnessMeter(SAMPLE_RATE), QuietFinder(), FeatureMeter()
    frames = 0
    with TrackStream(path, name=relative) as stream:
        while len(samples := stream.read(CHUNK_FRAMES)):
            meter.feed(samples)
            finder.feed(samples)
            features.feed(samples)
            frames += len(samples)
    if frames < _SHORTEST_FRAMES:
        raise Unplayable(relative, "it holds no music: less than a second of it can be decoded.")
    if stream.damage > _MOSTLY_DAMAGED * stream.packets:
        raise Unplayable(relative, "it is damaged: most of it cannot be decoded; replace the file.")
    if stream.mended:
        raise Unplayable(relative, "it is damaged: parts of it decode to nothing but noise; replace the file.")
    if stream.broken_off:
        raise Unplayable(relative, "it is damaged: too much of it in a row cannot be decoded; replace the file.")
    loudness = meter.result()
    character = features.result(loudness.integrated_lufs)
    tags = read_tags(path)
    return Track(
        path=relative,
        sha256=sha256,
        frames=frames,
        sample_rate=stream.sample_rate,
        channels=stream.channels,
        integrated_lufs=loudness.integrated_lufs,
        range_lu=loudness.range_lu,
        true_peak_dbtp=loudness.true_peak_dbtp,
        title=tags.title,
        artist=tags.artist,
        quiet=finder.result(),
        leading_silence_frames=finder.leading_frames,
        trailing_silence_frames=finder.trailing_frames,
        **dataclasses.asdict(character),
    )


def _failed(relative: str, reason: str, sha256: str = "", path: Path | None = None) -> Track:
    name = printable(relative)
    tags = read_tags(path or Path(name))
    return Track(
        path=name,
        sha256=sha256,
        frames=0,
        sample_rate=0,
        channels=0,
        integrated_lufs=None,
        range_lu=0.0,
        true_peak_dbtp=SILENT_DBTP,
        title=tags.title,
        artist=tags.artist,
        error=reason,
    )

"""Measuring a library, in two processes and with a cache."""

import dataclasses
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Final

from setplayer.faults import Fault, MachineFault
from setplayer.library.cache import FileStamp, ScanCache
from setplayer.library.measuring import failed, scan_track, sha256_of
from setplayer.library.opening import check_readable
from setplayer.library.paths import resolve
from setplayer.library.tags import read_tags
from setplayer.library.track import Catalogue, Track

_WORKERS: Final = 2

_NICENESS: Final = 15
"""A scan may run while a session plays."""

_MEASURING: Final = ("measuring", "features", "loudness")

_WORTH_WORKERS: Final = 3
"""Fewer tracks than this are measured sooner than two processes start."""

Progress = Callable[[int, int], None]
"""Called with how many tracks are done and how many there are."""


def scan(root: Path, paths: Iterable[str], cache: ScanCache, progress: Progress | None = None) -> Catalogue:
    """Measure the tracks at `paths` below `root`, taking from `cache` what has not changed since.

    Every finished track is in the cache at once, so that a scan that was broken off goes on where it was.
    Damaged, missing and refused files come back with their `error`. Raises MachineFault when the whole library is
    gone in the middle, and what `progress` raises.
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
        elif stamp and _is_gone(root, stamps):
            done = f"{len(tracks)} of {len(stamps)} pieces were measured"
            raise MachineFault(f"{root}: the music is gone, after {done}; bring it back, and the scan goes on there.")
        tracks.append(track)
        report(len(tracks), len(stamps))
    return Catalogue.of(tracks)


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
            yield relative, failed(relative, "it makes the decoder crash; replace the file or leave it out.")


def _by_workers(root: Path, paths: list[str], workers: int) -> Iterator[tuple[str, Track]]:
    pool = ProcessPoolExecutor(workers, mp_context=_fresh(), initializer=_set_up_worker)
    try:
        futures = {pool.submit(scan_track, root, relative): relative for relative in paths}
        for future in as_completed(futures):
            yield futures[future], future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _fresh() -> BaseContext:
    """Processes that share no thread and no lock with this one, which may be playing.

    Where it can be had, from a server that has imported what measuring needs, SciPy above all: once, not once each.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([f"setplayer.library.{name}" for name in _MEASURING])
    return context


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


def _is_gone(root: Path, stamps: Mapping[str, FileStamp | None]) -> bool:
    """Whether none is there any more of the files that were there when the scan began: a stick was pulled."""
    return not any(stamp and _stamp(root, relative) for relative, stamp in stamps.items())


def _stamp(root: Path, relative: str) -> FileStamp | None:
    try:
        return FileStamp.of(resolve(root, relative))
    except (Fault, OSError):
        return None

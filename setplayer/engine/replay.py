"""A session's sound again, from its record and the music.

Replay obeys the record: every event takes effect at its frame, and nothing is decided or detected again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate, chain
from pathlib import Path

import numpy as np

from setplayer.audio.limiter import DELAY_FRAMES, Limiter
from setplayer.audio.mixer import Mixer
from setplayer.audio.outputs import Output
from setplayer.audio.pieces import Sources
from setplayer.audio.printed import Printed
from setplayer.engine.foreseen import FORGETTING_FRAMES
from setplayer.engine.prepare import file_of, kept_sources, music_files
from setplayer.engine.record import recorded
from setplayer.faults import Fault
from setplayer.library.measuring import sha256_of
from setplayer.library.paths import resolve
from setplayer.library.samples import Samples
from setplayer.log.session_file import SessionFile
from setplayer.packs.shelf import Shelf
from setplayer.session.events import Event
from setplayer.session.state import State, evolve, fold
from setplayer.units import BLOCK_FRAMES, clock

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Replayed:
    """What came of a replay. `same` is None when the record has no fingerprint to compare with."""

    frames: int
    sha256: str
    same: bool | None


def replay(
    file: SessionFile,
    library: Path | None,
    output: Output,
    progress: Progress | None = None,
    shelf: Shelf | None = None,
) -> Replayed:
    """Render a session again into an output. Without a library, an installed pack is found that has the same music.

    Raises Fault that names every track that is missing or is not the one that was played.
    """
    events, sources = _of(file, library, shelf)
    end, printed, report = events[-1].frame, Printed(output), progress or (lambda frame, end: None)
    for _, block in _blocks(events, sources, 0, end):
        printed.take(block)
        report(printed.frames, end)
    sha256 = printed.finish()
    kept = [event.request.get("sha256") for event in events if event.kind == "rendered"]
    return Replayed(printed.frames, sha256, kept[-1] == sha256 if kept else None)


def replay_stretch(
    file: SessionFile,
    library: Path | None,
    output: Output,
    first_frame: int,
    end_frame: int | None,
    progress: Progress | None = None,
    shelf: Shelf | None = None,
) -> int:
    """Render a stretch of a session again, up to a frame or to its end; the same samples as in the whole. Its frames.

    Raises Fault as `replay` does, and when the session has nothing there.
    """
    events, sources = _of(file, library, shelf)
    last = events[-1].frame
    end = last if end_frame is None else min(end_frame, last)
    if not 0 <= first_frame < end:
        raise Fault(f"{file.path}: the session lasted from 0:00 to {clock(last)}; choose a stretch of it.")
    limiter, report, done = Limiter(), progress or (lambda frame, end: None), 0
    nothing = np.zeros((DELAY_FRAMES, 2), np.float32)
    heard = chain(_blocks(events, sources, max(first_frame - FORGETTING_FRAMES, 0), last), [(last, nothing)])
    for at, block in heard:
        finished, begins = limiter.process(block), at - DELAY_FRAMES
        wanted = finished[max(first_frame - begins, 0) : max(end - begins, 0)]
        if len(wanted):
            output.write(wanted)
            done += len(wanted)
            report(done, end - first_frame)
        if begins + len(block) >= end:
            break
    return done


def _of(file: SessionFile, library: Path | None, shelf: Shelf | None) -> tuple[list[Event], Sources]:
    """What happened, and what it sounded with. Raises Fault."""
    events = [entry.event for entry in recorded(file)]
    final = fold(events)
    if "begun" not in final.flags:
        raise Fault(f"{file.path}: this session was never begun, so there is nothing to hear.")
    played = _played(final)
    if library is None and shelf is not None and played and (pack := shelf.holding(played)) is not None:
        library = pack.music
    _check_music(played, library, music_files(library))
    sounds = {name: file.blob(sound.sha256) for name, sound in final.materials.sounds.items()}
    return events, kept_sources(final, sounds, library)


def _blocks(events: list[Event], sources: Sources, first: int, end: int) -> Iterator[tuple[int, Samples]]:
    """The mixed blocks from the one on that holds a frame, each with its first frame; the last ends at `end`."""
    # The emergency fade is not held up by what was settled for a moment after it: both are true from its frame.
    frames = list(accumulate((event.frame for event in reversed(events)), min))[::-1]
    mixer, state, position = Mixer(sources), State(), 0
    try:
        for at in range(first - first % BLOCK_FRAMES, end, BLOCK_FRAMES):
            while position < len(events) and frames[position] < at + BLOCK_FRAMES:
                state = evolve(state, events[position])
                position += 1
            yield at, mixer.block(state, at // BLOCK_FRAMES)[: end - at]
            mixer.let_go(at)
    finally:
        mixer.close()


def _played(state: State) -> dict[str, str]:
    """The hashes of the tracks that were played, by path."""
    clips = [(clip.source, clip.sha256) for clip in state.score.clips if clip.kind == "track"]
    voices = [(voice.source, voice.sha256) for voice in state.voices if voice.kind == "track"]
    return {source: sha256 or "" for source, sha256 in (*clips, *voices)}


def _check_music(played: dict[str, str], library: Path | None, files: dict[str, str]) -> None:
    """Refuse to replay with other music than was played."""
    if not played:
        return
    if library is None:
        raise Fault(f"The session played '{min(played)}' from a music folder; say which one with --library DIR.")
    wrong = [reason for path, sha256 in sorted(played.items()) if (reason := _wrong(library, files, path, sha256))]
    if wrong:
        raise Fault("\n".join(wrong))


def _wrong(library: Path, files: dict[str, str], path: str, sha256: str) -> str | None:
    found = resolve(library, file_of(path, files))
    if not found.is_file():
        return f"'{path}' is missing from {library}; put the file back that was played."
    if sha256_of(found) != sha256:
        return f"'{path}' is not the file that was played: its content has changed; put the old one back."
    return None

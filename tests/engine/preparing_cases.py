"""Sessions being prepared, in memory, and sessions of before in files: for tests of what is chosen for whom."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from engine_cases import write_arc

from setplayer.engine.journal import Journal, noted
from setplayer.engine.prepare import Prepared, read
from setplayer.engine.recorder import Recorder
from setplayer.library.track import Catalogue, Track
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store
from setplayer.session import commands as c
from setplayer.session.decide import decide
from setplayer.session.events import Event, Refusal
from setplayer.session.state import State, evolve

MINUTE = 60 * 48_000


def piece(number: int) -> Track:
    return Track(
        path=f"{number:02}.flac",
        sha256=f"{number:064x}",
        frames=(2 * MINUTE) + number * 48_000,
        sample_rate=44_100,
        channels=2,
        integrated_lufs=-18.0,
        range_lu=5.0,
        true_peak_dbtp=-3.0,
        title=f"Piece {number}",
        artist="",
        intensity=3.0,
    )


class Preparing:
    """A session that is being prepared, as `Live` has it, without sound and in memory."""

    def __init__(self) -> None:
        self.state = State()
        self.journal = Journal()
        self.give(c.Open(seed=1))

    def give(self, command: c.Command, *, attachments: Mapping[str, bytes] | None = None) -> Event | Refusal:
        decided = decide(self.state, command, 0)
        if isinstance(decided, Event):
            self.take(decided)
        return decided

    def take(self, *events: Event) -> None:
        for event in events:
            self.state = evolve(self.state, event)
            self.journal = noted(self.journal, event, self.state.seq)

    @property
    def picked(self) -> set[str]:
        hashes = {track.path: track.sha256 for track in self.state.materials.tracks}
        return {hashes[path] for one in self.state.materials.picks for path in one.paths}


def prepared(
    folder: Path, count: int, more: str = "", music: Sequence[str] = ("pick: {}",), minutes: int = 8
) -> Prepared:
    """An arc of one phase that is picked, and a library of so many pieces of 2 min and some seconds."""
    designed = read(str(write_arc(folder / "arc.yaml", [("One", f"{minutes} min", list(music))], more)))
    return Prepared(
        file=designed.file,
        text=designed.text,
        reading=designed.reading,
        catalogue=Catalogue.of(piece(number) for number in range(count)),
        recipes=designed.recipes,
        sounds={},
        measured={},
        library=None,
        designed=designed,
        files={},
    )


def session(data: Path, arc: Prepared, client: str, *, kind: str = "session", unwanted: bool = False) -> set[str]:
    """A session that is played to its end and kept; what was heard in it."""
    store = Store(data)
    clock = FakeClock()
    session_id = store.new_session_id()
    with SessionFile.create(store.new_path(clock.stamp(), session_id), session_id, clock) as file:
        recorder = Recorder(file)
        opening = c.Open.model_validate({"client": client, "kind": kind, "seed": 1})
        recorder.give_all([c.Open(), arc.command(1), opening, c.Begin()], 0)
        recorder.pass_time(MINUTE)
        if unwanted:
            recorder.give_all([c.Why(reason="not this piece again")], MINUTE)
        recorder.pass_time(9 * MINUTE)
        recorder.give_all([c.End()], 9 * MINUTE)
        recorder.save()
        clips = recorder.state.score.clips
        return {clip.sha256 for clip in clips if clip.sha256 and clip.clip_id in recorder.state.pieces_begun}

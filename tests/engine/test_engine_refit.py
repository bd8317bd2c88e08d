"""A live session whose music is chosen again beside the sound: on time, heard once, and the same from its record."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from played_cases import Memory, Played
from process_cases import Ground, events_of, until
from refit_library import picking, stocked

from setplayer.engine.fitting import FitterHere, FitterProcess
from setplayer.engine.music_at_hand import MusicAtHand
from setplayer.engine.prepare import Prepared, prepare
from setplayer.engine.refitting import Refitting
from setplayer.engine.rehearse import rehearse
from setplayer.engine.replay import replay
from setplayer.engine.script import ScriptedCommand
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.score.ahead import Ahead, Chosen
from setplayer.session import commands as c
from setplayer.session.decide_refit import question
from setplayer.session.state import fold

SECOND = 48_000
TICK_S = 0.2


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("refit")
    stocked(folder)
    return folder


@pytest.fixture(scope="module")
def prepared(folder: Path) -> Prepared:
    return prepare(str(picking(folder)), folder / "music", folder / "library.db")


class Slow:
    """A fitter whose answer comes when it is let."""

    def __init__(self, music: MusicAtHand):
        self._music = music
        self.asked: list[Ahead] = []
        self.answered = False

    @property
    def busy(self) -> bool:
        return bool(self.asked)

    def ask(self, ahead: Ahead) -> None:
        self.asked.append(ahead)

    def take(self) -> tuple[Ahead, Chosen | None] | None:
        if not (self.asked and self.answered):
            return None
        return self.asked[0], self._music.chosen(self.asked.pop(0))

    def close(self) -> None: ...


class Session(Played):
    """A live session that has its music chosen again."""

    def __init__(self, prepared: Prepared, folder: Path, fitter: Slow | FitterHere | None = None):
        super().__init__(prepared, folder / "live.session", patience_s=30)
        assert prepared.library is not None
        self.music = MusicAtHand(prepared.library, prepared.library.with_name("library.db"))
        self.refits = Refitting(self.live, lambda: fitter or FitterHere(self.music.chosen))
        self.begin()

    def play(self, seconds: float) -> "Session":
        for _ in range(round(seconds / TICK_S)):
            self.pass_time(TICK_S, TICK_S)
            self.refits.look()
        return self

    def cue(self, command: c.Command) -> None:
        self.refits.before(command)
        self.give(command)
        self.refits.look()

    def finish(self) -> None:
        self.give(c.FadeNow(), urgent=True)
        self.pass_time(4, TICK_S)
        self.end()

    def beds(self) -> int:
        return sum(clip.kind == "bed" for clip in self.live.state.score.clips)

    def refitted(self) -> int:
        return sum(entry.event.kind == "refitted" for entry in events_of(self.path))


def test_after_extending_the_phase_ends_with_a_whole_piece_within_2_s(prepared: Prepared, tmp_path: Path) -> None:
    session = Session(prepared, tmp_path).play(20)
    session.cue(c.Extend(minutes=1))
    assert session.beds() == 1, "the cue takes effect with what was chosen"
    session.play(230)
    clips = session.live.state.score.clips
    assert session.beds() == 0
    last = [clip for clip in clips if clip.phase == 0][-1]
    first = next(clip for clip in clips if clip.phase == 1)
    assert abs((last.end_frame + first.start_frame) // 2 - 240 * SECOND) <= 2 * SECOND
    assert session.live.state.tracks[last.source].frames - last.length_frames <= 4 * SECOND
    session.finish()
    assert session.refitted() == 1
    assert session.live.late_cues == 0
    memory = Memory()
    with SessionFile.open(session.path) as file:
        assert replay(file, prepared.library, memory).same
    assert np.array_equal(memory.samples, session.memory.samples)


def test_what_a_likely_cue_comes_to_is_there_with_the_cue(prepared: Prepared, tmp_path: Path) -> None:
    session = Session(prepared, tmp_path).play(5)
    session.cue(c.Extend(minutes=2))
    assert session.beds() == 0
    session.finish()
    assert session.refitted() == 1


def test_a_cue_never_waits_for_a_running_fit_and_its_answer_is_for_the_latest_cue(
    prepared: Prepared, tmp_path: Path
) -> None:
    assert prepared.library is not None
    fitter = Slow(MusicAtHand(prepared.library, prepared.library.with_name("library.db")))
    session = Session(prepared, tmp_path, fitter).play(10)
    session.cue(c.Extend(minutes=2))
    session.play(1)
    session.cue(c.Shorten(minutes=1))
    session.play(1)
    assert session.live.state.score.phases[0].end_frame == 240 * SECOND
    assert session.beds() == 1, "nothing was answered yet"
    fitter.answered = True
    session.play(2)
    assert session.beds() == 0
    session.finish()
    assert session.refitted() == 1, "the answer to what lies otherwise by now was not taken"
    with SessionFile.open(session.path) as file:
        assert replay(file, prepared.library, Memory()).same


def test_an_answer_that_is_hours_late_changes_nothing_that_sounds(prepared: Prepared, tmp_path: Path) -> None:
    assert prepared.library is not None
    fitter = Slow(MusicAtHand(prepared.library, prepared.library.with_name("library.db")))
    session = Session(prepared, tmp_path, fitter).play(10)
    session.cue(c.Extend(minutes=1))
    session.play(160)
    begun = [clip for clip in session.live.state.score.clips if clip.start_frame <= session.live.frame]
    fitter.answered = True
    session.play(2)
    assert [clip.clip_id for clip in session.live.state.score.clips][: len(begun)] == [x.clip_id for x in begun]
    session.finish()


def test_the_last_piece_of_a_phase_is_left_for_one_that_was_not_heard(prepared: Prepared, tmp_path: Path) -> None:
    session = Session(prepared, tmp_path)
    last = [clip for clip in session.live.state.score.clips if clip.phase == 0][-1]
    session.play(last.start_frame / SECOND + 5)
    assert last.end_frame - session.live.frame > 55 * SECOND, "what follows has no time in this phase"
    heard = {clip.source for clip in session.live.state.score.clips if clip.start_frame <= session.live.frame}
    session.cue(c.NextPiece())
    sounding = session.live.state.score.clip_at(session.live.state.frame)
    assert sounding is not None
    assert sounding.kind == "track"
    assert sounding.source not in heard
    session.finish()


@pytest.fixture
def own(folder: Path, tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A library of the test's own, to spoil; files keep their times, so the scan's cache knows them."""
    library, cache = stocked(tmp_path)
    yield library, cache
    shutil.rmtree(library, ignore_errors=True)


def test_what_changed_or_went_since_the_scan_is_not_chosen(own: tuple[Path, Path], tmp_path: Path) -> None:
    library, cache = own
    prepared = prepare(str(picking(tmp_path)), library, cache)
    session = Session(prepared, tmp_path).play(2)
    planned = {path for one in session.live.state.sources.picks for path in one.paths}
    spare = sorted({path.name for path in library.iterdir()} - planned)
    for name in spare[::2]:
        (library / name).unlink()
    for name in spare[1::2][:3]:
        os.utime(library / name, (1, 1))
    session.cue(c.Extend(minutes=3))
    session.play(1)
    chosen = {path for one in session.live.state.sources.picks for path in one.paths} - planned
    assert chosen
    assert not chosen & {*spare[::2], *spare[1::2][:3]}
    session.finish()


def test_a_stick_that_is_pulled_costs_only_the_choice(own: tuple[Path, Path], tmp_path: Path) -> None:
    library, cache = own
    prepared = prepare(str(picking(tmp_path)), library, cache)
    session = Session(prepared, tmp_path).play(2)
    for path in library.iterdir():
        path.unlink()
    session.cue(c.Extend(minutes=3))
    session.play(1)
    assert session.live.state.score.phases[0].end_frame == 360 * SECOND
    session.play(100)
    session.finish()
    assert session.refitted() == 0


def test_a_rehearsal_chooses_again_too_and_replays(prepared: Prepared, tmp_path: Path) -> None:
    script = [ScriptedCommand(20 * SECOND, c.Extend(minutes=1)), ScriptedCommand(40 * SECOND, c.Shorten(minutes=1.5))]
    script.append(ScriptedCommand(150 * SECOND, c.SoftStop()))
    path = tmp_path / "rehearsal.session"
    with SessionFile.create(path, "rehearsal", FakeClock()) as file:
        rehearse(prepared, script, file, Memory(), c.Open(kind="rehearsal", seed=7))
    events = [entry.event for entry in events_of(path)]
    assert [event.kind for event in events].count("refitted") >= 1
    assert not [clip for clip in fold(events).score.clips if clip.kind == "bed"]
    with SessionFile.open(path) as file:
        assert replay(file, prepared.library, Memory()).same


def test_the_process_that_chooses_answers_and_dies_with_nobody_waiting(prepared: Prepared, tmp_path: Path) -> None:
    assert prepared.library is not None
    session = Session(prepared, tmp_path).play(2)
    session.give(c.Extend(minutes=1))
    asked = question(session.live.state, session.live.frame)
    assert asked is not None
    fitter = FitterProcess(prepared.library, prepared.library.with_name("library.db"), lambda: None)
    fitter.ask(asked)
    answer = until(fitter.take, "the process that chooses does not answer")
    assert answer == (asked, session.music.chosen(asked))
    assert answer[1] is not None
    nowhere = FitterProcess(tmp_path / "nowhere", tmp_path / "library.db", lambda: None)
    nowhere.ask(asked)
    assert until(nowhere.take, "without a library there is no answer") == (asked, None)
    fitter.close()
    nowhere.close()
    session.finish()


def test_a_player_that_is_killed_goes_on_with_what_was_chosen_and_chooses_again(folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(folder / "library.db", data)
    arc, library, session = picking(tmp_path), folder / "music", tmp_path / "data" / "test.session"
    with Ground(tmp_path, data) as ground:
        player = ground.engine(arc, library=library)
        ground.shown(lambda view: view.state == "playing", "it does not play")
        assert ground.ask(do="extend", minutes=1).done
        until(lambda: "refitted" in [e.event.kind for e in events_of(session)], "nothing was chosen again")
        player.kill()
        player.wait()
        ground.engine(arc, library=library, again=True)
        ground.shown(lambda view: view.state == "playing", "it does not play again")
        assert ground.ask(do="extend", minutes=3).done
        until(
            lambda: [e.event.kind for e in events_of(session)].count("refitted") > 1,
            "nothing was chosen again after a crash",
        )
        ground.end()
    state = fold(entry.event for entry in events_of(session))
    assert not [clip for clip in state.score.clips if clip.kind == "bed"]
    assert not [entry for entry in events_of(session) if entry.event.kind == "piece_failed"]

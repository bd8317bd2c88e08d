"""What is heard beforehand is what will be heard: any stretch of a session, from its middle, to the very sample."""

from pathlib import Path

import numpy as np
import pytest
from engine_cases import read_samples, write_arc, write_tone

from setplayer.audio.limiter import Limiter
from setplayer.audio.outputs import FileOutput, whole_samples
from setplayer.engine.foreseen import FORGETTING_FRAMES, Foreseen
from setplayer.engine.prepare import Prepared, prepare
from setplayer.engine.rehearse import rehearse
from setplayer.library.samples import LOUDEST, Samples
from setplayer.log.clock import SystemClock
from setplayer.log.session_file import SessionFile
from setplayer.score.joins import joins
from setplayer.session.commands import Open

SECOND = 48_000
SEED = 3
CUES = "cues:\n  - {at: 25 s, do: chime}\n  - {at: 40 s, remind: Look}\nzero: dose\nlead: 20 s"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("foreseen")


@pytest.fixture(scope="module")
def prepared(folder: Path) -> Prepared:
    """Two minutes with tracks, a silence, a soundscape, a dose to be waited for and a chime over ducked music."""
    write_tone(folder / "music" / "a.flac", 50, 220)
    write_tone(folder / "music" / "b.flac", 40, 331)
    phases = [
        ("One", "70 s", ["track: a.flac", "track: b.flac"]),
        ("Two", "50 s", ["silence: 12 s", "soundscape: tide"]),
    ]
    arc = write_arc(folder / "arc.yaml", phases, CUES)
    return prepare(str(arc), folder / "music", folder / "library.db")


@pytest.fixture(scope="module")
def session(prepared: Prepared, folder: Path) -> Samples:
    """All of it as a rehearsal plays it."""
    path = folder / "all.wav"
    opening = Open(kind="rehearsal", seed=SEED)
    with SessionFile.create(folder / "a.session", "aaaaaaaa", SystemClock()) as file, FileOutput(path, ".wav") as out:
        rehearse(prepared, [], file, out, opening)
    return read_samples(path)


@pytest.fixture(scope="module")
def foreseen(prepared: Prepared) -> Foreseen:
    return Foreseen(prepared, SEED)


def heard(foreseen: Foreseen, first: int, end: int) -> Samples:
    return whole_samples(np.concatenate(list(foreseen.samples(first, end))))


def test_it_is_as_long_as_the_session(foreseen: Foreseen, session: Samples) -> None:
    assert foreseen.frames == len(session) == 120 * SECOND


@pytest.mark.parametrize("second", [0, 0.7, 19.99, 24, 44, 47.3, 58, 66, 80, 101, 118])
def test_any_stretch_has_the_samples_of_the_session(foreseen: Foreseen, session: Samples, second: float) -> None:
    first = round(second * SECOND)
    end = min(first + 3 * SECOND + 77, len(session))
    assert np.array_equal(heard(foreseen, first, end), session[first:end])


def test_every_join_has_the_samples_of_the_session(foreseen: Foreseen, session: Samples) -> None:
    found = joins(foreseen.score)
    assert [(join.before.title, join.after.title) for join in found] == [
        ("a", "b"), ("b", "Silence"), ("Silence", "Tide"),
    ]  # fmt: skip
    for join in found:
        first, end = join.frame - 5 * SECOND, join.frame + 5 * SECOND
        assert np.array_equal(heard(foreseen, first, end), session[first:end]), join.frame


def test_what_lies_after_the_end_is_not_there(foreseen: Foreseen, session: Samples) -> None:
    assert np.array_equal(heard(foreseen, 119 * SECOND, 500 * SECOND), session[119 * SECOND :])


def test_another_seed_is_another_form_of_the_soundscape(prepared: Prepared, foreseen: Foreseen) -> None:
    other = heard(Foreseen(prepared, SEED + 1), 100 * SECOND, 101 * SECOND)
    assert not np.array_equal(other, heard(foreseen, 100 * SECOND, 101 * SECOND))


def test_loudness_is_that_of_the_samples(foreseen: Foreseen, session: Samples) -> None:
    reports: list[tuple[int, int]] = []
    lufs = foreseen.short_term_lufs(lambda done, total: reports.append((done, total)))
    assert len(lufs) == 120 * 10 - 29
    assert reports[-1] == (foreseen.frames, foreseen.frames)
    assert [done for done, _ in reports] == sorted(done for done, _ in reports)
    # A sine of 220 Hz on both sides: BS.1770 weights it by -0.33 dB, and two channels count twice.
    steady = session[30 * SECOND : 33 * SECOND] / 2**23
    level = 10 * np.log10(2 * np.mean(steady[:, 0] ** 2)) - 0.691
    assert lufs[300] == pytest.approx(level, abs=0.5)


def test_the_limiter_forgets_the_loudest_there_can_be() -> None:
    """Else a stretch would begin at another level than in the session, where something loud came before it."""
    signs = np.random.default_rng(0).choice([-LOUDEST, LOUDEST], (SECOND, 2)).astype(np.float32)
    soft = np.full((FORGETTING_FRAMES, 2), 0.01, np.float32)
    after = np.random.default_rng(1).uniform(-0.9, 0.9, (SECOND, 2)).astype(np.float32)
    session, fresh = Limiter(), Limiter()
    session.process(signs)
    assert not np.array_equal(session.process(soft), fresh.process(soft))
    assert np.array_equal(session.process(after), fresh.process(after))

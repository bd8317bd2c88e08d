"""Music that goes away or turns bad while a session plays: left out with its reason, and nobody hears a gap."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from engine_cases import write_arc, write_tone
from played_cases import Memory, Played
from process_cases import events_of

from setplayer.engine.prepare import Prepared, prepare
from setplayer.engine.replay import replay
from setplayer.log.session_file import SessionFile
from setplayer.session import commands as c

SECOND = 48_000


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("prepared")
    for name, hz in (("a", 220.0), ("b", 330.0), ("c", 440.0)):
        write_tone(folder / "music" / f"{name}.flac", 34, hz, level=0.5)
    arc = write_arc(folder / "arc.yaml", [("One", "80 s", [f"track: {name}.flac" for name in "abc"])])
    return prepare(str(arc), folder / "music", folder / "library.db")


@pytest.fixture
def track(prepared: Prepared) -> Iterator[Path]:
    """The track to spoil, mended afterwards."""
    assert prepared.library is not None
    path = prepared.library / "b.flac"
    data = path.read_bytes()
    yield path
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.unlink(), "there is no such file"),
        (
            lambda path: path.write_bytes(b"not music at all" * 1000),
            "nothing in it can be decoded",
        ),
        (lambda path: path.write_bytes(b""), "the file is empty"),
        (lambda path: path.write_bytes(path.read_bytes()[:60_000]), "it ends sooner than when it was measured"),
    ],
    ids=["deleted", "garbage", "empty", "cut off"],
)
def test_a_track_that_turns_bad_is_left_out_by_a_crossfade(
    prepared: Prepared, track: Path, tmp_path: Path, spoil: Callable[[Path], object], reason: str
) -> None:
    played = Played(prepared, tmp_path / "live.session", patience_s=30)
    played.begin()
    played.pass_time(3, 0.2)
    spoil(track)
    played.pass_time(42, 0.2)
    assert played.live.journal.said.startswith("b was left out: ")
    played.give(c.FadeNow(), urgent=True)
    played.pass_time(4, 0.2)
    played.end()

    events = [entry.event for entry in events_of(played.path)]
    (failed,) = [event for event in events if event.kind == "piece_failed"]
    assert reason in failed.outcome.text, failed.outcome.text
    began = [event.request["source"] for event in events if event.kind == "piece_began"]
    assert [name for name in began if name != "b.flac"][:2] == ["a.flac", "c.flac"]
    heard = played.memory.samples
    seconds = np.sqrt(np.mean(np.square(heard[20 * SECOND : 44 * SECOND].reshape(-1, 2 * SECOND)), axis=1))
    assert seconds.min() > 0.4 * np.median(seconds), "no gap"
    memory = Memory()
    with SessionFile.open(played.path) as file:
        assert replay(file, prepared.library, memory).same
    assert np.array_equal(memory.samples, heard)

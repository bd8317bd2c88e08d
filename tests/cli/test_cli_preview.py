"""Joins heard beforehand: the session's own samples, told in order, without a click, and nothing is recorded."""

import json
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from command_line import Run, command_line

sys.path.insert(0, str(Path(__file__).parent.parent / "engine"))
from engine_cases import read_samples, write_arc, write_tone

from setplayer import cli_preview, previewing
from setplayer.faults import Fault, MachineFault
from setplayer.library.samples import Samples
from setplayer.units import clock

SECOND = 48_000
EDGE = SECOND // 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all tests, so that music is measured and rendered once."""
    return tmp_path_factory.mktemp("preview")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path) -> Run:
    return command_line(monkeypatch, capsys, folder / "data")


@pytest.fixture(scope="module")
def arc(folder: Path) -> tuple[Path, Path]:
    for name, hz in (("a", 220), ("b", 331)):
        write_tone(folder / "music" / f"{name}.flac", 40, hz)
    phases = [("One", "70 s", ["track: a.flac", "track: b.flac"]), ("Two", "38 s", ["soundscape: tide"])]
    return write_arc(folder / "arc.yaml", phases), folder / "music"


@pytest.fixture
def session(run: Run, arc: tuple[Path, Path], folder: Path) -> Samples:
    """The whole session as it is rendered."""
    if not (folder / "all.wav").exists():
        assert run("render", arc[0], "--library", arc[1], "-o", folder / "all.wav")[0] == 0
    return read_samples(folder / "all.wav")


def test_ten_seconds_around_each_join_are_those_of_the_session(
    run: Run, arc: tuple[Path, Path], session: Samples, folder: Path
) -> None:
    status, out, err = run("preview", arc[0], "--library", arc[1], "-o", folder / "joins.wav")
    assert (status, err) == (0, "")
    clips = json.loads(run("score", arc[0], "--library", arc[1], "--json")[1])["clips"]
    joins = [(after["start_frame"] + before["end_frame"]) // 2 for before, after in pairwise(clips)]
    a_b, b_tide = map(clock, joins)
    assert out.splitlines() == [
        f"0:05  One  {a_b:>4}  a → b",
        f"0:15  Two  {b_tide:>4}  b → Tide",
        f"Sound  {folder / 'joins.wav'}  (0:20)",
    ]
    heard = read_samples(folder / "joins.wav")
    second = 10 * SECOND + previewing.PAUSE_FRAMES
    assert len(heard) == second + 10 * SECOND
    for begin, join in zip((0, second), joins, strict=True):
        inner = slice(EDGE, 10 * SECOND - EDGE)
        assert np.array_equal(heard[begin:][inner], session[join - 5 * SECOND :][inner])
    assert not heard[10 * SECOND : second].any()


def test_nothing_but_the_cache_is_kept(run: Run, arc: tuple[Path, Path], tmp_path: Path) -> None:
    words = ("--from", "60 s", "--length", "2 s", "-o", tmp_path / "a.flac")
    assert run("preview", arc[0], "--library", arc[1], *words, data=tmp_path / "data")[0] == 0
    assert {path.name for path in (tmp_path / "data").rglob("*")} <= {"library.db", "sounds.json"}


def test_from_a_moment_on_to_the_end(run: Run, arc: tuple[Path, Path], session: Samples, tmp_path: Path) -> None:
    status, out, _ = run("preview", arc[0], "--library", arc[1], "--from", "1 min 30 s", "-o", tmp_path / "a.wav")
    assert (status, out) == (0, f"0:00  Two  1:30  Tide\nSound  {tmp_path / 'a.wav'}  (0:18)\n")
    heard = read_samples(tmp_path / "a.wav")
    assert np.array_equal(heard[EDGE:-EDGE], session[90 * SECOND + EDGE : -EDGE])


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--from", "3 h"], 1, "3:00:00 is outside of the arc; give --from a moment from 0:00 to 1:48.\n"),
        (["--from", "-2 min"], 1, "−2:00 is outside of the arc; give --from a moment from 0:00 to 1:48.\n"),
        (["--from", "1:30"], 2, "can be read in two ways"),
        (["--from", "5"], 2, "is not a length; write it like"),
        (["--length", "2 min"], 2, "--length goes with --from"),
        (["--from", "1 min", "--length", "0 s"], 2, "longer than nothing"),
    ],
)
def test_faults_are_one_clear_sentence(
    run: Run, arc: tuple[Path, Path], words: Sequence[str], status: int, said: str
) -> None:
    ended, out, err = run("preview", arc[0], "--library", arc[1], *words, "-o", arc[0].with_name("x.wav"))
    assert (ended, out) == (status, "")
    assert said in " ".join(err.replace("│", " ").split()) + "\n"
    assert not arc[0].with_name("x.wav").exists()


def test_an_arc_of_one_piece_has_no_joins(run: Run, tmp_path: Path) -> None:
    file = write_arc(tmp_path / "one.yaml", [("One", "60 s", ["soundscape: tide"])])
    assert run("preview", file, "-o", tmp_path / "x.wav") == (
        1,
        "",
        "One piece plays throughout, so there are no joins to hear; give --from '0 min' to hear it.\n",
    )


# ---- played


class Speaker:
    """An output that takes nothing until it is closed, or is lost from the start."""

    name = "Speaker"

    def __init__(self, *, lost: bool = False, interrupted_after: int | None = None):
        self.queue: list[Samples] = []
        self.lost = lost
        self.ended: list[str] = []
        self._interrupted_after = interrupted_after

    @property
    def fault(self) -> Fault | None:
        return MachineFault("The sound output 'Speaker' is gone.") if self.lost else None

    def push(self, samples: Samples) -> None:
        self.queue.append(samples)
        if self._interrupted_after is not None and self.queued_frames() > self._interrupted_after:
            self._interrupted_after = None
            raise KeyboardInterrupt

    def queued_frames(self) -> int:
        return sum(map(len, self.queue))

    def replace(self, again: Callable[[int], Sequence[Samples]]) -> None:
        self.queue = list(again(self.queued_frames()))

    def drain(self) -> None:
        self.ended.append("drained")

    def close(self) -> None:
        self.ended.append("closed")


def blocks(seconds: float) -> list[Samples]:
    ramp = np.arange(1, round(seconds * SECOND) + 1, dtype=np.float32) / (10 * SECOND)
    return np.array_split(np.stack([ramp, ramp], axis=1), max(round(seconds * SECOND / 2048), 1))


def test_it_is_played_whole_and_the_output_closed() -> None:
    speaker = Speaker()
    previewing.play(blocks(0.9), speaker)
    assert np.array_equal(np.concatenate(speaker.queue), np.concatenate(blocks(0.9)))
    assert speaker.ended == ["drained", "closed"]


def test_interrupted_it_goes_from_where_it_is_within_a_third_of_a_second() -> None:
    speaker = Speaker(interrupted_after=SECOND // 2)
    with pytest.raises(KeyboardInterrupt):
        previewing.play(blocks(0.9), speaker)
    (fading,) = speaker.queue
    assert len(fading) == 0.3 * SECOND
    assert fading[0, 0] == pytest.approx(1 / (10 * SECOND), rel=0.01), "nothing was taken yet: it is the first frame"
    assert abs(np.diff(fading[:, 0])).max() < 2e-4, "nothing jumps"
    assert not fading[-1].any()
    assert speaker.ended == ["drained", "closed"]


def test_a_lost_output_is_told() -> None:
    speaker = Speaker(lost=True)
    with pytest.raises(MachineFault, match="is gone"):
        previewing.play(blocks(3), speaker)
    assert speaker.ended == ["closed"]


def test_it_is_played_on_the_named_output(run: Run, arc: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    speaker, asked = Speaker(), []

    def opened(data: Path, name: str | None) -> Speaker:
        asked.append(name)
        return speaker

    monkeypatch.setattr(cli_preview, "free_output", opened)
    words = ("--from", "61 s", "--length", "900 ms")
    assert run("preview", arc[0], "--library", arc[1], *words, "-o", "Room") == (0, "0:00  One  1:01  b\n", "")
    assert (asked, speaker.queued_frames(), speaker.ended) == (["Room"], 0.9 * SECOND, ["drained", "closed"])

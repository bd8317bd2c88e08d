"""An output paced by a clock takes every frame once, in order and in time, and a full disk never stops anything."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_cases import HandClock, KeptOutput, numbered

from setplayer.audio.clocked import ClockedOutput
from setplayer.audio.outputs import FileOutput, NullOutput
from setplayer.library.decode import TrackStream
from setplayer.units import SAMPLE_RATE

FULL = Path("/dev/full")
TICK_S = 1 / 64
"""750 frames at full speed: exact in binary, so that the model's frames are exact too."""

lengths = st.integers(0, 2_000)
pushes = st.tuples(st.just("push"), st.tuples(lengths))
replaces = st.tuples(st.just("replace"), st.lists(lengths, max_size=3).map(tuple))
looks = st.tuples(st.just("look"), st.just(()))
waits = st.tuples(st.just("wait"), st.tuples(st.integers(0, 4)))


@given(st.lists(st.one_of(pushes, replaces, looks, waits), max_size=30), st.sampled_from([0.5, 1, 2, 60]))
def test_what_is_taken_is_one_frame_for_each_frame_of_time_while_there_is_one(
    actions: list[tuple[str, tuple[int, ...]]], speed: float
) -> None:
    clock, inner = HandClock(), KeptOutput()
    output = ClockedOutput(inner, clock, name="kept", speed=speed)
    queue: list[int] = []
    taken: list[int] = []
    number = 1

    for action, counts in actions:
        if action == "wait":
            clock.now += counts[0] * TICK_S
            due = round(counts[0] * 750 * speed)
            taken += queue[:due]
            del queue[:due]
            continue
        parts = [numbered(number + sum(counts[:i]), number + sum(counts[: i + 1])) for i in range(len(counts))]
        added = range(number, number + sum(counts))
        number += sum(counts)
        if action == "push":
            output.push(parts[0])
            queue += added
        elif action == "replace":
            told: list[int] = []
            output.replace(lambda dropped, told=told, parts=parts: told.append(dropped) or parts)
            assert told == [len(queue)]
            queue = list(added)
        else:
            assert output.queued_frames() == len(queue)
        assert inner.kept == taken

    assert output.queued_frames() == len(queue)
    assert inner.kept == taken


def test_time_does_not_drift_however_often_one_looks() -> None:
    clock, inner = HandClock(), NullOutput()
    output = ClockedOutput(inner, clock, name="nothing")
    output.push(np.zeros((10 * SAMPLE_RATE, 2), np.float32))
    for step in range(1, 9_001):
        clock.now = 1000 + step / 1_001
        output.queued_frames()
    assert inner.frames == int((clock.now - 1000) * SAMPLE_RATE)


def test_a_pause_of_whoever_pushes_is_not_made_up_later() -> None:
    clock, inner = HandClock(), NullOutput()
    output = ClockedOutput(inner, clock, name="nothing")
    output.push(numbered(1, 4_801))
    clock.now += 10
    output.push(np.zeros((SAMPLE_RATE, 2), np.float32))
    assert inner.frames == 4_800
    clock.now += 0.5
    assert output.queued_frames() == SAMPLE_RATE // 2


def test_time_starts_at_the_first_frame() -> None:
    clock, inner = HandClock(), KeptOutput()
    output = ClockedOutput(inner, clock, name="kept")
    output.push(numbered(1, 1))
    clock.now += 10
    output.push(numbered(1, 101))
    assert output.queued_frames() == 100
    assert inner.kept == []


def test_a_queue_that_cannot_be_made_again_stays_as_it_was() -> None:
    output = ClockedOutput(KeptOutput(), HandClock(), name="kept")
    output.push(numbered(1, 101))
    with pytest.raises(ZeroDivisionError):
        output.replace(lambda dropped: [numbered(1, dropped // 0)])
    assert output.queued_frames() == 100


def test_closing_drops_what_is_queued_and_draining_plays_it() -> None:
    for drained, frames in ((False, 750), (True, 2_000)):
        clock, inner = HandClock(), KeptOutput()
        output = ClockedOutput(inner, clock, name="kept")
        output.push(numbered(1, 2_001))
        clock.now += TICK_S
        output.queued_frames()
        if drained:
            output.drain()
        output.close()
        output.push(numbered(1, 10))
        output.replace(lambda _: [numbered(1, 10)])
        clock.now += 1
        assert output.queued_frames() == 0
        assert inner.kept == list(range(1, frames + 1))
        assert inner.ends == ["finished"]
        assert not output.lost


@pytest.mark.parametrize("kind", [".wav", ".flac"])
def test_a_file_holds_what_was_played_and_not_replaced(kind: str, tmp_path: Path) -> None:
    clock, path = HandClock(), tmp_path / f"a{kind}"
    output = ClockedOutput(FileOutput(path, kind), clock, name=str(path))
    sound = np.round(np.random.default_rng(1).uniform(-1, 1, (6_000, 2)) * 2**22).astype(np.float32) / 2**23
    output.push(sound[:3_000])
    output.push(np.zeros((1_000, 2), np.float32))
    clock.now += TICK_S
    output.replace(lambda dropped: [sound[4_000 - dropped :]])
    assert output.queued_frames() == 5_250
    output.drain()
    with TrackStream(path) as read:
        assert np.array_equal(read.read(10_000), sound)


def test_a_failing_file_never_stops_the_session_and_gets_nothing_after_the_fault() -> None:
    clock, inner = HandClock(), KeptOutput(room=100)
    output = ClockedOutput(inner, clock, name="a.wav")
    output.push(numbered(1, 10_001))
    clock.now += TICK_S
    assert (output.queued_frames(), output.lost, output.fault) == (9_250, False, None)
    clock.now += TICK_S
    assert (output.queued_frames(), output.lost) == (8_500, True)
    assert str(output.fault) == "a.wav: cannot be written (no space)."
    inner.room = None
    clock.now += TICK_S
    output.push(numbered(10_001, 10_101))
    output.replace(lambda dropped: [numbered(1, dropped + 1)])
    assert output.queued_frames() == 7_850  # time goes on, unheard
    output.drain()
    output.close()
    assert inner.kept == list(range(1, 751))
    assert inner.ends == ["left: a.wav: cannot be written (no space)."]


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has /dev/full")
@pytest.mark.parametrize("kind", [".wav", ".flac"])
def test_a_full_disk_is_told_in_one_sentence(kind: str) -> None:
    clock = HandClock()
    output = ClockedOutput(FileOutput(FULL, kind, name=Path(f"evening{kind}")), clock, name=f"evening{kind}")
    for _ in range(40):
        output.push(np.random.default_rng(1).uniform(-1, 1, (48_000, 2)).astype(np.float32))
        clock.now += 1
    output.close()
    assert output.lost
    assert str(output.fault) == (
        f"evening{kind}: cannot be written (No space left on device). "
        "Choose another folder, or make room, and try again."
    )


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has /dev/full")
def test_a_file_that_only_fails_when_it_is_finished_is_lost_too() -> None:
    output = ClockedOutput(FileOutput(FULL, ".wav", name=Path("a.wav")), HandClock(), name="a.wav")
    output.push(numbered(1, 11))
    assert not output.lost
    output.drain()
    assert "No space left" in str(output.fault)

"""An engine that was killed goes on in place by now; what was silent stays silent; the record tells it all."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from engine_cases import write_arc, write_tone
from hypothesis import given
from hypothesis import strategies as st
from process_cases import WAIT_S, Ground, events_of, kinds, samples_of, tide, until

from setplayer.engine.client import EngineClient
from setplayer.engine.last_place import Place
from setplayer.engine.record import Recorded
from setplayer.engine.start import Start
from setplayer.log.clock import FakeClock
from setplayer.session.events import Event

SECOND = 48_000


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with Ground(tmp_path) as ground:
        yield ground


def closed(ground: Ground, process: subprocess.Popen[str]) -> None:
    """Have the session closed."""
    ground.end()
    assert process.wait(WAIT_S) == 0


def drift_s(events: list[Event]) -> float:
    """By how much the session's time has left the machine's clock between the first anchor and the last."""
    first, *_, last = [event.request for event in events if event.kind == "anchor"]
    return float((last["frame"] - first["frame"]) / SECOND - (last["mono_ns"] - first["mono_ns"]) / 1e9)


def without_gaps(samples: np.ndarray, entries: list[Recorded]) -> np.ndarray:
    """What an output took of a session: nothing from where the sound broke off, to where it goes on."""
    parts, begin = [], 0
    for event in (entry.event for entry in entries):
        if event.kind == "interrupted":
            parts.append(samples[begin : event.frame])
        elif event.kind == "resumed":
            begin = event.frame
    return np.concatenate([*parts, samples[begin:]])


def test_after_kill_9_the_session_goes_on_in_place(ground: Ground) -> None:
    arc = tide(ground.folder / "arc.yaml", more="cues:\n  - at: 3 s\n    do: chime\n    sound: bowl\n")
    sound = ground.folder / "sound.wav"
    front = EngineClient(ground.data, "test")
    first = ground.engine(arc, output=str(sound))
    before = ground.shown(lambda view: view.frame > 1.5 * SECOND, "it plays")
    seen_s = time.monotonic()
    first.kill()
    first.wait()
    until(lambda: not front.connected, "the front sees it")
    while time.monotonic() - seen_s < 2:  # the chime falls due, unheard
        time.sleep(0.1)
    second = ground.engine(arc, output=str(sound))
    after = ground.shown(lambda view: view.state == "playing", "it plays again")
    assert after.engine_pid == second.pid
    until(lambda: front.connected and front.view is not None and front.view.engine_pid == second.pid, "reattached")
    ground.shown(lambda view: view.frame > after.frame + 2 * SECOND, "it comes up")
    closed(ground, second)
    front.close()

    session = ground.data / "test.session"
    events = [entry.event for entry in events_of(session)]
    at = {event.kind: event for event in events}
    assert [event.kind for event in events].count("interrupted") == 1
    assert drift_s(events) == pytest.approx(0, abs=1)
    assert at["interrupted"].frame >= before.frame - SECOND
    assert at["resumed"].frame == pytest.approx(after.frame, abs=SECOND)
    assert at["resumed"].outcome.text.startswith("The player is back after 0:0")
    assert (at["cue_withheld"].frame, "cue_played" in at) == (3 * SECOND, False)
    again, heard = ground.replayed(session), samples_of(ground.folder / "sound-2.wav")
    assert len(again) == at["end"].frame
    assert not again[at["interrupted"].frame : at["resumed"].frame].any()
    resumed = again[at["resumed"].frame :]
    assert len(heard) == len(resumed)
    assert np.array_equal(heard, resumed)
    assert heard.any()
    assert 4 * np.abs(heard[: SECOND // 10]).max() < np.abs(heard).max(), "it comes up slowly"


def test_what_was_asked_for_outlives_kills(ground: Ground) -> None:
    """Held goes on; silent, faded, away and stopping stay silent; all of it is what the record replays."""
    arc, session = tide(ground.folder / "arc.yaml", "60 min"), ground.data / "test.session"
    steps = [
        ("hold", "release", "held", True),
        ("silence", "music", "silent", False),
        ("away", "back", "playing", False),
        ("fade_now", "bring_back", "faded", False),
        ("soft_stop", "", "stopping", False),
    ]
    engine = ground.engine(arc, output=str(ground.folder / "sound.wav"), speed=10)
    silent: list[tuple[int, int]] = []
    for command, way_back, word, sounds in steps:
        before = ground.shown(lambda view: view.state == "playing", "it plays")
        ground.shown(lambda view: view.frame > before.frame + 5 * SECOND, "it is heard")  # noqa: B023
        ground.keeps(do=command)
        engine.kill()
        engine.wait()
        engine = ground.engine(arc, output=str(ground.folder / "sound.wav"), speed=10)
        after = ground.shown(lambda view: True, "it is back")
        assert after.engine_pid == engine.pid
        assert after.state == word or (word, after.state) == ("stopping", "landed")
        assert ("away" in after.conditions) == (command == "away")
        later = ground.shown(lambda view: view.frame > after.frame + 5 * SECOND, "it goes on")  # noqa: B023
        if not sounds:
            silent.append((after.frame, later.frame))
        if way_back:
            assert ground.ask(do=way_back).done
    closed(ground, engine)

    events = [entry.event for entry in events_of(session)]
    resumed = [event.frame for event in events if event.kind == "resumed"]
    assert len(resumed) == len(steps)
    assert events[-1].kind == "end"
    again = ground.replayed(session)
    known = [*(event.frame for event in events if event.kind == "interrupted")][1:]
    for number, (frame, until_frame) in enumerate(zip(resumed, [*known, len(again)], strict=True), 2):
        heard = samples_of(ground.folder / f"sound-{number}.wav")
        assert len(heard) > 2 * SECOND
        same = min(len(heard), until_frame - frame)  # of one that was killed, the last second is not known
        assert np.array_equal(heard[:same], again[frame : frame + same]), steps[number - 2]
    assert not any(again[first:last].any() for first, last in silent)


def test_music_from_files_goes_on_as_the_record_replays_it(ground: Ground) -> None:
    """A stream that was opened anew in mid-track gives the samples of one that was not, also when resampled."""
    write_tone(ground.folder / "music" / "a.flac", 300, level=0.5)
    arc = write_arc(ground.folder / "arc.yaml", [("One", "290 s", ["track: a.flac"])])
    sound, music, session = ground.folder / "sound.wav", ground.folder / "music", ground.data / "test.session"
    how = {"output": str(sound), "library": music, "speed": 8}  # half a minute to start again before it is over
    first = ground.engine(arc, **how)
    ground.shown(lambda view: view.frame > 5 * SECOND, "it plays")
    first.kill()
    first.wait()
    second = ground.engine(arc, **how)
    after = ground.shown(lambda view: view.state == "playing", "it plays again")
    ground.shown(lambda view: view.frame > after.frame + 10 * SECOND, "it is heard")
    closed(ground, second)
    heard, again = samples_of(ground.folder / "sound-2.wav"), ground.replayed(session, music)
    sounded = without_gaps(again, events_of(session))
    assert np.abs(heard).max() > 10_000
    assert np.array_equal(heard, sounded[-len(heard) :])


def test_a_stopped_engine_jumps_to_its_place_and_counts_the_gap(ground: Ground) -> None:
    engine = ground.engine(tide(ground.folder / "arc.yaml"))
    before = ground.shown(lambda view: view.frame > SECOND, "it plays")
    engine.send_signal(signal.SIGSTOP)
    time.sleep(3)
    engine.send_signal(signal.SIGCONT)
    after = ground.shown(lambda view: view.frame > before.frame + 3 * SECOND, "it has jumped")
    assert after.underruns >= 1
    assert after.state == "playing"
    until(lambda: kinds(ground.data / "test.session").count("anchor") == 2, "all of it is saved")
    engine.kill()
    engine.wait()
    events = [entry.event for entry in events_of(ground.data / "test.session")]
    gap = {event.kind: event.frame for event in events if event.kind in ("interrupted", "resumed")}
    assert (gap["resumed"] - gap["interrupted"]) / SECOND > 2
    assert drift_s(events) == pytest.approx(0, abs=1)
    assert [event.kind for event in events][-1] == "anchor"


def test_the_engine_holds_no_library_that_it_does_not_need(ground: Ground) -> None:
    """The process that plays stays small: neither SciPy nor what fronts and the command line are made of."""
    write_tone(ground.folder / "music" / "a.flac", 25)
    arc = write_arc(ground.folder / "arc.yaml", [("One", "30 s", ["track: a.flac", "soundscape: tide"])])
    code = (
        "import sys\nfrom setplayer.engine import process\nstatus = process.main()\n"
        "heavy = {'scipy', 'pygame', 'rich', 'typer', 'jinja2', 'pydub'} & set(sys.modules)\n"
        "print(status, sorted(heavy))"
    )
    start = Start(
        data=ground.data,
        session_file=ground.data / "test.session",
        session_id="test",
        arc=str(arc),
        library=ground.folder / "music",
        output="null",
        speed=20,
        ends_itself=True,
    )
    ground.data.mkdir()
    ground.told("score", arc, "--library", ground.folder / "music")  # as `play` does, it measures the music first
    engine = ground.start("-c", code, stdin=subprocess.PIPE)
    assert engine.stdin is not None
    engine.stdin.write(start.model_dump_json() + "\n")
    engine.stdin.flush()
    assert engine.wait(WAIT_S) == 0
    assert engine.stdout is not None
    assert engine.stdout.read().splitlines()[-1] == "0 []"


# ---- where the session is by now


def stamped(clock: FakeClock, frame: int = 10 * SECOND) -> Place:
    return Place(frame=frame, speed=1, library=None, stamp=clock.stamp())


@given(wall_s=st.floats(-1e8, 1e8), passed_s=st.integers(0, 20_000))
def test_a_clock_on_the_wall_that_steps_moves_nothing(wall_s: float, passed_s: int) -> None:
    clock = FakeClock(step_ns=0)
    place = stamped(clock)
    clock.advance(passed_s)
    clock.step_wall(wall_s)
    assert place.by_now(clock.stamp()) == (10 + passed_s) * SECOND


def test_after_a_restart_of_the_machine_the_clock_on_the_wall_counts() -> None:
    clock = FakeClock(step_ns=0)
    later = FakeClock(wall_us=clock.stamp().wall_us + 90_000_000, boot_id="another")
    assert stamped(clock).by_now(later.stamp()) == 100 * SECOND


@given(back_s=st.integers(0, 10**9))
def test_a_clock_that_went_back_never_moves_a_session_backwards(back_s: int) -> None:
    clock = FakeClock(step_ns=0)
    earlier = FakeClock(wall_us=clock.stamp().wall_us - back_s * 1_000_000, boot_id="another")
    assert stamped(clock).by_now(earlier.stamp()) == 10 * SECOND


@pytest.mark.parametrize("note", [b"", b"{}", b"\xff", b'{"frame": 1}', b"[1]", b'{"frame": 1e999, "speed": 1}'])
def test_a_note_that_is_none_is_no_place(note: bytes) -> None:
    assert Place.from_bytes(note) is None

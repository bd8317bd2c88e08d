"""An engine that was killed goes on in place by now; what was silent stays silent; the record tells it all."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from process_cases import WAIT_S, Ground, events_of, samples_of, tide, until

from setplayer.engine.client import EngineClient

SECOND = 48_000


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with Ground(tmp_path) as ground:
        yield ground


def replayed(ground: Ground, session: Path) -> np.ndarray:
    status, _, err = ground.told("replay", session, "-o", ground.folder / "again.wav")
    assert status == 0, err
    return samples_of(ground.folder / "again.wav")


def closed(ground: Ground, process: subprocess.Popen[str]) -> None:
    """Have the session closed, with its fade."""
    assert ground.ask("close").done
    assert process.wait(WAIT_S) == 0


def test_after_kill_9_the_session_goes_on_in_place(ground: Ground) -> None:
    arc = tide(ground.folder / "arc.yaml", more="cues:\n  - at: 4 s\n    do: chime\n    sound: bowl\n")
    sound = ground.folder / "sound.wav"
    front = EngineClient(ground.data, "test")
    first = ground.engine(arc, output=str(sound))
    before = ground.shown(lambda view: view.frame > 2 * SECOND, "it plays")
    seen_s = time.monotonic()
    first.kill()
    first.wait()
    until(lambda: not front.connected, "the front sees it")
    while time.monotonic() - seen_s < 4:  # the chime falls due, unheard
        time.sleep(0.1)
    second = ground.engine(arc, output=str(sound))
    after = ground.shown(lambda view: view.state == "playing", "it plays again")
    passed_s = time.monotonic() - seen_s
    assert (after.frame - before.frame) / SECOND == pytest.approx(passed_s, abs=1)
    assert after.engine_pid == second.pid
    until(lambda: front.connected and front.view is not None and front.view.engine_pid == second.pid, "reattached")
    ground.shown(lambda view: view.frame > after.frame + 4 * SECOND, "it comes up")
    closed(ground, second)
    front.close()

    session = ground.data / "test.session"
    events = [entry.event for entry in events_of(session)]
    at = {event.kind: event for event in events}
    assert [event.kind for event in events].count("interrupted") == 1
    assert at["interrupted"].frame >= before.frame - SECOND
    assert at["resumed"].frame == pytest.approx(after.frame, abs=SECOND)
    assert at["resumed"].outcome.text.startswith("The player is back after 0:0")
    assert (at["cue_withheld"].frame, "cue_played" in at) == (4 * SECOND, False)
    assert ground.told("verify", session)[0] == 0
    again, heard = replayed(ground, session), samples_of(ground.folder / "sound-2.wav")
    assert len(again) == at["end"].frame
    assert not again[at["interrupted"].frame : at["resumed"].frame].any()
    resumed = again[at["resumed"].frame :]
    assert len(heard) == len(resumed)
    assert np.array_equal(heard, resumed)
    assert np.abs(heard).max() > 1000
    assert np.abs(heard[:SECOND]).max() < np.abs(heard).max() / 4


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
        assert ground.ask(do=command).done
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
    assert ground.told("verify", session)[0] == 0
    again = replayed(ground, session)
    known = [*(event.frame for event in events if event.kind == "interrupted")][1:]
    for number, (frame, until_frame) in enumerate(zip(resumed, [*known, len(again)], strict=True), 2):
        heard = samples_of(ground.folder / f"sound-{number}.wav")
        assert len(heard) > 2 * SECOND
        same = min(len(heard), until_frame - frame)  # of one that was killed, the last second is not known
        assert np.array_equal(heard[:same], again[frame : frame + same]), steps[number - 2]
    assert not any(again[first:last].any() for first, last in silent)

"""Supervisor, engine and front as processes: what dies is replaced, what ends leaves nothing behind."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine_cases import write_arc, write_tone
from process_cases import WAIT_S, Ground, events_of, kinds, tide, until

from setplayer.engine.client import ask_once, connect
from setplayer.engine.messages import Ask, to_bytes


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with Ground(tmp_path) as ground:
        yield ground


def test_ctrl_c_fades_closes_the_session_names_the_page_and_leaves_nothing(ground: Ground) -> None:
    ground.data.mkdir(exist_ok=True)
    (ground.data / "clinic.yaml").write_text("crisis: {name: Crisis line, phone: 112}\n", encoding="utf-8")
    player = ground.command("play", tide(ground.folder / "arc.yaml"), "--output", "null")
    ground.shown(lambda view: view.state == "playing" and view.front_pids, "it plays, with a front")
    os.killpg(player.pid, signal.SIGINT)  # as a terminal does it: every process of the job
    status, out, err = ground.ended(player)
    assert (status, err) == (0, "")
    frames = {entry.event.kind: entry.event.frame for entry in events_of(ground.session())}
    assert list(frames)[-1] == "end"
    assert frames["end"] - frames["fade_now"] >= 2.9 * 48_000
    page = Path(out.strip().splitlines()[-1].removeprefix("Timeline").strip())
    assert "Tide" in page.read_text()
    assert ground.view() is None
    assert not ground.processes()


def test_ctrl_c_while_the_engine_restarts_still_closes_the_session(ground: Ground) -> None:
    player = ground.command("play", tide(ground.folder / "arc.yaml"), "--output", "null")
    view = ground.shown(lambda view: view.state == "playing", "it plays")
    os.kill(view.engine_pid, signal.SIGKILL)
    os.killpg(player.pid, signal.SIGINT)
    assert ground.ended(player)[0] == 0
    assert kinds(ground.session())[-1] == "end"


def test_a_second_player_shows_the_first(ground: Ground) -> None:
    arc = tide(ground.folder / "arc.yaml")
    player = ground.command("play", arc, "--output", "null")
    first = ground.shown(lambda view: view.state == "playing" and view.front_pids, "it plays")
    second = ground.command("play", arc, "--output", "null")
    both = ground.shown(lambda view: len(view.front_pids) == 2, "the second front is there")
    assert (both.engine_pid, both.session_id) == (first.engine_pid, first.session_id)
    ground.end()
    assert ground.ended(player)[0] == 0
    status, out, err = ground.ended(second)
    assert (status, err) == (0, "")
    assert "A session is running already: Tide, playing at 0:0" in out
    assert "Resuming" not in out
    assert len(list((ground.data / "sessions").glob("*.session"))) == 1


def test_a_killed_front_is_replaced_and_the_music_plays_on(ground: Ground) -> None:
    player = ground.command("play", tide(ground.folder / "arc.yaml"), "--output", "null")
    before = ground.shown(lambda view: view.state == "playing" and view.front_pids, "it plays")
    os.kill(before.front_pids[0], signal.SIGKILL)
    after = ground.shown(lambda view: view.front_pids and view.front_pids != before.front_pids, "a new front")
    assert after.engine_pid == before.engine_pid
    ground.end()
    assert ground.ended(player)[0] == 0
    assert "interrupted" not in kinds(ground.session())


def test_the_session_outlives_its_terminal(ground: Ground) -> None:
    """An ssh connection that breaks hangs up on the whole job."""
    master, slave = os.openpty()
    player = ground.command("play", tide(ground.folder / "arc.yaml"), "--output", "null", stdin=slave, stdout=slave)
    os.close(slave)
    before = ground.shown(lambda view: view.state == "playing" and view.front_pids, "it plays")
    os.close(master)
    os.killpg(player.pid, signal.SIGHUP)
    after = ground.shown(lambda view: not view.front_pids and view.frame > before.frame, "it plays without a front")
    assert (after.engine_pid, after.state) == (before.engine_pid, "playing")
    ground.end()
    until(lambda: player.poll() is not None, "it ends")
    assert kinds(ground.session())[-1] == "end"
    assert "interrupted" not in kinds(ground.session())


def test_without_its_supervisor_nothing_lives_on_and_a_new_start_resumes(ground: Ground) -> None:
    arc = tide(ground.folder / "arc.yaml")
    player = ground.command("play", arc, "--output", "null")
    before = ground.shown(lambda view: view.state == "playing" and view.front_pids, "it plays")
    player.kill()
    until(lambda: not ground.processes(), "engine and front follow their supervisor")
    player.communicate()
    session = ground.session()
    assert kinds(session)[-1] in ("interrupted", "anchor")
    assert kinds(session).count("interrupted") == 1
    assert "end" not in kinds(session)
    again = ground.command("play", "--output", "null")
    after = ground.shown(lambda view: view.state == "playing", "it plays again")
    assert (after.session_id, after.arc) == (before.session_id, "Tide")
    assert after.frame > before.frame
    ground.end()
    status, out, _ = ground.ended(again)
    assert status == 0
    assert f"Resuming session {before.session_id}, which was interrupted: Tide." in out
    assert ground.session() == session
    assert kinds(session).count("resumed") == 1
    assert kinds(session)[-1] == "end"
    assert len(ground.replayed(session)) > after.frame


def test_three_crashes_in_a_minute_start_safe_music_and_say_so(ground: Ground) -> None:
    screen = ground.folder / "screen"
    with screen.open("w") as out:
        player = ground.command("play", tide(ground.folder / "arc.yaml"), "--output", "null", stdout=out)
    killed: list[int] = []
    while len(killed) < 3:
        view = ground.shown(
            lambda view: view.state == "playing" and view.front_pids and view.engine_pid not in killed, "it plays"
        )
        assert "safe music" not in view.conditions
        os.kill(view.engine_pid, signal.SIGKILL)
        killed.append(view.engine_pid)
    view = ground.shown(lambda view: "safe music" in view.conditions, "it plays safe")
    assert view.state == "playing"
    assert view.now is not None
    assert view.said == "The player failed several times: a plain soundscape plays from here on"
    until(lambda: view.said in screen.read_text(), "the screen says so")
    ground.end()
    assert ground.ended(player)[0] == 0
    found = kinds(ground.session())
    assert (found.count("interrupted"), found.count("resumed"), found.count("safe_music")) == (3, 3, 1)
    assert found[-1] == "end"


def test_a_path_too_long_for_a_socket_does_not_matter(tmp_path: Path) -> None:
    with Ground(tmp_path, tmp_path / ("a long name for a folder " * 8).strip()) as ground:
        player = ground.command("play", tide(tmp_path / "arc.yaml"), "--output", "null")
        ground.shown(lambda view: view.state == "playing" and view.front_pids, "it plays")
        assert not ground.running().address.startswith(str(ground.data))
        player.kill()


def test_what_an_engine_cannot_play_to_is_told_by_the_person_who_starts_it(ground: Ground) -> None:
    status, _, err = ground.told(
        "play", tide(ground.folder / "arc.yaml"), "--output", ground.folder / "none" / "a.wav"
    )
    assert status == 3
    assert "a.wav: cannot be written (No such file or directory)" in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk that is always full")
def test_a_disk_too_full_to_say_why_is_named(ground: Ground) -> None:
    ground.data.mkdir()
    (ground.data / "engine.log").symlink_to("/dev/full")
    status, _, err = ground.told(
        "play", tide(ground.folder / "arc.yaml"), "--output", ground.folder / "none" / "a.wav"
    )
    assert status == 3
    assert "engine.log: cannot be written (No space left on device). Choose another folder, or make room" in err


def test_no_question_of_a_front_holds_the_sound_up(ground: Ground) -> None:
    """Neither floods of them, nor one whose answer would take the engine long."""
    for number in range(6):
        write_tone(ground.folder / "music" / f"{number}.flac", 100)
    long = write_arc(
        ground.folder / "long.yaml", [("One", "8 min", [f"track: {number}.flac" for number in range(6)])]
    )
    engine = ground.engine(tide(ground.folder / "arc.yaml"), library=ground.folder / "music")
    before = ground.shown(lambda view: view.state == "playing", "it plays")
    flood = connect(ground.data, "flood", subscribe=True)
    data = to_bytes(Ask(number=1, query="preview", command={"do": "extend"}))

    def read() -> None:
        with contextlib.suppress(OSError, EOFError):
            while True:
                flood.recv_bytes()

    reading = threading.Thread(target=read, daemon=True)
    reading.start()
    choosing = Ask(number=1, query="choose_arc", name=str(long))
    sent = 0
    while (view := ground.view()) is not None and view.frame < before.frame + 2 * 48_000:
        for _ in range(100):
            flood.send_bytes(data)
        sent += 100
        assert ask_once(ground.data, choosing).text == "Choose arc is not possible: the music is playing."
    assert sent >= 100
    engine.kill()
    engine.wait()
    reading.join()
    flood.close()
    assert "interrupted" not in kinds(ground.data / "test.session"), "the engine never lost its place"


def test_a_session_that_is_closed_in_mid_fade_is_not_cut_off(ground: Ground) -> None:
    engine = ground.engine(tide(ground.folder / "arc.yaml"), speed=10)
    ground.shown(lambda view: view.frame > 20 * 48_000, "it plays")
    assert ground.ask(do="silence").done
    assert ground.ask("close").done
    assert engine.wait(WAIT_S) == 0
    assert not ground.replayed(ground.data / "test.session")[-100:].any()

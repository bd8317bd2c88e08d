"""`setplayer play`, `status` and `cue` as a clinic meets them: real players, one clear sentence for every fault."""

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from command_line import Run, command_line

sys.path.insert(0, str(Path(__file__).parent.parent / "engine"))
from process_cases import Ground, events_of, kinds, samples_of, tide, until


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line on the data folder of a ground."""
    command = command_line(monkeypatch, capsys, Path())
    return lambda ground, *words: command(*words, data=ground.data)


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with Ground(tmp_path) as ground:
        yield ground


@pytest.fixture(scope="module")
def playing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A session that plays, with a front, for the tests that only ask and cue."""
    with Ground(tmp_path_factory.mktemp("playing")) as ground:
        player = ground.command("play", tide(ground.folder / "arc.yaml", "30 min"), "--output", "null")
        ground.shown(lambda view: view.state == "playing" and view.front_pids, "it plays")
        yield ground
        ground.end()
        assert ground.ended(player)[0] == 0


def test_nothing_runs(run: Run, ground: Ground) -> None:
    text = f"No session is running in {ground.data}. 'setplayer play' starts one.\n"
    assert run(ground, "status") == (1, "", text)
    assert run(ground, "status", "--json") == (1, "", text)
    assert run(ground, "cue", "duck") == (1, "", text)


def test_status_as_json_has_what_others_rely_on(run: Run, playing: Ground) -> None:
    status = json.loads(run(playing, "status", "--json")[1])
    fields = {"session_id", "state", "conditions", "phase", "elapsed_s", "engine_pid", "front_pids", "output"}
    assert fields | {"queue_ms", "underruns"} <= set(status)
    assert (status["state"], status["phase"], status["output"]) == ("playing", "One", "nothing")
    assert status["conditions"] == []
    assert status["elapsed_s"] > 0
    assert 0 <= status["queue_ms"] <= 600
    running = playing.processes()
    assert json.loads(playing.told("status", "--json")[1])["engine_pid"] == status["engine_pid"], "run by itself"
    assert {status["engine_pid"], *status["front_pids"]} <= set(running)
    assert "setplayer.engine.process" in running[status["engine_pid"]]
    assert "setplayer.terminal" in running[status["front_pids"][0]]


def test_status_in_words(run: Run, playing: Ground) -> None:
    status, out, err = run(playing, "status")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("Tide: playing at 0:")
    assert lines[0].split(" (")[0].endswith(":00")
    assert lines[1].startswith("Phase     One, ")
    assert lines[2].startswith("Output    nothing, ")


def test_cues_say_what_came_of_them(run: Run, playing: Ground) -> None:
    end = playing.view()
    assert end is not None
    for words in (("extend", "minutes=2"), ("extend", "2")):
        status, out, err = run(playing, "cue", *words)
        assert (status, err) == (0, "")
        assert out.startswith("Extended 2 min: the arc ends at ")
    after = playing.view()
    assert after is not None
    assert after.end_frame - end.end_frame == 4 * 60 * 48_000
    assert run(playing, "cue", "duck")[0] == 0
    assert json.loads(run(playing, "status", "--json")[1])["conditions"] == ["ducked"]
    assert run(playing, "cue", "unduck")[0] == 0


def test_a_cue_can_be_seen_before_it_is_given_and_takes_a_time_of_day(run: Run, playing: Ground) -> None:
    by = (datetime.now().astimezone() + timedelta(minutes=40)).strftime("%H:%M")
    status, out, err = run(playing, "cue", "finish_by", by, "--preview")
    assert (status, err) == (0, "")
    assert out.rstrip().endswith(f"the arc ends at {by}; Tide stays")
    assert "finish_by" not in kinds(playing.session()), "nothing is done"
    status, done, err = run(playing, "cue", "finish_by", f"by={by}")
    assert (status, err) == (0, "")
    assert done.startswith(out.rstrip()), "and where the disk is slow, that it is being saved"
    assert run(playing, "cue", "undo")[0] == 0


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("extnd", "2"), "There is no command 'extnd'. Did you mean 'extend'?"),
        (("unduck",), "Unduck is not possible: "),
        (("bring_back",), "Bring back is not possible: the music is playing."),
        (("begin",), "Begin is not possible: the music is playing."),
        (("end",), "End is not possible: the music is playing."),
        (("choose_arc", "music-45"), "Choose arc is not possible: the music is playing."),
        (("extend", "many"), "Extend: 'minutes' must be a number."),
        (("extend", "1", "2"), "'extend' takes minutes; '2' is one too many."),
        (("duck", "now"), "'duck' takes nothing more; 'now' is one too many."),
        (("vitals", "blood_pressure=high"), "Vitals: 'blood_pressure' is written like 120/80."),
        (("chime", "sound=gong"), "Chime is not possible: "),
    ],
)
def test_a_cue_that_cannot_be_says_why(run: Run, playing: Ground, words: tuple[str, ...], text: str) -> None:
    before = kinds(playing.session()).count(words[0])
    status, out, err = run(playing, "cue", *words)
    assert (status, out) == (1, "")
    assert err.startswith(text)
    assert len(err.splitlines()) == 1
    assert kinds(playing.session()).count(words[0]) == before, "nothing changed"


def said_in(path: Path) -> set[str]:
    return {str(entry.event.content.get("text")) for entry in events_of(path)}


def test_what_people_say_is_in_the_record_alone(run: Run, playing: Ground) -> None:
    words = "zebra-unlikely"
    assert run(playing, "cue", "note", f"{words} und Grün")[0] == 0
    assert run(playing, "cue", "quote", f"text={words}=2")[0] == 0
    until(lambda: {f"{words} und Grün", f"{words}=2"} <= said_in(playing.session()), "both are in the record")
    assert run(playing, "cue", "extend", words)[0] == 1
    for told in (run(playing, "status"), run(playing, "status", "--json")):
        assert words not in "".join(map(str, told))
    for name in ("running.json", "engine.log"):
        path = playing.data / name
        assert words.encode() not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(playing.session().stat().st_mode) == 0o600


def test_a_fast_session_ends_by_itself_and_its_file_is_what_replay_gives(run: Run, ground: Ground) -> None:
    sound, again = ground.folder / "sound.wav", ground.folder / "again.wav"
    arc = tide(ground.folder / "arc.yaml", "2 min")
    player = ground.command("play", arc, "--speed", "20", "--output", sound)
    ground.shown(lambda view: view.frame > 48_000, "it plays")
    for words in (("duck",), ("note", "while it runs"), ("unduck",), ("softer",), ("chime", "bell")):
        assert run(ground, "cue", *words)[0::2] == (0, ""), words
    status, out, err = ground.ended(player)
    assert (status, err) == (0, "")
    page = Path(out.strip().splitlines()[-1].removeprefix("Timeline").strip())
    assert page.suffix == ".html"
    assert "while it runs" in page.read_text()
    found = kinds(ground.session())
    assert found[-2:] == ["rendered", "end"]
    assert {"duck", "note", "unduck", "softer", "chime"} <= set(found)
    status, out, err = run(ground, "replay", "last", "-o", again)
    assert (status, err) == (0, "")
    assert "the same samples as before" in out
    played, replayed = samples_of(sound), samples_of(again)
    assert np.abs(played).max() > 100_000
    assert np.array_equal(played, replayed)
    listed = json.loads(run(ground, "sessions", "--json")[1])
    assert [(one["kind"], one["state"]) for one in listed] == [("rehearsal", "closed")]


@pytest.mark.parametrize(
    ("words", "status", "text"),
    [
        (("music-46",), 1, "music-46: No such file or directory. Give an arc file, or one of the arcs that ship: "),
        (("music-45", "--speed", "60", "--output", "device"), 1, "Faster than real time, a session plays to nothing"),
        (("music-45", "--speed", "61"), 2, ""),
        (("music-45", "--front", "paper"), 2, ""),
    ],
)
def test_a_session_that_cannot_start_says_why(
    run: Run, ground: Ground, words: tuple[str, ...], status: int, text: str
) -> None:
    told = run(ground, "play", *words)
    assert told[0] == status
    assert told[2].startswith(text)
    assert not list(ground.data.glob("sessions/*"))
    assert run(ground, "status")[0] == 1


def test_a_device_that_is_not_there_is_one_clear_line(ground: Ground) -> None:
    ground.env |= {
        "SDL_AUDIODRIVER": "dummy-that-is-none",
        "PULSE_SERVER": "/nowhere",
        "ALSA_CONFIG_PATH": "/nowhere",
    }
    player = ground.command("play", tide(ground.folder / "arc.yaml"), stderr=subprocess.STDOUT)
    view = ground.shown(lambda view: view.state == "playing" and view.front_pids, "it plays")
    assert "no output" in view.conditions
    ground.end()
    status, out, _ = ground.ended(player)
    assert status == 0
    (told,) = (line for line in out.splitlines() if line.startswith("No sound reaches "))
    assert told.endswith(" Playing to nothing.")

"""A clinic's own bells and prompts on the command line, on a computer without an ffmpeg program."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Run

sys.path.insert(0, str(Path(__file__).parent.parent / "engine"))
from engine_cases import write_tone
from process_cases import samples_of

ARC = """\
arc: Evening
phases:
  - {name: One, kind: peak, length: 30 s, intensity: 3, music: [{silence: 30 s}]}
cues:
  - {at: 10 s, do: chime, sound: gong}
"""


@pytest.fixture
def gong(tmp_path: Path) -> Path:
    return write_tone(tmp_path / "gong.wav", 1.5, level=0.1)


def test_a_sound_is_added_listed_heard_and_removed(run: Run, gong: Path, tmp_path: Path) -> None:
    arc = tmp_path / "arc.yaml"
    arc.write_text(ARC, encoding="utf-8")
    sentence = f"{arc}:5:34: there is no sound called 'gong'; the sounds are bell, bowl, chime, rain, wood\n"
    assert run("check", arc) == (1, "", sentence)
    status, out, err = run("sound", "add", gong, "--as", "gong")
    assert (status, err) == (0, "")
    told = "gong: 1.5 s of 1.5 s, loudest at −14.0 LUFS, −15.6 LUFS as a whole, true peak −13.1 dBTP"
    assert out == f"{told}; arcs have it by 'sound: gong'\n"
    assert run("check", arc) == (0, f"{arc}: good, 0:30\n", "")
    assert run("render", arc, "-o", tmp_path / "out.wav")[0] == 0
    heard = samples_of(tmp_path / "out.wav")
    assert not heard[: 10 * 48_000].any()
    assert heard[10 * 48_000 : 11 * 48_000].any()
    assert not heard[int(11.5 * 48_000) :].any()
    assert run("sound", "remove", "gong") == (0, "'gong' was removed\n", "")
    assert run("check", arc) == (1, "", sentence)


def test_the_list_says_whose_each_is(run: Run, gong: Path) -> None:
    assert run("sound", "add", gong, "--as", "bowl")[1].endswith(
        "; arcs have it by 'sound: bowl', instead of the one that ships\n"
    )
    run("sound", "add", gong, "--as", "a prompt", "--voice")
    assert run("sound", "list")[1].splitlines() == [
        "Sound     Length  Stroke      Whole       Peak",
        "a prompt  1.5 s   −19.8 LUFS  −20.0 LUFS  −18.9 dBTP  your own",
        "bell      7.0 s   −14.5 LUFS  −21.8 LUFS  −9.0 dBTP   ships",
        "bowl      1.5 s   −14.0 LUFS  −15.6 LUFS  −13.1 dBTP  your own, instead of the one that ships",
        "chime     4.0 s   −13.8 LUFS  −19.1 LUFS  −9.0 dBTP   ships",
        "rain      6.0 s   −20.0 LUFS  −23.3 LUFS  −9.0 dBTP   ships",
        "wood      5.0 s   −17.1 LUFS  −21.2 LUFS  −9.0 dBTP   ships",
    ]
    rows = json.loads(run("sound", "list", "--json")[1])
    assert [(row["name"], row["own"], row["ships"]) for row in rows] == [
        ("a prompt", True, False),
        ("bell", False, True),
        ("bowl", True, True),
        ("chime", False, True),
        ("rain", False, True),
        ("wood", False, True),
    ]
    assert rows[2]["frames"] == 72_000
    assert run("sound", "remove", "bowl") == (0, "'bowl' was removed; the one that ships is heard again\n", "")


def test_what_is_there_is_replaced_only_when_that_is_asked_for(run: Run, gong: Path, tmp_path: Path) -> None:
    run("sound", "add", gong, "--as", "gong")
    other = write_tone(tmp_path / "other.wav", 1.0)
    sentence = "You have a sound called 'gong' already; give --replace to put this one in its place.\n"
    assert run("sound", "add", other, "--as", "gong") == (1, "", sentence)
    assert run("sound", "add", other, "--as", "gong", "--replace")[0] == 0
    rows = json.loads(run("sound", "list", "--json")[1])
    assert [row["frames"] for row in rows if row["name"] == "gong"] == [48_000]


def test_what_cannot_be_removed_is_told(run: Run, gong: Path) -> None:
    assert run("sound", "remove", "x") == (1, "", "You have no sound called 'x'; you have added none.\n")
    run("sound", "add", gong, "--as", "gong")
    assert run("sound", "remove", "x") == (1, "", "You have no sound called 'x'; yours are: gong.\n")
    sentence = "'bell' ships with setplayer and stays; add one of your own by that name.\n"
    assert run("sound", "remove", "bell") == (1, "", sentence)


def test_an_altered_sound_is_listed_as_such_and_can_be_removed(run: Run, gong: Path, tmp_path: Path) -> None:
    run("sound", "add", gong, "--as", "gong")
    (tmp_path / "data" / "sounds" / "gong.flac").write_bytes(b"")
    status, out, err = run("sound", "list")
    assert (status, "gong" in out) == (1, False)
    assert "gong.flac: this is not what was added as 'gong'; add it again with --replace, or remove it" in err
    assert run("sound", "remove", "gong")[0] == 0
    assert run("sound", "list")[0] == 0


def test_a_very_soft_recording_comes_with_a_warning(run: Run, tmp_path: Path) -> None:
    soft = write_tone(tmp_path / "soft.wav", 1.5, level=0.0015)
    status, _, err = run("sound", "add", soft, "--as", "soft")
    assert status == 0
    assert err == "It was recorded so softly that it was raised by 30 dB, noise and all; listen to it.\n"


def test_no_ffmpeg_program_is_needed_and_none_is_missed(gong: Path, tmp_path: Path) -> None:
    code = "from setplayer.cli import main; main()"
    words = ["sound", "add", str(gong), "--as", "gong", "--data", str(tmp_path / "data")]
    here = {name: value for name, value in os.environ.items() if name not in ("PATH", "PYTHONWARNINGS")}
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", code, *words],
        env={**here, "PATH": str(tmp_path / "empty")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("gong: 1.5 s of 1.5 s, ")
    assert (tmp_path / "data" / "sounds" / "gong.flac").read_bytes()[:4] == b"fLaC"

"""The pre-flight: every surprise that a library can hold, told beforehand with its place and what to do."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from command_line import Run

sys.path.insert(0, str(Path(__file__).parent.parent / "engine"))
sys.path.insert(0, str(Path(__file__).parent.parent / "library"))
from engine_cases import write_arc
from library_making import make, noise, tone

Check = Callable[..., tuple[int, str, list[str]]]
RATE = 8_000


def write(path: Path, *parts: tuple[float, float]) -> Path:
    """A tone in parts of so many seconds at such a level in dB; nothing sounds at −120."""
    levels = np.concatenate([np.full(round(seconds * RATE), 10 ** (db / 20)) for seconds, db in parts])
    wave = np.rint(levels * np.sin(2 * np.pi * 220 * np.arange(len(levels)) / RATE) * 32767).astype(np.int16)
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as container:
        codec = {".flac": "flac", ".wav": "pcm_s16le"}[path.suffix]
        stream = container.add_stream(codec, rate=RATE, layout="mono")
        for start in range(0, len(wave), 4096):
            frame = AudioFrame.from_ndarray(wave[start : start + 4096].reshape(1, -1), format="s16", layout="mono")
            frame.sample_rate, frame.pts = RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all tests: what was measured once is known again by its content."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def music(tmp_path: Path) -> Path:
    write(tmp_path / "music" / "even.wav", (60, -20))
    return tmp_path / "music"


@pytest.fixture
def check(run: Run, data: Path, music: Path) -> Check:
    """Check an arc with the library; gives exit status, output, and the findings without the file's name."""

    def checked(arc: Path, *more: str) -> tuple[int, str, list[str]]:
        status, out, err = run("check", arc, "--library", music, *more, data=data)
        return status, out, [line.removeprefix(f"{arc}:") for line in err.splitlines()]

    return checked


def arc_of(tmp_path: Path, *tracks: str, length: str = "100 s", more: str = "") -> Path:
    return write_arc(tmp_path / "arc.yaml", [("One", length, [f"track: {track}" for track in tracks])], more)


def test_a_list_of_ninety_minutes_that_holds_fifteen_fails(check: Check, tmp_path: Path, music: Path) -> None:
    write(music / "long.wav", (84, -20))
    status, out, lines = check(arc_of(tmp_path, "even.wav", "long.wav", length="15 min"))
    assert (status, out) == (1, "")
    assert lines == [
        "3:3: 15:00 are for music of your own and 2:00 of it is there: the bed would play for the rest; "
        "add pieces, or shorten the phases",
        "3:5: warning: One has too little music: the bed plays for 13:00; add a piece or shorten the phase",
    ]


def test_a_soundscape_in_the_list_is_meant(check: Check, tmp_path: Path) -> None:
    arc = write_arc(tmp_path / "arc.yaml", [("One", "20 min", ["track: even.wav", "soundscape: tide"])])
    assert check(arc) == (0, f"{arc}: good, 20:00, 1 of 1 tracks heard\n", [])


def test_a_jump_of_level_after_evening_is_a_warning(check: Check, tmp_path: Path, music: Path) -> None:
    write(music / "fades.wav", (40, -20), (20, -34))
    status, _, lines = check(arc_of(tmp_path, "fades.wav", "even.wav", length="110 s"))
    assert status == 0
    (line,) = lines
    assert line == (
        "9:9: warning: 'even.wav' comes in 14 dB louder than 'fades.wav' goes out; "
        "change the order, or put another piece between them"
    )
    assert check(arc_of(tmp_path, "even.wav", "fades.wav", length="110 s"))[2] == []


def test_a_silence_inside_a_piece_is_told_unless_it_is_not_heard(check: Check, tmp_path: Path, music: Path) -> None:
    write(music / "rests.wav", (20, -20), (9, -120), (20, -22))
    status, _, lines = check(arc_of(tmp_path, "rests.wav", "even.wav", length="98 s"))
    assert (status, lines) == (
        0,
        [
            "8:16: warning: 'rests.wav' becomes loud all at once at 0:29; "
            "listen there, and take another piece if it startles",
            "8:16: warning: 'rests.wav' is silent for 9 s from 0:20 on, which the arc does not ask for; "
            "take another piece, or leave it if that is meant",
        ],
    )
    _, _, lines = check(arc_of(tmp_path, "rests.wav", length="35 s"))
    assert not any("silent" in line for line in lines)


def test_what_becomes_loud_all_at_once_is_told(check: Check, tmp_path: Path, music: Path) -> None:
    write(music / "door.wav", (25, -40), (35, -14))
    _, _, lines = check(arc_of(tmp_path, "door.wav", length="60 s"))
    assert lines == [
        "8:16: warning: 'door.wav' becomes loud all at once at 0:25; "
        "listen there, and take another piece if it startles"
    ]
    write(music / "swells.wav", *((1, -40 + second) for second in range(26)), (30, -14))
    assert check(arc_of(tmp_path, "swells.wav", length="56 s"))[2] == []


def test_a_voice_is_told_where_none_is_to_be_heard(check: Check, tmp_path: Path, music: Path) -> None:
    (music / "music.yaml").write_text("even.wav: {voice: much}\n", encoding="utf-8")
    arc = arc_of(tmp_path, "even.wav", length="60 s")
    assert check(arc)[2] == []
    arc.write_text(arc.read_text("utf-8").replace("intensity: 3", "intensity: 3\n    vocals: none"), encoding="utf-8")
    assert check(arc)[2] == [
        "9:16: warning: 'even.wav' seems to have voices, and One is to have none; listen to it; "
        "if there are none, write 'voice: none' for it in music.yaml"
    ]


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_file_that_was_cut_off_is_a_fault(check: Check, tmp_path: Path, music: Path, suffix: str) -> None:
    """A copy that was interrupted decodes without a fault, and ends in the middle."""
    path = write(music / f"half{suffix}", (100, -20))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    status, out, lines = check(arc_of(tmp_path, path.name, length="45 s"))
    assert (status, out) == (1, "")
    (line,) = (line for line in lines if "warning" not in line)
    assert line.startswith(f"8:16: 'half{suffix}' was cut off: it ends at 0:")
    assert line.endswith("and says that it lasts 1:40; copy the file again")


def test_a_cut_off_file_that_tells_no_length_is_a_fault_too(check: Check, tmp_path: Path, music: Path) -> None:
    path = make(music / "half.ogg", tone(45, RATE, peak=0.1), RATE)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 9 // 10])
    status, out, lines = check(arc_of(tmp_path, path.name, length="35 s"))
    assert (status, out) == (1, "")
    (line,) = (line for line in lines if "warning" not in line)
    assert line.startswith("8:16: 'half.ogg' was cut off: it ends at 0:")
    assert line.endswith(" in the middle, and does not say how long it was; copy the file again")


def test_half_a_frame_at_the_end_is_a_warning(check: Check, tmp_path: Path, music: Path) -> None:
    path = make(music / "half.mp3", tone(45, RATE, peak=0.1), RATE)
    data = path.read_bytes().replace(b"Xing", b"xxxx").replace(b"Info", b"xxxx")  # which would tell the length
    path.write_bytes(data[: len(data) * 9 // 10])
    assert check(arc_of(tmp_path, path.name, length="35 s"))[2] == [
        "8:16: warning: 'half.mp3' may have been cut off: it ends at 0:40 without the mark of its end; "
        "listen to its end, and copy the file again if some is missing"
    ]


@pytest.mark.parametrize("suffix", [".flac", ".ogg"])
def test_damage_in_the_middle_is_a_warning(check: Check, tmp_path: Path, music: Path, suffix: str) -> None:
    """As a disk gives it back: some hundred bytes of the file are others than were written."""
    path = make(music / f"harmed{suffix}", tone(40, RATE, peak=0.1) + noise(40 * RATE, peak=0.02), RATE)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 900] = np.random.default_rng(1).bytes(900)
    path.write_bytes(data)
    status, _, lines = check(arc_of(tmp_path, path.name, length="35 s"))
    assert status == 0, lines
    assert any(
        re.fullmatch(
            rf"8:16: warning: 'harmed{suffix}' is damaged: \d+ places? of it cannot be decoded; replace the file",
            line,
        )
        for line in lines
    )


def test_sounds_that_are_not_there_are_told_with_all_else(check: Check, tmp_path: Path, music: Path) -> None:
    write(music / "voice" / "breathe.wav", (2, -20))
    (music / "broken.wav").write_bytes(b"not a sound")
    arc = arc_of(tmp_path, "evn.wav", length="60 s")
    cues = (
        "cues:\n  - {at: 10 s, do: voice, sound: breathe.wav}\n  - {at: 20 s, do: voice, sound: broken.wav}\n"
        "  - {at: 40 s, do: voice, sound: voice/breathe.wav}\n"
    )
    arc.write_text(arc.read_text("utf-8") + cues, encoding="utf-8")
    status, out, lines = check(arc)
    assert (status, out) == (1, "")
    assert lines == [
        "8:16: 'evn.wav' cannot be played: there is no such file; correct the path or put the file there. "
        "Did you mean 'even.wav'?",
        "10:34: 'breathe.wav' cannot be sounded: this sound is not in the music folder (No such file or directory); "
        "put the file there. Did you mean 'voice/breathe.wav'?",
        "11:34: 'broken.wav' cannot be sounded: it is not music, or too damaged to open; "
        "replace the file or leave it out.",
    ]


def test_of_what_picks_may_choose_each_trouble_is_told_once(check: Check, tmp_path: Path, music: Path) -> None:
    for number in range(2):
        write(music / f"door {number}.wav", (25, -40), (35 + number, -14))
    lines = [f"door {number}.wav: {{intensity: 3}}\n" for number in range(2)]
    (music / "music.yaml").write_text("".join(lines), encoding="utf-8")
    arc = write_arc(tmp_path / "arc.yaml", [("One", "2 min", ["pick: {}"])])
    assert [line for line in check(arc)[2] if "loud" in line] == [
        "8:9: warning: among what this pick may choose are pieces that become loud all at once: "
        "'door 0.wav' at 0:25, 'door 1.wav' at 0:25; withdraw them in music.yaml, or leave them if that may be"
    ]


def test_findings_are_there_for_programs(check: Check, tmp_path: Path) -> None:
    arc = arc_of(tmp_path, "evn.wav", length="60 s")
    status, out, err = check(arc, "--json")
    assert (status, err) == (1, [])
    (found,) = json.loads(out)
    assert (found["arc"], found["good"], found["frames"]) == (str(arc), False, 60 * 48_000)
    (fault,) = found["findings"]
    assert (fault["file"], fault["line"], fault["column"], fault["severity"]) == (str(arc), 8, 16, "fault")
    assert fault["message"].startswith("'evn.wav' cannot be played: there is no such file")
    arc.write_text("arc: [", encoding="utf-8")
    (found,) = json.loads(check(arc, "--json")[1])
    assert [one["message"] for one in found["findings"]] == [
        "the '[' that opens here is not closed; write ']' after its last value"
    ]
    assert found["frames"] is None


def test_a_fault_without_a_place_is_there_for_programs_too(check: Check, tmp_path: Path) -> None:
    (found,) = json.loads(check(tmp_path / "no.yaml", "--json")[1])
    (told,) = found["findings"]
    assert (told["line"], told["severity"]) == (None, "fault")


def test_a_fault_in_the_corrections_is_told_at_its_own_file(check: Check, tmp_path: Path, music: Path) -> None:
    (music / "music.yaml").write_text("even.wav: {intensity: 19}\n", encoding="utf-8")
    (found,) = json.loads(check(arc_of(tmp_path, "even.wav"), "--json")[1])
    assert [one["file"] for one in found["findings"]] == [str(music / "music.yaml")]

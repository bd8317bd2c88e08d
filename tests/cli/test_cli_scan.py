"""`scan`, corrections by hand, and what is withdrawn, as a clinic meets them."""

import contextlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import Run
from mutagen.flac import FLAC, Picture
from test_cli import with_tracks

sys.path.insert(0, str(Path(__file__).parent.parent / "engine"))
from engine_cases import write_arc, write_tone

__all__ = ["with_tracks"]


def test_a_scan_lists_what_each_piece_is_like(run: Run, with_tracks: tuple[Path, Path]) -> None:
    _, library = with_tracks
    status, out, err = run("scan", library, "--json")
    assert (status, err) == (0, "")
    first, second = json.loads(out)
    assert [first["path"], second["path"]] == ["a b.flac", "c.wav"]
    assert (first["frames"], first["sample_rate"]) == (40 * 48_000, 44_100)
    assert {
        "sha256", "title", "artist", "integrated_lufs", "range_lu", "true_peak_dbtp", "intensity", "tempo_bpm",
        "brightness_hz", "dynamics_db", "onsets_per_s", "steady", "voice", "leading_silence_frames",
        "trailing_silence_frames", "tags", "withdrawn",
    } <= set(first)  # fmt: skip
    status, out, _ = run("scan", library)
    assert status == 0
    assert out.splitlines()[0].split() == [
        "Piece", "Length", "Intensity", "BPM", "Hz", "Steady", "Voice", "LUFS", "Tags",
    ]  # fmt: skip
    assert out.splitlines()[-1] == "2 pieces, 1:30 in all"


def test_damaged_files_are_listed_with_the_reason(run: Run, with_tracks: tuple[Path, Path]) -> None:
    _, library = with_tracks
    (library / "bad.mp3").write_bytes(b"not music at all")
    status, out, err = run("scan", library)
    assert status == 1
    assert err == "bad.mp3: it is not music, or too damaged to open; replace the file or leave it out.\n"
    assert out.splitlines()[-1] == "2 pieces, 1:30 in all; 1 cannot be played"
    status, out, _ = run("scan", library, "--json")
    assert status == 1
    [bad] = [track for track in json.loads(out) if "error" in track]
    assert bad["path"] == "bad.mp3"


def test_odd_names_nested_folders_and_links_are_scanned(run: Run, tmp_path: Path) -> None:
    music = tmp_path / "music"
    names = [
        "ünï çødé/夜 \N{SNOWFLAKE}.wav",
        "[bold]not markup[/bold].wav",
        "a/b/c/d/e.wav",
        "'; DROP TABLE track; --.wav",
    ]
    for name in names:
        (music / name).parent.mkdir(parents=True, exist_ok=True)
        write_tone(music / name, 1)
    (music / "linked.wav").symlink_to(music / "a" / "b" / "c" / "d" / "e.wav")
    (music / "round").symlink_to(music)
    status, out, _ = run("scan", music, "--json")
    assert status == 0
    assert {track["path"] for track in json.loads(out)} == {*names, "linked.wav"}
    assert "[bold]not" in run("scan", music)[1]


def test_corrections_are_shown_and_those_of_pieces_that_are_gone_are_warned_of(
    run: Run, with_tracks: tuple[Path, Path]
) -> None:
    _, library = with_tracks
    (library / "music.yaml").write_text(
        "a b.flac: {intensity: 9, voice: much, tags: [choir]}\ngone.flac: {intensity: 1}\n", encoding="utf-8"
    )
    status, out, err = run("scan", library, "--json")
    track = json.loads(out)[0]
    assert (status, track["intensity"], track["voice"], track["tags"]) == (0, 9, 1, ["choir"])
    assert err.startswith(f"{library / 'music.yaml'}:2:1: warning: there is no piece 'gone.flac' in the library")
    (library / "music.yaml").write_text("a b.flac: {intensity: 19}\n", encoding="utf-8")
    status, out, err = run("scan", library)
    assert (status, out) == (1, "")
    assert err == f"{library / 'music.yaml'}:1:23: an intensity is from 0 to 10, and 19 is not\n"


def test_what_is_withdrawn_is_not_played_and_check_says_so(run: Run, with_tracks: tuple[Path, Path]) -> None:
    arc, library = with_tracks
    (library / "music.yaml").write_text("a b.flac: {withdrawn: it frightened two}\n", encoding="utf-8")
    status, out, err = run("check", arc, "--library", library)
    assert (status, out) == (1, "")
    assert err == (
        f"{arc}:3:3: 1:20 are for music of your own and 0:38 of it is there: the bed would play for the rest; "
        "add pieces, or shorten the phases\n"
        f"{arc}:3:5: warning: One has too little music: the bed plays for 0:42; add a piece or shorten the phase\n"
        f"{arc}:8:16: warning: 'a b.flac' is withdrawn (it frightened two); "
        "the phase's other music, or the bed, plays in its place\n"
    )
    _, out, _ = run("score", arc, "--library", library, "--json")
    assert [clip["source"] for clip in json.loads(out)["clips"]] == ["c.wav", "tide"]


def test_check_names_the_tracks_that_a_phase_has_no_time_for(run: Run, tmp_path: Path) -> None:
    for name, seconds in (("a.wav", 60), ("b.wav", 90), ("c.wav", 60)):
        write_tone(tmp_path / "music" / name, seconds)
    tracks = ["track: a.wav", "track: b.wav", "track: c.wav"]
    arc = write_arc(tmp_path / "arc.yaml", [("One", "100 s", tracks)])
    status, out, err = run("check", arc, "--library", tmp_path / "music")
    assert (status, out) == (0, f"{arc}: good, 1:40, 2 of 3 tracks heard\n")
    assert err == (
        f"{arc}:9:16: warning: 'b.wav' is faded away 0:38 before its end, when the phase is over\n"
        f"{arc}:10:16: warning: 'c.wav' is not heard: the phase is over before it; give the phase more time\n"
    )


def test_a_folder_that_cannot_be_read_is_told_and_the_rest_is_listed(
    run: Run, with_tracks: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    arc, library = with_tracks
    (library / "locked").mkdir()
    listing = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return listing(path)

    monkeypatch.setattr(os, "scandir", refusing)
    told = f"{library / 'locked'}: cannot be read (Permission denied); check its permissions.\n"
    status, out, err = run("scan", library)
    assert (status, err) == (1, told)
    assert out.splitlines()[-1] == "2 pieces, 1:30 in all"
    status, _, err = run("check", arc, "--library", library)
    assert (status, err) == (0, told)


def test_pictures_are_put_where_they_are_asked_for(run: Run, tmp_path: Path) -> None:
    music, pictures = tmp_path / "music", tmp_path / "pictures"
    file = FLAC(write_tone(music / "a.flac", 2))
    front = Picture()
    front.type, front.data = 3, b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x02\0\0\0\x02"
    file.add_picture(front)
    file.save()
    write_tone(music / "b.wav", 2)
    status, out, _ = run("scan", music, "--json", "--art", pictures)
    assert status == 0
    first, second = json.loads(out)
    assert (first["has_art"], second["has_art"]) == (True, False)
    assert {path.name: path.read_bytes() for path in pictures.iterdir()} == {f"{first['sha256']}.png": front.data}


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
def test_a_scan_shows_how_far_it_is_on_a_terminal_and_nothing_when_piped(tmp_path: Path) -> None:
    for number in range(4):
        write_tone(tmp_path / "music" / f"{number}.wav", 6 + number)
    line = [sys.executable, "-c", "from setplayer.cli import main; main()", "scan", str(tmp_path / "music")]
    ours, theirs = os.openpty()
    where = os.environ | {"SETPLAYER_DATA": str(tmp_path / "one"), "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(line, env=where, stdout=subprocess.DEVNULL, stderr=theirs) as scan:
        os.close(theirs)
        shown = _all_of(ours)
    assert scan.returncode == 0
    assert "Measuring music" in shown
    assert "/4" in shown
    assert re.search(r"\d:\d\d:\d\d", shown)
    where["SETPLAYER_DATA"] = str(tmp_path / "two")
    piped = subprocess.run(line, env=where, capture_output=True, check=True)
    assert piped.stderr == b""


def test_sessions_tell_where_a_piece_was_heard(run: Run, with_tracks: tuple[Path, Path], tmp_path: Path) -> None:
    arc, library = with_tracks
    other = write_arc(tmp_path / "other.yaml", [("One", "60 s", ["track: c.wav"])])
    assert run("render", arc, "-o", tmp_path / "a.wav", "--library", library)[0] == 0
    assert run("render", other, "-o", tmp_path / "b.wav", "--library", library)[0] == 0
    _, every, _ = run("sessions", "--json")
    _, some, _ = run("sessions", "--piece", "a b.flac", "--json")
    [heard] = json.loads(some)
    assert heard == json.loads(every)[0] | {"heard_at_s": [0.0]}
    assert run("sessions", "--piece", "a b.flac")[1].endswith("heard at 0:00\n")
    assert len(json.loads(run("sessions", "--piece", "c.wav", "--json")[1])) == 2
    assert "was heard in no session" in run("sessions", "--piece", "never.wav")[1]


def test_a_withdrawn_piece_is_heard_no_more_and_the_record_does_not_tell_why(
    run: Run, with_tracks: tuple[Path, Path], tmp_path: Path
) -> None:
    arc, library = with_tracks
    (library / "music.yaml").write_text("a b.flac: {withdrawn: it frightened two}\n", encoding="utf-8")
    status, _, err = run("render", arc, "-o", tmp_path / "a.wav", "--library", library)
    assert (status, err) == (0, "'a b.flac' was left out: the clinic has withdrawn it\n")
    assert "was heard in no session" in run("sessions", "--piece", "a b.flac")[1]
    assert "frightened" not in run("review", "last", "--text")[1]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the scan is killed with a POSIX signal")
def test_a_scan_that_is_killed_goes_on_where_it_was_and_leaves_no_process(run: Run, tmp_path: Path) -> None:
    music = tmp_path / "music"
    music.mkdir()
    for number in range(30):
        write_tone(music / f"{number:02}.wav", 20 + number / 10)
    data = tmp_path / "data"
    code = "from setplayer.cli import main; main()"
    killed = subprocess.Popen(
        [sys.executable, "-c", code, "scan", str(music)],
        env=os.environ | {"SETPLAYER_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    measured = 0
    while measured < 3 and killed.poll() is None:
        time.sleep(0.05)
        measured = _measured(data / "library.db")
    killed.kill()
    killed.wait()
    assert 3 <= _measured(data / "library.db") < 30
    _wait_for_the_end_of(killed.pid)
    assert run("scan", music)[0] == 0
    assert _measured(data / "library.db") == 30


def _all_of(terminal: int) -> str:
    """What is written to a terminal until nobody writes any more."""
    parts = []
    with contextlib.suppress(OSError):  # Linux says so when the other end is closed
        while part := os.read(terminal, 65_536):
            parts.append(part)
    os.close(terminal)
    return b"".join(parts).decode()


def _measured(path: Path) -> int:
    if not path.exists():
        return 0
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT count(*) FROM track").fetchone()[0])
    except sqlite3.Error:
        return 0
    finally:
        connection.close()


def _wait_for_the_end_of(group: int) -> None:
    """Until no process of a group is left."""
    for _ in range(600):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    pytest.fail("a worker of the killed scan lives on")

"""The command line as a clinic meets it: what it prints, its exit status, and one clear sentence for every fault."""

import json
import sqlite3
import sys
import wave
from pathlib import Path

import pytest
from command_line import Run

sys.path.insert(0, str(Path(__file__).parent.parent / "engine"))
from engine_cases import read_samples, write_arc, write_tone

from setplayer.engine.prepare import shipped_arcs


@pytest.fixture
def short(tmp_path: Path) -> Path:
    return write_arc(tmp_path / "short.yaml", [("One", "30 s", ["soundscape: hearth"]), ("Two", "30 s", [])])


@pytest.fixture
def with_tracks(tmp_path: Path) -> tuple[Path, Path]:
    write_tone(tmp_path / "music" / "a b.flac", 40)
    write_tone(tmp_path / "music" / "c.wav", 50)
    arc = write_arc(tmp_path / "arc.yaml", [("One", "80 s", ["track: a b.flac", "track: c.wav"])])
    return arc, tmp_path / "music"


def test_check_says_good_and_how_long(run: Run) -> None:
    assert run("check", "music-45", "ketamine-im-60") == (
        0,
        "music-45: good, 45:00\nketamine-im-60: good, 1:10:00\n",
        "",
    )


def test_check_tells_every_fault_with_its_place(run: Run, tmp_path: Path) -> None:
    arc = tmp_path / "bad.yaml"
    arc.write_text(
        "arc: Bad\nphases:\n  - name: One\n    kind: peek\n    length: 1:30\n    intensity: 12\n", encoding="utf-8"
    )
    status, out, err = run("check", arc)
    assert (status, out) == (1, "")
    lines = err.splitlines()
    assert [line.removeprefix(f"{arc}:").split(": ")[0] for line in lines] == ["4:11", "5:13", "6:16"]
    assert "did you mean 'peak'" in lines[0]


def test_check_looks_at_every_track(run: Run, with_tracks: tuple[Path, Path], tmp_path: Path) -> None:
    arc, library = with_tracks
    assert run("check", arc, "--library", library) == (0, f"{arc}: good, 1:20, 2 of 2 tracks heard\n", "")
    (library / "c.wav").write_bytes(b"not music at all")
    (library / "a b.flac").rename(library / "a-b.flac")
    status, _, err = run("check", arc, "--library", library)
    assert status == 1
    first, second = err.splitlines()
    assert first.startswith(f"{arc}:8:16: 'a b.flac' cannot be played: there is no such file")
    assert first.endswith("Did you mean 'a-b.flac'?")
    assert second.startswith(f"{arc}:9:16: 'c.wav' cannot be played: it is not music, or too damaged to open")


def test_score_json_accounts_for_every_frame(run: Run, with_tracks: tuple[Path, Path]) -> None:
    arc, library = with_tracks
    status, out, _ = run("score", arc, "--library", library, "--json")
    score = json.loads(out)
    assert status == 0
    assert (score["sample_rate"], score["frames"]) == (48_000, 80 * 48_000)
    assert score["phases"] == [{"name": "One", "kind": "peak", "start_frame": 0, "end_frame": 80 * 48_000}]
    assert [clip["source"] for clip in score["clips"]] == ["a b.flac", "c.wav", "tide"][: len(score["clips"])]
    assert set(score["clips"][0]) == {
        "phase", "kind", "source", "title", "artist", "start_frame", "end_frame", "offset_frames",
        "fade_in_frames", "fade_out_frames", "gain_db",
    }  # fmt: skip


def test_score_shows_a_table(run: Run) -> None:
    _, out, _ = run("score", "music-45")
    assert "Arriving" in out
    assert "Hearth" in out
    assert out.endswith("45:00 in all\n")


def test_a_rehearsal_is_kept_verified_reviewed_and_replayed(run: Run, short: Path, tmp_path: Path) -> None:
    cues = tmp_path / "cues.yaml"
    cues.write_text(
        "- {at: 20 s, do: note, text: Breathing slows}\n- {at: 25 s, do: extend, minutes: 0.5}\n", encoding="utf-8"
    )
    status, out, err = run("render", short, "--cues", cues, "-o", tmp_path / "a.flac")
    assert (status, err) == (0, "")
    assert str(tmp_path / "a.flac") in out
    assert "(1:30)" in out
    (listed,) = json.loads(run("sessions", "--json")[1])
    assert (listed["kind"], listed["state"], listed["arc"]) == ("rehearsal", "closed", "A test")
    assert run("verify", listed["session_id"])[1].startswith("Whole: ")
    assert run("replay", "last", "-o", tmp_path / "b.wav")[:1] == (0,)
    assert (read_samples(tmp_path / "a.flac") == read_samples(tmp_path / "b.wav")).all()
    assert run("review", "last", "-o", tmp_path / "page.html")[0] == 0
    assert "Breathing slows" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Breathing slows" in run("review", "last", "--text")[1]
    lines = [json.loads(line) for line in run("log", "last", "--format", "jsonl")[1].splitlines()]
    assert lines[0]["session_id"] == listed["session_id"]
    assert "extend" in [line.get("kind") for line in lines]


def test_wav_files_are_read_by_others(run: Run, short: Path, tmp_path: Path) -> None:
    run("render", short, "-o", tmp_path / "a.wav")
    with wave.open(str(tmp_path / "a.wav")) as sound:
        found = (sound.getnchannels(), sound.getsampwidth(), sound.getframerate(), sound.getnframes())
    assert found == (2, 3, 48_000, 60 * 48_000)


def test_nothing_is_left_beside_a_file_that_was_written(run: Run, short: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    run("render", short, "-o", tmp_path / "out" / "a.flac")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.flac"]


# ---- faults


def sentence(run: Run, *words: object) -> tuple[int, str]:
    status, _, err = run(*words)
    assert len(err.splitlines()) == 1, err
    assert "Traceback" not in err
    return status, err.strip()


def test_an_unknown_arc_names_those_that_ship(run: Run) -> None:
    assert sentence(run, "check", "nope.yaml") == (
        1,
        "nope.yaml: No such file or directory. Give an arc file, or one of the arcs that ship: "
        f"{', '.join(shipped_arcs())}.",
    )


def test_an_arc_with_tracks_asks_for_the_library(run: Run, with_tracks: tuple[Path, Path], tmp_path: Path) -> None:
    status, said = sentence(run, "render", with_tracks[0], "-o", tmp_path / "a.flac")
    assert status == 1
    assert said.endswith("it plays 'a b.flac' from a music folder; say which one with --library DIR.")


@pytest.mark.parametrize("kind", ["missing", "a file", "empty"])
def test_a_library_that_is_none_is_told(run: Run, with_tracks: tuple[Path, Path], tmp_path: Path, kind: str) -> None:
    library = tmp_path / "library"
    if kind == "a file":
        library.write_text("x", encoding="utf-8")
    elif kind == "empty":
        library.mkdir()
    status, said = sentence(run, "score", with_tracks[0], "--library", library)
    assert status == 1
    assert said.startswith(f"{library}: ")


def test_a_render_goes_on_without_a_damaged_track_and_says_so(
    run: Run, with_tracks: tuple[Path, Path], tmp_path: Path
) -> None:
    arc, library = with_tracks
    (library / "c.wav").write_bytes(b"RIFF" + bytes(4000))
    status, out, err = run("render", arc, "--library", library, "-o", tmp_path / "a.flac")
    assert status == 0
    assert "(1:20)" in out
    assert err.startswith("'c.wav' was left out: ")


def test_a_refused_cue_is_told_with_its_time(run: Run, short: Path, tmp_path: Path) -> None:
    cues = tmp_path / "cues.yaml"
    cues.write_text("- {at: 10 s, do: music}\n", encoding="utf-8")
    assert run("render", short, "--cues", cues, "-o", tmp_path / "a.flac")[2] == (
        "At 0:10: Music is not possible: the music is playing.\n"
    )


def test_a_name_that_is_no_sound_file_is_told_before_anything_is_done(run: Run, short: Path, tmp_path: Path) -> None:
    status, said = sentence(run, "render", short, "-o", tmp_path / "a.mp3")
    assert (status, said) == (
        1,
        f"{tmp_path / 'a.mp3'}: the name must end in .wav or .flac; write for example a.flac.",
    )
    assert not (tmp_path / "data").exists()


def test_a_folder_that_is_not_there_is_the_machines_fault(run: Run, short: Path, tmp_path: Path) -> None:
    status, said = sentence(run, "render", short, "-o", tmp_path / "no" / "a.flac")
    assert status == 3
    assert said.startswith(f"{tmp_path / 'no' / 'a.flac'}: cannot be written (No such file or directory).")


def test_a_data_folder_that_cannot_be_made_is_told(run: Run, short: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    status, said = sentence(run, "render", short, "-o", tmp_path / "a.flac", "--data", tmp_path / "taken")
    assert status == 3
    assert "cannot be written" in said
    assert not (tmp_path / "a.flac").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk that is always full")
def test_a_full_disk_is_told(run: Run, short: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = tmp_path / "full"
    full.mkdir()

    def on_full_disk(prefix: str, suffix: str, dir: Path) -> tuple[int, str]:  # noqa: A002
        path = full / f"x{suffix}"
        path.symlink_to("/dev/full")
        return 0, str(path)

    monkeypatch.setattr("tempfile.mkstemp", on_full_disk)
    monkeypatch.setattr("os.close", lambda handle: None)
    status, said = sentence(run, "render", short, "-o", tmp_path / "a.wav")
    assert status == 3
    assert said.startswith(f"{tmp_path / 'a.wav'}: cannot be written (No space left on device).")


def test_an_unknown_session_is_told(run: Run) -> None:
    assert sentence(run, "verify", "nosuchid")[0] == 1
    assert sentence(run, "verify", "last")[0] == 1


def test_a_session_file_that_was_cut_off_or_altered_is_told(run: Run, short: Path, tmp_path: Path) -> None:
    run("render", short, "-o", tmp_path / "a.flac")
    (kept,) = (tmp_path / "data" / "sessions").glob("*.session")
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    status, said = sentence(run, "replay", "last", "-o", tmp_path / "b.flac")
    assert status == 1
    assert str(kept) in said
    kept.write_bytes(whole)
    with sqlite3.connect(kept) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.execute("UPDATE event SET frame = frame + 1 WHERE seq = 5")
    status, _, err = run("verify", "last")
    assert status == 1
    assert "Traceback" not in err


def test_wrong_usage_is_status_two(run: Run) -> None:
    assert run("render", "music-45")[0] == 2
    assert run("dance")[0] == 2
    assert run("review", "last")[0] == 2


def test_the_schema_is_what_ships(run: Run) -> None:
    shipped = Path(__file__).parents[2] / "playlists" / "arc.schema.json"
    assert run("schema")[1] == shipped.read_text(encoding="utf-8")

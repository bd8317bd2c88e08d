"""A rehearsal ends where the arc does, keeps its record, leaves out what cannot play, and replays exactly."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from engine_cases import SAMPLE_RATE, read_samples, write_arc, write_tone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from setplayer.audio.outputs import FileOutput, NullOutput
from setplayer.engine.prepare import prepare
from setplayer.engine.record import recorded
from setplayer.engine.rehearse import Rehearsal, rehearse
from setplayer.engine.replay import replay
from setplayer.engine.script import ScriptedCommand
from setplayer.faults import Fault
from setplayer.library.cache import ScanCache
from setplayer.library.paths import find_music
from setplayer.library.scan import scan
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify
from setplayer.session import commands as c
from setplayer.session.events import Event

LIBRARY = [("a.flac", 36, 196.0), ("b.flac", 52, 247.0), ("sub/c.wav", 28, 330.0)]
ARC_S = 126


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("library")
    for name, seconds, hz in LIBRARY:
        write_tone(root / name, seconds, hz)
    with ScanCache(root / "library.db") as cache:  # measured once: every test keeps a copy of its own
        scan(root, find_music(root), cache)
    return root


@pytest.fixture(scope="session")
def arc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    phases = [
        ("One", "56 s", ["track: a.flac", "track: b.flac"]),
        ("Two", "40 s", ["track: sub/c.wav", "soundscape: hearth"]),
        ("Three", "30 s", []),
    ]
    more = "cues:\n  - {at: Two + 10 s, do: chime}\n  - {every: 1 min, remind: Breathe}"
    return write_arc(tmp_path_factory.mktemp("arc") / "arc.yaml", phases, more)


def run(
    arc: Path, library: Path | None, folder: Path, script: list[ScriptedCommand], output: Path | None = None
) -> tuple[Rehearsal, Path]:
    if library is not None:
        shutil.copy(library / "library.db", folder / "library.db")
    prepared = prepare(str(arc), library, folder / "library.db")
    path = folder / "s.session"
    path.unlink(missing_ok=True)
    with SessionFile.create(path, "testtest", FakeClock()) as file:
        opening = c.Open(kind="rehearsal", seed=3)
        if output is None:
            return rehearse(prepared, script, file, NullOutput(), opening), path
        with FileOutput(output, output.suffix) as sound:
            return rehearse(prepared, script, file, sound, opening), path


def events(path: Path) -> list[Event]:
    with SessionFile.open(path) as file:
        assert verify(file).ok
        return [entry.event for entry in recorded(file)]


def at(seconds: float, command: c.Command) -> ScriptedCommand:
    return ScriptedCommand(round(seconds * SAMPLE_RATE), command)


def test_the_file_is_as_long_as_the_arc_to_the_frame(arc: Path, library: Path, tmp_path: Path) -> None:
    result, _ = run(arc, library, tmp_path, [], tmp_path / "out.flac")
    samples = read_samples(tmp_path / "out.flac")
    assert len(samples) == result.frames == ARC_S * SAMPLE_RATE
    loud = np.abs(samples.astype(np.int64)).max(axis=1)
    silent_runs = np.diff(np.flatnonzero(np.concatenate(([1], loud[SAMPLE_RATE:-SAMPLE_RATE], [1]))))
    assert silent_runs.max() < SAMPLE_RATE // 50


def test_the_record_holds_every_piece_with_its_file_and_every_cue(arc: Path, library: Path, tmp_path: Path) -> None:
    _, path = run(arc, library, tmp_path, [at(20, c.Note(text="Breathing slows"))])
    told = events(path)
    began = [e for e in told if e.kind == "piece_began"]
    assert [e.request["source"] for e in began[:3]] == ["a.flac", "b.flac", "sub/c.wav"]
    assert all(len(e.request["sha256"]) == 64 for e in began[:3])
    assert len(began) == len([e for e in told if e.kind == "piece_ended"])
    assert [e.kind for e in told if e.kind.startswith("cue")] == ["cue_played"]
    assert [e.frame // SAMPLE_RATE for e in told if e.kind == "reminder_due"] == [60, 120]
    (note,) = [e for e in told if e.kind == "note"]
    assert note.content == {"text": "Breathing slows"}
    assert "text" not in note.request
    assert [e.kind for e in told[-3:]] == ["landed", "rendered", "end"]


def test_a_track_that_is_missing_is_left_out_and_named(library: Path, tmp_path: Path) -> None:
    arc = write_arc(tmp_path / "arc.yaml", [("One", "60 s", ["track: missing song.flac", "track: a.flac"])])
    result, path = run(arc, library, tmp_path, [])
    assert result.left_out == [
        "'missing song.flac' was left out: there is no such file; correct the path or put the file there."
    ]
    assert [e.request["source"] for e in events(path) if e.kind == "piece_left_out"] == ["missing song.flac"]
    assert result.frames == 60 * SAMPLE_RATE


def test_a_track_that_became_shorter_since_it_was_measured_is_crossfaded_away(tmp_path: Path) -> None:
    track = write_tone(tmp_path / "music" / "a.flac", 60)
    arc = write_arc(tmp_path / "arc.yaml", [("One", "80 s", ["track: a.flac", "soundscape: hearth"])])
    prepared = prepare(str(arc), tmp_path / "music", tmp_path / "library.db")
    write_tone(track, 30)
    with SessionFile.create(tmp_path / "s.session", "testtest", FakeClock()) as file:
        result = rehearse(prepared, [], file, NullOutput(), c.Open(kind="rehearsal"))
    assert result.left_out == ["a was left out: it ends sooner than when it was measured"]
    failed = next(e for e in events(tmp_path / "s.session") if e.kind == "piece_failed")
    assert failed.frame < 30 * SAMPLE_RATE - 10 * SAMPLE_RATE
    assert result.frames == 80 * SAMPLE_RATE


def test_a_refused_command_is_told_and_changes_nothing(arc: Path, library: Path, tmp_path: Path) -> None:
    result, path = run(arc, library, tmp_path, [at(10, c.Release()), at(12, c.End())])
    assert [reason for _, reason in result.refused] == [
        "Release is not possible: the music is playing.",
        "End is not possible: the music is playing.",
    ]
    assert not [e for e in events(path) if e.kind == "release"]


def test_a_dose_that_the_script_never_marks_is_marked_at_zero(tmp_path: Path) -> None:
    arc = write_arc(tmp_path / "arc.yaml", [("One", "60 s", []), ("Two", "60 s", [])], "zero: dose\nlead: 70 s")
    result, _ = run(arc, None, tmp_path, [])
    assert result.helped == ["The cue file marks no dose: it was marked at 1:10."]
    assert result.frames == 120 * SAMPLE_RATE


def test_a_hold_that_is_never_released_ends_after_the_script(tmp_path: Path) -> None:
    arc = write_arc(tmp_path / "arc.yaml", [("One", "60 s", [])])
    result, _ = run(arc, None, tmp_path, [at(30, c.Hold())])
    assert len(result.helped) == 1
    assert 60 * SAMPLE_RATE < result.frames < 63 * SAMPLE_RATE


def test_a_hold_under_faded_music_ends_too(tmp_path: Path) -> None:
    arc = write_arc(tmp_path / "arc.yaml", [("One", "60 s", [])])
    result, path = run(arc, None, tmp_path, [at(30, c.Hold()), at(32, c.FadeNow())])
    assert result.helped == ["The cue file leaves the music faded: the session was ended at 0:33."]
    assert [e.kind for e in events(path)[-2:]] == ["rendered", "end"]


def test_end_in_the_script_ends_the_session_there(tmp_path: Path) -> None:
    arc = write_arc(tmp_path / "arc.yaml", [("One", "60 s", [])])
    result, path = run(arc, None, tmp_path, [at(30, c.Silence()), at(45, c.End()), at(50, c.Mark())])
    assert result.frames == 45 * SAMPLE_RATE
    assert [e.kind for e in events(path)[-2:]] == ["rendered", "end"]


def test_grounding_music_that_is_brought_back_after_the_arc_ends_too(tmp_path: Path) -> None:
    arc = write_arc(tmp_path / "arc.yaml", [("One", "30 s", [])])
    result, path = run(arc, None, tmp_path, [at(20, c.Grounding()), at(36, c.BringBack())])
    assert result.frames < 60 * SAMPLE_RATE
    assert events(path)[-1].kind == "end"


def test_cues_after_the_arc_are_given_before_the_session_ends(tmp_path: Path) -> None:
    arc = write_arc(tmp_path / "arc.yaml", [("One", "60 s", [])])
    result, path = run(arc, None, tmp_path, [at(70, c.Note(text="Sitting up"))])
    assert result.frames == 70 * SAMPLE_RATE
    assert events(path)[-1].kind == "end"


def test_a_command_refused_after_the_music_has_ended_takes_its_time_too(tmp_path: Path) -> None:
    arc = write_arc(tmp_path / "arc.yaml", [("One", "60 s", [])])
    result, path = run(arc, None, tmp_path, [at(5, c.SoftStop()), at(40, c.Extend())])
    assert result.frames == 40 * SAMPLE_RATE == events(path)[-1].frame


COMMANDS = st.sampled_from(
    [
        c.Extend(minutes=0.5), c.Shorten(minutes=0.3), c.NextPhase(), c.Hold(), c.Release(), c.FinishBy(minutes=1),
        c.NextPiece(), c.Fuller(), c.Softer(), c.Level(db=-6), c.Duck(), c.Unduck(), c.Silence(), c.Music(),
        c.Grounding(), c.ReturnToArc(), c.Away(), c.Back(), c.Chime(sound="bell"), c.FadeNow(), c.BringBack(),
        c.SoftStop(), c.Undo(), c.Why(reason="not this piece again"),
    ]
)  # fmt: skip


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moments=st.lists(st.tuples(st.floats(0, ARC_S - 10), COMMANDS), max_size=12))
def test_any_script_replays_to_the_same_samples(
    moments: list[tuple[float, c.Command]], arc: Path, library: Path, tmp_path: Path
) -> None:
    script = sorted((at(seconds, command) for seconds, command in moments), key=lambda scripted: scripted.frame)
    result, path = run(arc, library, tmp_path, script)
    with SessionFile.open(path) as file:
        again = replay(file, library, NullOutput())
    assert (again.sha256, again.frames, again.same) == (result.sha256, result.frames, True)


def test_a_chime_at_a_dose_that_no_script_marks_sounds_from_its_first_sample(tmp_path: Path) -> None:
    arc = tmp_path / "arc.yaml"
    phases = "  - {name: One, kind: onset, length: 40 s, intensity: 2, music: [soundscape: tide]}"
    arc.write_text(f"arc: Dosed\nzero: dose\nlead: 25 s\nphases:\n{phases}\ncues:\n  - {{at: 0 min, do: chime}}\n")
    result, path = run(arc, None, tmp_path, [])
    with SessionFile.open(path) as file:
        assert replay(file, None, NullOutput()).sha256 == result.sha256


def test_wav_and_flac_of_a_replay_hold_the_samples_of_the_rehearsal(arc: Path, library: Path, tmp_path: Path) -> None:
    _, path = run(arc, library, tmp_path, [at(40, c.Duck()), at(50, c.Unduck())], tmp_path / "first.flac")
    with SessionFile.open(path) as file, FileOutput(tmp_path / "again.wav", ".wav") as output:
        replay(file, library, output)
    assert np.array_equal(read_samples(tmp_path / "first.flac"), read_samples(tmp_path / "again.wav"))


def test_replay_names_music_that_is_missing_or_has_changed(arc: Path, library: Path, tmp_path: Path) -> None:
    _, path = run(arc, library, tmp_path, [])
    other = tmp_path / "other"
    write_tone(other / "b.flac", 70, 100.0)
    with SessionFile.open(path) as file, pytest.raises(Fault) as fault:
        replay(file, other, NullOutput())
    assert str(fault.value).splitlines() == [
        f"'a.flac' is missing from {other}; put the file back that was played.",
        "'b.flac' is not the file that was played: its content has changed; put the old one back.",
        f"'sub/c.wav' is missing from {other}; put the file back that was played.",
    ]


def test_replay_without_the_library_says_what_is_needed(arc: Path, library: Path, tmp_path: Path) -> None:
    _, path = run(arc, library, tmp_path, [])
    with SessionFile.open(path) as file, pytest.raises(Fault, match="say which one with --library DIR"):
        replay(file, None, NullOutput())

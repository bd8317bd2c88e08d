"""Never silent by accident, never sound by accident: what is not heard gives way to what is."""

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from engine_cases import write_arc, write_tone
from played_cases import Memory, Played
from process_cases import events_of

from setplayer.audio import mixer as mixing
from setplayer.audio.pieces import Soundscapes
from setplayer.engine.prepare import Prepared, prepare
from setplayer.engine.rehearse import rehearse
from setplayer.engine.replay import replay
from setplayer.engine.script import ScriptedCommand
from setplayer.library.track import Catalogue
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.score.chain import PLAIN_TONE
from setplayer.session import commands as c
from setplayer.session.events import Event

SECOND = 48_000
SILENCES: list[c.Command] = [
    c.Silence(),
    c.FadeNow(),
    c.Away(),
    c.SoftStop(),
    c.Interrupted(),
    c.OutputLost(output="x", reason="y"),
]


def write_parts(path: Path, parts: list[tuple[float, float]]) -> Path:
    """A tone in parts of so many seconds and such levels."""
    levels = np.concatenate([np.full(round(seconds * 48_000), level) for seconds, level in parts])
    wave = np.rint(levels * np.sin(2 * np.pi * 220 * np.arange(len(levels)) / 48_000) * 32767).astype(np.int16)
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=48_000, layout="mono")
        frame = AudioFrame.from_ndarray(wave.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = 48_000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return path


def prepared_with(folder: Path, music: list[str], more: str = "") -> Prepared:
    arc = write_arc(folder / "arc.yaml", [("One", "90 s", music)], more)
    return prepare(str(arc), folder / "music", folder / "library.db")


def played(prepared: Prepared, folder: Path) -> Played:
    session = Played(prepared, folder / "live.session", patience_s=30)
    session.begin()
    return session


def stand_ins(session: Played) -> list[Event]:
    return [entry.event for entry in events_of(session.path) if entry.event.kind == "stand_in"]


def ended(session: Played) -> np.ndarray:
    session.give(c.FadeNow(), urgent=True)
    session.pass_time(4, 0.2)
    session.end()
    return session.memory.samples


def longest_nothing_s(samples: np.ndarray) -> float:
    """How long the longest stretch without anything to hear is."""
    heard = np.flatnonzero(np.abs(samples).max(axis=1) > 1e-4)
    return float(np.diff(heard, prepend=0).max() / SECOND)


def replays(session: Played, samples: np.ndarray) -> bool:
    memory = Memory()
    with SessionFile.open(session.path) as file:
        assert replay(file, session.prepared.library, memory).same
    return np.array_equal(memory.samples, samples)


def unforeseen(prepared: Prepared) -> Prepared:
    """The same, when the scan knew of no quiet passage: the player must be at fault."""
    tracks = (track.model_copy(update={"quiet": ()}) for track in prepared.catalogue.tracks.values())
    return replace(prepared, catalogue=Catalogue.of(tracks))


def test_a_track_that_goes_silent_gives_way_to_the_bed(tmp_path: Path) -> None:
    """Within 2 s after 3 s of nothing; told in plain words; and it plays the same again."""
    write_parts(tmp_path / "music" / "slow water.flac", [(8.0, 0.2), (72.0, 0.0)])
    session = played(unforeseen(prepared_with(tmp_path, ["track: slow water.flac"])), tmp_path)
    session.pass_time(18, 0.2)
    assert session.live.journal.said == "slow water was not heard, silent for 3 seconds: Tide plays instead"
    heard = ended(session)
    (event,) = stand_ins(session)
    assert event.frame <= (8 + 3.2) * SECOND
    assert longest_nothing_s(heard[: 18 * SECOND]) < 4
    rise = np.abs(heard[11 * SECOND : 17 * SECOND]).max(axis=1)
    assert rise[-SECOND:].max() > 6 * rise[: SECOND // 2].max(), "it comes in by a ramp"
    assert replays(session, heard)


def test_a_rehearsal_shows_what_would_stand_in(tmp_path: Path) -> None:
    write_parts(tmp_path / "music" / "a.flac", [(2.0, 0.2), (78.0, 0.0)])
    prepared = unforeseen(prepared_with(tmp_path, ["track: a.flac"]))
    memory = Memory()
    with SessionFile.create(tmp_path / "r.session", "r", FakeClock()) as file:
        script = [ScriptedCommand(frame=12 * SECOND, command=c.SoftStop())]
        result = rehearse(prepared, script, file, memory, c.Open(kind="rehearsal", seed=1))
    assert result.left_out == ["a was not heard, silent for 3 seconds: Tide plays instead"]
    assert longest_nothing_s(memory.samples[: 12 * SECOND]) < 4


def test_when_nothing_at_all_comes_out_the_chain_ends_with_the_plain_tone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tone(tmp_path / "music" / "a.flac", 80)
    session = played(prepared_with(tmp_path, ["track: a.flac"]), tmp_path)
    session.pass_time(5, 0.2)
    monkeypatch.setattr(mixing.Mixer, "block", lambda *args: np.zeros((2048, 2), np.float32))
    session.pass_time(14, 0.2)
    ended(session)
    assert [event.outcome.text.split(": ")[1] for event in stand_ins(session)] == [
        "Tide plays instead",
        "Plain tone plays instead",
    ]


def test_a_bed_that_is_silent_gives_way_to_the_plain_tone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Soundscapes, "_cell", lambda *args: np.zeros((65_536, 2), np.float32))
    write_tone(tmp_path / "music" / "a.flac", 5)
    session = played(prepared_with(tmp_path, ["soundscape: drone"]), tmp_path)
    session.pass_time(15, 0.2)
    heard = ended(session)
    assert [event.request["source"] for event in stand_ins(session)] == ["drone", "tide"]
    assert np.abs(heard[9 * SECOND : 15 * SECOND]).max() > 0.01
    assert replays(session, heard)


def test_grounding_music_that_is_silent_gives_way_to_hearth(tmp_path: Path) -> None:
    write_parts(tmp_path / "music" / "home.flac", [(60.0, 0.0)])
    prepared = unforeseen(prepared_with(tmp_path, ["soundscape: tide"], "grounding: {track: home.flac}"))
    session = played(prepared, tmp_path)
    session.pass_time(3, 0.2)
    session.give(c.Grounding())
    session.pass_time(11, 0.2)
    assert session.live.journal.said == "home was not heard, silent for 3 seconds: Hearth plays instead"
    session.give(c.ReturnToArc())
    session.pass_time(5, 0.2)
    session.give(c.Grounding())
    session.pass_time(6, 0.2)
    samples = ended(session)
    assert len(stand_ins(session)) == 1, "it is not tried again"
    assert longest_nothing_s(samples[3 * SECOND : -4 * SECOND]) < 4


def test_grounding_music_that_is_gone_gives_way_to_hearth_at_once(tmp_path: Path) -> None:
    path = write_tone(tmp_path / "music" / "home.flac", 60)
    session = played(prepared_with(tmp_path, ["soundscape: tide"], "grounding: {track: home.flac}"), tmp_path)
    path.unlink()
    session.pass_time(3, 0.2)
    session.give(c.Grounding())
    session.pass_time(6, 0.2)
    samples = ended(session)
    (event,) = stand_ins(session)
    assert event.frame < 4 * SECOND
    assert event.outcome.text == (
        "home was not heard, there is no such file; correct the path or put the file there: Hearth plays instead"
    )
    assert longest_nothing_s(samples[3 * SECOND : -4 * SECOND]) < 1


@pytest.mark.parametrize("command", SILENCES, ids=lambda command: command.do)
def test_in_silence_that_was_asked_for_nothing_stands_in(
    tmp_path: Path, command: c.Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails meanwhile."""
    write_tone(tmp_path / "music" / "a.flac", 80)
    session = played(prepared_with(tmp_path, ["track: a.flac"]), tmp_path)
    session.pass_time(5, 0.2)
    assert isinstance(session.give(command), Event)
    session.pass_time(2, 0.2)
    monkeypatch.setattr(mixing.Mixer, "block", lambda *args: np.zeros((2048, 2), np.float32))
    session.pass_time(12, 0.2)
    assert session.keeper.close()
    assert stand_ins(session) == []


@pytest.mark.parametrize(
    ("parts", "music"),
    [
        ([(8.0, 0.0), (72.0, 0.2)], ["track: a.flac"]),
        ([(5.0, 0.2), (8.0, 0.0), (67.0, 0.2)], ["track: a.flac"]),
        ([(40.0, 0.2)], ["silence: 40 s", "track: a.flac"]),
        ([(80.0, 0.0006)], ["track: a.flac"]),
    ],
    ids=["quiet opening", "quiet middle", "authored silence", "very quiet recording"],
)
def test_what_is_quiet_on_purpose_is_left_alone(
    tmp_path: Path, parts: list[tuple[float, float]], music: list[str]
) -> None:
    write_parts(tmp_path / "music" / "a.flac", parts)
    session = played(prepared_with(tmp_path, music), tmp_path)
    session.pass_time(18, 0.2)
    ended(session)
    assert stand_ins(session) == []


def test_a_low_level_is_no_fault(tmp_path: Path) -> None:
    write_tone(tmp_path / "music" / "a.flac", 80, level=0.05)
    session = played(prepared_with(tmp_path, ["track: a.flac"]), tmp_path)
    session.pass_time(2, 0.2)
    session.give(c.Level(db=-40.0))
    session.give(c.Duck())
    session.pass_time(12, 0.2)
    ended(session)
    assert stand_ins(session) == []


def test_music_that_is_brought_back_is_watched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tone(tmp_path / "music" / "a.flac", 80)
    session = played(prepared_with(tmp_path, ["track: a.flac"]), tmp_path)
    session.pass_time(5, 0.2)
    session.give(c.Silence())
    session.pass_time(20, 0.2)
    block = mixing.Mixer.block
    monkeypatch.setattr(mixing.Mixer, "block", lambda *args: 0 * block(*args))
    session.give(c.Music())
    session.pass_time(6, 0.2)
    assert session.keeper.close()
    (event, *_) = stand_ins(session)
    assert event.frame < 29 * SECOND


def test_the_plain_tone_is_a_name_that_no_soundscape_has(tmp_path: Path) -> None:
    write_tone(tmp_path / "music" / "a.flac", 5)
    assert PLAIN_TONE not in prepared_with(tmp_path, ["track: a.flac"]).recipes

"""A live session: what was played is what its record replays, whatever was asked for while it played."""

from pathlib import Path

import numpy as np
import pytest
from engine_cases import write_arc, write_tone
from played_cases import Memory, Played

from setplayer.engine.prepare import prepare
from setplayer.engine.record import recorded
from setplayer.engine.replay import replay
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify
from setplayer.session import commands as c
from setplayer.session.events import Event, Outcome, Refusal

SECOND = 48_000


@pytest.fixture
def played(tmp_path: Path) -> Played:
    library = tmp_path / "music"
    for number, hz in enumerate((220.0, 330.0, 440.0)):
        write_tone(library / f"{number}.flac", 40, hz, level=0.7)
    arc = write_arc(
        tmp_path / "arc.yaml",
        [
            ("One", "1 min", ["track: 0.flac", "soundscape: tide"]),
            ("Two", "1 min", ["track: 1.flac", "track: 2.flac"]),
        ],
    )
    prepared = prepare(str(arc), library, tmp_path / "library.db")
    return Played(prepared, tmp_path / "live.session")


def replayed(played: Played) -> np.ndarray:
    memory = Memory()
    with SessionFile.open(played.path) as file:
        assert verify(file).ok
        result = replay(file, played.prepared.library, memory)
    assert result.same is not False
    return memory.samples


def events_of(played: Played) -> list[Event]:
    with SessionFile.open(played.path) as file:
        return [entry.event for entry in recorded(file)]


def kinds(played: Played) -> list[str]:
    return [event.kind for event in events_of(played)]


SCRIPT: list[tuple[float, c.Command]] = [
    (3.013, c.Duck()),
    (1.5, c.Unduck()),
    (0.31, c.Note(text="still")),
    (2.0, c.NextPiece()),
    (1.01, c.Undo()),
    (6.4, c.Fuller()),
    (0.05, c.Softer()),
    (0.05, c.Chime(sound="bell")),
    (2.2, c.Hold()),
    (3.33, c.Release()),
    (0.7, c.Grounding()),
    (5.1, c.ReturnToArc()),
    (7.0, c.NextPhase()),
    (12.0, c.Level(db=3)),
    (0.4, c.Extend(minutes=1)),
    (0.4, c.Undo()),
    (0.4, c.Silence()),
    (9.0, c.Music()),
    (5.0, c.FadeNow()),
    (1.0, c.FadeNow()),
]


def test_what_was_played_is_what_its_record_replays(played: Played) -> None:
    played.begin()
    for wait_s, command in SCRIPT:
        played.pass_time(wait_s)
        assert isinstance(played.give(command, urgent=command.do == "fade_now"), Event), command
    played.pass_time(4)
    played.end()
    heard, again = played.memory.samples, replayed(played)
    assert played.live.late_cues == 0
    assert len(heard) == len(again)
    assert np.array_equal(heard, again)
    assert np.abs(heard).max() > 0.05
    assert kinds(played)[-2:] == ["rendered", "end"]


def test_nothing_that_has_not_been_heard_is_in_the_record(played: Played) -> None:
    """What falls due within the lead is provisional: a command before it may change it."""
    played.begin()
    played.pass_time(59.8)
    assert isinstance(played.give(c.Extend(minutes=1)), Event)
    played.pass_time(3)
    played.give(c.FadeNow(), urgent=True)
    played.pass_time(4)
    played.end()
    assert kinds(played).count("phase_began") == 1
    assert np.array_equal(played.memory.samples, replayed(played))


def test_a_refused_command_changes_nothing(played: Played) -> None:
    played.begin()
    played.pass_time(5)
    assert isinstance(played.give(c.Unduck()), Refusal)
    assert isinstance(played.give(c.BringBack()), Refusal)
    played.give(c.FadeNow(), urgent=True)
    played.pass_time(4)
    played.end()
    assert "unduck" not in kinds(played)
    assert np.array_equal(played.memory.samples, replayed(played))


def test_a_stall_of_the_engine_is_recorded_with_its_length_and_nothing_is_lost(played: Played) -> None:
    """The samples come later, every one of them; the record alone tells where the gap was."""
    played.begin()
    played.pass_time(5)
    played.now_s += 0.7
    played.pass_time(5)
    played.give(c.Duck())
    played.now_s += 1.0
    played.give(c.Unduck())  # it is what finds the output dry
    played.pass_time(5)
    journal = played.live.journal
    played.give(c.FadeNow(), urgent=True)
    played.pass_time(4)
    played.end()
    first, second = (event for event in events_of(played) if event.kind == "underrun")
    assert first.request["frames_lost"] / SECOND == pytest.approx(0.3, abs=0.05)
    assert second.request["frames_lost"] / SECOND == pytest.approx(0.6, abs=0.05)
    assert first.request["at_frame"] / SECOND == pytest.approx(5.4, abs=0.05)
    assert first.frame >= first.request["at_frame"]
    assert first.outcome == Outcome(text="The sound broke off for 0.3 s at 0:05")
    assert (journal.said, journal.breaks) == (second.outcome.text, 2)
    assert journal.broken_frames == first.request["frames_lost"] + second.request["frames_lost"]
    assert np.array_equal(played.memory.samples, replayed(played))


def test_what_nobody_could_hear_anyway_did_not_break_off(played: Played) -> None:
    played.begin()
    played.pass_time(5)
    played.give(c.OutputLost(output="memory", reason="it was unplugged"), urgent=True)
    played.now_s += 0.7
    played.pass_time(1)
    assert played.live.journal.breaks == 0


def test_a_machine_that_slept_goes_on_in_place_with_a_ramp(played: Played) -> None:
    played.begin()
    played.pass_time(10)
    before = len(played.memory.samples)
    played.live.jump(40 * 48_000)
    played.pass_time(5)
    assert played.live.frame == pytest.approx(45 * 48_000, abs=2_048)
    sound = played.memory.samples[before:]
    assert not sound[:1].any()
    assert np.abs(sound[: 48_000 // 2]).max() < np.abs(sound[-48_000:]).max() / 4
    played.give(c.FadeNow(), urgent=True)
    played.pass_time(4)
    played.end()
    assert "rendered" not in kinds(played)
    again = replayed(played)
    assert np.array_equal(played.memory.samples[before:], again[40 * 48_000 :])


def test_what_is_told_meanwhile_lets_nothing_happen_twice(played: Played) -> None:
    """A piece that is about to begin is decided ahead of the ear; the record says once that it did."""
    played.begin()
    played.pass_time(27, 0.1)
    for number in range(40):
        played.pass_time(0.05)
        played.live.tell("anchor", {"frame": played.live.frame, "mono_ns": number, "output": "memory"})
    played.give(c.FadeNow(), urgent=True)
    played.pass_time(4, 0.1)
    played.end()
    began = [event.request["clip_id"] for event in events_of(played) if event.kind == "piece_began"]
    assert len(began) == 2
    assert len(set(began)) == 2
    assert np.array_equal(replayed(played), played.memory.samples)

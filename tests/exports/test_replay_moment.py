"""A session with every kind of cue sounds the same again, all of it and any moment of it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from command_line import Run
from export_cases import read_samples, write_arc, write_tone

from setplayer.audio.outputs import NullOutput
from setplayer.engine.prepare import prepare
from setplayer.engine.record import recorded
from setplayer.engine.rehearse import rehearse
from setplayer.engine.replay import replay, replay_stretch
from setplayer.engine.script import read_script
from setplayer.faults import Fault
from setplayer.library.samples import Samples
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.session import commands as c
from setplayer.session.table import TABLE

SECOND = 48_000

BEFORE_ONLY = {
    "open", "choose_arc", "intention", "prefer", "check_item", "set_level_limit", "set_resume", "setting",
    "want_music", "begin",
}  # fmt: skip

CUES = """
- {at: 2 s, do: dose}
- {at: 3 s, do: note, text: x}
- {at: 3 s, do: quote, text: x}
- {at: 3 s, do: tag, tag: x}
- {at: 3 s, do: mark}
- {at: 3 s, do: vitals, heart_rate: 64}
- {at: 3 s, do: interruption}
- {at: 3 s, do: touch_agreed, text: x}
- {at: 3 s, do: touch_given}
- {at: 3 s, do: clinician_called}
- {at: 3 s, do: correct, entry: 5, text: y}
- {at: 3 s, do: handover, code: T2}
- {at: 3 s, do: share, entries: [5]}
- {at: 3 s, do: set_output, output: x}
- {at: 4 s, do: device_given}
- {at: 4 s, do: infusion_end}
- {at: 5 s, do: level, db: -3}
- {at: 6 s, do: fuller}
- {at: 7 s, do: softer}
- {at: 8 s, do: softer}
- {at: 9 s, do: duck}
- {at: 11 s, do: unduck}
- {at: 13 s, do: chime}
- {at: 15 s, do: voice, sound: bell}
- {at: 17 s, do: extend, minutes: 0.2}
- {at: 18 s, do: shorten, minutes: 0.1}
- {at: 19 s, do: undo}
- {at: 20 s, do: next_piece}
- {at: 31 s, do: reminder_done}
- {at: 32 s, do: reminder_skipped, reason: x}
- {at: 33 s, do: hold}
- {at: 38 s, do: release}
- {at: 40 s, do: grounding}
- {at: 46 s, do: return_to_arc}
- {at: 52 s, do: silence}
- {at: 53 s, do: why, reason: not this piece again}
- {at: 62 s, do: music}
- {at: 66 s, do: away}
- {at: 72 s, do: back}
- {at: 74 s, do: booster}
- {at: 76 s, do: next_phase}
- {at: 88 s, do: fade_now}
- {at: 92 s, do: bring_back}
- {at: 95 s, do: finish_by, minutes: 0.5}
- {at: 104 s, do: soft_stop}
- {at: 116 s, do: end}
"""


class Kept(NullOutput):
    """Keeps all samples."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[Samples] = []

    def write(self, samples: Samples) -> None:
        self.parts.append(samples.copy())

    @property
    def samples(self) -> Samples:
        return np.concatenate(self.parts)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SessionFile, Path, Samples]]:
    folder = tmp_path_factory.mktemp("every cue")
    write_tone(folder / "a.flac", 40, level=0.9)
    write_tone(folder / "b.flac", 45, 330.0, level=0.9)
    arc = write_arc(
        folder / "arc.yaml",
        [
            ("One", "80 s", ["track: a.flac", "soundscape: tide"]),
            ("Two", "80 s", ["track: b.flac", "soundscape: hearth"]),
        ],
        "zero: dose\nlead: 10 s\nbooster: {adds: 1 min, to: [Two]}\n"
        "cues:\n  - {at: 5 s, remind: Breathe}\n  - {at: 8 s, remind: Look}",
    )
    whole = Kept()
    with SessionFile.create(folder / "a.session", "abcdefgh", FakeClock()) as file:
        prepared = prepare(str(arc), folder, folder / "library.db")
        result = rehearse(prepared, read_script(CUES, "cues"), file, whole, c.Open(kind="rehearsal", seed=3))
        assert result.refused == []
        yield file, folder, whole.samples


def test_every_kind_of_cue_is_in_it(session: tuple[SessionFile, Path, Samples]) -> None:
    given = {entry.event.kind for entry in recorded(session[0])}
    assert set(TABLE) - BEFORE_ONLY <= given


def test_all_of_it_sounds_the_same_again(session: tuple[SessionFile, Path, Samples]) -> None:
    file, library, whole = session
    again = Kept()
    assert replay(file, library, again).same
    assert np.array_equal(again.samples, whole)


@pytest.mark.parametrize(
    ("first_s", "end_s"),
    [(0, 1), (9.7, 12.3), (21.2, 24), (60, 64), (92, 95.7), (112, None)],
)
def test_a_moment_of_it_is_that_stretch_of_the_whole(
    session: tuple[SessionFile, Path, Samples], first_s: float, end_s: float | None
) -> None:
    file, library, whole = session
    stretch = Kept()
    first, end = round(first_s * SECOND), None if end_s is None else round(end_s * SECOND)
    frames = replay_stretch(file, library, stretch, first, end)
    assert frames == len(stretch.samples)
    assert np.array_equal(stretch.samples, whole[first:end])


def test_a_moment_is_asked_for_as_a_clock_shows_it(
    session: tuple[SessionFile, Path, Samples], tmp_path: Path, run: Run
) -> None:
    file, library, whole = session
    out = tmp_path / "moment.wav"
    told = run("replay", file.path, "--from", "00:41", "--to", "0:00:44", "-o", out, "--library", library)
    assert told == (0, f"Sound     {out}  (0:03, from 0:41 to 0:44)\n", "")
    heard = read_samples(out)
    assert np.abs(heard / 2**23 - whole[41 * SECOND : 44 * SECOND]).max() <= 1 / 2**23


@pytest.mark.parametrize(("begin", "end"), [("0:44", "0:41"), ("0:60", "2:00"), ("soon", "2:00")])
def test_a_moment_that_is_none_is_wrong_usage(begin: str, end: str, tmp_path: Path, run: Run) -> None:
    assert run("replay", "last", "--from", begin, "--to", end, "-o", tmp_path / "x.wav")[0] == 2


def test_a_moment_after_the_end_is_none(session: tuple[SessionFile, Path, Samples]) -> None:
    file, library, _ = session
    with pytest.raises(Fault) as fault:
        replay_stretch(file, library, Kept(), 200 * SECOND, None)
    assert str(fault.value) == f"{file.path}: the session lasted from 0:00 to 1:56; choose a stretch of it."

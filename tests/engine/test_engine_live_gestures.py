"""What is heard of each gesture in what a live session gives to its output, counted from the moment it is asked for.

Half gone means half the amplitude (−6 dB), which is stricter than half the power.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from engine_cases import write_arc, write_tone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from played_cases import Memory, Played

from setplayer.engine.prepare import Prepared, prepare
from setplayer.engine.replay import replay
from setplayer.log.session_file import SessionFile
from setplayer.session import commands as c
from setplayer.session.events import Event

SECOND = 48_000
HZ = 1_000.0
PERIOD = 48


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A steady tone and another one that grounds; a prompt of 2 s without any sound, and a loud one."""
    folder = tmp_path_factory.mktemp("gestures")
    library = folder / "music"
    for name in ("one", "ground"):
        write_tone(library / f"{name}.flac", 60, HZ, SECOND, level=0.4)
    write_tone(library / "still.flac", 2, HZ, SECOND, level=0.0)
    write_tone(library / "prompt.flac", 2, 300, SECOND, level=0.9)
    more = (
        "grounding: {track: ground.flac}\n"
        "cues:\n  - {at: 26 s, do: voice, sound: still.flac}\n  - {at: 90 s, do: voice, sound: prompt.flac}"
    )
    phases = [("One", "42 s", ["track: one.flac"]), ("Two", "1 min", ["track: ground.flac"])]
    return prepare(str(write_arc(folder / "arc.yaml", phases, more)), library, folder / "library.db")


@pytest.fixture
def played(prepared: Prepared, tmp_path: Path) -> Played:
    played = Played(prepared, tmp_path / "live.session")
    played.begin()
    return played


def amplitude(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Of the tone, at each of its periods."""
    whole = samples[: len(samples) // PERIOD * PERIOD, 0].astype(np.float64).reshape(-1, PERIOD)
    return np.abs(whole @ np.exp(-2j * np.pi * np.arange(PERIOD) / PERIOD)) * 2 / PERIOD


def amplitude_db(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    return 20 * np.log10(np.maximum(amplitude(samples), 1e-9))


def press(played: Played) -> int:
    """Fade now; where the output is at this moment."""
    at = played.live.frame
    assert isinstance(played.give(c.FadeNow(), urgent=True), Event)
    return at


def at_rest(played: Played) -> None:
    played.pass_time(21)


def ducked(played: Played) -> None:
    played.pass_time(21)
    played.give(c.Duck())
    played.pass_time(1)


def coming_back(played: Played) -> None:
    ducked(played)
    played.give(c.Unduck())
    played.pass_time(0.5)


def soft(played: Played) -> None:
    played.give(c.Level(db=-20))
    played.pass_time(21)


def loud(played: Played) -> None:
    played.pass_time(21)
    played.give(c.Level(db=6))
    played.pass_time(0.7)


def under_a_prompt(played: Played) -> None:
    played.pass_time(21)
    played.give(c.VoicePrompt(sound="still.flac"))
    played.pass_time(0.15)


def under_two_prompts(played: Played) -> None:
    for _ in range(2):
        under_a_prompt(played)
        played.give(c.VoicePrompt(sound="prompt.flac"))


def grounding(played: Played) -> None:
    played.pass_time(21)
    played.give(c.Grounding())
    played.pass_time(2)


def going_silent(played: Played) -> None:
    played.pass_time(21)
    played.give(c.Silence())
    played.pass_time(3)


def opening(played: Played) -> None:
    played.pass_time(8)


def before_a_cue(played: Played) -> None:
    """When the arc's prompt is settled already, and not heard yet."""
    played.pass_time(25.87)


def before_a_phase(played: Played) -> None:
    played.pass_time(41.87)


def just_after_a_chime_was_asked_for(played: Played) -> None:
    played.pass_time(21)
    played.give(c.Chime())


Moment = Callable[[Played], None]

MOMENTS: list[Moment] = [
    at_rest, ducked, coming_back, soft, loud, under_a_prompt, grounding, going_silent, opening, before_a_cue,
    before_a_phase,
]  # fmt: skip
RISING = [opening, coming_back, loud, before_a_phase]


@pytest.mark.parametrize("moment", MOMENTS)
def test_fade_now_is_half_gone_after_half_a_second_and_silent_at_three(moment: Moment, played: Played) -> None:
    moment(played)
    at = press(played)
    played.pass_time(4)
    heard = amplitude(played.memory.samples[at:])
    before = heard[0]
    assert before > 0.001
    # What is coming by itself rises by 5 dB a second at most.
    assert heard[500] <= before / 2 * (10 ** (2.5 / 20) if moment in RISING else 1.0)
    assert not played.memory.samples[at + 3 * SECOND : at + 4 * SECOND].any()
    if moment not in RISING:
        assert np.all(np.diff(heard) <= before * 1e-3)


@pytest.mark.parametrize(
    ("moment", "again_s"),
    [(moment, 0.8) for moment in (*MOMENTS, under_two_prompts, just_after_a_chime_was_asked_for)]
    + [(at_rest, again_s) for again_s in (0.0, 0.01, 0.07, 2.8)],
)
def test_a_second_press_is_silent_within_fifty_milliseconds(moment: Moment, again_s: float, played: Played) -> None:
    moment(played)
    press(played)
    if again_s:
        played.pass_time(again_s)
    at = press(played)
    played.pass_time(0.5)
    assert not played.memory.samples[at + SECOND // 20 : at + SECOND // 4].any()
    assert played.live.late_cues == 0


def test_a_duck_goes_down_in_three_tenths_of_a_second_and_comes_back_over_three(played: Played) -> None:
    played.pass_time(20.5)
    at = played.live.frame
    played.give(c.Duck())
    played.pass_time(1)
    level = amplitude_db(played.memory.samples[at:])
    down = level - level[0]
    assert -18 <= down[380] <= -12  # it begins 60 ms after it was asked for
    assert down[380] == pytest.approx(-15, abs=0.05)
    assert down[200] > -12
    at = played.live.frame
    played.give(c.Unduck())
    played.pass_time(4)
    up = amplitude_db(played.memory.samples[at:]) - level[0]
    assert up[2_900] < -0.3
    assert up[3_080] == pytest.approx(0, abs=0.05)
    assert np.diff(up).max() * 1000 < 15 / 3 * 1.1


def test_under_prompts_that_overlap_the_music_stays_down_and_comes_back_once(played: Played) -> None:
    played.pass_time(20.5)
    at = played.live.frame
    for wait_s in (1.0, 2.7, 1.0):  # two together, the third while the music comes back
        played.give(c.VoicePrompt(sound="still.flac"))
        played.pass_time(wait_s)
    played.pass_time(1.2)
    level = amplitude_db(played.memory.samples[at:])
    level -= level[0]
    assert np.allclose(level[380:3_000], -15, atol=0.1)  # until 2 s after the second, that is 3.06 s
    assert -13 < level[3_700] < -11
    assert np.allclose(level[3_900:5_000], -15, atol=0.1)


def test_prompts_and_music_together_stay_below_the_ceiling(played: Played) -> None:
    played.pass_time(24)
    played.give(c.Level(db=6))
    for _ in range(5):
        played.give(c.VoicePrompt(sound="prompt.flac"))
        played.pass_time(0.13)
    played.pass_time(3)
    assert np.abs(played.memory.samples).max() <= 10 ** (-1 / 20)


# ---- all of it replays


COMMANDS = st.sampled_from(
    [
        c.Duck(), c.Unduck(), c.Silence(), c.Music(), c.Grounding(), c.ReturnToArc(), c.Away(), c.Back(), c.FadeNow(),
        c.FadeNow(), c.BringBack(), c.SoftStop(), c.Chime(), c.VoicePrompt(sound="prompt.flac"), c.Level(db=-9),
        c.Level(db=5), c.Undo(), c.Fuller(), c.Softer(), c.NextPhase(), c.Hold(), c.Release(), c.Extend(minutes=1),
    ]
)  # fmt: skip
WAITS_S = st.sampled_from([0.0, 0.01, 0.02, 0.04, 0.1, 0.3, 1.0, 2.1, 3.0])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    begin_s=st.sampled_from([3.0, 25.84, 25.9]),
    steps=st.lists(st.tuples(WAITS_S, COMMANDS), min_size=1, max_size=10),
)
def test_whatever_is_asked_for_while_it_plays_replays_bit_for_bit(
    begin_s: float, steps: list[tuple[float, c.Command]], prepared: Prepared, tmp_path: Path
) -> None:
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}.session"
    played = Played(prepared, path)
    played.begin()
    played.pass_time(begin_s)
    for wait_s, command in steps:
        if wait_s:
            played.pass_time(wait_s)
        played.give(command, urgent=command.do == "fade_now")
    played.pass_time(1.5)
    played.give(c.FadeNow(), urgent=True)
    played.pass_time(4)
    if played.live.state.word == "stopping":
        played.pass_time(10)  # the end waits for it
    played.end()
    memory = Memory()
    with SessionFile.open(path) as file:
        assert replay(file, prepared.library, memory).same is not False
    assert np.array_equal(played.memory.samples, memory.samples)

"""A faded sine is a faded sine: through the mixer, block by block, against the same fade worked out in one piece."""

from collections.abc import Callable
from typing import Final

import numpy as np
import pytest
from audio_cases import clip, mixer, state
from numpy.typing import NDArray
from test_audio_gains import mixer_of

from setplayer.audio.limiter import DELAY_FRAMES, Limiter
from setplayer.score.curves import Lane, Move, Shape
from setplayer.session.events import Voice
from setplayer.units import BLOCK_FRAMES, SAMPLE_RATE

FRAMES: Final = 94 * BLOCK_FRAMES
TIME: Final = np.arange(FRAMES)
SINE: Final = 0.5 * np.sin(2 * np.pi * 1_000 / SAMPLE_RATE * TIME)

FORMULAS: Final[dict[Shape, Callable[[float, float, NDArray[np.float64]], NDArray[np.float64]]]] = {
    "linear": lambda a, b, x: a * (1 - x) + b * x,
    "linear-db": lambda a, b, x: np.exp(np.log(a) * (1 - x) + np.log(b) * x) if a * b else b + 0 * x,
    "equal-power": lambda a, b, x: np.hypot(a * np.cos(np.pi * x / 2), b * np.sin(np.pi * x / 2)),
    "raised-cosine": lambda a, b, x: a + (b - a) * np.sin(np.pi * x / 2) ** 2,
    "fade-out": lambda a, b, x: b + (a - b) * (1 - x) ** 4,
}
"""Each shape again, written in another way."""


def ideal(move: Move) -> NDArray[np.float64]:
    progress = np.clip((TIME - move.start_frame) / move.frames, 0, 1)
    gain = FORMULAS[move.shape](move.from_value, move.to_value, progress)
    return np.where(move.start_frame > TIME, move.from_value, gain)


def heard(lanes: dict[str, Lane], **of_clip: int) -> NDArray[np.float64]:
    """A sine as a clip under some lanes, through mixer and limiter, block by block."""
    sound = np.repeat(SINE.astype(np.float32)[:, None], 2, axis=1)
    the_mixer, limiter = mixer_of({"ramp sine": sound}), Limiter()
    the_state = state([clip(1, "ramp sine", 0, FRAMES, **of_clip)], lanes)
    blocks = [limiter.process(the_mixer.block(the_state, index)) for index in range(FRAMES // BLOCK_FRAMES)]
    out = np.concatenate([*blocks, limiter.process(np.zeros((DELAY_FRAMES, 2), np.float32))])[DELAY_FRAMES:]
    assert np.array_equal(out[:, 0], out[:, 1])
    return out[:, 0].astype(np.float64)


def spectrum_dbfs(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """A full-scale sine reads 0 dBFS. Through a Blackman-Harris window (F. J. Harris, 1978)."""
    x = 2 * np.pi * TIME / FRAMES
    window = 0.35875 - 0.48829 * np.cos(x) + 0.14128 * np.cos(2 * x) - 0.01168 * np.cos(3 * x)
    return 20 * np.log10(np.maximum(2 * np.abs(np.fft.rfft(sound * window)) / window.sum(), 1e-12))


# Begins and ends lie inside blocks, and some gestures take less than one.
MOVES: Final = {
    "level": Move(start_frame=3_001, frames=150_007, from_value=1.0, to_value=0.1, shape="linear-db"),
    "duck": Move(start_frame=30_011, frames=14_400, from_value=1.0, to_value=10 ** (-15 / 20), shape="linear-db"),
    "silence": Move(start_frame=5_003, frames=180_001, from_value=1.0, to_value=0.0, shape="raised-cosine"),
    "arc": Move(start_frame=20_100, frames=100_001, from_value=1.0, to_value=0.0, shape="equal-power"),
    "urgent": Move(start_frame=30_333, frames=139_200, from_value=1.0, to_value=0.0, shape="fade-out"),
    "closing": Move(start_frame=100_999, frames=720, from_value=1.0, to_value=0.0, shape="raised-cosine"),
    "heard": Move(start_frame=9_999, frames=144_000, from_value=0.0, to_value=1.0, shape="raised-cosine"),
    "away": Move(start_frame=2_047, frames=150_002, from_value=1.0, to_value=0.25, shape="linear"),
}


def lane(move: Move) -> Lane:
    return Lane(initial=move.from_value, moves=(move,))


def apart_dbfs(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return float(20 * np.log10(max(np.abs(one - other).max(), 1e-12)))


@pytest.mark.parametrize("name", MOVES)
def test_it_is_the_fade_that_the_formula_gives(name: str) -> None:
    sound, formula = heard({name: lane(MOVES[name])}), SINE * ideal(MOVES[name])
    assert apart_dbfs(sound, formula) < -120
    assert spectrum_dbfs(sound - formula).max() < -140


def test_several_at_once_are_the_product_of_their_formulas() -> None:
    names = ("level", "silence", "urgent", "heard")
    formula = SINE * np.prod([ideal(MOVES[name]) for name in names], axis=0)
    sound = heard({name: lane(MOVES[name]) for name in names})
    assert apart_dbfs(sound, formula) < -120


def test_a_piece_that_fades_in_and_out_too() -> None:
    rise, fall = 48_001, 60_001
    up = np.sin(np.pi / 2 * np.clip(TIME / rise, 0, 1))
    down = np.sin(np.pi / 2 * np.clip((FRAMES - TIME) / fall, 0, 1))
    sound = heard({}, fade_in_frames=rise, fade_out_frames=fall)
    assert apart_dbfs(sound, SINE * up * down) < -120


@pytest.mark.parametrize("name", ["silence", "heard"])
def test_beside_a_smooth_fade_there_is_nothing(name: str) -> None:
    """Away from the tone's main lobe and the fade's own narrow sidebands."""
    level = spectrum_dbfs(heard({name: lane(MOVES[name])}))
    hz = np.fft.rfftfreq(FRAMES, 1 / SAMPLE_RATE)
    assert level.max() > -20
    assert level[np.abs(hz - 1_000) > 50].max() < -110


@pytest.mark.parametrize("name", MOVES)
def test_beside_any_fade_there_is_nothing_that_its_formula_does_not_have(name: str) -> None:
    sound, formula = (spectrum_dbfs(s) for s in (heard({name: lane(MOVES[name])}), SINE * ideal(MOVES[name])))
    hz = np.fft.rfftfreq(FRAMES, 1 / SAMPLE_RATE)
    away = np.abs(hz - 1_000) > 50
    assert np.all(sound[away] < np.maximum(formula[away] + 1.0, -110))


def test_a_gain_that_moves_once_a_block_or_in_coarse_steps_is_seen() -> None:
    fade = ideal(MOVES["silence"])
    for zipper in (fade[TIME // BLOCK_FRAMES * BLOCK_FRAMES], fade[TIME // 64 * 64], np.round(fade * 128) / 128):
        level = spectrum_dbfs(SINE * zipper)
        hz = np.fft.rfftfreq(FRAMES, 1 / SAMPLE_RATE)
        assert level[np.abs(hz - 1_000) > 50].max() > -110
        assert apart_dbfs(SINE * zipper, SINE * fade) > -100


def test_a_voice_has_its_own_edges_without_a_step() -> None:
    voice = Voice(
        voice_id=1, bus="sound", kind="sound", source="bell", start_frame=1_001, end_frame=9_001,
        fade_in_frames=240, fade_out_frames=240,
    )  # fmt: skip
    the_mixer = mixer(sounds={"bell": np.ones((8_000, 2), np.float32)})
    the_state = state([], voices=(voice,))
    sound = np.concatenate([the_mixer.block(the_state, index) for index in range(6)])[:, 0]
    assert np.abs(np.diff(sound)).max() <= np.pi / 2 / 240 * 1.001
    assert sound[5_000] == 1.0

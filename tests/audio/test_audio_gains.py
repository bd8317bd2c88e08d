"""Gains per sample: no zipper noise, crossfades that keep their power, joins that nobody hears."""

import numpy as np
import pytest
from audio_cases import clip, mixed, mixer, state

from setplayer.audio.mixer import Mixer
from setplayer.audio.pieces import Sources
from setplayer.library.samples import Samples
from setplayer.score.curves import SHAPES, Lane, Move, Shape
from setplayer.units import BLOCK_FRAMES, SAMPLE_RATE

SECONDS = 4
FRAMES = SECONDS * SAMPLE_RATE


class SoundStream:
    """A track whose samples are given."""

    def __init__(self, samples: Samples):
        self._samples = samples

    def read(self, count: int) -> Samples:
        taken, self._samples = self._samples[:count], self._samples[count:]
        return taken

    def close(self) -> None:
        return


def mixer_of(sounds: dict[str, Samples]) -> Mixer:
    def opened(path: str, offset_frames: int) -> SoundStream:
        return SoundStream(sounds[path][offset_frames:])

    return Mixer(Sources(opened, {}, {}, seed=1))  # type: ignore[arg-type]  # a stand-in for a file


def beside_the_tone_db(sound: Samples, hz: float) -> float:
    """The loudest thing more than 50 Hz away from a tone, against the tone."""
    level = np.abs(np.fft.rfft(sound[:, 0].astype(np.float64) * np.blackman(len(sound))))
    frequency = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    return float(20 * np.log10(level[np.abs(frequency - hz) > 50].max() / level.max()))


@pytest.mark.parametrize("shape", sorted(SHAPES))
@pytest.mark.parametrize("lane", ["level", "duck", "urgent"])
def test_a_faded_tone_stays_a_tone(lane: str, shape: Shape) -> None:
    tone = np.sin(2 * np.pi * 1_000 / SAMPLE_RATE * np.arange(FRAMES))
    move = Move(start_frame=3_000, frames=FRAMES - 6_000, from_value=1.0, to_value=0.1, shape=shape)
    the_state = state([clip(1, "ramp tone", 0, FRAMES)], {lane: Lane(initial=1.0, moves=(move,))})
    sound = mixed(mixer_of({"ramp tone": np.stack([tone, tone], axis=1).astype(np.float32)}), the_state, FRAMES)
    assert beside_the_tone_db(sound, 1_000) < -100


def test_a_piece_that_enters_softer_rises_as_its_clip_says() -> None:
    entering = clip(1, "ramp ones", 5_000, FRAMES, fade_in_frames=20_000, enters_db=-0.5)
    ones = np.ones((FRAMES, 2), np.float32)
    sound = mixed(mixer_of({"ramp ones": ones}), state([entering]), FRAMES)[25_000:, 0]
    wanted = [10 ** (entering.below_db(frame) / 20) for frame in range(25_000, FRAMES)]
    assert np.allclose(sound, wanted, rtol=1e-5, atol=0)
    assert entering.below_db(25_000) == -0.5
    assert entering.below_db(25_000 + SAMPLE_RATE) == pytest.approx(-0.2)


def test_a_gain_that_moved_once_a_block_would_be_seen() -> None:
    tone = np.sin(2 * np.pi * 1_000 / SAMPLE_RATE * np.arange(FRAMES))
    steps = 1 - np.arange(FRAMES) // BLOCK_FRAMES * BLOCK_FRAMES / FRAMES
    assert beside_the_tone_db((tone * steps)[:, None], 1_000) > -70


def power_db(sound: Samples, at: int) -> float:
    return 10 * float(np.log10(np.mean(np.square(sound[at : at + 12_000].astype(np.float64)))))


def test_a_crossfade_of_unrelated_music_keeps_its_power() -> None:
    chance = np.random.default_rng(1)
    one, other = (0.2 * chance.standard_normal((2, FRAMES, 2))).astype(np.float32)
    fade = FRAMES // 2
    clips = [
        clip(1, "ramp one", 0, fade + fade // 2, fade_out_frames=fade),
        clip(2, "ramp other", fade // 2, FRAMES, fade_in_frames=fade),
    ]
    sound = mixed(mixer_of({"ramp one": one, "ramp other": other}), state(clips), FRAMES)
    levels = [power_db(sound, at) for at in range(0, FRAMES - 12_000, 6_000)]
    assert max(levels) - min(levels) < 0.6
    assert all(abs(level - power_db(one, 0)) < 0.3 for level in levels)


def test_a_soundscape_joined_to_itself_sounds_as_if_there_were_no_join() -> None:
    whole = mixed(mixer(), state([clip(1, "drone", 0, FRAMES)]), FRAMES)
    fade = FRAMES // 2
    joined = [
        clip(1, "drone", 0, fade + fade // 2, fade_out_frames=fade, fade_out_shape="linear"),
        clip(2, "drone", fade // 2, FRAMES, fade_in_frames=fade, fade_in_shape="linear"),
    ]
    sound = mixed(mixer(), state(joined), FRAMES)
    assert np.abs(whole).max() > 0.01
    assert np.abs(sound - whole).max() < 1e-7


def test_a_fade_begins_at_nothing_and_ends_at_nothing() -> None:
    steady = np.ones((FRAMES, 2), np.float32)
    the_clip = clip(1, "ramp one", 1_000, 50_000, fade_in_frames=9_600, fade_out_frames=9_600)
    sound = mixed(mixer_of({"ramp one": steady}), state([the_clip]), 60_000)[:, 0]
    assert sound[1_000] == 0.0
    assert sound[1_001] < 0.001
    assert sound[10_600] == sound[40_399] == 1.0
    assert 0 < sound[49_999] < 0.001
    assert np.all(np.diff(sound[1_000:10_600]) > 0)


def test_fades_longer_than_their_clip_never_exceed_it() -> None:
    steady = np.ones((FRAMES, 2), np.float32)
    the_clip = clip(1, "ramp one", 0, 5_000, fade_in_frames=9_600, fade_out_frames=9_600)
    sound = mixed(mixer_of({"ramp one": steady}), state([the_clip]), 6_000)
    assert 0 < sound.max() < 0.5


def test_gains_of_lanes_multiply() -> None:
    steady = np.ones((FRAMES, 2), np.float32)
    lanes = {"level": Lane(initial=0.5), "away": Lane(initial=0.5), "closing": Lane(initial=0.25)}
    sound = mixed(mixer_of({"ramp one": steady}), state([clip(1, "ramp one", 0, 9_000, gain_db=0.0)], lanes), 9_000)
    assert np.all(sound == 0.0625)

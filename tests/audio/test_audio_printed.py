"""What is printed has exactly the frames that were mixed, without the limiter's delay, and a fingerprint of them."""

import hashlib

import numpy as np
from audio_cases import STEP
from hypothesis import given
from hypothesis import strategies as st

from setplayer.audio.printed import Printed
from setplayer.library.samples import Samples


class Kept:
    def __init__(self) -> None:
        self.parts: list[Samples] = []

    def write(self, samples: Samples) -> None:
        self.parts.append(samples)

    @property
    def samples(self) -> Samples:
        return np.concatenate([np.zeros((0, 2), np.float32), *self.parts])


def ramp(frames: int) -> Samples:
    return (np.arange(1, 2 * frames + 1).reshape(-1, 2) * STEP).astype(np.float32)


@given(st.lists(st.integers(0, 3_000), max_size=60))
def test_frames_come_out_as_they_went_in_and_as_many(sizes: list[int]) -> None:
    output = Kept()
    printed = Printed(output)
    sound = ramp(sum(sizes))
    for block in np.split(sound, np.cumsum(sizes)[:-1]) if sizes else []:
        printed.take(block)
    sha256 = printed.finish()
    assert np.array_equal(output.samples, sound)
    assert printed.frames == len(sound)
    assert sha256 == hashlib.sha256(sound.tobytes()).hexdigest()


def test_what_is_printed_keeps_under_the_ceiling_to_its_last_frame() -> None:
    output = Kept()
    printed = Printed(output)
    printed.take(np.full((5_000, 2), 3.0, np.float32))
    printed.finish()
    assert len(output.samples) == 5_000
    assert np.abs(output.samples).max() < 10 ** (-1 / 20)


def test_frames_count_before_they_are_passed_on() -> None:
    printed = Printed(Kept())
    printed.take(ramp(2_048))
    before = printed.frames
    printed.take(ramp(2_048))
    assert printed.frames - before == 2_048

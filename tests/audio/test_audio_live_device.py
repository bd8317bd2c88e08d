"""A device plays every frame once and in order, whatever is replaced; what cannot be opened is told in one sentence.

The sound is heard on SDL's `disk` driver, which writes what a device would play to a file.
"""

import itertools
import random
import time
from concurrent.futures import ThreadPoolExecutor
from ctypes.util import find_library
from pathlib import Path

import numpy as np
import pytest
from live_cases import in_process, numbered, numbers

from setplayer.audio.device import DeviceOutput, output_names
from setplayer.faults import Fault
from setplayer.library.samples import Samples

ONLY = "System audio output device"
"""What SDL's `disk` and `dummy` drivers call their only device."""


def disk(path: Path, delay_ms: int = 1) -> dict[str, str]:
    return {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(path), "SDL_DISKAUDIODELAY": str(delay_ms)}


def heard(path: Path) -> list[int]:
    """The numbers of the frames that were played; silence is what a device plays while it has none."""
    samples = np.fromfile(path, np.float32).reshape(-1, 2)
    return numbers(samples[samples[:, 0] != 0])


def opened_elsewhere() -> DeviceOutput:
    """Opened on a worker's thread, as the engine does it."""
    with ThreadPoolExecutor(1) as worker:
        return worker.submit(DeviceOutput).result()


def push_and_replace(seed: int) -> int:
    chance = random.Random(seed)
    output = opened_elsewhere()
    end = 1

    def again(dropped: int) -> list[Samples]:
        nonlocal end
        start = end - dropped
        cuts = [start, start + chance.randrange(3_000), start + chance.randrange(3_000, 20_000)]
        end = cuts[-1]
        return [numbered(a, b) for a, b in itertools.pairwise(cuts)]

    for _ in range(300):
        while output.queued_frames() > 19_200:
            time.sleep(0.001)
        if chance.random() < 0.5:
            output.replace(again)
        else:
            output.push(numbered(end, end + 1_500))
            end += 1_500
    output.drain()
    return end


@pytest.mark.parametrize("seed", [1, 2])
def test_no_frame_is_missing_or_repeated_when_what_is_queued_is_replaced(seed: int, tmp_path: Path) -> None:
    file = tmp_path / "sound"
    end, _ = in_process(push_and_replace, seed, environment=disk(file))
    assert heard(file) == list(range(1, end))


def replace_as_it_was_and_close() -> list[object]:
    output = DeviceOutput(ONLY)
    before = output.queued_frames()
    output.push(numbered(1, 48_001))
    try:
        output.replace(lambda dropped: [numbered(1, dropped // 0)])
    except ZeroDivisionError:
        kept = output.queued_frames()
    state = (output.lost, output.fault)
    output.close()
    output.close()
    output.push(numbered(50_001, 50_101))
    output.replace(lambda dropped: [numbered(50_001, 50_101 + dropped)])
    output.drain()
    return [before, kept > 40_000, *state, output.queued_frames(), output.lost]


def test_closing_drops_what_is_queued_at_once(tmp_path: Path) -> None:
    file = tmp_path / "sound"
    state, _ = in_process(replace_as_it_was_and_close, environment=disk(file, delay_ms=200))
    assert state == [0, True, False, None, 0, False]
    played = heard(file)
    assert played == list(range(1, len(played) + 1))
    assert len(played) < 48_000


def push_parts_of_arrays() -> None:
    output = DeviceOutput()
    whole = numbered(1, 4_001)
    output.push(np.asfortranarray(whole[:1_000]))
    output.push(np.repeat(whole, 2, axis=0)[2_000::2])
    output.drain()


def test_samples_may_lie_in_memory_in_any_order(tmp_path: Path) -> None:
    in_process(push_parts_of_arrays, environment=disk(tmp_path / "sound"))
    assert heard(tmp_path / "sound") == list(range(1, 4_001))


def names_and_first() -> list[object]:
    output = DeviceOutput()
    names = [output.name, output_names()]
    output.close()
    return [*names, output_names()]


def test_the_first_device_is_opened_by_its_name_and_nothing_is_printed() -> None:
    environment = {"SDL_AUDIODRIVER": "dummy", "PYTHONWARNINGS": "always"}
    assert in_process(names_and_first, environment=environment) == ([ONLY, [ONLY], [ONLY]], "")


def fault_of_opening(name: str | None) -> str:
    try:
        DeviceOutput(name)
    except Fault as fault:
        return f"{fault.exit_status} {fault}"
    return "opened"


def fault_of_listing() -> str:
    try:
        return str(output_names())
    except Fault as fault:
        return f"{fault.exit_status} {fault}"


def test_a_sound_system_that_does_not_start_is_told() -> None:
    environment = {"SDL_AUDIODRIVER": "nonsense"}
    told = (
        "3 The sound system does not start (Audio target 'nonsense' not available). "
        "See that this computer plays other sound, and try again."
    )
    assert in_process(fault_of_opening, None, environment=environment) == (told, "")
    assert in_process(fault_of_listing, environment=environment) == (told, "")


def test_a_computer_without_a_device_is_told_in_one_sentence(tmp_path: Path) -> None:
    if find_library("asound") is None:
        pytest.skip("ALSA's library is not installed")
    (tmp_path / "empty").touch()
    environment = {"SDL_AUDIODRIVER": "alsa", "ALSA_CONFIG_PATH": str(tmp_path / "empty")}
    told = "3 No sound output was found. Connect headphones or a speaker, and try again."
    assert in_process(fault_of_opening, None, environment=environment) == (told, "")
    assert in_process(fault_of_listing, environment=environment) == ("[]", "")


def test_a_device_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    fault, _ = in_process(fault_of_opening, "System audio output devize", environment={"SDL_AUDIODRIVER": "dummy"})
    assert fault == (
        "3 There is no sound output 'System audio output devize'. "
        "Did you mean 'System audio output device'? Connected: 'System audio output device'."
    )
    fault, _ = in_process(fault_of_opening, str(tmp_path / "x"), environment={"SDL_AUDIODRIVER": "disk"})
    assert fault.endswith("'. Connected: 'System audio output device'.")
    assert not (tmp_path / "x").exists()  # SDL's disk driver would write to a file of that name


def test_a_device_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    fault, _ = in_process(fault_of_opening, None, environment=disk(tmp_path))
    assert fault.startswith("3 The sound output 'System audio output device' cannot be opened (")
    assert fault.endswith("). Close other programs that use it, or choose another.")

"""Sound devices: SDL's push queue, through PySDL2.

SDL takes samples from the queue on a thread of its own, with no Python in it: a stall of the engine is not heard
before the queue is empty. A device is opened by its name, also when nobody chose one, for a sound server moves a
stream that belongs to no device from headphones to the speakers of the room.

Opening and listing can take seconds when the sound server hangs: never on the thread that keeps time. Close a lost
output before opening another: a new connection to the sound server is made once the last is gone.

Known limits of SDL 2.32: it crashes the process when it connects to a PulseAudio server that has no sink at all,
which is why `pulse.has_no_sink` is asked first; and a sink that is suspended is not lost, its queue just stays as
long as it is.
"""

import ctypes
import difflib
import os
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from setplayer.audio.pulse import has_no_sink
from setplayer.faults import Fault, MachineFault
from setplayer.library.samples import Samples
from setplayer.units import SAMPLE_RATE

with warnings.catch_warnings():  # PySDL2 announces by a warning which SDL it has found
    warnings.simplefilter("ignore")
    import sdl2

_CHANNELS: Final = 2
_FRAME_BYTES: Final = _CHANNELS * 4

_BUFFER_FRAMES: Final = 1024
"""What the device takes at a time, 21 ms. Measured on a PulseAudio sink, a replaced queue is heard within 40 ms;
twice the size takes twice the time, and a quarter of it leaves gaps on an idle machine."""

_SERVER_BUFFER_MS: Final = 60
"""What a PulseAudio server is asked to keep. SDL's own choice had its threads wake 1 100 times a second, for 2.3 % of
a core; so they take 1.4 %, and a replaced queue is heard 30 ms later."""

_POLL_S: Final = 0.01
_MOST_POLLS: Final = 200
_MOST_CLOSING_S: Final = 0.5

_HINTS: Final = (
    (sdl2.SDL_HINT_NO_SIGNAL_HANDLERS, b"1"),
    (sdl2.SDL_HINT_AUDIO_DEVICE_APP_NAME, b"setplayer"),
    (sdl2.SDL_HINT_AUDIO_DEVICE_STREAM_NAME, b"session"),
    # Sound servers may pause or lower what calls itself "Music" while a call rings.
    (sdl2.SDL_HINT_AUDIO_DEVICE_STREAM_ROLE, b"Production"),
)

_NO_OUTPUT: Final = "No sound output was found. Connect headphones or a speaker, and try again."

_starting = threading.Lock()
"""SDL counts who uses its audio, but not safely from several threads."""


class DeviceOutput:
    """A live output to the sound device called `name`; to the system's first choice, by its name, when None.

    The device is silent until the first push. Raises MachineFault when there is no device, none of that name, or it
    cannot be opened.
    """

    def __init__(self, name: str | None = None):
        _start()
        try:
            self._name, sdl_name = _chosen(name)
            self._device = _opened(self._name, sdl_name)
        except BaseException:
            _stop()
            raise
        self._playing = False

    @property
    def name(self) -> str:
        """The device's name, as the system lists it."""
        return self._name

    @property
    def lost(self) -> bool:
        """Whether the device is gone. What is pushed is then taken at about the same pace, unheard."""
        return bool(self._device and sdl2.SDL_GetAudioDeviceStatus(self._device) == sdl2.SDL_AUDIO_STOPPED)

    @property
    def fault(self) -> Fault | None:
        """That the device is gone."""
        if not self.lost:
            return None
        return MachineFault(f"The sound output {self._name!r} is gone. Connect it again, or choose another.")

    def push(self, samples: Samples) -> None:
        """Append frames, which are copied. The first push starts the device."""
        if not self._device:
            return
        octets = np.ascontiguousarray(samples, np.float32)
        if sdl2.SDL_QueueAudio(self._device, octets.ctypes.data, octets.nbytes) != 0:
            raise MemoryError(_sdl_error())  # the only way in which an open queue can fail
        if not self._playing:
            self._playing = True
            sdl2.SDL_PauseAudioDevice(self._device, 0)

    def queued_frames(self) -> int:
        """How many frames were pushed and are not yet taken by the device."""
        return int(sdl2.SDL_GetQueuedAudioSize(self._device)) // _FRAME_BYTES

    def replace(self, again: Callable[[int], Sequence[Samples]]) -> None:
        """Drop what is queued and push what `again(frames dropped)` gives, while the device waits."""
        sdl2.SDL_LockAudioDevice(self._device)
        try:
            fresh = again(self.queued_frames())
            sdl2.SDL_ClearQueuedAudio(self._device)
            for samples in fresh:  # SDL's lock is recursive, so that the queue can be filled under it
                self.push(samples)
        finally:
            sdl2.SDL_UnlockAudioDevice(self._device)

    def drain(self) -> None:
        """Wait until the device has taken everything, at most 2 s, then close."""
        for _ in range(_MOST_POLLS):
            if self.lost or not self.queued_frames():
                break
            time.sleep(_POLL_S)
        self.close()

    def close(self) -> None:
        """Drop what is queued at once and let go of the device, which takes some 60 ms.

        Goes on after half a second, for SDL waits as long as the sound server hangs or the device is suspended.
        """
        device, self._device = self._device, 0
        if device:
            closing = threading.Thread(target=_close, args=(device,), daemon=True)
            closing.start()
            closing.join(_MOST_CLOSING_S)


def output_names() -> list[str]:
    """The names of the sound devices that there are, as the system lists them. Raises MachineFault."""
    _start()
    try:
        return list(_listed())
    finally:
        _stop()


def preferred_output() -> str | None:
    """The name of the device that the system would choose now, where it says. Raises MachineFault."""
    _start()
    try:
        return _preferred()
    finally:
        _stop()


def _start() -> None:
    with _starting:
        os.environ.setdefault("PULSE_LATENCY_MSEC", str(_SERVER_BUFFER_MS))
        for hint, value in _HINTS:
            sdl2.SDL_SetHint(hint, value)
        if os.environ.get("SDL_AUDIODRIVER", "pulseaudio") == "pulseaudio" and has_no_sink():
            raise MachineFault(_NO_OUTPUT)
        if sdl2.SDL_InitSubSystem(sdl2.SDL_INIT_AUDIO) != 0:
            raise MachineFault(
                f"The sound system does not start ({_sdl_error()}). See that this computer plays other sound, "
                "and try again."
            )


def _stop() -> None:
    with _starting:
        sdl2.SDL_QuitSubSystem(sdl2.SDL_INIT_AUDIO)


def _close(device: int) -> None:
    sdl2.SDL_CloseAudioDevice(device)
    _stop()


def _listed() -> dict[str, bytes]:
    """The devices' names as people read them, each with SDL's own."""
    names = (sdl2.SDL_GetAudioDeviceName(index, 0) for index in range(sdl2.SDL_GetNumAudioDevices(0)))
    return {_text(name): name for name in names if name is not None}  # None: unplugged since it was counted


def _chosen(name: str | None) -> tuple[str, bytes]:
    listed = _listed()
    if not listed:
        raise MachineFault(_NO_OUTPUT)
    if name is None:
        preferred = _preferred()
        name = preferred if preferred in listed else next(iter(listed))
    if name not in listed:
        near = difflib.get_close_matches(name, listed, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise MachineFault(f"There is no sound output {name!r}. {hint}Connected: {', '.join(map(repr, listed))}.")
    return name, listed[name]


def _preferred() -> str | None:
    """The name of the device that the system would choose now, where it says."""
    name, spec = ctypes.c_char_p(), _spec()
    if sdl2.SDL_GetDefaultAudioInfo(ctypes.byref(name), ctypes.byref(spec), 0) != 0 or name.value is None:
        return None
    return _text(name.value)


def _opened(name: str, sdl_name: bytes) -> int:
    device = int(sdl2.SDL_OpenAudioDevice(sdl_name, 0, ctypes.byref(_spec()), None, 0))
    if not device:
        raise MachineFault(
            f"The sound output {name!r} cannot be opened ({_sdl_error()}). Close other programs that use it, "
            "or choose another."
        )
    return device


def _spec() -> sdl2.SDL_AudioSpec:
    return sdl2.SDL_AudioSpec(SAMPLE_RATE, sdl2.AUDIO_F32SYS, _CHANNELS, _BUFFER_FRAMES)


def _sdl_error() -> str:
    return _text(sdl2.SDL_GetError()).rstrip(".")


def _text(name: bytes) -> str:
    return name.decode(errors="replace")

"""Asking a PulseAudio server whether it has a sink, before SDL connects to it.

SDL 2.32 crashes the process when it connects to a server that has no sink: one that has just been started, or whose
only device was unplugged, where `module-always-sink` is not loaded. So the server is asked first, through the library
that SDL uses too; where that is missing, SDL cannot reach such a server. PipeWire answers the same question.
"""

import ctypes
import time
from collections.abc import Callable
from typing import Any, Final

_READY: Final = 4
"""Of the states of a connection; the failed ones come after it."""

_NO_AUTOSPAWN: Final = 1
_LOOK_S: Final = 0.001
_PATIENCE_S: Final = 1.0

_ON_SINK: Final = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


def has_no_sink() -> bool:
    """Whether a server answers that has no sink at all; False also where no server answers within a second."""
    try:
        pulse: Any = ctypes.CDLL("libpulse.so.0")
    except OSError:
        return False
    for name in ("pa_mainloop_new", "pa_mainloop_get_api", "pa_context_new", "pa_context_get_sink_info_list"):
        getattr(pulse, name).restype = ctypes.c_void_p
    loop = ctypes.c_void_p(pulse.pa_mainloop_new())
    context = ctypes.c_void_p(pulse.pa_context_new(ctypes.c_void_p(pulse.pa_mainloop_get_api(loop)), b"setplayer"))
    try:
        return _counted(pulse, loop, context) == 0
    finally:
        pulse.pa_context_disconnect(context)
        pulse.pa_context_unref(context)
        pulse.pa_mainloop_free(loop)


def _counted(pulse: Any, loop: ctypes.c_void_p, context: ctypes.c_void_p) -> int | None:
    """How many sinks the server has; None when it does not say."""

    def until(true: Callable[[], bool]) -> bool:
        end_s = time.monotonic() + _PATIENCE_S
        while not true() and time.monotonic() < end_s:
            if pulse.pa_mainloop_iterate(loop, 0, None) == 0:
                time.sleep(_LOOK_S)
        return true()

    sinks, answered = 0, False

    def on_sink(context: int, sink: int, last: int, data: int) -> None:
        nonlocal sinks, answered
        sinks, answered = sinks + (not last), bool(last)

    if pulse.pa_context_connect(context, None, _NO_AUTOSPAWN, None) < 0:
        return None
    until(lambda: pulse.pa_context_get_state(context) >= _READY)
    if pulse.pa_context_get_state(context) != _READY:
        return None
    callback = _ON_SINK(on_sink)
    asking = ctypes.c_void_p(pulse.pa_context_get_sink_info_list(context, callback, None))
    until(lambda: answered)
    pulse.pa_operation_unref(asking)
    return sinks if answered else None

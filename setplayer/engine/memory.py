"""Giving memory back that is free: the C library keeps what a soundscape or a track took long after it was heard."""

import contextlib
import ctypes
import sys
import threading
import time
from typing import Final

_EVERY_S: Final = 60.0


def give_back_memory() -> None:
    """Have the C library return what is free. Does nothing but on glibc."""
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, OSError):
            ctypes.CDLL(None).malloc_trim(0)


def keep_giving_back_memory() -> None:
    """Do so now and every minute, on a thread of its own: an engine grew by 100 MB in an hour without it."""
    threading.Thread(target=_give_back_for_ever, name="memory", daemon=True).start()


def _give_back_for_ever() -> None:
    while True:
        give_back_memory()
        time.sleep(_EVERY_S)

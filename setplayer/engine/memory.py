"""Giving back memory that is free: what a soundscape or a track took stays with the process long after it was heard.

Some of it waits in circles of references for Python's collector, which looks at what is old more and more seldom; the
rest is kept by the C library. An engine grew by 100 MB in an hour.
"""

import contextlib
import ctypes
import gc
import sys
import threading
import time
from typing import Final

_EVERY_S: Final = 60.0


def keep_giving_back_memory() -> None:
    """Do so now and every minute, on a thread of its own."""
    threading.Thread(target=_give_back_for_ever, name="memory", daemon=True).start()


def _give_back_for_ever() -> None:
    gc.collect()
    gc.freeze()  # what is there now stays: the next collections take a millisecond, not fifty
    while True:
        _give_back()
        time.sleep(_EVERY_S)


def _give_back() -> None:
    gc.collect()
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, OSError):  # another C library than glibc
            ctypes.CDLL(None).malloc_trim(0)

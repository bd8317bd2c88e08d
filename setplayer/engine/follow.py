"""A front follows its supervisor: when that is gone, nobody would end the front."""

import os
import signal
import threading
from typing import Final

_LOOK_S: Final = 0.5


def follow_parent() -> None:
    """End this process in order (SIGTERM) once the one that started it is gone; on Windows nobody tells."""
    if os.name == "posix":
        threading.Thread(target=_watch, args=(os.getppid(),), name="parent", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        threading.Event().wait(_LOOK_S)
    os.kill(os.getpid(), signal.SIGTERM)

"""Waking whoever waits on a connection, from another thread."""

import contextlib
import os
import socket
from multiprocessing.connection import Connection, Listener


def hang_up(connection: Connection) -> None:
    """End a connection for whoever reads from it or writes to it, now or later; they close it.

    Closing it here would give its number to the next file that is opened, while they may be about to write.
    """
    with contextlib.suppress(OSError):
        if os.name == "posix":
            with socket.socket(fileno=os.dup(connection.fileno())) as wire:
                wire.shutdown(socket.SHUT_RDWR)
        else:
            connection.close()


def hang_up_door(listener: Listener) -> None:
    """Wake whoever waits for somebody to come, who would wait for ever once the listener is closed."""
    with contextlib.suppress(OSError, AttributeError):
        if os.name == "posix":
            waiting: socket.socket = listener._listener._socket  # type: ignore[attr-defined]  # it gives no other way
            with socket.socket(fileno=os.dup(waiting.fileno())) as door:
                door.shutdown(socket.SHUT_RDWR)

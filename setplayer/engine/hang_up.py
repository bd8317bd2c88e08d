"""Ending a connection that another thread waits on."""

import contextlib
import os
import socket
from multiprocessing.connection import Connection


def hang_up(connection: Connection) -> None:
    """Close a connection, and wake whoever reads from it or writes to it."""
    with contextlib.suppress(OSError):
        if os.name == "posix":
            # Closing alone wakes nobody: a thread that reads would wait for as long as the other side is there.
            with socket.socket(fileno=os.dup(connection.fileno())) as wire:
                wire.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(OSError):
        connection.close()

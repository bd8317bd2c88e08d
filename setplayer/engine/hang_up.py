"""Waking whoever waits on a connection, from another thread."""

import contextlib
import os
import socket
from multiprocessing.connection import Connection


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

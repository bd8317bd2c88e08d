"""Talking to systemd, where it started us: that we are ready, and that the sound goes on.

The protocol is a datagram of `NAME=value` lines (man 3 sd_notify); nothing is sent where nobody listens.
"""

import contextlib
import os
import socket
from collections.abc import Mapping
from typing import Final

_FEEDS: Final = 4
"""So often within the time after which the watchdog bites."""


class Service:
    """The service manager that an environment names, if any."""

    def __init__(self, environment: Mapping[str, str] = os.environ):
        self._address = environment.get("NOTIFY_SOCKET", "")
        ours = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        micros = environment.get("WATCHDOG_USEC", "") if ours else ""
        self._every_s = int(micros) / 1e6 / _FEEDS if micros.isdecimal() else None
        self._fed_s = 0.0

    @property
    def there(self) -> bool:
        """Whether one started us, and will start us again."""
        return bool(self._address)

    def ready(self) -> None:
        """The session can be seen and played."""
        self._tell("READY=1")

    def due(self, now_s: float) -> bool:
        """Whether the watchdog should be fed by now."""
        return self._every_s is not None and now_s - self._fed_s >= self._every_s

    def feed(self, now_s: float) -> None:
        """All is well."""
        self._fed_s = now_s
        self._tell("WATCHDOG=1")

    def _tell(self, text: str) -> None:
        if not self._address or not hasattr(socket, "AF_UNIX"):
            return
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
            wire.sendto(text.encode(), address)

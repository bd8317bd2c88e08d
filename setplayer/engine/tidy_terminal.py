"""Giving a terminal back as it was found, when the front that held it was killed and could not."""

import contextlib
import sys
from collections.abc import Callable

if sys.platform != "win32":
    import termios

_AS_EVER = "\x1b[?1049l\x1b[?2004l\x1b[?25h"
"""Leave the other screen, end bracketed pasting, show the cursor."""


def tidier() -> Callable[[], None]:
    """Remembers how the terminal is now; the function that it gives brings it back. Nothing without a terminal."""
    if sys.platform == "win32" or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return lambda: None
    as_found = termios.tcgetattr(sys.stdin)

    def tidy() -> None:
        with contextlib.suppress(termios.error, OSError):  # it may be gone, and the session goes on without it
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, as_found)
            sys.stdout.write(_AS_EVER)
            sys.stdout.flush()

    return tidy

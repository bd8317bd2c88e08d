"""Keys: bytes from the terminal become names, and the terminal is read key by key and given back as it was found.

A printable character is its own name. Others: `esc`, `enter`, `tab`, `backspace`, `delete`, `up`, `down`, `left`,
`right`, `home`, `end`, `pgup`, `pgdn`, `f1` to `f12`, `ctrl-a` to `ctrl-z`, and `paste:` followed by what was pasted.

Esc alone and the start of a longer sequence are told apart by silence: 50 ms after it, Esc was pressed.
"""

import os
import re
import sys
import time
from types import TracebackType
from typing import Final, Protocol, Self

ESC_S: Final = 0.05
"""After so long without another byte a lone Esc was pressed by a person."""

_SPLIT_S: Final = 0.5
"""A slow line may split an arrow key's bytes by so much; what follows then is not typed by anybody."""

_PASTE_S: Final = 1.0
"""A paste whose end got lost is over after so long, so that it never swallows the keys that follow."""

_LONGEST_PASTE: Final = 40_000
"""Bytes."""

_PASTE_START: Final = b"\x1b[200~"
_PASTE_END: Final = b"\x1b[201~"
_SEQUENCE: Final = re.compile(rb"\x1b(?:\[\[[A-E]|\[[0-?]{0,30}[ -/]{0,4}[@-Z\\-~]|O[ -~])")
_PARTIAL: Final = re.compile(rb"\x1b(?:\[(?:\[|[0-?]{0,30}[ -/]{0,4})|O)?")
_TAIL: Final = re.compile(rb"\[[0-?]{0,30}[@-Z\\-~]|O[A-Za-z]")

_LETTERS: Final = {"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end",
                   "P": "f1", "Q": "f2", "R": "f3", "S": "f4"}  # fmt: skip
_NUMBERS: Final = {1: "home", 3: "delete", 4: "end", 5: "pgup", 6: "pgdn", 7: "home", 8: "end",
                   11: "f1", 12: "f2", 13: "f3", 14: "f4", 15: "f5", 17: "f6", 18: "f7", 19: "f8", 20: "f9",
                   21: "f10", 23: "f11", 24: "f12"}  # fmt: skip
_CONTROLS: Final = {0x08: "backspace", 0x09: "tab", 0x0A: "enter", 0x0D: "enter", 0x7F: "backspace"}
_WINDOWS: Final = {"H": "up", "P": "down", "K": "left", "M": "right", "G": "home", "O": "end", "S": "delete",
                   "I": "pgup", "Q": "pgdn", "\x85": "f11", "\x86": "f12",
                   **{chr(0x3B + n): f"f{n + 1}" for n in range(10)}}  # fmt: skip


class Keys(Protocol):
    """Where keys come from."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    @property
    def gone(self) -> bool:
        """Whether nobody can press a key any more: the terminal was closed."""
        ...

    def read(self, timeout_s: float) -> list[str]:
        """The keys that were pressed, waiting at most so long for the first."""
        ...


class Parser:
    """Bytes in, names out, however the bytes are cut. Time is an argument, in seconds of a clock that only rises."""

    def __init__(self) -> None:
        self._rest = b""
        self._fed_s = 0.0
        self._esc_s = float("-inf")

    @property
    def waiting(self) -> bool:
        """Whether bytes are held back that may be the start of a longer sequence."""
        return bool(self._rest)

    def feed(self, data: bytes, now_s: float) -> list[str]:
        """The keys that these bytes complete."""
        if not self._rest and now_s - self._esc_s < _SPLIT_S and (tail := _TAIL.match(data)):
            data = data[tail.end() :]
        self._fed_s = now_s
        self._esc_s = float("-inf")
        names, self._rest = parse(self._rest + data)
        if len(self._rest) > _LONGEST_PASTE:
            self._rest = b""
        return names

    def flush(self, now_s: float) -> list[str]:
        """The keys that are certain now that nothing followed for `ESC_S`."""
        rest, quiet_s = self._rest, now_s - self._fed_s
        if rest.startswith(_PASTE_START):
            if quiet_s < _PASTE_S:
                return []
            self._rest = b""
            return [_paste(rest[len(_PASTE_START) :])]
        if len(rest) > 1 and quiet_s < _SPLIT_S:
            return []
        self._rest = b""
        if not rest.startswith(b"\x1b"):
            return []
        self._esc_s = now_s
        return ["esc"]


def parse(data: bytes) -> tuple[list[str], bytes]:
    """The keys in these bytes, and the bytes at their end that may go on."""
    names: list[str] = []
    at = 0
    while at < len(data):
        found = _one(data, at)
        if found is None:
            break
        name, at = found
        if name is not None:
            names.append(name)
    return names, data[at:]


def _one(data: bytes, at: int) -> tuple[str | None, int] | None:
    """The key at a place, or None for none of ours, and where the next begins; None when more bytes are needed."""
    byte = data[at]
    if byte == 0x1B:
        return _escape(data, at)
    if byte < 0x20 or byte == 0x7F:
        control = f"ctrl-{chr(byte + 0x60)}" if 1 <= byte <= 26 else None
        return _CONTROLS.get(byte, control), at + 1
    return _character(data, at)


def _escape(data: bytes, at: int) -> tuple[str | None, int] | None:
    if data.startswith(_PASTE_START, at):
        end = data.find(_PASTE_END, at)
        if end < 0:
            return None
        return _paste(data[at + len(_PASTE_START) : end]), end + len(_PASTE_END)
    if found := _SEQUENCE.match(data, at):
        return _named(found.group()[1:].decode("ascii")), found.end()
    if _PARTIAL.fullmatch(data, at):
        return None
    return "esc", at + 1


def _named(sequence: str) -> str | None:
    if sequence.startswith("[["):
        return f"f{ord(sequence[2]) - ord('A') + 1}"
    if sequence.endswith("~"):
        number = sequence[1:-1].split(";", maxsplit=1)[0]
        return _NUMBERS.get(int(number)) if number.isdigit() else None
    return _LETTERS.get(sequence[-1])


def _character(data: bytes, at: int) -> tuple[str | None, int] | None:
    length = next((n for n, first in ((1, 0x80), (2, 0xE0), (3, 0xF0), (4, 0xF8)) if data[at] < first), 1)
    try:
        text = data[at : at + length].decode()
    except UnicodeDecodeError as error:
        cut = "unexpected end" in error.reason and at + length > len(data)
        return None if cut else (None, at + 1)
    return (text if text.isprintable() else None), at + length


def _paste(data: bytes) -> str:
    return f"paste:{data.decode(errors='ignore')}"


class NoKeys:
    """Nobody at the keyboard: input comes from a pipe or a file."""

    gone = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def read(self, timeout_s: float) -> list[str]:
        """Nothing, after the time."""
        time.sleep(timeout_s)
        return []


if sys.platform == "win32":
    import msvcrt

    class TerminalKeys(NoKeys):
        """Keys of a Windows console, which hands them over one by one already."""

        def __init__(self, fd: int):
            del fd

        def read(self, timeout_s: float) -> list[str]:
            """The keys that were pressed."""
            until = time.monotonic() + timeout_s
            while not msvcrt.kbhit() and time.monotonic() < until:
                time.sleep(0.01)
            names: list[str] = []
            while msvcrt.kbhit():
                names += self._next()
            return names

        def _next(self) -> list[str]:
            character = msvcrt.getwch()
            if character in "\x00\xe0":
                name = _WINDOWS.get(msvcrt.getwch())
                return [name] if name else []
            return ["esc"] if character == "\x1b" else parse(character.encode(errors="ignore"))[0]

else:
    import contextlib
    import select
    import termios

    class TerminalKeys:
        """Keys of a terminal. Within the `with` it neither echoes nor waits for Enter; after it, all is as before.

        Ctrl-C stays a signal. Ctrl-Z, Ctrl-\\ and Ctrl-S are only keys: a stopped screen is of no use to anybody.
        """

        def __init__(self, fd: int):
            self.gone = False
            self._fd = fd
            self._parser = Parser()

        def __enter__(self) -> Self:
            self._found = termios.tcgetattr(self._fd)
            mode = termios.tcgetattr(self._fd)
            mode[0] &= ~(termios.IXON | termios.ISTRIP)
            mode[3] &= ~(termios.ICANON | termios.ECHO | termios.IEXTEN)
            nothing = bytes([os.fpathconf(self._fd, "PC_VDISABLE") & 0xFF])
            mode[6][termios.VSUSP] = mode[6][termios.VQUIT] = nothing
            mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
            termios.tcsetattr(self._fd, termios.TCSADRAIN, mode)
            return self

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            # A terminal that was closed takes nothing back.
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._fd, termios.TCSAFLUSH, self._found)

        def read(self, timeout_s: float) -> list[str]:
            """The keys that were pressed."""
            names: list[str] = []
            while not self.gone:
                ready, _, _ = select.select([self._fd], [], [], ESC_S if self._parser.waiting else timeout_s)
                if not ready:
                    return names + self._parser.flush(time.monotonic())
                names += self._parser.feed(self._bytes(), time.monotonic())
                if not self._parser.waiting:
                    return names
            return names

        def _bytes(self) -> bytes:
            try:
                data = os.read(self._fd, 4096)
            except OSError:
                data = b""
            self.gone = not data
            return data

"""The front as a program in a terminal of its own: what is on the screen, what was asked for, what is given back."""

import contextlib
import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("A pseudo-terminal is a thing of Unix.", allow_module_level=True)

import fcntl
import pty
import struct
import termios

PROGRAM = Path(__file__).with_name("terminal_pretend.py")
PATIENCE_S = 60
MOVE = re.compile(r"\x1b\[(\d+);(\d+)H")
PLAIN = {"TERM": "xterm-256color", "COLUMNS": "", "LINES": "", "PYTHONIOENCODING": "utf-8"}
OTHER = re.compile(r"\x1b\[[0-?]*[@-~]")


class Terminal:
    """A terminal of 80 by 24 with the front in it. Only what the front uses is understood of its sequences."""

    def __init__(self, folder: Path, *arguments: str, **environment: str):
        self.sent_file = folder / "sent.jsonl"
        self.far, self.near = pty.openpty()
        self.resize(80, 24)
        self.found = termios.tcgetattr(self.near)
        self.raw = ""
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM), str(folder), *arguments],
            stdin=self.near, stdout=self.near, stderr=self.near,
            env={**os.environ, **PLAIN, **environment},
        )  # fmt: skip

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.near, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, text: str) -> None:
        os.write(self.far, text.encode())

    def shows(self, text: str) -> None:
        """Wait until this is on the screen."""
        self._until(lambda: text in "\n".join(self.screen), f"{text!r} is not on the screen")

    def is_whole(self) -> None:
        """Wait until every row has been written."""
        self._until(lambda: len(self.screen) == 24, "the screen is not whole")

    def ends(self) -> int:
        self._until(lambda: self.process.poll() is not None, "it goes on")
        self._read(0)
        return self.process.returncode

    def _until(self, true: Any, otherwise: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while not true():
            assert time.monotonic() < until, otherwise + ":\n" + "\n".join(self.screen)
            self._read(0.1)

    def _read(self, timeout_s: float) -> None:
        while select.select([self.far], [], [], timeout_s)[0]:
            self.raw += os.read(self.far, 65536).decode(errors="replace")
            timeout_s = 0

    @property
    def screen(self) -> list[str]:
        lines: dict[int, str] = {}
        drawn = self.raw.rpartition("\x1b[?1049h")[2]
        pieces = MOVE.split(drawn)
        for row, column, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
            assert column == "1"
            lines[int(row)] = OTHER.sub("", text)
        return [lines.get(row, "") for row in range(1, max(lines, default=0) + 1)]

    @property
    def sent(self) -> list[dict[str, Any]]:
        return (
            [json.loads(line) for line in self.sent_file.read_text().splitlines()] if self.sent_file.exists() else []
        )

    def given_back(self) -> None:
        """The terminal is as it was found: its modes, its buffer, its cursor, and unmarked pastes."""
        assert termios.tcgetattr(self.near) == self.found
        for on, off in (("\x1b[?1049h", "\x1b[?1049l"), ("\x1b[?25l", "\x1b[?25h"), ("\x1b[?2004h", "\x1b[?2004l")):
            assert self.raw.rfind(on) < self.raw.rfind(off)


@contextlib.contextmanager
def terminal(folder: Path, *arguments: str, **environment: str) -> Iterator[Terminal]:
    opened = Terminal(folder, *arguments, **environment)
    try:
        yield opened
    finally:
        opened.process.kill()
        opened.process.wait()
        os.close(opened.far)
        os.close(opened.near)


def test_a_session_by_keys_to_its_end_and_the_terminal_is_given_back(tmp_path: Path) -> None:
    with terminal(tmp_path) as front:
        front.shows("▶ PLAYING")
        front.is_whole()
        front.press("+")
        front.shows("Z Undo: Extended 2 min")
        front.press("tBreath slows\r")
        front.shows("Breath slows  #")
        front.press("\x1b[A")
        front.shows("fuller by")
        front.press("?")
        front.shows("Keys, page 1 of 4")
        front.press("\x7f\x1b")
        front.shows("▼ FADED")
        front.press("qq")
        assert front.ends() == 0
        assert front.sent == [
            {"do": "extend", "minutes": 2}, {"do": "note", "text": "Breath slows"}, {"do": "fuller"},
            {"do": "fade_now"}, {"do": "end"},
        ]  # fmt: skip
        assert front.raw.endswith("\x1b[?1049lThe session has ended after 1:40.\r\n")
        front.given_back()


def test_it_leaves_at_sigterm_and_gives_the_terminal_back(tmp_path: Path) -> None:
    with terminal(tmp_path) as front:
        front.shows("▶ PLAYING")
        front.process.send_signal(signal.SIGTERM)
        assert front.ends() == 0
        assert "Traceback" not in front.raw
        front.given_back()


def test_ctrl_c_says_that_it_closes_and_a_second_one_leaves(tmp_path: Path) -> None:
    with terminal(tmp_path) as front:
        front.shows("▶ PLAYING")
        front.process.send_signal(signal.SIGINT)
        front.shows("Fading out and closing…")
        front.process.send_signal(signal.SIGINT)
        assert front.ends() == 0
        assert front.sent == []
        assert "Traceback" not in front.raw
        front.given_back()


def test_a_fault_of_the_program_gives_the_terminal_back(tmp_path: Path) -> None:
    with terminal(tmp_path, "--breaks") as front:
        assert front.ends() == 1
        assert "ZeroDivisionError" in front.raw.rpartition("\x1b[?1049l")[2]
        front.given_back()


def test_a_terminal_made_wider_is_filled_and_a_small_one_shows_one_line(tmp_path: Path) -> None:
    with terminal(tmp_path) as front:
        front.shows("▶ PLAYING")
        front.resize(110, 30)
        front._until(lambda: len(front.screen) == 30 and len(front.screen[0]) == 110, "it is not filled")
        front.resize(50, 12)
        front.shows("The screen needs 80 by 24 characters; keys work.")


def test_without_colour_and_without_unicode_everything_is_still_there(tmp_path: Path) -> None:
    with terminal(tmp_path, NO_COLOR="1", PYTHONIOENCODING="ascii") as front:
        front.shows("> PLAYING")
        front.press("h")
        front.shows("= HELD")
        assert front.raw.isascii()
        assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", front.raw)


def test_a_terminal_that_hangs_up_ends_the_front_without_a_word(tmp_path: Path) -> None:
    front = Terminal(tmp_path)
    try:
        front.shows("▶ PLAYING")
        os.close(front.far)
        os.close(front.near)
        assert front.process.wait(PATIENCE_S) == 0
    finally:
        front.process.kill()
        front.process.wait()


def test_without_a_terminal_it_says_in_plain_lines_what_changes(tmp_path: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, str(PROGRAM), str(tmp_path)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    try:
        first, second = program.stdout.readline(), program.stdout.readline()
        program.send_signal(signal.SIGINT)
        third = program.stdout.readline()
        program.send_signal(signal.SIGINT)
        rest = program.stdout.read()
        assert program.wait(PATIENCE_S) == 0
    finally:
        program.kill()
    assert re.fullmatch(r"\d\d:\d\d:\d\d playing · Arriving  8:20 left · 1:40 of 45:00\n", first)
    assert re.fullmatch(r"\d\d:\d\d:\d\d 0:00 Begun: .*\n", second)
    assert third.endswith(" Fading out and closing…\n")
    assert rest == "The screen has left; the player goes on, or is closing.\n"

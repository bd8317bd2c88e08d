"""One real window under Xvfb, driven by xdotool as a hand and a keyboard would."""

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import kiosk_cases as cases
import pytest

HERE: Final = Path(__file__).parent
SIZE: Final = "1280x800"
PATIENCE_S: Final = 30.0


class Window:
    """The kiosk in a process of its own, and a hand."""

    def __init__(self, display: str, folder: Path):
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SDL_")},
            "DISPLAY": display,
            "SDL_VIDEODRIVER": "x11",
            "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])]),
        }
        self.errors = (folder / "errors").open("w")
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "kiosk_window.py"), SIZE],
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
        )
        self._said: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self.layout = cases.Session()
        self.layout.play(120)

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._said.put(json.loads(line))

    def next(self) -> dict[str, Any]:
        return self._said.get(timeout=PATIENCE_S)

    def nothing(self) -> bool:
        """Whether nothing was said for a moment."""
        try:
            self._said.get(timeout=0.4)
        except queue.Empty:
            return True
        return False

    def hand(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self.env, check=True, timeout=PATIENCE_S)

    def reach(self, name: str) -> None:
        x, y = self.layout.middle(name)
        self.hand("mousemove", str(x), str(y))

    def tap(self, name: str) -> None:
        self.reach(name)
        time.sleep(0.15)
        self.hand("mousedown", "1")
        time.sleep(0.05)
        self.hand("mouseup", "1")

    def hold(self, name: str, seconds: float) -> None:
        self.reach(name)
        time.sleep(0.15)
        self.hand("mousedown", "1")
        time.sleep(seconds)
        self.hand("mouseup", "1")

    def press(self, key: str) -> None:
        self.hand("key", key)
        time.sleep(0.15)


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed, so that no real window can be driven.")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{SIZE}x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        display = f":{told.readline().strip()}"
    window = Window(display, tmp_path)
    try:
        _await_window(window)
        yield window
    finally:
        window.process.kill()
        window.process.wait()
        window.errors.close()
        server.terminate()
        server.wait()


def _await_window(window: Window) -> None:
    """Until a key reaches it."""
    window.hand("mousemove", "640", "30")
    for _ in range(60):
        window.press("m")
        try:
            window._said.get(timeout=0.5)
            break
        except queue.Empty:
            continue
    while not window.nothing():
        pass


def test_taps_and_keys_in_a_real_window_lead_to_commands(window: Window, tmp_path: Path) -> None:
    window.tap("extend")
    assert window.next() == {"do": "extend", "minutes": 2}
    window.tap("tag 1")
    assert window.next() == {"do": "tag", "tag": "Tears"}
    for key, do in (("h", "hold"), ("d", "duck"), ("minus", "shorten"), ("plus", "extend"), ("Up", "fuller"),
                    ("3", "tag"), ("z", "undo")):  # fmt: skip
        window.press(key)
        assert window.next()["do"] == do
    window.press("space")
    window.hold("dose", 0.6)
    assert window.nothing()
    window.hold("dose", 1.6)
    assert window.next() == {"do": "dose", "minutes_ago": 0}
    window.press("t")
    window.hand("type", "--delay", "30", "Hands open, z 12")
    window.press("Return")
    assert window.next() == {"do": "note", "text": "Hands open, z 12"}
    window.press("v")
    window.hand("type", "--delay", "30", "120/80")
    window.press("Return")
    assert window.next() == {"do": "vitals", "blood_pressure": "120/80"}
    window.tap("fade_now")
    assert window.next() == {"do": "fade_now"}
    time.sleep(2.2)
    window.hold("fade_now", 1.6)
    assert window.next() == {"do": "bring_back"}
    window.press("F12")
    assert window.next() == {"do": "fade_now"}
    window.tap("show more")
    window.layout.tap("fade_now")
    window.layout.tap("show more")
    window.hold("end", 1.6)
    assert window.next() == {"do": "end"}
    window.press("Return")
    assert window.next() == {"do": "left"}
    assert window.process.wait(timeout=PATIENCE_S) == 0
    assert (tmp_path / "errors").read_text() == ""

"""One real window under Xvfb, driven by xdotool as a hand and a keyboard would."""

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import kiosk_cases as cases
import numpy as np
import pytest
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent.parent / "engine"))
from process_cases import Ground, events_of, kinds, until

from setplayer.engine.running import LOG_NAME
from setplayer.engine.view import View
from setplayer.kiosk.sdl import pygame
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify

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
def display() -> Iterator[str]:
    """A screen without a monitor."""
    for program in ("Xvfb", "xdotool", "ffmpeg"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed, so that no real window can be driven.")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{SIZE}x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def window(display: str, tmp_path: Path) -> Iterator[Window]:
    window = Window(display, tmp_path)
    try:
        _await_window(window)
        yield window
    finally:
        window.process.kill()
        window.process.wait()
        window.errors.close()


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


class Hand:
    """A hand before the kiosk of a real player. A twin that it touches the same way tells it where controls are."""

    def __init__(self, ground: Ground, display: str):
        self.ground = ground
        self.env = {**os.environ, "DISPLAY": display}
        self.twin = cases.Session("music-45", begun=False)

    def xdo(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self.env, check=True, timeout=PATIENCE_S, stdout=subprocess.DEVNULL)

    def touch(self, name: str) -> None:
        x, y = self.twin.middle(name)
        self.xdo("mousemove", str(x), str(y), "sleep", "0.1", "mousedown", "1", "sleep",
                 "1.4" if self.twin[name].held_down else "0.05", "mouseup", "1")  # fmt: skip
        self.twin.tap(name)

    def type(self, text: str) -> None:
        until(self.sees_the_field, "the field is open")
        time.sleep(0.3)  # it listens a moment after it is shown, and no hand is as quick as this one
        self.xdo("type", "--delay", "20", text)
        self.twin.type(text)

    def saves(self) -> None:
        self.xdo("key", "Return")
        self.twin.tap("save")

    def until(self, what: Callable[[View], Any], why: str) -> View:
        return self.ground.shown(what, why)

    def loses_its_screen(self, typed: str) -> None:
        """The screen is killed while this much of a note stands in it; another one comes by itself."""
        kept = self.until(lambda view: [draft.text for draft in view.drafts] == [typed], "the draft is kept")
        os.kill(kept.front_pids[0], signal.SIGKILL)
        self.until(lambda view: view.front_pids and view.front_pids != kept.front_pids, "another screen is there")
        until(lambda: self.sees("duck"), "there is a picture again")

    def loses_the_player(self) -> None:
        """The engine is killed; another one takes over by itself."""
        before = self.until(
            lambda view: any(entry.kind == "note" for entry in view.entries), "the note is in the record"
        )
        os.kill(before.engine_pid, signal.SIGKILL)
        self.until(lambda view: view.engine_pid != before.engine_pid and view.front_pids, "another engine plays")

    def sees(self, name: str) -> bool:
        """Whether a control is on the screen: something in its place is light."""
        return bool(self.grabbed(name).max() > 100)

    def sees_the_field(self) -> bool:
        """Whether the open field's way out looks as it does on the twin's screen."""
        x, y, width, height = self.twin["close"].box
        expected = pygame.surfarray.array3d(self.twin.picture())[x : x + width, y : y + height].mean(axis=2).T
        return bool(np.abs(self.grabbed("close") - expected).mean() < 4)

    def grabbed(self, name: str) -> NDArray[np.float64]:
        """What is on the screen in a control's place, as levels of grey."""
        x, y, width, height = self.twin[name].box
        place = ["-video_size", f"{width}x{height}", "-i", f"{self.env['DISPLAY']}+{x},{y}"]
        grab = ["ffmpeg", "-v", "error", "-f", "x11grab", *place]
        line = [*grab, "-frames:v", "1", "-pix_fmt", "gray", "-f", "rawvideo", "-"]
        found = subprocess.run(line, capture_output=True, check=True).stdout
        return np.frombuffer(found, np.uint8).reshape(height, width).astype(np.float64)

    def leaves(self, player: subprocess.Popen[str]) -> bool:
        """Whether Enter has ended the closing notice."""
        if player.poll() is None:
            self.xdo("key", "Return")
        return player.poll() is not None


def test_a_whole_session_by_hand_and_what_its_record_says(display: str, tmp_path: Path) -> None:
    """The real player, its kiosk, and nothing but touches and keys. Screen and player are killed on the way."""
    with Ground(tmp_path) as ground:
        ground.env |= {"DISPLAY": display, "SDL_VIDEODRIVER": "x11"}
        player = ground.command("play", "--front", "kiosk", "--output", "null")
        hand = Hand(ground, display)
        hand.until(lambda view: view.front_pids, "the kiosk is there")
        until(lambda: hand.sees("begin"), "the preparation is shown")
        _prepare_and_begin(hand)
        _guide(hand)
        hand.touch("show more")
        hand.touch("end")
        until(lambda: kinds(ground.session())[-1] == "end", "the session is closed")
        until(lambda: hand.leaves(player), "the closing notice is left")
        status, out, err = ground.ended(player)
        assert (status, err) == (0, ""), out
        given = [entry.event for entry in events_of(ground.session()) if entry.event.kind in GIVEN]
        assert [event.kind for event in given] == list(GIVEN)
        said = {event.kind: event.content for event in given}
        assert said["note"]["text"] == "Hands open, z 12"
        assert said["vitals"]["blood_pressure"] == "120/80"
        with SessionFile.open(ground.session()) as file:
            assert verify(file).ok
        log = (ground.data / LOG_NAME).read_text()
        assert [
            state for state in ("Preparing", "Playing", "Faded", "Closed") if f"screen: {state}\n" not in log
        ] == []
        assert not {words for words in ("k31", "Hands", "120/80") if words in log}


GIVEN: Final = (
    "open", "open", "begin", "extend", "tag", "note", "vitals", "fade_now", "bring_back", "fade_now", "end",
)  # fmt: skip
"""What the hand gives, in order; the first opens the session before anybody touches it."""


def _prepare_and_begin(hand: Hand) -> None:
    hand.touch("show client")
    hand.type("k31")
    hand.saves()
    hand.until(lambda view: view.client == "k31", "the client is known")
    hand.touch("begin")
    hand.touch("begin Checked on paper")
    hand.until(lambda view: view.state == "playing", "it plays")


def _guide(hand: Hand) -> None:
    hand.twin.play(5)
    hand.touch("extend")
    hand.touch("tag 1")
    hand.xdo("key", "t")
    hand.twin.tap("show note")
    hand.type("Hands open, ")
    hand.loses_its_screen("Hands open, ")
    hand.type("z 12")
    hand.saves()
    hand.loses_the_player()
    hand.xdo("key", "v")
    hand.twin.tap("show vitals")
    hand.type("120/80")
    hand.saves()
    hand.until(lambda view: view.vitals, "vitals are in the record")
    hand.touch("fade_now")
    hand.until(lambda view: view.state == "faded", "it fades")
    hand.twin.play(3)
    time.sleep(2.2)  # the corner is dead so long
    hand.touch("bring_back")
    hand.until(lambda view: view.state == "playing", "it plays again")
    hand.touch("fade_now")
    hand.until(lambda view: view.state == "faded", "it fades again")

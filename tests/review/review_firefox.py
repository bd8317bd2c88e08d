"""Firefox, driven by the W3C's WebDriver BiDi, which it speaks by itself: Playwright wants a Firefox of its own."""

import itertools
import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from review_browser import FIREFOX
from websockets.sync.client import ClientConnection, connect

WAIT_S = 120.0


class Tab:
    """A tab that opens files and runs scripts."""

    def __init__(self, line: ClientConnection):
        self._line = line
        self._numbers = itertools.count()
        self._asked("session.new", capabilities={})
        self._tab = self._asked("browsingContext.getTree")["contexts"][0]["context"]

    def open(self, file: Path) -> None:
        self._asked("browsingContext.navigate", context=self._tab, url=file.as_uri(), wait="complete")

    def reload(self) -> None:
        self._asked("browsingContext.reload", context=self._tab, wait="complete")

    def run(self, script: str) -> Any:
        """The value of a script: a text, a number or a boolean. A promise is waited for."""
        told = self._asked("script.evaluate", expression=script, target={"context": self._tab}, awaitPromise=True)
        assert told["type"] == "success", told
        return told["result"].get("value")

    def until(self, script: str) -> None:
        """Wait until a script is true, however slow the machine."""
        self.run(
            f"new Promise((done) => {{ const look = () => ({script}) ? done() : setTimeout(look, 20); look(); }})"
        )

    def types(self, field: str, text: str) -> None:
        """Into a field, by its selector, as a paste does."""
        told = f"document.querySelector({json.dumps(field)})"
        self.run(f"{told}.value = {json.dumps(text)}; {told}.dispatchEvent(new Event('input', {{bubbles: true}}))")

    def presses(self, label: str) -> None:
        self.run(
            f"[...document.querySelectorAll('button')].find((one) => one.innerText === {json.dumps(label)}).click()"
        )

    def _asked(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            told = json.loads(self._line.recv(timeout=WAIT_S))
            if told.get("id") == number:
                assert told["type"] == "success", told
                return dict(told["result"])


@contextmanager
def firefox(folder: Path) -> Iterator[Tab]:
    """A Firefox whose profile is `folder / "profile"`, and whose downloads go to `folder / "downloads"`."""
    profile, downloads = folder / "profile", folder / "downloads"
    profile.mkdir()
    downloads.mkdir()
    prefs = {"browser.download.dir": str(downloads), "browser.download.folderList": 2}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in prefs.items()]
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [FIREFOX, "--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", profile]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as browser:
        try:
            assert browser.stderr is not None
            told = (re.search(r"BiDi listening on (ws://\S+)", line) for line in browser.stderr)
            address = next(filter(None, told))[1]
            with connect(f"{address}/session", open_timeout=WAIT_S, max_size=None) as line:
                yield Tab(line)
        finally:
            browser.kill()

"""Debian's Chromium, driven by Playwright's core library, for tests of pages that are opened from a file."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser, for all the tests of a module."""
    if CHROMIUM is None:
        missing = "Chromium is not installed: the page was not tried in a browser (apt-get install chromium)."
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, file: Path, init: str = "", **how: Any) -> Iterator[Page]:
    """A page opened from a file, by somebody who was never there; nothing may leave, and nothing be complained of."""
    context = browser.new_context(**how)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("request", lambda request: wrong.append(request.url) if _leaves(request.url) else None)
    if init:
        page.add_init_script(init)
    page.goto(file.as_uri())
    yield page
    context.close()
    assert wrong == []


def _leaves(url: str) -> bool:
    return not url.startswith(("file:", "data:", "blob:"))

"""Debian's Chromium, driven by Playwright's core library, for tests of pages that are opened from a file."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser, for all the tests of a module."""
    if CHROMIUM is None:
        missing = "Chromium is not installed: the page was not tried in a browser (apt-get install chromium)."
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        browser.new_context()
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, file: Path, init: str = "", **how: Any) -> Iterator[Page]:
    """A page opened from a file, by somebody who was never there; nothing may leave, and nothing be complained of.

    The usual ways of opening one share a context, which is quicker than a new one.
    """
    usual = not init and not how
    context = browser.contexts[0] if usual else browser.new_context(**how)
    page = context.pages[0] if usual and context.pages else context.new_page()
    wrong: list[str] = []
    listeners: dict[Any, Any] = {
        "console": lambda message: wrong.append(f"console: {message.text}"),
        "pageerror": lambda error: wrong.append(f"error: {error}"),
        "request": lambda request: wrong.append(request.url) if _leaves(request.url) else None,
    }
    for name, listener in listeners.items():
        page.on(name, listener)
    if init:
        page.add_init_script(init)
    try:
        page.goto(file.as_uri())
        yield page
    finally:
        for name, listener in listeners.items():
            page.remove_listener(name, listener)
        if usual:
            page.evaluate("localStorage.clear()")
            page.goto("about:blank")
        else:
            context.close()
    assert wrong == []


def _leaves(url: str) -> bool:
    return not url.startswith(("file:", "data:", "blob:"))

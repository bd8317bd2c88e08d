"""What the client's page weighs, and how long it takes to open: eight hours with 300 moments, in Chromium."""

import shutil
import statistics
import sys
import tempfile
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

from setplayer.people import Contact, People
from setplayer.review.model import Moment, Piece, Timeline, TimelinePhase
from setplayer.review.page import render_page

HOURS = 8
MOMENTS = 300
PIECES = 80
OPENED = """() => new Promise((done) => new PerformanceObserver((list) => {
    const loaded = performance.getEntriesByType('navigation')[0].loadEventEnd;
    done(Math.max(loaded, list.getEntriesByName('first-contentful-paint')[0].startTime));
}).observe({ type: 'paint', buffered: true }))"""


def long_day() -> Timeline:
    length_s = HOURS * 3600.0
    names = ("Arriving", "Onset", "Building", "Peak", "Return", "Landing")
    part_s, piece_s = length_s / len(names), length_s / PIECES
    phases = [
        TimelinePhase(
            name=name, kind="peak", about="A line about this part.", start_s=n * part_s, end_s=(n + 1) * part_s,
            intensity_start=n, intensity_end=n + 1,
        )
        for n, name in enumerate(names)
    ]  # fmt: skip
    pieces = [
        Piece(
            title=f"The piece of music number {n}", artist="An Ensemble of Some Length", kind="track",
            start_s=n * piece_s, end_s=(n + 1) * piece_s,
        )
        for n in range(PIECES)
    ]  # fmt: skip
    moments = []
    for n in range(MOMENTS):
        at_s = n * length_s / MOMENTS
        text = f"Something was said and seen here, in about sixty letters, {n}."
        moments.append(Moment(at_s=at_s, part=int(at_s // part_s), kind="note", text=text))
    return Timeline(
        title="Your session", kind="session", everything=False, session_id="benchmark", day=date(2026, 11, 14),
        began="9:00", length_s=length_s, arc="Eight hours", client_code="K-17", guides=(), intention="To be with it.",
        phases=tuple(phases), pieces=tuple(pieces), moments=tuple(moments), changes=(), faults=(), breaks=(),
        hearing="", curve=((0.0, 1.0), (length_s / 2, 7.0), (length_s, 1.0)), silences_s=(), zero_s=None,
        head="9f" * 32,
    )  # fmt: skip


def measure(runs: int) -> None:
    """The page's weight and the median time from navigation until it is loaded and painted."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    page = render_page(long_day(), People(crisis=Contact(name="Crisis line", phone="112")))
    print(f"{HOURS} hours, {MOMENTS} moments: {len(page.encode()) / 1000:.0f} kB")
    if chromium is None:
        print("Chromium is not installed; how fast the page opens was not measured.", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        times_ms = []
        for _ in range(2 * runs + 1):
            tab = browser.new_page(viewport={"width": 360, "height": 740})
            tab.goto(file.as_uri())
            times_ms.append(tab.evaluate(OPENED))
            tab.close()
        browser.close()
    print(f"opens in {statistics.median(times_ms):.0f} ms (median; slowest {max(times_ms):.0f} ms)")

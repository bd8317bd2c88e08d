"""The client's page in a real browser, opened from a file: it moves, it keeps the journal, and nothing leaves."""

import html
import json
import os
import re
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from review_sessions import Told, a_good_hour

from setplayer.review.page import render_page
from setplayer.review.timeline import build_timeline

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WORDS = "a heron, </textarea></script><b>and</b> שלום \u2028 & the sea"
WORDS_JS = json.dumps(WORDS).replace("</", "<\\/")


@pytest.fixture(scope="module")
def browser() -> str:
    if CHROMIUM is None:
        missing = "Chromium is not installed: the page was not tried in a browser (apt-get install chromium)."
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    return str(CHROMIUM)


def page_of(told: Told) -> str:
    return render_page(build_timeline(told.entries, head="9f2c" * 16))


def driven(page: str, script: str) -> str:
    """The page with a script of the test's at its end, let in by its hash, that calls `report` once."""
    text = (
        "document.currentScript.remove(); const violations = [];"
        "addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective));"
        "const report = (found) => { const pre = document.createElement('pre'); pre.id = 'report';"
        "pre.textContent = JSON.stringify({...found, violations}); document.body.append(pre); };"
        f"(async () => {{ {script} }})();"
    )
    digest = b64encode(sha256(text.encode()).digest()).decode()
    page = page.replace("script-src ", f"script-src 'sha256-{digest}' ", 1)
    return page.replace("</body>", f"<script>{text}</script>\n</body>")


def opened(browser: str, folder: Path, page: str) -> tuple[str, str]:
    """The document after the page has run, and what the browser's console said."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8", newline="")
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--log-level=0",
         f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=4000", "--dump-dom", file.as_uri()],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=True,
    )  # fmt: skip
    return done.stdout, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


def reported(browser: str, folder: Path, page: str) -> dict[str, Any]:
    document, console = opened(browser, folder, page)
    found = re.search(r'<pre id="report">(.*?)</pre>', document, re.DOTALL)
    assert found, f"the test's script did not come to its end: {console}"
    assert console == ""
    report: dict[str, Any] = json.loads(html.unescape(found.group(1)))
    assert report["violations"] == []
    return report


def test_the_slider_says_where_in_the_session_it_is(browser: str, tmp_path: Path) -> None:
    script = """
      const slider = document.getElementById('slider');
      slider.value = 48 * 60 + 50; slider.dispatchEvent(new Event('input'));
      await document.fonts.ready;
      report({
        now: document.getElementById('now').textContent, spoken: slider.getAttribute('aria-valuetext'),
        on: [...document.querySelectorAll('.on')].map((e) => e.innerText || e.tagName),
        left: document.getElementById('head').style.left,
        font: document.fonts.check('16px Reading') && [...document.fonts].some((f) => f.status === 'loaded'),
      });"""
    report = reported(browser, tmp_path, driven(page_of(a_good_hour()), script))
    assert report["now"] == report["spoken"] == "48:50 · Return · Thaw"
    assert [text.split() for text in report["on"]] == [
        ["I"], ["48:51", "Tears,", "hands", "relaxed."], ["48:12", "Thaw", "Ana", "Vidal"],
    ]  # fmt: skip
    assert float(report["left"].rstrip("%")) == pytest.approx(100 * 2930 / 3600, abs=0.01)
    assert report["font"] is True


def test_the_journal_is_there_after_a_reload_and_gone_after_deleting_it(browser: str, tmp_path: Path) -> None:
    script = f"""
      const field = document.getElementById('q2'), stage = Number(sessionStorage.getItem('stage'));
      sessionStorage.setItem('stage', stage + 1);
      if (stage === 0) {{
        field.value = {WORDS_JS}; field.dispatchEvent(new Event('input'));
        location.reload();
      }} else if (stage === 1) {{
        sessionStorage.setItem('found', field.value);
        window.confirm = () => true; document.getElementById('delete').click();
        location.reload();
      }} else {{
        report({{found: sessionStorage.getItem('found'), left: field.value, kept: localStorage.length}});
      }}"""
    report = reported(browser, tmp_path, driven(page_of(a_good_hour()), script))
    assert report["found"] == WORDS
    assert (report["left"], report["kept"]) == ("", 0)


def test_a_saved_copy_opens_again_with_its_words_and_they_print(browser: str, tmp_path: Path) -> None:
    script = f"""
      const field = document.getElementById('q1'); let blob;
      field.value = {WORDS_JS}; field.dispatchEvent(new Event('input'));
      document.getElementById('slider').dispatchEvent(new Event('input'));
      URL.createObjectURL = (b) => {{ blob = b; return '#'; }};
      document.getElementById('save').click();
      report({{copy: await blob.text(), said: document.getElementById('said').textContent}});"""
    (tmp_path / "first").mkdir()
    report = reported(browser, tmp_path / "first", driven(page_of(a_good_hour()), script))
    assert report["said"] == "A copy with your words is in your downloads."
    assert 'class="js' not in report["copy"]
    (tmp_path / "second").mkdir()
    look = """report({
      value: document.getElementById('q1').value, printed: document.querySelector('.printed').textContent,
      scripts: document.scripts.length, bold: document.querySelectorAll('.question b').length});"""
    again = reported(browser, tmp_path / "second", driven(report["copy"], look))
    assert (again["value"], again["printed"]) == (WORDS, WORDS)
    assert (again["scripts"], again["bold"]) == (2, 0)


def test_a_narrow_phone_never_scrolls_sideways_and_hostile_words_do_nothing(browser: str, tmp_path: Path) -> None:
    told = a_good_hour("rehearsal")
    told.wrote(50, "note", text="x" * 3_000)
    told.wrote(
        51,
        "note",
        text="<img src=x onerror=document.title='broken'></script><script>document.title='broken'</script>",
    )
    told.piece(52, 53, "Longest" * 40, "Artist" * 40)
    frame = f'<iframe style="width:360px;height:20000px;border:0" srcdoc="{html.escape(page_of(told))}"></iframe>'
    script = """addEventListener('load', () => {
      const page = document.querySelector('iframe').contentDocument, root = page.documentElement;
      const pre = document.createElement('pre'); pre.id = 'report';
      pre.textContent = JSON.stringify({
        width: root.clientWidth, needed: root.scrollWidth, title: page.title, ready: root.className, violations: [],
        small: [...page.querySelectorAll('button, input')].filter((e) => e.offsetHeight < 44).length});
      document.body.append(pre); });"""
    report = reported(browser, tmp_path, f"<!doctype html><body>{frame}<script>{script}</script></body>")
    assert (report["width"], report["needed"]) == (360, 360)
    assert (report["title"], report["ready"], report["small"]) == ("A rehearsal, 14 November 2026", "js", 0)


def test_an_hour_prints_on_two_sheets(browser: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page_of(a_good_hour()), encoding="utf-8", newline="")
    subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
         "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'page.pdf'}", (tmp_path / "page.html").as_uri()],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    assert len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "page.pdf").read_bytes())) == 2

"""The client's page in a real browser, opened from a file: it moves, it keeps the journal, and nothing leaves."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from review_browser import chromium, opened
from review_sessions import SESSION_ID, Told, a_good_hour, a_long_day, page_of

from setplayer.review.saved_journal import read_journal

WORDS = "a heron, </textarea></script><b>and</b> שלום \u202e 🌅 \u2028 & the sea\n"
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


def filed(folder: Path, told: Told | None = None) -> Path:
    file = folder / "page.html"
    file.write_text(page_of(told or a_good_hour()), encoding="utf-8", newline="")
    return file


def hostile_hour() -> Told:
    told = a_good_hour("rehearsal")
    told.wrote(50, "note", text="x" * 3_000 + " " + "said " * 1_400)
    broken = "<img src=x onerror=document.title='broken'></script><script>document.title='broken'</script>"
    for text in (broken, "abc \u202egnp.exe \u2066 end", "👩‍👩‍👧 🜂 the light 🌅" * 40, "\u0301" * 99):
        told.wrote(51, "quote", text=text)
    told.piece(52, 53, "Longest" * 40, "Artist" * 40)
    return told


def test_the_slider_is_moved_by_keys_and_says_where_it_is(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, filed(tmp_path)) as page:
        slider = page.get_by_role("slider", name="Move through the session")
        assert slider.get_attribute("aria-valuetext") == "0:00, Arriving, Slow Water, E. Halvorsen"
        slider.focus()
        page.keyboard.press("End")
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        assert page.locator("#now-at").inner_text() == "0:05"
        page.evaluate("document.getElementById('slider').value = 48 * 60 + 45")
        page.keyboard.press("ArrowUp")
        assert slider.get_attribute("aria-valuetext") == "48:50, Return, Thaw, Ana Vidal, 48:51 Tears, hands relaxed."
        told = page.locator(".now").inner_text().split("\n")
        assert [words.strip() for words in told] == [
            "48:50",
            "Return",
            "Thaw, Ana Vidal",
            "48:51 Tears, hands relaxed.",
        ]
        lit = page.locator(":is(li, tr).on").all_inner_texts()
        assert [text.split() for text in lit] == [
            ["48:51", "Tears,", "hands", "relaxed."],
            ["48:12", "Thaw", "Ana", "Vidal"],
        ]
        left = float(page.locator("#head").evaluate("(head) => head.style.left").rstrip("%"))
        assert left == pytest.approx(100 * 2930 / 3600, abs=0.01)
        assert page.evaluate("document.fonts.ready.then((all) => [...all].some((f) => f.status === 'loaded'))")


def test_everybody_can_read_it_by_light_and_by_dark(browser: Browser, tmp_path: Path) -> None:
    how = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
    axe = Axe()
    with opened(browser, filed(tmp_path)) as page:
        page.get_by_role("slider").press("PageUp")
        ground = "getComputedStyle(document.documentElement).backgroundColor"
        for light, colour in (("light", "rgb(253, 250, 246)"), ("dark", "rgb(20, 17, 15)")):
            page.emulate_media(color_scheme=light)
            assert page.evaluate(ground) == colour
            found = axe.run(page, options=how)
            assert found.violations_count == 0, found.generate_report()
        page.get_by_role("button", name="Delete what I wrote here").click()
        assert axe.run(page, "dialog", options=how).violations_count == 0
        page.keyboard.press("Escape")
        names = page.locator("main, header, footer, nav, section").evaluate_all(
            "(all) => all.map((e) => e.tagName + (e.getAttribute('aria-label') ?? ''))"
        )
        assert names == ["HEADER", "NAVOn this page", "MAIN", *["SECTION"] * 5, "FOOTER"]


def test_a_journal_is_there_after_a_reload_and_gone_only_after_a_yes(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, filed(tmp_path)) as page:
        field = page.get_by_label("What stayed with you?")
        field.fill(WORDS)
        assert page.get_by_role("status").inner_text() == "Kept in this browser."
        page.reload()
        assert field.input_value() == WORDS
        delete = page.get_by_role("button", name="Delete what I wrote here")
        for no in ("Escape", "Enter"):
            delete.press("Enter")
            page.keyboard.press(no)
            assert page.get_by_role("dialog").count() == 0
            assert field.input_value() == WORDS
        delete.click()
        page.get_by_role("button", name="Delete", exact=True).click()
        assert (field.input_value(), page.evaluate("localStorage.length")) == ("", 0)
        page.reload()
        assert field.input_value() == ""


def test_a_page_that_asks_other_questions_loses_no_answer(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "other.html").write_text(page_of(a_good_hour(), prompts=("And now?",)), encoding="utf-8")
    with opened(browser, filed(tmp_path)) as page:
        page.get_by_label("What stayed with you?").fill("the sea")
        page.goto((tmp_path / "other.html").as_uri())
        page.get_by_label("And now?").fill("still the sea")
        page.goto((tmp_path / "page.html").as_uri())
        assert page.get_by_label("What stayed with you?").input_value() == "the sea"


def saved_copy(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save a copy").click()
    assert download.value.suggested_filename == "my-session.html"
    download.value.save_as(folder / "copy.html")
    return folder / "copy.html"


def test_a_saved_copy_opens_again_anywhere_with_its_words(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, filed(tmp_path)) as page:
        page.get_by_label("What stayed with you?").fill(WORDS)
        page.get_by_role("slider").press("PageUp")
        copy = saved_copy(page, tmp_path)
        assert page.get_by_role("status").inner_text() == "A copy with your words is in your downloads."
    text = copy.read_text(encoding="utf-8")
    journal = read_journal(text, "copy.html")
    assert (journal.session_id, journal.entries) == (SESSION_ID, {"what-stayed-with-you": WORDS.strip()})
    assert journal.saved_at > datetime(2026, 1, 1, tzinfo=UTC)
    plain = re.sub(r'<script type="application/json".*?</script>|(<textarea[^>]*>).*?(?=</textarea>)', r"\1", text)
    assert len(plain.split("<body>")[1]) == pytest.approx(len(page_of(a_good_hour()).split("<body>")[1]), abs=400)
    assert 'class="js' not in text
    with opened(browser, copy) as page:
        field = page.get_by_label("What stayed with you?")
        assert field.input_value() == WORDS
        assert page.locator(".printed").first.text_content() == WORDS
        assert page.locator(".question b").count() == 0
        field.fill("and more")
        again = saved_copy(page, tmp_path)
        assert (
            read_journal(again.read_text(encoding="utf-8"), "copy.html").entries["what-stayed-with-you"] == "and more"
        )
        page.get_by_role("button", name="Delete what I wrote here").click()
        assert "This page is such a copy" in page.get_by_role("dialog").inner_text()
        page.get_by_role("button", name="Delete", exact=True).click()
        page.reload()
        assert field.input_value() == "", "the copy brings back what was deleted"


def test_a_page_that_has_a_keeper_gives_it_the_copy_and_leaves_nothing_here(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, filed(tmp_path), "window.setplayerKeep = (page) => { window.given = page; }") as page:
        page.get_by_label("What stayed with you?").fill("the sea")
        assert "This page is locked" in page.locator("#journal").inner_text()
        page.get_by_role("button", name="Save a copy").click()
        given = page.evaluate("window.given")
        assert read_journal(given, "x").entries == {"what-stayed-with-you": "the sea"}
        assert page.evaluate("window.setplayerPage.copy()").startswith("<!doctype html>\n<html")
        assert page.evaluate("localStorage.length") == 0


def test_a_browser_that_keeps_nothing_is_said_to(browser: Browser, tmp_path: Path) -> None:
    broken = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
    with opened(browser, filed(tmp_path), broken) as page:
        journal = page.locator("#journal")
        assert "This browser keeps nothing by itself" in journal.inner_text()
        assert "is kept in this browser" not in journal.inner_text()
        assert "does not run this page's script" not in journal.inner_text()
        page.get_by_label("What stayed with you?").fill("the sea")
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        page.close(run_before_unload=True)
        page.wait_for_timeout(50)
        assert asked == ["beforeunload"]
        saved_copy(page, tmp_path)


def test_on_a_narrow_phone_nothing_goes_sideways_and_hostile_words_do_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    with opened(browser, filed(tmp_path, hostile_hour()), **PHONE) as page:
        root = "(() => { const e = document.documentElement; return [e.clientWidth, e.scrollWidth]; })()"
        assert page.evaluate(root) == [360, 360]
        page.get_by_role("slider").press("End")
        assert page.evaluate(root) == [360, 360]
        assert page.title() == "A rehearsal, 14 November 2026"
        touched = page.locator("button:visible, input, nav a, .contacts a")
        sizes = touched.evaluate_all(
            "(all) => all.map((e) => Math.max(e.offsetHeight, parseFloat(getComputedStyle(e).lineHeight)))"
        )
        assert len(sizes) == 8
        assert min(sizes) >= 44


def test_without_scripts_it_still_reads(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, filed(tmp_path), java_script_enabled=False) as page:
        text = page.locator("body").text_content() or ""
        for part in (
            "it's all the same light",
            "Under Ice",
            "The fullest stretch",
            "0800 111 0 111",
            "21 November 2026",
        ):
            assert part in text
        assert "What you type here is not kept" in text
        assert page.get_by_role("slider").count() == page.get_by_role("button").count() == 0


def test_an_hour_prints_on_two_sheets_and_a_long_day_prints(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, filed(tmp_path)) as page:
        page.get_by_role("slider").press("End")
        assert sheets(page) == 2
    with opened(browser, filed(tmp_path, a_long_day())) as page:
        assert sheets(page) <= 10
    told = a_good_hour("rehearsal")
    for minute in range(10, 34):
        told.wrote(minute, "quote", text="A longer thing that was said, about the river and the house. " * 4)
    with opened(browser, filed(tmp_path, told)) as page:
        assert sheets(page) <= 4


def sheets(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))

"""The locked page: opened with its words in a browser and by hand, refused with others, never plain on disk."""

import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page
from review_browser import CHROMIUM, chromium, opened
from review_sessions import a_good_hour, page_of

from setplayer.faults import Fault
from setplayer.keys.phrase import MOST_LETTERS, left_out, letters_of, new_phrase
from setplayer.review.locked import ROUNDS, STEP, is_locked, open_locked, render_locked
from setplayer.review.saved_journal import read_journal

PHRASE = "glade napkin oyster relish tulip"
BROKEN = "</script><script>document.title='broken'</script> abc \u202egnp.exe 👩‍👩‍👧 " + "said " * 2_000
MARKER = "heronmarker </script> שלום 🌅"
REFUSED = "These words do not open it. Check them, and try again."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def page_text() -> str:
    told = a_good_hour()
    told.shared(told.wrote(50, "quote", text=BROKEN))
    return page_of(told)


@pytest.fixture(scope="module")
def locked(page_text: str) -> str:
    return render_locked(page_text, PHRASE)


def filed(folder: Path, text: str, name: str = "locked.html") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8", newline="")
    return file


def give(page: Page, words: str) -> None:
    page.get_by_label("Your five words").fill(words)
    page.get_by_role("button", name="Open").click()


def is_open(page: Page) -> None:
    page.get_by_role("heading", name="How it unfolded").wait_for()


def test_words_are_drawn_from_many_never_the_same_and_none_that_hurts() -> None:
    phrases = {new_phrase() for _ in range(50)}
    assert len(phrases) == 50
    for phrase in phrases:
        assert re.fullmatch(r"[a-z]+( [a-z]+){4}", phrase)
        assert len(letters_of(phrase)) <= MOST_LETTERS
        assert not left_out() & set(phrase.split())
    assert len(left_out()) > 1_000
    assert {"grief", "unloved", "mangle", "sinner"} <= left_out()


@pytest.mark.parametrize(
    "typed",
    ["Glade Napkin oyster relish TULIP", " glade  napkin-oyster\u2010relish\ttulip ", "gladenapkinoysterrelishtulip"],
)
def test_however_the_words_are_typed_they_are_the_same_words(typed: str) -> None:
    assert letters_of(typed) == letters_of(PHRASE)


def test_a_locked_page_shows_nothing_of_the_page_and_opens_with_its_words(page_text: str, locked: str) -> None:
    assert is_locked(locked)
    assert not is_locked(page_text)
    assert open_locked(locked, PHRASE.upper(), "x") == page_text
    for word in ("Slow Water", "grief", "Ana Vidal", "Crisis line", "abcdefgh", "14 November", *PHRASE.split()):
        assert word not in locked
    (sealed,) = re.findall(r'"sealed":"([^"]+)"', locked)
    assert len(b64decode(sealed)) % STEP == 16, "padded, and the tag of GCM"
    assert f'"rounds":{ROUNDS}' in locked
    again = render_locked(page_text, PHRASE)
    for name in ("salt", "nonce", "sealed"):
        assert len({re.findall(rf'"{name}":"([^"]+)"', text)[0] for text in (locked, again)}) == 2, name


def test_other_words_and_damaged_files_are_refused_in_a_sentence(locked: str) -> None:
    with pytest.raises(Fault) as wrong:
        open_locked(locked, PHRASE + "s", "my.html")
    assert str(wrong.value) == "my.html: these words do not open it. Check them, and try again."
    for damaged in ("", locked.replace('"nonce":"', '"nonce":"A'), locked.replace('"rounds"', '"round"')):
        with pytest.raises(Fault) as broken:
            open_locked(damaged, PHRASE, "my.html")
        assert str(broken.value) == "my.html: the locked page is damaged. Ask for the copy again."


@settings(max_examples=30, deadline=None)
@given(box=st.text(max_size=60) | st.just('{"rounds": 1e999}') | st.just('{"rounds": "9" , "salt": [], "nonce": 3}'))
def test_whatever_stands_in_a_file_is_opened_or_refused(box: str) -> None:
    with pytest.raises(Fault):
        open_locked(f'<script type="application/json" id="locked">{box}</script>', PHRASE, "x")


def test_it_is_refused_then_opened_and_its_copy_is_locked_again(
    browser: Browser, tmp_path: Path, locked: str
) -> None:
    with opened(browser, filed(tmp_path, locked), accept_downloads=True) as page:
        give(page, "glade napkin oyster relish tulips")
        page.get_by_text(REFUSED).wait_for()
        assert page.evaluate("document.activeElement.id") == "words"
        assert "grief" not in page.content()
        give(page, " Glade-NAPKIN-oyster relish tulip")
        is_open(page)
        page.get_by_label("What stayed with you?").fill(MARKER)
        assert "This page is locked" in page.locator("#journal").inner_text()
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save a copy").click()
        saved.value.save_as(tmp_path / "copy.html")
        page.get_by_role("button", name="Delete what I wrote here").click()
        page.get_by_role("button", name="Delete", exact=True).click()
        assert page.get_by_label("What stayed with you?").input_value() == ""
    copy = (tmp_path / "copy.html").read_text(encoding="utf-8")
    assert "heronmarker" not in copy
    assert len(copy) == pytest.approx(len(locked), abs=64)
    inside = read_journal(open_locked(copy, PHRASE, "x"), "x")
    assert inside.entries == {"what-stayed-with-you": MARKER}
    with opened(browser, tmp_path / "copy.html") as page:
        give(page, PHRASE)
        is_open(page)
        assert page.get_by_label("What stayed with you?").input_value() == MARKER
        assert page.title() == "Your session, 14 November 2026"
        # Of its whole text: what is far below is drawn only when it is near, and is no text "within" until then.
        unfolded = page.locator("#unfolded").text_content() or ""
        assert "document.title='broken'</script> abc gnp.exe 👩‍👩‍👧 said said" in unfolded
        page.get_by_role("slider", name="Move through the session").press("End")
        assert page.locator("#now-at").inner_text() == "1:00:00"


def test_the_door_is_for_everybody(browser: Browser, tmp_path: Path, locked: str) -> None:
    file = filed(tmp_path, locked)
    with opened(browser, file, color_scheme="dark", viewport={"width": 360, "height": 640}, bypass_csp=True) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert page.evaluate("document.activeElement.id") == "words"
        assert Axe().run(page).response["violations"] == []
        page.get_by_label("Show what I type").check()
        assert page.get_by_label("Your five words").get_attribute("type") == "text"
    with opened(browser, file, java_script_enabled=False) as page:
        assert "takes a browser that runs scripts" in page.inner_text("main")


def test_nothing_that_was_written_is_in_the_browsers_own_folder(
    browser: Browser, tmp_path: Path, locked: str
) -> None:
    file, profile = filed(tmp_path, locked), tmp_path / "profile"
    alone = browser.browser_type.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
    )
    with alone as context:
        page = context.pages[0]
        page.goto(file.as_uri())
        give(page, PHRASE)
        is_open(page)
        page.get_by_label("What stayed with you?").fill("heronmarker heronmarker")
        page.get_by_role("button", name="Save a copy").click()
        page.get_by_text("A copy with your words is in your downloads.").wait_for()
        page.goto("about:blank")
    everything = [path for path in profile.rglob("*") if path.is_file()]
    assert len(everything) > 10
    for path in everything:
        data = path.read_bytes()
        for text in ("heronmarker", "without hurrying", "napkin"):
            for form in (text.encode(), text.encode("utf-16-le")):
                assert form not in data, f"{text} is in {path}"

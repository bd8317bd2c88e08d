"""The client's page and the locked one in Firefox, where it is installed, opened from a file."""

from pathlib import Path

from review_firefox import Tab, firefox
from review_sessions import a_good_hour, page_of

from setplayer.review.locked import open_locked, render_locked
from setplayer.review.saved_journal import read_journal

PHRASE = "glade napkin oyster relish tulip"
WORDS = "a heron </textarea> שלום 🌅"
FIELD = "#journal textarea"
KEPT = "Object.values(localStorage).join() + Object.values(sessionStorage).join()"
WRITTEN = f"document.querySelector('{FIELD}').value"


def gives(tab: Tab, words: str) -> None:
    tab.types("#words", words)
    tab.presses("Open")


def test_a_page_keeps_what_is_written_over_a_reload(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(page_of(a_good_hour()), encoding="utf-8", newline="")
    with firefox(tmp_path) as tab:
        tab.open(page)
        tab.types(FIELD, WORDS)
        tab.until(f"({KEPT}).includes('heron')")
        tab.reload()
        assert tab.run(WRITTEN) == WORDS


def test_a_locked_page_is_refused_then_opened_and_its_copy_is_locked_again(tmp_path: Path) -> None:
    page, saved = tmp_path / "locked.html", tmp_path / "downloads" / "my-session.html"
    page.write_text(render_locked(page_of(a_good_hour()), PHRASE), encoding="utf-8", newline="")
    with firefox(tmp_path) as tab:
        tab.open(page)
        gives(tab, PHRASE + "s")
        tab.until("document.querySelector('#said').innerText.includes('do not open it')")
        gives(tab, PHRASE.title())
        tab.until("document.querySelector('#unfolded')")
        tab.types(FIELD, WORDS)
        assert tab.run(KEPT) == ""
        tab.presses("Save a copy")
        tab.until("document.body.innerText.includes('is in your downloads')")
        while not (saved.is_file() and saved.read_bytes().endswith(b"</html>\n")):
            tab.run("new Promise((done) => setTimeout(done, 50))")
        copy = saved.read_text(encoding="utf-8")
        assert "heron" not in copy
        assert read_journal(open_locked(copy, PHRASE, "x"), "x").entries == {"what-stayed-with-you": WORDS}
        tab.open(saved)
        gives(tab, PHRASE)
        tab.until("document.querySelector('#unfolded')")
        assert tab.run(WRITTEN) == WORDS
    for path in (tmp_path / "profile").rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        for text in ("heron", "without hurrying", "napkin"):
            assert text.encode() not in data, f"{text} is in {path}"
            assert text.encode("utf-16-le") not in data, f"{text} is in {path}"

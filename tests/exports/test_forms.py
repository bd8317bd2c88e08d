"""What a client is given to take home: the page, the locked page and the locked PDF, each read by other programs."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from command_line import Run
from export_cases import HOSTILE, hostile_hour, written

from setplayer.keys.phrase import letters_of, new_phrase
from setplayer.review.clean import clean
from setplayer.review.locked import is_locked, open_locked

PEOPLE = "crisis: {name: 'Line =1+1 </script>', phone: 112}\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    written(folder, hostile_hour())
    (folder / "clinic.yaml").write_text(PEOPLE, encoding="utf-8")
    return folder


def told_words(out: str) -> str:
    found = re.search(r"^Opens with  (.+)$", out, re.MULTILINE)
    assert found, out
    return found.group(1)


def letters(text: str) -> str:
    """What is left of a text on paper, whatever its spaces and line ends."""
    return "".join(c for c in text if c.isalnum() and c.isascii())


def pdftotext(pdf: Path, *how: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("pdftotext")
    if program is None:
        missing = (
            "pdftotext is not installed: the PDF was not read by another reader (apt-get install poppler-utils)."
        )
        pytest.skip(missing)
    command = [program, "-enc", "UTF-8", *how, str(pdf), "-"]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_page_and_a_pdf_are_locked_by_the_same_words_which_are_told_once(
    run: Run, data: Path, tmp_path: Path
) -> None:
    page, pdf = tmp_path / "my.html", tmp_path / "my.pdf"
    code, out, _ = run("review", "abcdefgh", "-o", page, "-o", pdf, "--lock")
    assert code == 0
    phrase = told_words(out)
    assert out.splitlines()[:2] == [f"Timeline  {page}", f"Timeline  {pdf}"]
    assert out.splitlines()[3].startswith(f"The PDF     {letters_of(phrase)} ")
    assert out.splitlines()[4] == (
        "Write the words down now, on paper: they are kept nowhere, and nobody can open it without them."
    )
    inside = open_locked(page.read_text(encoding="utf-8"), phrase, "my.html")
    assert "there is so much room" in inside
    assert "<script>alert(1)" not in inside
    assert pypdf.PdfReader(pdf).decrypt(letters_of(phrase)) == pypdf.PasswordType.OWNER_PASSWORD
    for path in [path for path in tmp_path.rglob("*") if path.is_file()]:
        for form in (phrase, letters_of(phrase), phrase.replace(" ", "-")):
            assert form.encode() not in path.read_bytes(), path
    assert told_words(run("review", "abcdefgh", "-o", pdf)[1]) != phrase


def test_an_open_page_tells_no_words_and_other_names_are_refused(run: Run, data: Path, tmp_path: Path) -> None:
    code, out, _ = run("review", "abcdefgh", "-o", tmp_path / "my.html")
    assert (code, out) == (0, f"Timeline  {tmp_path / 'my.html'}\n")
    assert not is_locked((tmp_path / "my.html").read_text(encoding="utf-8"))
    code, _, errors = run("review", "abcdefgh", "-o", tmp_path / "my.html", "-o", "my.docx")
    assert code == 1
    assert "my.docx: the name must end in .html or .pdf; write for example my.html." in " ".join(errors.split())


def test_a_pdf_is_read_by_other_readers_with_its_words_and_without_them_by_none(
    run: Run, data: Path, tmp_path: Path
) -> None:
    pdf = tmp_path / "my.pdf"
    run("integration", "K-17", "--insight", "I can <ask>", "--step", "Call Ana")
    code, out, _ = run("review", "abcdefgh", "-o", pdf)
    assert code == 0
    phrase = told_words(out)
    refused = pdftotext(pdf, "-upw", letters_of(new_phrase()))
    assert (refused.returncode, refused.stdout) == (1, "")
    read = pdftotext(pdf, "-upw", letters_of(phrase))
    assert read.returncode == 0
    found = letters(re.sub(r"Your session, 1 March 2026\s+\d+ of \d+", "", read.stdout))
    for name, text in HOSTILE.items():
        assert letters(clean(text)) in found, name
    assert "To meet the grief without hurrying it." in read.stdout
    assert "Line =1+1 </script>" in read.stdout
    assert {"I can <ask>", "Call Ana"} <= set(re.findall(r"I can <ask>|Call Ana", read.stdout)), "what came since"
    reader = pypdf.PdfReader(pdf)
    assert reader.decrypt("glade") == pypdf.PasswordType.NOT_DECRYPTED
    assert reader.decrypt(letters_of(phrase))
    assert reader.trailer["/Encrypt"]["/R"] == 6
    assert reader.metadata is not None
    assert reader.metadata.title == "Your session, 1 March 2026"
    assert all(round(value) in {595, 842} for page in reader.pages for value in page.mediabox[2:])
    names = [str(one.title) for one in _flat(reader.outline)]
    wanted = ["How it unfolded", "The music", "Your journal", "If you need someone"]
    assert [name for name in names if name in wanted] == wanted
    assert not re.search(rb"JavaScript|/Launch|/URI", pdf.read_bytes())


def test_a_journal_in_a_locked_copy_comes_back_with_its_words(run: Run, data: Path, tmp_path: Path) -> None:
    page = tmp_path / "my.html"
    run("review", "abcdefgh", "-o", page, "--lock")
    for typed, said in (("not these", "these words do not open it"), ("", "Nothing was given")):
        code, _, errors = run("journal", "add", page, "--consent", piped=typed + "\n")
        assert code == 1
        assert said in " ".join(errors.split())
    out = run("review", "abcdefgh", "-o", page, "--lock")[1]
    typed = told_words(out).replace(" ", "-").title()
    code, _, errors = run("journal", "add", page, "--consent", piped=typed + "\n")
    assert code == 1
    assert "holds no journal" in errors, "it was opened, and nothing was written in it"


def _flat(outline: Any) -> Iterator[Any]:
    for one in outline:
        yield from _flat(one) if isinstance(one, list) else (one,)

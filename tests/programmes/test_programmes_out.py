"""An arc goes out: a list that another player plays, a page and a PDF that a clinic prints."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import m3u8
import pytest

from setplayer.arc.reading import read_arc
from setplayer.faults import Fault
from setplayer.library.tags import cleaned
from setplayer.library.track import Track
from setplayer.programmes.page import render_sheet
from setplayer.programmes.paper import set_on_paper
from setplayer.programmes.playlist import playlist
from setplayer.programmes.reading import read_listing
from setplayer.programmes.sheet import Sheet, sheet_of
from setplayer.score.chain import Sources
from setplayer.score.model import Score
from setplayer.score.place import place
from setplayer.score.plot import plot_svg, summary

MINUTE = 60 * 48_000

ARC = """\
arc: "Evening <one> #1"
medicine: ketamine
route: sublingual
zero: dose
lead: 1 min
booster: {adds: 5 min, to: [peak]}
note: |
  Times that our prescriber
  confirmed.

  Second.
phases:
  - name: Opening
    kind: onset
    length: 4 min
    intensity: 2 -> 4
    about: Settling.
    music: [track: "a/#1, one.flac", soundscape: tide]
  - name: Journey
    kind: peak
    length: 6 min
    intensity: 6
    music: [silence: 1 min, track: b.flac]
cues:
  - {at: Journey, do: chime}
  - {every: 3 min, remind: Blood pressure}
  - {at: booster + 5 min, remind: "Look, *then* _write_"}
"""


def track(path: str, title: str, artist: str, minutes: float) -> Track:
    return Track(
        path=path, sha256="0" * 64, frames=round(minutes * MINUTE), sample_rate=48_000, channels=2,
        integrated_lufs=-20.0, range_lu=5.0, true_peak_dbtp=-3.0, title=title, artist=artist, intensity=4.0,
    )  # fmt: skip


TRACKS = {
    "a/#1, one.flac": track("a/#1, one.flac", "One, and two", "Jones & Co", 2),
    "b.flac": track("b.flac", "أغنية الليل", "", 3.5),
}


def placed(arc_text: str = ARC) -> tuple[Sheet, Score]:
    arc = read_arc(arc_text, "arc", soundscapes=["tide", "hearth"], sounds=["bowl"]).arc
    score = place(Sources(arc, TRACKS))
    return sheet_of(arc, score, plot_svg(arc, score, theme="light"), summary(arc, score), "Arc a.yaml."), score


def test_a_playlist_names_files_from_its_folder_and_reads_back(tmp_path: Path) -> None:
    _, score = placed()
    files = {"a/#1, one.flac": tmp_path / "#x" / "1.flac", "b.flac": Path("/elsewhere/b.flac")}
    text = playlist("Evening", score, TRACKS, files, tmp_path)
    assert text.splitlines() == [
        "#EXTM3U",
        "#PLAYLIST:Evening",
        "# Made by setplayer. Other players make no soundscapes and keep no times.",
        "#EXTGRP:Opening",
        "#EXTINF:120,Jones & Co - One, and two",
        "./#x/1.flac",
        "# 1:48 soundscape tide, 2:16",
        "#EXTGRP:Journey",
        "# 3:56 silence, 1:10",
        "#EXTINF:210,أغنية الليل",
        "/elsewhere/b.flac",
        *[line for line in text.splitlines()[11:] if line.startswith("# ")],
    ]
    listing = read_listing(text.encode(), "evening.m3u8")
    assert [(entry.phase, entry.length) for entry in listing.entries] == [("Opening", "120"), ("Journey", "210")]


def test_no_title_and_no_name_of_a_file_adds_an_entry_to_a_list(tmp_path: Path) -> None:
    hostile = (
        "#EXT-X-ENDLIST\nhttp://x/",
        "</script>",
        "abc \u202egnp.exe",
        "👩‍👩‍👧",
        "said " * 2_000,
        '=HYPERLINK("x")',
        "a\0b",
    )
    _, score = placed()
    for text in hostile:
        tags = {"a/#1, one.flac": cleaned(text), "b.flac": "Night"}
        clips = tuple(c.model_copy(update={"title": tags.get(c.source, c.title)}) for c in score.clips)
        score = score.model_copy(update={"clips": clips})
        files = {source: tmp_path / source for source in TRACKS}
        listed = m3u8.loads(playlist(cleaned(text), score, TRACKS, files, tmp_path))
        assert [segment.uri for segment in listed.segments] == ["a/#1, one.flac", "b.flac"]
        assert listed.segments[0].title == f"Jones & Co - {cleaned(text)}"
        assert "\u202e" not in listed.segments[0].title
    with pytest.raises(Fault) as refused:
        playlist("Evening", score, TRACKS, dict.fromkeys(TRACKS, tmp_path / "x\ny.flac"), tmp_path)
    assert str(refused.value).endswith(
        "a line break is in this name, and a list names one file a line; rename the file."
    )


def test_a_programme_has_times_from_zero_and_every_cue() -> None:
    sheet, _ = placed()
    assert (sheet.name, sheet.facts) == ("Evening <one> #1", "Ketamine, sublingual · 10 min · 0:00 is the dose")
    assert sheet.note == ("Times that our prescriber confirmed.", "Second.")
    assert [(p.name, p.begins, p.ends, p.intensity) for p in sheet.phases] == [
        ("Opening", "−1:00", "3:00", "2 to 4"),
        ("Journey", "3:00", "9:00", "6"),
    ]
    assert [(cue.at, cue.text, cue.remind) for cue in sheet.cues] == [
        ("3:00", "Chime: bowl", False),
        ("again", "Blood pressure, every 3 min: 3:00, 6:00", True),
        ("booster", "Look, *then* _write_, 5 min after a booster", True),
    ]
    assert sheet.also[0] == "A booster adds 5 min to peak."


def test_the_page_asks_for_nothing_and_no_title_is_markup() -> None:
    page = render_sheet(placed()[0])
    assert "For the clinic&#39;s prescriber to confirm." in page
    assert '<h1 dir="auto">Evening &lt;one&gt; #1</h1>' in page
    assert "<bdi>أغنية الليل</bdi>" in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace('http-equiv="Content-Security-Policy"', "")
    assert "<script" not in page


def test_the_plot_on_paper_is_grey() -> None:
    plot = placed(ARC.replace("Blood pressure", "'Look at #bad and #fab123'"))[0].plot
    assert "Look at #bad and #fab123" in plot
    assert "#a3570f" not in plot
    assert "#626262" in plot


def test_the_pdf_is_whole_and_no_word_is_markup() -> None:
    sheet, _ = placed(ARC.replace("<one> #1", "#panic() $x$ @y"))
    latin = replace(sheet, phases=sheet.phases[:1], plot=sheet.plot.replace("أغنية الليل", "Night"))
    paper = set_on_paper(latin, date(2026, 11, 22))
    assert paper.pdf.startswith(b"%PDF-1.7")
    assert paper.whole


def test_letters_that_no_font_has_are_told() -> None:
    sheet, _ = placed(ARC.replace("Blood pressure", "\ue123 \uf8f0"))
    paper = set_on_paper(sheet, date(2026, 11, 22))
    assert paper.pdf.startswith(b"%PDF")
    assert not paper.whole

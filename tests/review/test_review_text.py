"""The timeline in a terminal: the same as the page, in columns, with nothing that steers the terminal."""

import re
import unicodedata

import pytest
from review_sessions import Told, a_good_hour
from rich.cells import cell_len

from setplayer.review.model import Timeline
from setplayer.review.text import render_text
from setplayer.review.timeline import build_timeline


def timeline_of(told: Told) -> Timeline:
    return build_timeline(told.entries, head="9f2c" * 16)


def test_an_hour_reads_from_top_to_bottom() -> None:
    text = render_text(timeline_of(a_good_hour()), 80)
    assert text.startswith("Your session\n14 November 2026 · began at 13:00 · 1 h of music\n\n  To meet the grief")
    assert (
        """
Peak, 22:00 to 38:00
  The fullest stretch of the music.
    24:54  ♪ Kindling, Ana Vidal
    26:00  › The music became fuller
    30:00  › This part was made 2 min longer
    31:36  ♪ Low Choir, Sørlie & Bruun
    33:00  – Silence, 3 min
    36:00  ♪ Tide, Soundscape
    37:48  › The music was held here, for 1 min 6 s

Return, 38:00 to 52:00
    41:00  › The music faded into silence, for 1 min 30 s
    43:30  • Stillness
    44:00  ♪ Great Hall, E. Halvorsen
    47:18  • You said: “it's all the same light”
"""
        in text
    )
    assert "What was left out\n             “Old hymn” was left out: the file is not in the library\n" in text
    assert "call\nyour local emergency number.\n" in text
    assert text.endswith("9f2c" * 16 + "\n")


def test_the_picture_is_empty_where_there_was_silence_and_highest_at_the_peak() -> None:
    lines = render_text(timeline_of(a_good_hour()), 80).splitlines()
    blocks = next(line for line in lines if "▁" in line)[2:].ljust(78)
    columns = {minute: blocks[int(minute / 60 * 78)] for minute in (0, 30, 34.5, 41.75, 58)}
    assert columns[34.5] == columns[41.75] == " "
    assert columns[30] == max(blocks)
    assert columns[0] < columns[30] > columns[58]
    names = next(line for line in lines if "Arriving" in line)
    assert names.index("Peak") == 2 + int(22 / 60 * 78)


@pytest.mark.parametrize("width", [1, 30, 57, 80, 100, 1000])
def test_no_line_is_wider_than_the_terminal_and_every_word_is_there(width: int) -> None:
    told = a_good_hour("rehearsal")
    told.wrote(55, "note", text="x" * 10_000)
    told.wrote(56, "note", text="你好" * 300 + " \n second line " + "\U0001f600" * 90)
    told.piece(57, 58, "A very long title " * 20, "An artist of many names " * 10)
    text = render_text(timeline_of(told), width)
    assert max(cell_len(line) for line in text.splitlines()) <= min(max(width, 30), 100)
    squeezed = re.sub(r"\s", "", text)
    for words in (
        "x" * 10_000,
        "你好" * 300,
        "secondline",
        "\U0001f600" * 90,
        "Averylongtitle" * 20,
        "manynames" * 1,
    ):
        assert words in squeezed


def test_hostile_words_do_not_reach_the_terminal() -> None:
    told = Told("rehearsal")
    told.did(0, "begin")
    for text in ("\x1b[2J\x1b]52;c;aGk=\x07wiped", "rtl \u202egnp.exe", "bell\x07 \x9b31m \x00", "a\rb", "\u2066x"):
        told.wrote(1, "note", text=text)
        told.piece(1, 2, text, text, source=text)
        told.add(2, "piece_failed", request={"title": text, "reason": text})
    text = render_text(timeline_of(told), 80)
    assert "wiped" in text
    assert {c for c in text if unicodedata.category(c) in ("Cc", "Cf")} == {"\n"}


def test_a_rehearsal_and_the_therapists_view_say_what_they_are() -> None:
    assert "This was a rehearsal, without a client." in render_text(timeline_of(a_good_hour("rehearsal")), 80)
    everything = build_timeline(a_good_hour().entries, everything=True)
    assert "Not for the client: everything that was entered is shown" in render_text(everything, 100)
    assert "Arc: Ketamine, intramuscular, one hour" in render_text(everything, 100)


def test_a_session_that_never_began_says_so() -> None:
    assert "the music was not started" in render_text(timeline_of(Told()), 80)


def test_pieces_of_a_session_without_phases_are_not_lost() -> None:
    told = Told(phases=())
    told.did(0, "begin")
    told.piece(1, 4, "Thaw", "Ana Vidal")
    assert "♪ Thaw, Ana Vidal" in render_text(timeline_of(told), 80)

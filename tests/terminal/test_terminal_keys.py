import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setplayer.terminal.keys import ESC_S, Parser, TerminalKeys, parse

SEQUENCES = {
    "\x1b[A": "up", "\x1b[B": "down", "\x1bOA": "up", "\x1b[1;2B": "down", "\x1b[H": "home", "\x1b[4~": "end",
    "\x1b[3~": "delete", "\x1b[6~": "pgdn", "\x1bOP": "f1", "\x1b[11~": "f1", "\x1b[[A": "f1", "\x1b[24~": "f12",
    "\x1b[24;2~": "f12", "\r": "enter", "\n": "enter", "\x7f": "backspace", "\x08": "backspace", "\t": "tab",
    "\x17": "ctrl-w", "\x1a": "ctrl-z", "h": "h", "H": "H", "é": "é", "ł": "ł", "−": "−", "泉": "泉", "𝄞": "𝄞",
    "\x1b[200~Tears, then\x1b[A quiet\x1b[201~": "paste:Tears, then\x1b[A quiet",
}  # fmt: skip


def fed(parser: Parser, *chunks: bytes) -> list[str]:
    return [name for chunk in chunks for name in parser.feed(chunk, 0.0)]


@pytest.mark.parametrize("text", SEQUENCES)
def test_keys_of_xterm_linux_and_rxvt_have_names(text: str) -> None:
    assert parse(text.encode()) == ([SEQUENCES[text]], b"")


@given(st.lists(st.sampled_from(sorted(SEQUENCES))), st.data())
def test_however_the_bytes_are_cut_the_keys_are_the_same(texts: list[str], data: st.DataObject) -> None:
    whole = "".join(texts).encode()
    cuts = sorted(data.draw(st.sets(st.integers(0, len(whole)))))
    chunks = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert fed(Parser(), *chunks) == [SEQUENCES[text] for text in texts]


@given(st.binary(max_size=200))
def test_no_bytes_break_it_and_no_name_steers_the_terminal(data: bytes) -> None:
    parser = Parser()
    names = parser.feed(data, 0.0) + parser.flush(5.0)
    assert not parser.waiting
    assert all(name.isprintable() for name in names if not name.startswith("paste:"))


def test_esc_alone_is_esc_after_a_short_silence_and_not_before() -> None:
    parser = Parser()
    assert parser.feed(b"\x1b", 0.0) == []
    assert parser.waiting
    assert parser.flush(ESC_S) == ["esc"]
    assert not parser.waiting


def test_esc_pressed_again_and_again_or_with_another_key_is_never_lost() -> None:
    parser = Parser()
    assert parser.feed(b"\x1b\x1bd", 0.0) == ["esc", "esc", "d"]


def test_an_arrow_key_whose_bytes_come_in_pieces_over_a_slow_line_is_no_fade() -> None:
    parser = Parser()
    assert parser.feed(b"\x1b[", 0.0) == []
    assert parser.flush(0.06) == []
    assert parser.feed(b"A", 0.2) == ["up"]


def test_after_a_lone_esc_the_late_rest_of_an_arrow_key_is_not_typed() -> None:
    parser = Parser()
    parser.feed(b"\x1b", 0.0)
    assert parser.flush(0.06) == ["esc"]
    assert parser.feed(b"[A", 0.2) == []
    assert parser.feed(b"a", 0.3) == ["a"]


def test_a_key_soon_after_esc_is_a_key() -> None:
    parser = Parser()
    parser.feed(b"\x1b", 0.0)
    parser.flush(0.06)
    assert parser.feed(b"b", 0.2) == ["b"]


def test_a_paste_whose_end_is_lost_does_not_swallow_the_keys_after_it() -> None:
    parser = Parser()
    assert parser.feed(b"\x1b[200~half", 0.0) == []
    assert parser.flush(0.1) == []
    assert parser.flush(1.1) == ["paste:half"]
    assert parser.feed(b"\x1b[24~", 2.0) == ["f12"]


def test_keys_come_without_enter_and_without_echo_and_the_terminal_is_given_back() -> None:
    pty, termios = pytest.importorskip("pty"), pytest.importorskip("termios")
    far, near = pty.openpty()
    found = termios.tcgetattr(near)
    with TerminalKeys(near) as keys:
        os.write(far, b"h\x1b[A\x1b")
        assert keys.read(5) == ["h", "up", "esc"]
        os.write(far, b"\x1a\x13")
        assert keys.read(5) == ["ctrl-z", "ctrl-s"]
        assert keys.read(0) == []
    assert termios.tcgetattr(near) == found
    os.close(near)
    os.close(far)


def test_a_terminal_that_was_closed_is_gone_and_nothing_waits_for_it() -> None:
    far, near = pytest.importorskip("pty").openpty()
    with TerminalKeys(near) as keys:
        os.close(far)
        assert keys.read(5) == []
        assert keys.gone
    os.close(near)

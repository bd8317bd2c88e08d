"""Texts of people, tags and files made safe to show: on a page, on paper and in a terminal."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

_LINE_BREAKS: Final = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_ESCAPES: Final = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x1b\x9b].?", re.DOTALL)
_JOINERS: Final = frozenset("\u200c\u200d")
_UNSAFE: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_ACCENT: Final = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILE: Final = re.compile(f"({_ACCENT}{{4}}){_ACCENT}+")


def clean(value: object) -> str:
    """The text without anything that steers what shows it; "" for what is not a text.

    Gone are terminal sequences, control and formatting characters (right-to-left overrides among them), lone
    surrogates and private characters, and all but four of a pile of accents. Line breaks stay as
    `\\n`; joiners stay, which emoji and some scripts need. The rest is composed (NFC).
    """
    if not isinstance(value, str):
        return ""
    text = _ESCAPES.sub("", _LINE_BREAKS.sub("\n", value)).replace("\t", " ")
    kept = "".join(c for c in text if c == "\n" or c in _JOINERS or unicodedata.category(c) not in _UNSAFE)
    return _PILE.sub(r"\1", unicodedata.normalize("NFC", kept)).strip()


def clean_line(value: object) -> str:
    """The text made safe and on one line."""
    return " ".join(clean(value).split())


def nice_name(source: str) -> str:
    """What people call a soundscape or a file: `slow-water` and `quiet/slow_water.flac` are both Slow water."""
    name = PurePosixPath(clean_line(source)).name
    stem = re.sub(r"\.[A-Za-z0-9]{2,4}$", "", name)
    words = " ".join(re.split(r"[\s_\-]+", stem)).strip()
    return words[:1].upper() + words[1:]

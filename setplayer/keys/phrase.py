"""Five words that open what a client takes home: drawn by chance, shown once, and kept nowhere."""

import secrets
import unicodedata
from functools import cache
from typing import Final

from xkcdpass import xkcd_password

from setplayer.shipped import shipped

WORDS: Final = 5
MOST_LETTERS: Final = 32
"""Some readers of PDFs, poppler's programs among them, take no more. So drawn, a phrase has 61 bits."""

_LIST: Final = "eff-long"
"""The large list of the Electronic Frontier Foundation (2016): made to be read, told and typed without doubt."""


def new_phrase() -> str:
    """Five words with spaces between, such as `glade napkin oyster relish tulip`, from the system's own chance."""
    while True:
        phrase = [secrets.choice(_words()) for _ in range(WORDS)]
        if sum(map(len, phrase)) <= MOST_LETTERS:
            return " ".join(phrase)


def letters_of(phrase: str) -> str:
    """What of typed words counts: their letters. No word of the list begins another, so nothing is lost by that."""
    return "".join(c for c in unicodedata.normalize("NFKC", phrase).lower() if "a" <= c <= "z")


@cache
def _words() -> tuple[str, ...]:
    """Without those that have a hyphen, as how to type them would be a question, and without those that may hurt."""
    found = xkcd_password.generate_wordlist(xkcd_password.locate_wordfile(_LIST), min_length=3, max_length=9)
    return tuple(sorted({word for word in found if word.isascii() and word.isalpha()} - left_out()))


def left_out() -> frozenset[str]:
    """The words that nobody is handed after a session: `grief`, `mangle`, `unloved`."""
    lines = (shipped("assets") / "phrase" / "left-out.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())

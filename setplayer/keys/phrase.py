"""Five words that open what a client takes home: drawn by chance, shown once, and kept nowhere."""

import secrets
import unicodedata
from functools import cache
from typing import Final

from xkcdpass import xkcd_password

WORDS: Final = 5
MOST_LETTERS: Final = 32
"""Some readers of PDFs, poppler's programs among them, take no more. So drawn, a phrase has 62.5 bits."""

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
    """Those of the list that have a hyphen themselves are left out: how to type them would be a question."""
    found = xkcd_password.generate_wordlist(xkcd_password.locate_wordfile(_LIST), min_length=3, max_length=9)
    return tuple(sorted(word for word in found if word.isascii() and word.isalpha()))

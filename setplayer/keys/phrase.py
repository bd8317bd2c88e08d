"""Five words that open what a client takes home: drawn by chance, shown once, and kept nowhere."""

import secrets
import unicodedata
from functools import cache
from typing import Final

from xkcdpass import xkcd_password

WORDS: Final = 5
"""From 7 772 words these are 64.6 bits."""

_LIST: Final = "eff-long"
"""The large list of the Electronic Frontier Foundation (2016): made to be read, told and typed without doubt."""


def new_phrase() -> str:
    """Five words with hyphens between, such as `glade-napkin-oyster-relish-tulip`, from the system's own chance."""
    return "-".join(secrets.choice(_words()) for _ in range(WORDS))


def letters_of(phrase: str) -> str:
    """What of typed words counts: their letters. No word of the list begins another, so nothing is lost by that."""
    return "".join(c for c in unicodedata.normalize("NFKC", phrase).lower() if "a" <= c <= "z")


@cache
def _words() -> tuple[str, ...]:
    """Those of the list that have a hyphen themselves are left out: how to type them would be a question."""
    found = xkcd_password.generate_wordlist(xkcd_password.locate_wordfile(_LIST), min_length=3, max_length=9)
    return tuple(sorted(word for word in found if word.isascii() and word.isalpha()))

"""What a session or the player said, in the language that is spoken: sentences are known again by their templates.

The record keeps English (decision 144), so the language is chosen where a sentence is read. What is in no template
stays as it is.
"""

import re
from functools import lru_cache
from typing import Final

from setplayer.engine.notices import NOTICES
from setplayer.session.sentences import SENTENCES
from setplayer.session.table import TABLE, WHY_NOT
from setplayer.words import _

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


def told(text: str) -> str:
    """A sentence of a session, or a notice of the player, in the language that is spoken; any other text as it is."""
    said = _said(text)
    return text if said is None else said


def is_known(text: str) -> bool:
    """Whether a text is one of a session's sentences."""
    return _said(text) is not None


def _said(text: str) -> str | None:
    for template, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found is not None and (parts := _parts(found.groupdict())) is not None:
            return _(template).format(**parts)
    return None


def _parts(found: dict[str, str]) -> dict[str, str] | None:
    """What stands in the placeholders; None where one that must be a sentence is none."""
    parts = {name: _said(value) if name.isupper() else value for name, value in found.items()}
    whole = {name: value for name, value in parts.items() if value is not None}
    return whole if len(whole) == len(parts) else None


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Templates as patterns, the surest first: those that hold nothing but sentences, then by words of their own."""
    templates = (*NOTICES, *SENTENCES, *WHY_NOT.values(), *(row.label for row in TABLE.values()))
    ordered = sorted(dict.fromkeys(templates), key=_doubt)
    return tuple((template, _pattern(template)) for template in ordered)


def _doubt(template: str) -> tuple[bool, int]:
    return not all(map(str.isupper, _PLACEHOLDER.findall(template))), -len(_PLACEHOLDER.sub("", template))


def _pattern(template: str) -> re.Pattern[str]:
    pieces = _PLACEHOLDER.split(template)  # words and names of placeholders by turns
    return re.compile(
        "".join(f"(?P<{one}>.+?)" if number % 2 else re.escape(one) for number, one in enumerate(pieces)), re.DOTALL
    )

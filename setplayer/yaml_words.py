"""What PyYAML finds wrong with the syntax of a file, in plain words.

Its two loaders (C and Python) say the same thing in different words, so what is matched here is what they share, and
the text at the place they point to.
"""

import re
from collections.abc import Callable
from typing import Final

import yaml

from setplayer.faults import Finding

Place = tuple[int, int]
Sentence = tuple[Place, str] | None

_QUOTE_IT: Final = "put the whole text in quotes"
_KEY_WITHOUT_SPACE: Final = re.compile(r"([ -]*)[a-z]+:(?=[^\s:/\\])")


def syntax_finding(error: yaml.YAMLError | ValueError, text: str) -> Finding:
    """The one finding for an error that ended the reading of `text`."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        # The Python loader raises these for an escape beyond Unicode, without a place.
        return Finding(1, 1, "a backslash in double quotes makes a character that does not exist; use single quotes")
    lines = re.split(r"\r\n|\r|\n", text)
    place = error.problem_mark.line + 1, error.problem_mark.column + 1
    context = error.context_mark
    opened = (context.line + 1, context.column + 1) if context else place
    problem = f"{error.context or ''}: {error.problem or ''}"
    for explain in _EXPLANATIONS:
        if sentence := explain(problem, place, opened, lines):
            (line, column), message = sentence
            return Finding(line, column, message)
    return Finding(*place, "this cannot be read; look at the indentation and the quotes here and in the line above")


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _tab(problem: str, place: Place, _opened: Place, lines: list[str]) -> Sentence:
    line = _line(lines, place[0])
    indentation = line[: len(line) - len(line.lstrip())]
    if "\t" in indentation:
        return (place[0], indentation.index("\t") + 1), "a tab is used for indentation; use spaces"
    if "start any token" in problem and line[place[1] - 1 : place[1]] == "\t":
        return place, "there is a tab here; use a space"
    return None


def _no_space_after_colon(problem: str, place: Place, _opened: Place, lines: list[str]) -> Sentence:
    if "mapping values" not in problem and "expected ':'" not in problem:
        return None
    for number in (place[0], place[0] - 1):
        if match := _KEY_WITHOUT_SPACE.match(_line(lines, number)):
            return (number, match.end() + 1), "there is no space after this ':'; write 'key: value'"
    return None


def _second_colon(problem: str, place: Place, _opened: Place, lines: list[str]) -> Sentence:
    if "mapping values" not in problem:
        return None
    before = _line(lines, place[0])[: place[1] - 1]
    if ":" in before:
        return place, f"there is a second ':' in this line; {_QUOTE_IT}"
    column = len(before) - len(before.lstrip()) + 1
    return (place[0], column), "this line is indented too far; line it up with the one above it"


def _unclosed(problem: str, place: Place, opened: Place, lines: list[str]) -> Sentence:
    if "unexpected end of stream" in problem or "document separator" in problem:
        return opened, "the quote that opens here is never closed; close it with the same quote"
    if "flow" not in problem:
        return None
    if "flow node" in problem:
        opened = _last_bracket(place, lines) or opened
    bracket = _line(lines, opened[0])[opened[1] - 1 : opened[1]]
    closing = {"[": "]", "{": "}"}.get(bracket, "]")
    if place[0] != opened[0] or place[1] > len(_line(lines, place[0]).rstrip()):
        return opened, f"the '{bracket}' that opens here is not closed; write '{closing}' after its last value"
    return place, f"a comma or '{closing}' is missing before this"


def _last_bracket(place: Place, lines: list[str]) -> Place | None:
    for number in range(min(place[0], len(lines)), 0, -1):
        column = max(lines[number - 1].rfind("["), lines[number - 1].rfind("{")) + 1
        if column:
            return number, column
    return None


def _missing_colon(problem: str, _place: Place, opened: Place, _lines: list[str]) -> Sentence:
    if "expected ':'" not in problem:
        return None
    return opened, "there is no ':' after this; write 'key: value', or put a longer text in quotes"


def _odd_start(problem: str, place: Place, _opened: Place, lines: list[str]) -> Sentence:
    if "start any token" not in problem:
        return None
    character = _line(lines, place[0])[place[1] - 1 : place[1]]
    return place, f"a text cannot start with '{character}'; {_QUOTE_IT}"


def _misplaced(problem: str, place: Place, _opened: Place, lines: list[str]) -> Sentence:
    if "block mapping" not in problem and "block collection" not in problem:
        return None
    if _line(lines, place[0])[: place[1] - 1].strip(" -"):
        return place, "there is more text after the closing quote; put all of it in quotes"
    if "block collection" in problem:
        return place, "this line is not part of the list above it; start it with '- ', or indent it less"
    return place, "this line does not line up with any line above it; give it the same indentation"


_BY_WORD: Final = (
    ("escape", "a backslash in double quotes starts a special character; use single quotes, or '/'"),
    ("node content", "there is no value where one should be; write one, or remove this"),
    ("while scanning an anchor", f"a text cannot start with '&'; {_QUOTE_IT}"),
    ("while scanning an alias", f"a text cannot start with '*'; {_QUOTE_IT}"),
    ("tag", f"a text cannot start with '!'; {_QUOTE_IT}"),
    ("directive", f"a line cannot start with '%'; {_QUOTE_IT}"),
    ("incompatible YAML", "this version of YAML is not known here; remove the line"),
    ("entries are not allowed", "a '-' cannot stand here; start a new line with it"),
    ("mapping keys are not allowed", f"a text cannot start with '? '; {_QUOTE_IT}"),
    ("block scalar", "nothing can follow '|' or '>' in the same line; start the text in the next line"),
)


def _by_word(problem: str, place: Place, _opened: Place, _lines: list[str]) -> Sentence:
    return next(((place, message) for word, message in _BY_WORD if word in problem), None)


_EXPLANATIONS: Final[tuple[Callable[[str, Place, Place, list[str]], Sentence], ...]] = (
    _tab,
    _no_space_after_colon,
    _second_colon,
    _unclosed,
    _missing_colon,
    _odd_start,
    _misplaced,
    _by_word,
)

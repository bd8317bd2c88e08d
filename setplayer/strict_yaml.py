"""Files that people write, as plain values: the part of YAML that surprises nobody, and the place of every value.

No anchors, aliases, tags, second documents or duplicate keys. Only `true`, `false`, `null` and plain decimals are
typed; everything else, `1:30`, `no`, `010` and `1e3` among it, is text, and so is every key.

Values are built from PyYAML's stream of events, and size, depth and number of items are checked as it flows: its C
loader crashes the interpreter when it composes a tree of 40 000 levels itself, an 80 kB file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

import yaml

from setplayer.faults import Finding, TextFault, shown
from setplayer.yaml_words import syntax_finding

Path = tuple[str | int, ...]
"""Keys and indices from the top of a file to a value."""

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 16
MAX_ITEMS: Final = 20_000
MAX_UNREADABLE: Final = 100
"""So many lines with characters that cannot be shown are told: a file with more is no text at all."""

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: Final = {"true": True, "false": False, "null": None, "": None}
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
# YAML 1.1 also breaks lines at U+0085, U+2028 and U+2029; editors do not, and line numbers would drift apart.
_UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Document:
    """What a file holds, as dicts, lists, texts, numbers, booleans and None, and where it says so."""

    value: Any = None
    _values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    _keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    _ends: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def place(self, path: Path) -> tuple[int, int]:
        """Line and column, from 1, of the value at `path`, or of the nearest one around it that is there."""
        return self._values.get(self.written(path), (1, 1))

    def key_place(self, path: Path) -> tuple[int, int]:
        """Line and column, from 1, of the key that `path` ends in, or of the nearest value around it."""
        return self._keys.get(path) or self.place(path)

    def span(self, path: Path) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """Where the text of the value at `path` begins, and the place after its last character; quotes included.

        None when nothing is there, or a list or a block.
        """
        return (self._values[path], self._ends[path]) if path in self._ends else None

    def written(self, path: Path) -> Path:
        """`path` as far as the file goes along with it."""
        while path and path not in self._values:
            path = path[:-1]
        return path


def read_strict(text: str, file: str) -> Document:
    """The document in `text`. Raises TextFault with every fault found; a fault of syntax ends the search."""
    document, findings = collect(text)
    if findings:
        raise TextFault(file, findings)
    return document


def collect(text: str) -> tuple[Document, list[Finding]]:
    """The document in `text` as far as it can be read, and what is wrong with it.

    A repeated key keeps its first value, an alias counts as None, and anchors and tags are passed over. When the
    syntax or a limit ends the reading, the document's value is None.
    """
    findings = list(islice(_unreadable(text), MAX_UNREADABLE))
    if findings:
        return Document(), findings
    builder = _Builder(text)
    try:
        value = builder.document()
    except (yaml.YAMLError, ValueError) as error:
        return Document(), [*builder.findings, syntax_finding(error, text)]
    except _LimitError:
        return Document(), builder.findings
    return Document(value, builder.values, builder.keys, builder.ends), builder.findings


def text_of(data: bytes, file: str) -> str:
    """The text in the bytes of a file. Raises TextFault when they are not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = "this is not UTF-8 text; save the file again with the encoding UTF-8"
        raise TextFault(file, [Finding(line, column, message)]) from None


def _unreadable(text: str) -> Iterator[Finding]:
    """Faults of the bare text: too large, or characters that no such file needs."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        yield Finding(1, 1, "the file is larger than 1 MB; split it, or make it shorter")
        return
    if text.startswith("\ufeff"):
        yield Finding(1, 1, "the file starts with a byte order mark; save it as UTF-8 without BOM")
        text = " " + text[1:]
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if match := _UNREADABLE.search(line):
            code = f"U+{ord(match[0]):04X}"
            message = f"there is a character here that cannot be shown ({code}); remove it"
            yield Finding(number, match.start() + 1, message)


class _LimitError(Exception):
    """A limit ends the reading; the findings say which."""


class _Builder:
    """Builds values from events, recursing as deep as the values are nested: at most MAX_DEPTH."""

    def __init__(self, text: str):
        self.values: dict[Path, tuple[int, int]] = {}
        self.keys: dict[Path, tuple[int, int]] = {}
        self.ends: dict[Path, tuple[int, int]] = {}
        self.findings: list[Finding] = []
        self._items = 0
        self._depth = 0
        self._events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)

    def document(self) -> Any:
        next(self._events)  # the start of the stream
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return None
        value = self._value(next(self._events), ())
        next(self._events)  # the end of the document
        event = next(self._events)
        if isinstance(event, yaml.DocumentStartEvent):
            self._find(event, "a file holds one document; remove this '---' and what follows it")
        return value

    def _find(self, event: Any, message: str) -> None:
        self.findings.append(Finding(*_place(event), message))

    def _value(self, event: Any, path: Path | None) -> Any:
        """The value that starts with `event`. Its places are kept unless `path` is None."""
        self._items += 1
        if self._items > MAX_ITEMS:
            self._find(event, f"the file holds more than {MAX_ITEMS} values; split it, or make it shorter")
            raise _LimitError
        self._refuse_extras(event)
        if path is not None:
            self.values[path] = _place(event)
        if isinstance(event, yaml.ScalarEvent):
            if path is not None:
                self.ends[path] = _end(event)
            return _typed(event)
        if isinstance(event, yaml.AliasEvent):
            return None
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._find(event, f"values are nested more than {MAX_DEPTH} deep here; write it with fewer levels")
            raise _LimitError
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        value = self._mapping(path) if is_mapping else self._sequence(path)
        self._depth -= 1
        return value

    def _refuse_extras(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._find(event, "a text that starts with '*' needs quotes (these files have no aliases)")
            return
        if event.anchor is not None:
            self._find(event, "a text that starts with '&' needs quotes (these files have no anchors)")
        if event.tag is not None:
            self._find(event, "a text that starts with '!' needs quotes (these files have no tags)")

    def _sequence(self, path: Path | None) -> list[Any]:
        result: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            result.append(self._value(event, None if path is None else (*path, len(result))))
        return result

    def _mapping(self, path: Path | None) -> dict[str, Any]:
        result: dict[str, Any] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key, place = self._key(event), _place(event)
            if key is None or key in result:
                if key is not None:
                    self._find(event, f"{shown(key)} is here twice, first in line {lines[key]}; remove one")
                self._value(next(self._events), None)
                continue
            lines[key] = place[0]
            below = None if path is None else (*path, key)
            if below is not None:
                self.keys[below] = place
            result[key] = self._value(next(self._events), below)
        return result

    def _key(self, event: Any) -> str | None:
        """The text of a key; None when it is anything but plain text, and then the fault is noted."""
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_extras(event)
            return str(event.value)
        self._find(event, "a key is a plain word; write 'key: value'")
        self._value(event, None)
        return None


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _end(event: Any) -> tuple[int, int]:
    return event.end_mark.line + 1, event.end_mark.column + 1


def _typed(event: Any) -> Any:
    text: str = event.value
    plain = event.implicit[0]
    if plain and text in _WORDS:
        return _WORDS[text]
    if plain and (match := _NUMBER.fullmatch(text)):
        return float(text) if match[1] else int(text)
    return text

"""What the journal on a client's page asks: sets of questions, as files that a clinic can make its own.

```yaml
prompts: Somatic
ask:
  - Where in your body do you notice the session now?
```

A clinic's sets are `prompts/NAME.yaml` in the data directory and stand in the place of those that ship under the same
name. Which set a session's page has is chosen at sharing, and is in the session's record.
"""

import difflib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from setplayer.faults import Fault, shown
from setplayer.handwritten import Reader, text_in
from setplayer.review.clean import clean_line
from setplayer.review.entries import Entry
from setplayer.shipped import shipped
from setplayer.strict_yaml import read_strict
from setplayer.values import Value

GENERAL: Final = "general"
"""The set where none was chosen."""

MOST: Final = 12
LONGEST: Final = 240
LONGEST_NAME: Final = 40

_FOLDER: Final = "prompts"
_KEYS: Final = ("prompts", "ask")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class PromptSet(Value):
    """Questions in their order. `name` is the file's, by which it is chosen; `title` is for people."""

    name: str
    title: str
    asks: tuple[str, ...]


def prompt_set(data: Path | None, name: str) -> PromptSet:
    """A set by its name; of those that ship alone, without a data directory.

    Raises Fault where there is none of that name, TextFault with every fault of its file.
    """
    known = _files(data)
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"Did you mean '{near[0]}'?" if near else f"There are: {', '.join(sorted(known))}."
        raise Fault(f"There is no set of prompts {shown(name)}. {hint}")
    path = known[name]
    return prompts_from(text_in(path, "the prompts"), str(path), name)


def prompt_sets(data: Path) -> tuple[PromptSet, ...]:
    """Every set, the general one first. Raises TextFault with every fault of the first file that has any."""
    names = sorted(_files(data), key=lambda name: (name != GENERAL, name))
    return tuple(prompt_set(data, name) for name in names)


def chosen_prompts(entries: Sequence[Entry]) -> str:
    """The name of the set that was chosen last for a session's page."""
    chosen = GENERAL
    for entry in entries:
        name = entry.event.request.get("set")
        if entry.event.kind == "prompts" and isinstance(name, str):
            chosen = name
    return chosen


def page_prompts(data: Path, entries: Sequence[Entry]) -> tuple[str, ...]:
    """What a session's page asks. A set that is gone, or was never here, leaves the general one that ships."""
    name = chosen_prompts(entries)
    return prompt_set(data, name).asks if name in _files(data) else prompt_set(None, GENERAL).asks


def prompts_from(text: str, file: str, name: str) -> PromptSet:
    """The set in a text. Raises TextFault with every fault of it."""
    reader = _Reader(read_strict(text, file))
    found = reader.prompts(name)
    reader.done(file)
    return found


def _files(data: Path | None) -> dict[str, Path]:
    """Every set's file by its name; a clinic's own in the place of one that ships."""
    folders = [shipped("assets") / _FOLDER, *([] if data is None else [data / _FOLDER])]
    found = [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.yaml"))]
    return {path.stem: path for path in found if _NAME.fullmatch(path.stem)}


class _Reader(Reader):
    """Reads the file's values and collects what is wrong with them."""

    def prompts(self, name: str) -> PromptSet:
        values = self.document.value
        if not isinstance(values, dict):
            self.find((), "prompts have a name and questions; write 'prompts: Somatic' and 'ask:'")
            return PromptSet(name=name, title="", asks=())
        self.only(_KEYS, values)
        title = self._words(values.get("prompts"), ("prompts",), "prompts have a name", LONGEST_NAME)
        asks = values.get("ask")
        if not isinstance(asks, list) or not asks:
            self.find(("ask",), "the questions are a list; write each like '- What stayed with you?'")
            asks = []
        if len(asks) > MOST:
            self.find(("ask",), f"there are {len(asks)} questions; a page that is written on has at most {MOST}")
        asked: list[str] = []
        for number, one in enumerate(asks):
            text = self._words(one, ("ask", number), "a question is a sentence", LONGEST)
            if text.casefold() in (other.casefold() for other in asked):
                self.find(("ask", number), f"{shown(text)} is here twice; remove one")
            elif text:
                asked.append(text)
        return PromptSet(name=name, title=title, asks=tuple(asked))

    def _words(self, value: object, place: tuple[str | int, ...], what: str, longest: int) -> str:
        text = clean_line(value)
        if not text:
            self.find(place, f"{what}; put quotes around one that is a number or has ': ' in it")
        elif len(text) > longest:
            self.find(place, f"{shown(text)} has {len(text)} characters; there is room for {longest}")
        return text

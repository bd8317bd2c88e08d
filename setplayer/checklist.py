"""The checklist before a session: a clinic's own `checklist.yaml` in the data directory, or the one that ships.

```yaml
checklist: Before the session
items:
  - check: Touch agreed
  - ask: Heart conditions
```

`check` is something done, `ask` something asked; what was answered may be written down beside it. What a session went
through is in its own record: a list that is changed later changes no session before.
"""

from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from setplayer.faults import shown
from setplayer.handwritten import Reader, text_in
from setplayer.shipped import shipped
from setplayer.strict_yaml import read_strict
from setplayer.values import Value

FILE_NAME: Final = "checklist.yaml"
MOST_ITEMS: Final = 40
LONGEST_ITEM: Final = 56
"""Characters that a row of the kiosk has room for, in two lines."""
LONGEST_NAME: Final = 40

_KEYS: Final = ("checklist", "items")
_ITEM_KEYS: Final = ("check", "ask")
_LIKE_THIS: Final = "write it like '- check: Touch agreed' or '- ask: Heart conditions'"


class CheckItem(Value):
    """Something to be done, or to be asked, before the music begins."""

    text: Annotated[str, Field(min_length=1, max_length=200)]
    asks: bool = False


class Checklist(Value):
    """A list of them, in the order of the file."""

    name: str
    items: tuple[CheckItem, ...]


def read_checklist(data: Path) -> Checklist:
    """The clinic's checklist in a data directory; the one that ships where there is none.

    Raises TextFault with every fault of the file, and Fault when it cannot be read.
    """
    own = data / FILE_NAME
    return checklist_in(own if own.exists() else shipped_checklist())


def shipped_checklist() -> Path:
    """The file of the list that ships."""
    return shipped("assets") / "checklists" / "before-the-session.yaml"


def checklist_in(path: Path) -> Checklist:
    """The checklist in a file. Raises TextFault with every fault of it, and Fault when it cannot be read."""
    return checklist_from(text_in(path, "the checklist"), str(path))


def checklist_from(text: str, file: str) -> Checklist:
    """The checklist in a text. Raises TextFault with every fault of it."""
    reader = _Reader(read_strict(text, file))
    found = reader.checklist()
    reader.done(file)
    return found


class _Reader(Reader):
    """Reads the file's values and collects what is wrong with them."""

    def checklist(self) -> Checklist:
        values = self.document.value
        if not isinstance(values, dict):
            self.find((), "a checklist has a name and items; write 'checklist: Before the session' and 'items:'")
            return Checklist(name="", items=())
        self.only(_KEYS, values)
        name = self._words(values.get("checklist"), ("checklist",), "a checklist has a name", LONGEST_NAME)
        listed = values.get("items")
        if not isinstance(listed, list) or not listed:
            self.find(("items",), f"the items are a list; {_LIKE_THIS}")
            listed = []
        if len(listed) > MOST_ITEMS:
            self.find(("items",), f"there are {len(listed)} items; a list that is gone through has {MOST_ITEMS}")
        items: list[CheckItem] = []
        for number, item in enumerate(listed):
            self._item(item, number, items)
        return Checklist(name=name, items=tuple(items))

    def _item(self, item: object, number: int, before: list[CheckItem]) -> None:
        place = ("items", number)
        if not isinstance(item, dict) or ("check" in item) == ("ask" in item):
            self.find(place, f"an item is one thing to check or to ask; {_LIKE_THIS}")
            return
        self.only(_ITEM_KEYS, item, place)
        key = "ask" if "ask" in item else "check"
        text = self._words(item[key], (*place, key), "an item is a few words", LONGEST_ITEM)
        if text.casefold() in (other.text.casefold() for other in before):
            self.find((*place, key), f"{shown(text)} is here twice; remove one")
        elif text:
            before.append(CheckItem(text=text, asks=key == "ask"))

    def _words(self, value: object, place: tuple[str | int, ...], what: str, longest: int) -> str:
        text = " ".join(value.split()) if isinstance(value, str) else ""
        if not text:
            self.find(place, f"{what}; put quotes around a number")
        elif len(text) > longest:
            self.find(place, f"{shown(text)} has {len(text)} characters; a row has room for {longest}")
        return text

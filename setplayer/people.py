"""Whom a client's page names: those who guide, and whom to call. A clinic writes them in `clinic.yaml`, by hand.

```yaml
therapists: {T1: Ana Vidal}    # names for the codes of the records
crisis:
  name: Crisis line
  phone: 0800 111 0 111
  about: free, at any hour
contacts:
  - name: Ana Vidal
    phone: 030 123 45 67
    about: weekdays from 9 to 5
```

The names are taken from here when a page is made. They are in no record.
"""

from collections.abc import Callable
from typing import Any, Final

from pydantic import Field

from setplayer.faults import shown
from setplayer.values import Value

KEYS: Final = ("therapists", "crisis", "contacts")
MOST_CONTACTS: Final = 8
LONGEST: Final = 120
"""Characters of a name, a number or a remark."""

Find = Callable[[tuple[str | int, ...], str], None]

_EXAMPLE: Final = "write them like '{name: Crisis line, phone: 112}'"


class Contact(Value):
    """Somebody who can be called; `about` says when, or what for."""

    name: str
    phone: str
    about: str = ""

    @property
    def dialled(self) -> str:
        """The number as a telephone takes it, such as `+4930123`; "" where `phone` is no plain number."""
        digits = "".join(c for c in self.phone if c not in " -./()\u00a0")
        return digits if digits.removeprefix("+").isascii() and digits.removeprefix("+").isdigit() else ""


class People(Value):
    """All of them. `therapists` are names by code, `crisis` is who is there in a crisis, None while nobody is named.

    `file` is where that is written, for messages.
    """

    therapists: dict[str, str] = Field(default_factory=dict)
    crisis: Contact | None = None
    contacts: tuple[Contact, ...] = ()
    file: str = "clinic.yaml"

    def called(self, code: str) -> str:
        """The name of a therapist, or the code where no name is set."""
        return self.therapists.get(code, code)


def people_value(key: str, value: object, find: Find) -> Any:
    """What stands under one of `KEYS` of a clinic's file; faults are told to `find`, with the path to them."""
    if key == "therapists":
        return _therapists(value, find)
    if key == "crisis":
        return _contact(("crisis",), value, find)
    if not isinstance(value, list):
        find(("contacts",), "contacts are a list, each with a name and a phone")
        return ()
    if len(value) > MOST_CONTACTS:
        find(("contacts",), f"there are {len(value)} contacts here; a page has room for {MOST_CONTACTS}")
    found = [_contact(("contacts", number), one, find) for number, one in enumerate(value)]
    return tuple(one for one in found if one is not None)


def _therapists(value: object, find: Find) -> dict[str, str]:
    if not isinstance(value, dict):
        find(("therapists",), "therapists are names by code; write them like 'therapists: {T1: Ana Vidal}'")
        return {}
    return {code: _text(("therapists", code), "a therapist's name", name, find) for code, name in value.items()}


def _contact(path: tuple[str | int, ...], value: object, find: Find) -> Contact | None:
    if not isinstance(value, dict):
        find(path, f"a contact has a name and a phone; {_EXAMPLE}")
        return None
    fields: dict[str, str] = {}
    for key, text in value.items():
        if key in Contact.model_fields:
            fields[key] = _text((*path, key), f"a contact's {key}", text, find)
        else:
            find((*path, key), f"unknown key {shown(key)}; a contact has name, phone and about")
    for key in ("name", "phone"):
        if key not in fields:
            find(path, f"this contact has no {key}; {_EXAMPLE}")
    return Contact(**fields) if {"name", "phone"} <= set(fields) else None


def _text(path: tuple[str | int, ...], what: str, value: object, find: Find) -> str:
    """A text on one line; a whole number is the telephone's."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    text = " ".join(str(value).split()) if whole or isinstance(value, str) else ""
    if not text:
        find(path, f"{what} is a text; put quotes around it")
    elif len(text) > LONGEST:
        find(path, f"{what} has {len(text)} characters; a page has room for {LONGEST}")
    return text

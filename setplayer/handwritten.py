"""Short YAML files that a clinic writes by hand: read whole, and every fault told at once, each with its place."""

import difflib
import errno
import stat
from collections.abc import Iterable
from pathlib import Path

from setplayer import strict_yaml
from setplayer.faults import Finding, TextFault, shown
from setplayer.files import cannot_read
from setplayer.strict_yaml import Document, text_of


def text_in(path: Path, what: str, *, absent: str | None = None) -> str:
    """The text of a file, which is `what`, named with its article; `absent`, if given, where there is none.

    No more is read than shows that a file is too large. Raises TextFault when it is no text, Fault when it cannot be
    read.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for
            raise OSError(errno.EINVAL, "it is not a file")
        with path.open("rb") as file:
            data = file.read(strict_yaml.MAX_BYTES + 1)
    except OSError as error:
        if absent is not None and isinstance(error, FileNotFoundError):
            return absent
        raise cannot_read(path, what, error) from error
    return text_of(data, str(path))


class Reader:
    """Collects what is wrong with a document. Whoever reads a kind of file derives from it."""

    def __init__(self, document: Document):
        self.document = document
        self.findings: list[Finding] = []

    def find(self, place: strict_yaml.Path, message: str) -> None:
        """Something is wrong with the value at `place`."""
        self.findings.append(Finding(*self.document.place(place), message))

    def unknown(self, place: strict_yaml.Path, keys: Iterable[str]) -> None:
        """The key that `place` ends in is none of `keys`."""
        key = str(place[-1])
        near = difflib.get_close_matches(key[:40], keys, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"the keys here are {', '.join(keys)}"
        self.findings.append(Finding(*self.document.key_place(place), f"unknown key {shown(key)}; {hint}"))

    def only(self, keys: Iterable[str], values: Iterable[str], place: strict_yaml.Path = ()) -> None:
        """Of the keys in `values`, which stand at `place`, only `keys` mean something."""
        for key in values:
            if key not in keys:
                self.unknown((*place, key), keys)

    def done(self, file: str) -> None:
        """Raise TextFault with everything that was found, if anything was."""
        if self.findings:
            raise TextFault(file, self.findings)

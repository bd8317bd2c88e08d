"""From the bytes of a list to its entries, whatever its form and its encoding."""

import codecs
from pathlib import PurePath
from typing import Final

from setplayer.faults import Fault
from setplayer.library.tags import cleaned
from setplayer.programmes.entries import Collected, Listing, Reader
from setplayer.programmes.m3u import read_m3u
from setplayer.programmes.pls import read_pls
from setplayer.programmes.table import read_table
from setplayer.programmes.xspf import read_xspf

LARGEST: Final = 1_000_000

_BY_SUFFIX: Final[dict[str, tuple[str, Reader | None]]] = {
    ".m3u": ("M3U", read_m3u),
    ".m3u8": ("M3U", read_m3u),
    ".pls": ("PLS", read_pls),
    ".xspf": ("XSPF", None),
    ".csv": ("CSV", read_table),
    ".tsv": ("CSV", read_table),
}


def read_listing(data: bytes, file: str) -> Listing:
    """The list in the bytes of the file of that name. Raises Fault."""
    suffix = PurePath(file).suffix.lower()
    if suffix not in _BY_SUFFIX:
        raise Fault(f"{file}: the name must end in one of {', '.join(_BY_SUFFIX)}; it tells what kind of list it is.")
    if len(data) > LARGEST:
        raise Fault(f"{file}: the list is larger than 1 MB; split it.")
    form, reader = _BY_SUFFIX[suffix]
    into = Collected()
    try:
        if reader is None:
            read_xspf(data, into)
        else:
            reader(_text(data, into), into)
    except ValueError as error:
        raise Fault(f"{file}: {error}.") from None
    if not into.entries:
        raise Fault(f"{file}: there are no tracks in this list.")
    return Listing(file, form, tuple(into.entries), into.name or cleaned(PurePath(file).stem), tuple(into.told))


def _text(data: bytes, into: Collected) -> str:
    """The text: UTF-8, UTF-16 with its mark, or else Windows-1252, which has all of Latin-1's letters."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
    into.tell(line, "this is no UTF-8 and was read as Latin-1; look whether its accents are right")
    return data.decode("cp1252", "replace")

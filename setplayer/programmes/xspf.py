"""XSPF: a playlist in XML. No DOCTYPE is read, so there are no entities that could grow or fetch anything."""

from typing import Final
from xml.parsers import expat

from setplayer.library.tags import cleaned
from setplayer.programmes.entries import Collected, Entry

_OF_A_TRACK: Final = {"title": "title", "creator": "artist", "location": "location", "duration": "length"}
_DEEPEST: Final = 64


def read_xspf(data: bytes, into: Collected) -> None:
    """Read the tracks of an XSPF. Raises ValueError when it is none, or has a DOCTYPE."""
    parser = expat.ParserCreate(namespace_separator=" ")
    reader = _Reader(parser, into)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = reader.refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ValueError(f"it is no whole XML: {expat.ErrorString(error.code)}, in line {error.lineno}") from None
    except (LookupError, UnicodeError):
        raise ValueError("it names an encoding that is not known; save it as UTF-8") from None
    if not reader.is_list:
        raise ValueError("it is XML, but no XSPF: there is no <playlist> around it")


class _Reader:
    def __init__(self, parser: expat.XMLParserType, into: Collected):
        self.is_list = False
        self._parser = parser
        self._into = into
        self._names: list[str] = []
        self._track: dict[str, str] | None = None
        self._line = 0
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._names.append(name.rpartition(" ")[2])
        if len(self._names) > _DEEPEST:
            raise ValueError(f"its elements are nested more than {_DEEPEST} deep")
        self.is_list = self.is_list or self._names == ["playlist"]
        if self._names == ["playlist", "trackList", "track"]:
            self._track, self._line = {}, self._parser.CurrentLineNumber
        self._text = []

    def characters(self, text: str) -> None:
        self._text.append(text)

    def end(self, name: str) -> None:
        text, path = "".join(self._text).strip(), tuple(self._names)
        self._names.pop()
        self._text = []
        if self._track is not None and path == ("playlist", "trackList", "track"):
            said, self._track = self._track, None
            location, length = said.get("location", ""), said.get("length", "")
            title, artist = cleaned(said.get("title", "")), cleaned(said.get("artist", ""))
            self._into.add(Entry(self._line, title=title, artist=artist, location=location, length=length, unit="ms"))
        elif self._track is not None and len(path) == 4 and path[-1] in _OF_A_TRACK:
            self._track.setdefault(_OF_A_TRACK[path[-1]], text)
        elif path == ("playlist", "title"):
            self._into.name = cleaned(text)

    def refuse(self, *doctype: object) -> None:
        raise ValueError("it has a DOCTYPE, which can make a program read other files; remove that line")

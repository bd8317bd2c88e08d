"""The letters that people type with by touch, by language (ISO 639-1)."""

from dataclasses import dataclass
from typing import Final

_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_PUNCTUATION: Final = ".,'-?!"
_SIGNS: Final = 3
"""So many signs of punctuation stand with the letters, where there is room."""
_MOST_ROWS: Final = 7
COLUMNS: Final = 6
"""Letters are shown in rows of so many."""


@dataclass(frozen=True)
class Alphabet:
    """A language's letters in their usual order, those with marks after the plain ones, and punctuation."""

    code: str
    letters: str
    capitals: str

    @property
    def rows(self) -> int:
        """How many rows its keys take."""
        return min(-(-(len(self.letters) + _SIGNS) // COLUMNS), _MOST_ROWS)

    def keys(self, capitals: bool) -> str:
        """The characters of its keys, row by row; punctuation fills the last."""
        return (self.capitals if capitals else self.letters) + _PUNCTUATION[: self.rows * COLUMNS - len(self.letters)]


def _alphabet(code: str, letters: str, capitals: str = "") -> Alphabet:
    return Alphabet(code, letters, capitals or letters.upper())


ALPHABETS: Final[dict[str, Alphabet]] = {
    found.code: found
    for found in (
        _alphabet("en", _LATIN),
        _alphabet("cs", _LATIN + "áčďéěíňóřšťúůýž"),
        _alphabet("da", _LATIN + "æøåé"),
        _alphabet("de", _LATIN + "äöüß", _LATIN.upper() + "ÄÖÜẞ"),
        _alphabet("el", "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋ", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΣΤΥΦΧΨΩΆΈΉΊΌΎΏΪΫ"),
        _alphabet("es", _LATIN + "ñáéíóúü¿¡"),
        _alphabet("fi", _LATIN + "åäö"),
        _alphabet("fr", _LATIN + "éèêàâçùûîïôœ"),
        _alphabet("hu", _LATIN + "áéíóöőúüű"),
        _alphabet("it", _LATIN + "àèéìòù"),
        _alphabet("nb", _LATIN + "æøåé"),
        _alphabet("nl", _LATIN + "éèëïöü"),
        _alphabet("pl", _LATIN + "ąćęłńóśźż"),
        _alphabet("pt", _LATIN + "ãáàâçéêíõóôú"),
        _alphabet("ro", _LATIN + "ăâîșț"),
        _alphabet("ru", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
        _alphabet("sv", _LATIN + "åäöé"),
        _alphabet("tr", "abcçdefgğhıijklmnoöprsştuüvyzqwx", "ABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZQWX"),
        _alphabet("uk", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя’"),
    )
}
"""Every language that there is a keyboard for. Scripts that run from right to left, and those that need an input
method, are typed on a keyboard of the system."""

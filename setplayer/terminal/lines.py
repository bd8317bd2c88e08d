"""Lines of the screen: text that cannot steer the terminal, cut and set to a width in cells. Pure."""

from collections.abc import Iterable
from typing import Final

from rich.cells import cell_len
from rich.text import Text

STRONG: Final = "bold"
QUIET: Final = "dim"
ACCENT: Final = "bold yellow"

_ASCII: Final = str.maketrans(
    {"▶": ">", "‖": "=", "○": "o", "◌": "o", "■": "#", "▼": "v", "◇": "o", "●": "*", "◆": "*", "▲": "^", "┃": "|",
     "│": "|", "─": "-", "┴": "+", "▁": "_", "▂": "_", "▃": "_", "▄": "o", "▅": "o", "▆": "O", "▇": "O", "█": "#",
     "·": "-", "−": "-", "↑": "^", "↓": "v", "…": "~", "“": '"', "”": '"', "°": "'", "▏": "_", "•": "*"}
)  # fmt: skip


def plain(text: str) -> str:
    """Text without anything that steers a terminal or turns its direction; spaces of any kind become a space."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "" for c in text)


def said(text: str, style: str = "") -> Text:
    """Text that came from elsewhere."""
    return Text(plain(text), style=style, end="")


def line(*parts: str | Text | tuple[str, str]) -> Text:
    """One line of parts, each text or text and style."""
    return Text.assemble(*parts, end="")


def quiet(text: str) -> Text:
    """Text of less weight."""
    return line((text, QUIET))


def fit(text: Text, width: int) -> Text:
    """Exactly so many cells: cut with `…`, or filled with spaces."""
    if width <= 0:
        return Text(end="")
    fitted = text.copy()
    fitted.truncate(width, overflow="ellipsis", pad=True)
    return fitted


def sides(left: Text, right: Text, width: int) -> Text:
    """One at the left, one at the right; the left is cut when both are too long."""
    right = right.copy()
    right.truncate(width, overflow="ellipsis")
    gap = " " if right.plain else ""
    return fit(Text.assemble(fit(left, width - right.cell_len - len(gap)), gap, right, end=""), width)


def wrapped(text: Text, width: int, rows: int) -> list[Text]:
    """A text over at most so many rows, broken between words; the last is cut."""
    found: list[Text] = []
    rest = text
    while rest.plain and len(found) < rows - 1 and rest.cell_len > width:
        at = _break(rest.plain, width)
        first, rest = rest.divide([at])
        found.append(first)
        rest = rest[len(rest.plain) - len(rest.plain.lstrip()) :]
    return [fit(row, width) for row in (*found, rest)]


def packed(items: Iterable[Text], width: int, rows: int, gap: str = "  ") -> list[Text]:
    """Items side by side over at most so many rows; what does not fit is left out."""
    found: list[Text] = [Text(end="")]
    for item in items:
        if not found[-1].plain:
            found[-1] = item.copy()
        elif found[-1].cell_len + len(gap) + item.cell_len <= width:
            found[-1] = Text.assemble(found[-1], gap, item, end="")
        elif len(found) < rows:
            found.append(item.copy())
        else:
            break
    return found


def in_ascii(text: Text) -> Text:
    """The same for a terminal that shows nothing but ASCII, character by character."""
    told = text.copy()
    told.plain = text.plain.translate(_ASCII).encode("ascii", "replace").decode()
    return told


def _break(text: str, width: int) -> int:
    at = 0
    for number in range(len(text), 0, -1):
        if cell_len(text[:number]) <= width:
            at = number
            break
    space = text.rfind(" ", 0, at + 1)
    return space if space > 0 else max(at, 1)

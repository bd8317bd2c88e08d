"""An SVG of ours as a PNG, drawn by resvg with the typeface that ships, so that it is the same picture everywhere."""

from typing import Final

from resvg_py import svg_to_bytes

from setplayer.shipped import shipped

PNG_WIDTH: Final = 2400
"""Pixels across: on A4 in landscape some 210 to the inch, at which small type prints crisp."""

_FAMILY: Final = "Atkinson Hyperlegible Next"
_FONTS: Final = ("atkinson-hyperlegible-next-400.ttf", "atkinson-hyperlegible-next-700.ttf")
_OURS_UNTIL: Final = "\u02ff"
_SIGNS: Final = range(0x2000, 0x20D0)
"""Latin letters, and the signs of print: the typeface has what we write of these. For anything else, such as a title
in Hebrew, the system's own fonts are looked at too."""


def png_from(svg: str) -> bytes:
    """The picture, `PNG_WIDTH` pixels wide."""
    folder = shipped("assets") / "fonts"
    ours = all(letter <= _OURS_UNTIL or ord(letter) in _SIGNS for letter in svg)
    return svg_to_bytes(
        svg,
        width=PNG_WIDTH,
        font_files=[str(folder / name) for name in _FONTS],
        font_family=_FAMILY,
        sans_serif_family=_FAMILY,
        skip_system_fonts=ours,
    )

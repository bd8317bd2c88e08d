"""How the plot looks: colours for light and dark rooms and for paper, and hatches that do without colour."""

from typing import Final, Literal
from xml.etree.ElementTree import Element, SubElement

Theme = Literal["light", "dark"]

HATCH: Final = "setplayer-hatch"
DOTS: Final = "setplayer-dots"

_LIGHT: Final = {
    "page": "#fff",
    "ink": "#2b231c",
    "soft": "#5a4d41",
    "line": "#ded6cd",
    "amber": "#a3570f",
    "area": "#f4e3cf",
    "bar": "#d9b08a",
    "pale": "#faf1e7",
    "teal": "#1f6a58",
    "shade": "#7d6a58",
}
_DARK: Final = {
    "page": "#12100e",
    "ink": "#eadfd2",
    "soft": "#b3a292",
    "line": "#3a3028",
    "amber": "#e6a055",
    "area": "#3a2614",
    "bar": "#85592f",
    "pale": "#221a13",
    "teal": "#83c0ad",
    "shade": "#b3a292",
}

# The whole picture on one sheet of A4 across, whatever its height.
_PAPER: Final = "@page{size:A4 landscape;margin:10mm}@media print{svg{width:277mm;height:190mm}}"

_FORM: Final = """
text{font-family:"Atkinson Hyperlegible Next","Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
font-variant-numeric:tabular-nums}
.halo{paint-order:stroke;stroke-width:4;stroke-linejoin:round}
.strong,.dose{font-weight:700}
.curve{fill:none;stroke-width:2.5;stroke-linecap:round;stroke-linejoin:round}
.axis,.grid{stroke-width:1}
.boundary{stroke-width:1;stroke-opacity:.6}
.real{fill:none;stroke-width:1.8;stroke-dasharray:7 3;stroke-linejoin:round}
.loudness{fill:none;stroke-width:1.4;stroke-linejoin:round}
.overlap{fill-opacity:.2}
.bar{stroke-width:1;stroke-linejoin:round}
.silence{fill:none;stroke-dasharray:3 3}
.dose-line{stroke-width:2}
.strokes{stroke-width:9}
.hatching{stroke-width:2}
"""

# No custom properties: converters to PNG and PDF do not know them. Paper is always light.
_COLOURS: Final = """
.page{{fill:{page}}}
.halo{{stroke:{page}}}
.ink,.strong{{fill:{ink}}}
.soft{{fill:{soft}}}
.grid{{stroke:{line}}}
.axis,.boundary{{stroke:{shade}}}
.area{{fill:{area}}}
.curve{{stroke:{amber}}}
.real{{stroke:{ink}}}
.range{{fill:{bar}}}
.loudness{{stroke:{ink}}}
.overlap{{fill:{shade}}}
.bar{{stroke:{amber}}}
.track{{fill:{bar}}}
.soundscape{{fill:url(#{hatch})}}
.bed{{fill:url(#{dots})}}
.silence{{stroke:{ink}}}
.hatched{{fill:{pale}}}
.hatching{{stroke:{bar}}}
.dot{{fill:{amber}}}
.dose,.dose-drop,.mark{{fill:{teal}}}
.dose-line,.strokes{{stroke:{teal}}}
"""


def add_style(svg: Element, theme: Theme | None = None) -> None:
    """The style sheet and the hatches, which an element names by its class.

    Without a theme it is light or dark as the reader's screen is, and light on paper.
    """
    light, dark = (_COLOURS.format(**colours, hatch=HATCH, dots=DOTS) for colours in (_LIGHT, _DARK))
    either = f"{light}@media screen and (prefers-color-scheme:dark){{{dark}}}\n"
    SubElement(svg, "style").text = _PAPER + _FORM + {"light": light, "dark": dark, None: either}[theme]
    definitions = SubElement(svg, "defs")
    hatch = _pattern(definitions, HATCH, "6")
    SubElement(hatch, "path", {"class": "hatching", "d": "M-1,1 L1,-1 M0,6 L6,0 M5,7 L7,5"})
    dots = _pattern(definitions, DOTS, "5")
    SubElement(dots, "circle", {"class": "dot", "cx": "2.5", "cy": "2.5", "r": "1"})


def _pattern(definitions: Element, name: str, size: str) -> Element:
    square = {"width": size, "height": size}
    pattern = SubElement(definitions, "pattern", {"id": name, "patternUnits": "userSpaceOnUse", **square})
    SubElement(pattern, "rect", {"class": "hatched", **square})
    return pattern

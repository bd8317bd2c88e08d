"""The client's page: one HTML file that stands on its own, reads without JavaScript and asks for nothing."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from setplayer.faults import Fault
from setplayer.people import People
from setplayer.review import lines
from setplayer.review.drawing import HEIGHT, WIDTH, draw
from setplayer.review.model import Timeline
from setplayer.review.prompts import GENERAL, prompt_set
from setplayer.review.saved_journal import answer_key
from setplayer.review.words import CARE
from setplayer.shipped import shipped
from setplayer.words import _

_TEMPLATES: Final = "templates"
_FONT: Final = "atkinson-hyperlegible-next"
_WEIGHTS: Final = (400, 700)
_RANGES: Final = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2212",
    "latin-ext": "U+0100-0130,U+0132-0151,U+0154-017F,U+0192,U+0218-021B,U+1E80-1E85,U+1E9E,U+1EF2-1EF3",
}


def render_page(timeline: Timeline, people: People, prompts: tuple[str, ...] = ()) -> str:
    """The page as one HTML text, to be written as UTF-8. Its journal asks `prompts`, or else the general ones.

    Its content security policy lets nothing load and only its own script run, by that script's hash. Raises Fault for
    a client's page while nobody is named to call in a crisis.
    """
    if people.crisis is None and not timeline.everything:
        text = _("{file}: no page is made while nobody is named to call in a crisis; write there, such as {example}.")
        raise Fault(text.format(file=people.file, example="'crisis: {name: Crisis line, phone: 112}'"))
    prompts = prompts or prompt_set(None, GENERAL).asks
    script = _part("page.js")
    return _environment().get_template("page.html.j2").render(
        t=timeline,
        people=people,
        d=draw(timeline),
        width=WIDTH,
        height=HEIGHT,
        lines=lines,
        prompts=[(answer_key(prompt), prompt) for prompt in prompts],
        care=CARE,
        style=_fonts(_letters(timeline, people, prompts)) + _part("page.css"),
        script=script,
        script_hash=b64encode(sha256(script.encode()).digest()).decode(),
    )  # fmt: skip


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("setplayer.review", _TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _part(name: str) -> str:
    """A file of the page that stands in it as it is: ours, and free of anybody's words."""
    return (files("setplayer.review") / _TEMPLATES / name).read_text(encoding="utf-8")


def _letters(timeline: Timeline, people: People, prompts: tuple[str, ...]) -> set[str]:
    return set(timeline.model_dump_json()) | set(people.model_dump_json()) | set("".join(prompts))


def _fonts(letters: set[str]) -> str:
    """The page's own letters, so that it looks the same wherever it is opened; rarer ones only where it has them."""
    subsets = [subset for subset in _RANGES if any(_is_in(subset, one) for one in letters)]
    return "".join(_font_face(subset, weight) for weight in _WEIGHTS for subset in subsets)


def _is_in(subset: str, letter: str) -> bool:
    spans = [span.removeprefix("U+").split("-") for span in _RANGES[subset].split(",")]
    return any(int(span[0], 16) <= ord(letter) <= int(span[-1], 16) for span in spans)


@cache
def _font_face(subset: str, weight: int) -> str:
    data = (shipped("assets") / "fonts" / f"{_FONT}-{subset}-{weight}.woff2").read_bytes()
    source = f"url(data:font/woff2;base64,{b64encode(data).decode()}) format('woff2')"
    return f"@font-face{{font-family:Reading;font-weight:{weight};src:{source};unicode-range:{_RANGES[subset]}}}\n"

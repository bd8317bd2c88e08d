"""The programme as one HTML file: it stands on its own, has no script, asks for nothing, and prints on A4 in grey."""

from base64 import b64encode
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from setplayer.programmes.expect import Expect
from setplayer.programmes.sheet import CONFIRM, NO_DEVICE, Sheet


def render_sheet(sheet: Sheet) -> str:
    """The page as one HTML text, to be written as UTF-8."""
    plot = "data:image/svg+xml;base64," + b64encode(sheet.plot.encode()).decode()
    return (
        _environment()
        .get_template("programme.html.j2")
        .render(s=sheet, plot=plot, confirm=CONFIRM, no_device=NO_DEVICE)
    )


def render_expect(sheet: Expect) -> str:
    """What to expect as one HTML text."""
    return _environment().get_template("expect.html.j2").render(s=sheet)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("setplayer.programmes", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

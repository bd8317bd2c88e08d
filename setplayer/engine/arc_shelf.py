"""The arcs that can be chosen on a screen: those that ship, and those that were installed."""

from functools import cache
from pathlib import Path

from setplayer.arc.model import Arc
from setplayer.engine.prepare import arc_text, read, shipped_arcs
from setplayer.engine.today_view import ArcChoice
from setplayer.faults import Fault
from setplayer.packs.shelf import Shelf
from setplayer.units import SAMPLE_RATE
from setplayer.values import content_address


def arc_shelf(data: Path) -> tuple[ArcChoice, ...]:
    """Every arc that can be read, those of the clinic's packs first. One that cannot be read hides no other."""
    installed = [pack.manifest.name for pack in Shelf(data).packs()]
    found = [_choice(name, Shelf(data).located(name)) for name in dict.fromkeys(installed)]
    found += [_choice(name, name) for name in shipped_arcs() if name not in installed]
    return tuple(choice for choice in found if choice is not None)


def _choice(name: str, file: str) -> ArcChoice | None:
    try:
        return _read(name, file, content_address(arc_text(file)[1].encode()))
    except Fault:
        return None


@cache
def _read(name: str, file: str, address: str) -> ArcChoice:
    """What a file says while its content is this."""
    arc = read(file).reading.arc
    return ArcChoice(name=name, title=arc.name, medicine=arc.medicine, route=arc.route, minutes=_minutes(arc))


def _minutes(arc: Arc) -> int:
    return round(arc.total_frames / SAMPLE_RATE / 60)

"""What entries of the record say: their moment, their words, and what a correction makes of them. Pure.

Both the screens of a session and its timeline read entries through this, so that they never differ.
"""

from collections.abc import Mapping
from typing import Any, Final

from setplayer.session.events import Event
from setplayer.session.measured import MEASURED
from setplayer.units import frames_from_s

WORDED_BY: Final[dict[str, str]] = {
    "note": "text",
    "quote": "text",
    "mark": "text",
    "interruption": "text",
    "touch_agreed": "text",
    "touch_given": "text",
    "clinician_called": "text",
    "intention": "text",
    "vitals": "text",
    "tag": "tag",
    "reminder_skipped": "reason",
    "begin": "reason",
    "dose": "amount",
    "booster": "amount",
    "device_given": "amount",
    "infusion_end": "amount",
}
"""For each kind of entry, the field of its content that a correction's text takes the place of.

Vitals have no such field of their own: their correction in words stands in the place of all values.
"""

EARLIER_S: Final = 60.0
"""A mark can be moved so much earlier than it was made."""

_MOST_S: Final = 1e6


def moment_frame(event: Event) -> int:
    """The frame at which it happened, which may be some time before it was entered; 0 at the earliest."""
    before_s = 60 * _number(event.request.get("minutes_ago")) + _number(event.request.get("began_s_ago"))
    return max(event.frame - frames_from_s(before_s), 0)


def corrected_frame(correction: Event, made_frame: int, frame: int) -> int:
    """Where an entry that was made at `made_frame` and stood at `frame` stands after a correction."""
    if correction.request.get("earlier_s") is not None:
        return max(made_frame - frames_from_s(_number(correction.request["earlier_s"])), 0)
    return moment_frame(correction) if correction.request.get("minutes_ago") is not None else frame


def corrected_content(kind: str, before: Mapping[str, Any], correction: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry of a kind holds after a correction with that content."""
    if correction.get("text"):
        kept = {} if kind == "vitals" else dict(before)
        return {**kept, WORDED_BY.get(kind, "text"): correction["text"]}
    values = {name: value for name, value in correction.items() if name in MEASURED}
    return {**(before if "text" not in before or kind != "vitals" else {}), **values}


def words_of(kind: str, content: Mapping[str, Any]) -> str:
    """The words of an entry that a correction would take the place of."""
    return str(content.get(WORDED_BY.get(kind, "text"), ""))


def _number(value: object) -> float:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _MOST_S
    return float(value) if usable else 0.0  # type: ignore[arg-type]  # usable only when it is a number

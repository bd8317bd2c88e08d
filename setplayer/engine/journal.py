"""What a session's events come to on a front: the record's entries, the latest consequence, what was ticked. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from setplayer.engine.view import EntryView
from setplayer.hearing import Exposure
from setplayer.session.events import Consequence, Event
from setplayer.session.table import TABLE
from setplayer.units import frames_from_s

SHOWN: Final = 200
"""Entries that fronts are sent with their words: more than a session has, and few enough for a message."""

OFFER_FRAMES: Final = frames_from_s(60)
"""For so long after a change of the music its reason may be given by a touch."""

_OFFERS_AFTER: Final = frozenset({"silence", "fade_now", "grounding", "next_piece"})
_SAID_BY_PLAYER: Final = frozenset({
    "piece_failed", "piece_left_out", "music_missing", "dose_due", "landed", "cue_withheld", "cue_missed",
    "stand_in", "resumed", "safe_music", "output_lost", "output_opened", "underrun",
})  # fmt: skip
_MEDICINE: Final = {
    "dose": "Dose",
    "booster": "Booster",
    "infusion_end": "Infusion ended",
}
_NOTED: Final = {"mark": "Marked", "interruption": "Interruption", "touch_given": "Touch given"}
_VITALS: Final = (
    ("blood_pressure", "BP {}"),
    ("heart_rate", "HR {}"),
    ("spo2", "SpO2 {}"),
    ("temperature", "{}°"),
    ("other", "{}"),
)


@dataclass(frozen=True)
class Journal:
    """The record as fronts show it, after some events."""

    entries: tuple[EntryView, ...] = ()
    said: str = ""
    said_frame: int = 0
    consequence: Consequence | None = None
    """What the latest that was said ends with."""
    changed_frame: int | None = None
    """When the music was last changed in a way that may have a reason."""
    intention: str = ""
    checked: tuple[str, ...] = ()
    moments: tuple[tuple[int, str], ...] = ()
    output_fault: str = ""
    breaks: int = 0
    """How often the sound broke off: an output ran dry, or the player was gone."""
    broken_frames: int = 0
    """For how long, in all."""
    exposures: tuple[Exposure, ...] = ()
    """How loud it was on the outputs that it was heard on."""

    def offers(self, frame: int) -> tuple[str, ...]:
        """The reasons that may be given at a frame."""
        if self.changed_frame is None or frame - self.changed_frame > OFFER_FRAMES:
            return ()
        return ("client asked", "not this piece again")


def noted(journal: Journal, event: Event, seq: int) -> Journal:
    """The journal after an event of that number."""
    changes = _of_the_output(journal, event)
    text = entry_text(event)
    if text is not None:
        entry = EntryView(seq=seq, frame=_moment(event), kind=event.kind, text=text)
        changes["entries"] = (*journal.entries, entry)[-SHOWN:]
        changes["moments"] = (*journal.moments, (entry.frame, event.kind))
    if event.kind == "correct" and event.content.get("text"):
        changes["entries"] = tuple(_corrected(entry, event) for entry in journal.entries)
    if event.kind == "share":
        changes["entries"] = tuple(_shared(entry, event) for entry in journal.entries)
    if event.outcome.text and (event.kind in TABLE or event.kind in _SAID_BY_PLAYER):
        consequence = event.outcome.consequence
        changes |= {"said": event.outcome.text, "said_frame": event.frame, "consequence": consequence}
    if event.kind in _OFFERS_AFTER:
        changes["changed_frame"] = event.frame
    if event.kind == "why":
        changes["changed_frame"] = None
    if event.kind == "intention":
        changes["intention"] = str(event.content.get("text", ""))
    if event.kind == "check_item":
        others = tuple(item for item in journal.checked if item != event.request["item"])
        changes["checked"] = (*others, event.request["item"]) if event.request["done"] else others
    return replace(journal, **changes) if changes else journal


def entry_text(event: Event) -> str | None:
    """How an event reads among the last entries; None for what is no entry."""
    words = _WORDS.get(event.kind)
    return None if words is None else words(event)


def _joined(first: str, second: object, by: str) -> str:
    return f"{first}{by}{second}" if second else first


_WORDS: Final[dict[str, Callable[[Event], str]]] = {
    "note": lambda event: str(event.content.get("text", "")),
    "quote": lambda event: f"“{event.content.get('text', '')}”",
    "tag": lambda event: str(event.content.get("tag", "")),
    "vitals": lambda event: " · ".join(form.format(event.content[n]) for n, form in _VITALS if n in event.content),
    **{kind: lambda event: _joined(_NOTED[event.kind], event.content.get("text"), ": ") for kind in _NOTED},
    **{kind: lambda event: _joined(_MEDICINE[event.kind], event.content.get("amount"), " ") for kind in _MEDICINE},
    "device_given": lambda event: f"Device {event.request.get('device') or ''}".rstrip() + " given",
    "reminder_done": lambda event: f"{event.outcome.text}: done",
    "reminder_skipped": lambda event: f"{event.outcome.text}: left out",
}


def _moment(event: Event) -> int:
    return max(event.frame - frames_from_s(60 * float(event.request.get("minutes_ago") or 0)), 0)


def _of_the_output(journal: Journal, event: Event) -> dict[str, Any]:
    """What the player said of its output: that it is lost or there, that the sound broke off, how loud it was."""
    request = event.request
    match event.kind:
        case "output_lost":
            return {"output_fault": event.outcome.text}
        case "output_opened":
            return {"output_fault": ""}
        case "underrun":
            return _broke_off(journal, request["frames_lost"])
        case "resumed":
            return _broke_off(journal, max(event.frame - request["lost_frame"], 0))
        case "hearing":
            return {"exposures": (*journal.exposures, Exposure.model_validate(request["exposure"]))}
        case _:
            return {}


def _broke_off(journal: Journal, frames: int) -> dict[str, Any]:
    return {"breaks": journal.breaks + 1, "broken_frames": journal.broken_frames + frames}


def _corrected(entry: EntryView, event: Event) -> EntryView:
    if entry.seq != event.request["entry"]:
        return entry
    return entry.model_copy(update={"text": str(event.content["text"])})


def _shared(entry: EntryView, event: Event) -> EntryView:
    if entry.seq not in event.request["entries"]:
        return entry
    return entry.model_copy(update={"shared": event.request["shared"]})

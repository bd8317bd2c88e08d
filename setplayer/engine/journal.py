"""What a session's events come to on a front: the record's entries, the latest consequence, what was ticked. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from setplayer.checklist import CheckItem
from setplayer.engine.view import EntryView
from setplayer.hearing import Exposure
from setplayer.session.entries import (
    WORDED_BY,
    corrected_content,
    corrected_frame,
    moment_frame,
    words_of,
)
from setplayer.session.events import Consequence, Event
from setplayer.session.measured import MEASURED, measured_parts
from setplayer.session.table import TABLE
from setplayer.units import frames_from_s
from setplayer.values import canonical_json

SHOWN: Final = 200
"""Entries that fronts are sent with their words: more than a session has, and few enough for a message."""

OFFER_FRAMES: Final = frames_from_s(60)
"""For so long after a change of the music its reason may be given by a touch."""

SEALED: Final = "sealed"
"""Stands where words are that this computer has no key to."""

_OFFERS_AFTER: Final = frozenset({"silence", "fade_now", "grounding", "next_piece"})
_SAID_BY_PLAYER: Final = frozenset({
    "piece_failed", "piece_left_out", "music_missing", "dose_due", "landed", "cue_withheld", "cue_missed",
    "stand_in", "resumed", "safe_music", "output_lost", "output_opened", "underrun", "clock_stepped",
})  # fmt: skip
_MEDICINE: Final = {
    "dose": "Dose",
    "booster": "Booster",
    "infusion_end": "Infusion ended",
}
_NOTED: Final = {
    "mark": "Marked",
    "interruption": "Interruption",
    "touch_agreed": "Touch agreed",
    "touch_given": "Touch given",
    "clinician_called": "Clinician called",
}
_MEASURED: Final = {"blood_pressure": "BP {}", "heart_rate": "HR {}", "spo2": "SpO2 {}"}


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
    touch_agreed: str = ""
    like: str = ""
    avoid: str = ""
    checklist: tuple[CheckItem, ...] = ()
    checked: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    setting: Mapping[str, Any] = field(default_factory=dict)
    sound_tested: str = ""
    arc_proposed: bool = False
    """Whether nobody chose the arc yet, nor had its client it before."""
    moments: tuple[tuple[int, int, str], ...] = ()
    """Of every entry its number, frame and kind."""
    medicine: tuple[EntryView, ...] = ()
    """What was given of the medicine, and when: all of it."""
    vitals: EntryView | None = None
    """What was measured last."""
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
        changes |= _entered(journal, event, seq, text)
    if event.kind == "correct":
        changes |= _changed(journal, lambda entry: _corrected(entry, event))
        changes |= _at_preparation_corrected(journal, event)
    if event.kind == "share":
        changes |= _changed(journal, lambda entry: _shared(entry, event))
    if event.outcome.text and (event.kind in TABLE or event.kind in _SAID_BY_PLAYER):
        consequence = event.outcome.consequence
        changes |= {"said": event.outcome.text, "said_frame": event.frame, "consequence": consequence}
    if event.kind in _OFFERS_AFTER:
        changes["changed_frame"] = event.frame
    if event.kind == "why":
        changes["changed_frame"] = None
    changes |= _of_the_preparation(event) | _of_the_checklist(journal, event)
    return replace(journal, **changes) if changes else journal


def entry_text(event: Event) -> str | None:
    """How an event reads among the last entries; None for what is no entry."""
    text = _reads(event.kind, event.content, _about(event), unfinished=bool(event.request.get("unfinished")))
    return SEALED if event.sealed and text is not None else text


def _reads(kind: str, content: Mapping[str, Any], about: str = "", *, unfinished: bool = False) -> str | None:
    """How an entry of a kind with that content reads. `about` are the words of its outcome."""
    words = _WORDS.get(kind)
    read = None if words is None else words(kind, content, about)
    return None if read is None else read + (", unfinished" if unfinished else "")


def _joined(first: str, second: object, by: str) -> str:
    return f"{first}{by}{second}" if second else first


def _measured(content: Mapping[str, Any]) -> str:
    values = {name: value for name, value in content.items() if name in MEASURED}
    return canonical_json(values).decode() if values else ""


def _vitals(content: Mapping[str, Any]) -> str:
    if content.get("text"):
        return str(content["text"])
    return " · ".join(_MEASURED.get(name, "{}").format(value) for name, value in measured_parts(content))


def _about(event: Event) -> str:
    """What an entry is about, where its words do not tell: a reminder, one of several devices."""
    if event.kind == "begin" and (count := len(event.request.get("left_open", ()))):
        return f"Begun with {count} {'item' if count == 1 else 'items'} of the checklist open"
    if event.kind == "device_given":
        return f"Device {event.request.get('device') or ''}".rstrip() + " given"
    return event.outcome.text if event.kind.startswith("reminder") else ""


_WORDS: Final[dict[str, Callable[[str, Mapping[str, Any], str], str | None]]] = {
    "note": lambda kind, content, about: str(content.get("text", "")),
    "quote": lambda kind, content, about: f"“{content.get('text', '')}”",
    "tag": lambda kind, content, about: str(content.get("tag", "")),
    "vitals": lambda kind, content, about: _vitals(content),
    **{kind: lambda kind, content, about: _joined(_NOTED[kind], content.get("text"), ": ") for kind in _NOTED},
    **{kind: lambda kind, content, about: _joined(_MEDICINE[kind], content.get("amount"), " ") for kind in _MEDICINE},
    "device_given": lambda kind, content, about: _joined(about, content.get("amount"), " "),
    "reminder_done": lambda kind, content, about: f"{about}: done",
    "reminder_skipped": lambda kind, content, about: f"{about}: left out",
    "begin": lambda kind, content, about: _joined(about, content.get("reason"), ": ") if about else None,
}


def _entered(journal: Journal, event: Event, seq: int, text: str) -> dict[str, Any]:
    frame = moment_frame(event)
    words = words_of(event.kind, event.content)
    entry = EntryView(
        seq=seq,
        frame=frame,
        kind=event.kind,
        text=text,
        words=words if words != text else "",
        measured=_measured(event.content),
        about=_about(event),
        made_frame=frame,
        shared=event.request.get("shared") is True,
        by=event.actor,
    )
    changes: dict[str, Any] = {
        "entries": (*journal.entries, entry)[-SHOWN:],
        "moments": (*journal.moments, (seq, frame, event.kind)),
    }
    if event.kind in (*_MEDICINE, "device_given"):
        changes["medicine"] = (*journal.medicine, entry)
    if event.kind == "vitals":
        changes["vitals"] = entry
    return changes


def _changed(journal: Journal, change: Callable[[EntryView], EntryView]) -> dict[str, Any]:
    """The entries after something was said about some of them, and their moments."""
    entries = tuple(map(change, journal.entries))
    frames = {entry.seq: entry.frame for entry in entries}
    return {
        "entries": entries,
        "medicine": tuple(map(change, journal.medicine)),
        "vitals": None if journal.vitals is None else change(journal.vitals),
        "moments": tuple((seq, frames.get(seq, frame), kind) for seq, frame, kind in journal.moments),
    }


def _of_the_checklist(journal: Journal, event: Event) -> dict[str, Any]:
    """The list that is gone through, and what of it was ticked or answered."""
    if event.kind == "checklist":
        return {"checklist": tuple(CheckItem.model_validate(item) for item in event.request["items"])}
    if event.kind != "check_item":
        return {}
    item = event.request["item"]
    others = tuple(other for other in journal.checked if other != item)
    changes: dict[str, Any] = {"checked": (*others, item) if event.request["done"] else others}
    if event.content or event.sealed:
        changes["answered"] = (*(other for other in journal.answered if other != item), item)
    return changes


def _of_the_preparation(event: Event) -> dict[str, Any]:
    """What was said and agreed, the room, and that left and right were heard."""
    match event.kind:
        case "intention" | "touch_agreed":
            return {event.kind: _said(event, "text")}
        case "prefer":
            return {name: _said(event, name) for name in ("like", "avoid")}
        case "setting":
            return {"setting": dict(event.request)}
        case "choose_arc":
            return {"arc_proposed": event.request.get("proposed", False)}
        case "sound_tested":
            return {"sound_tested": event.request["output"]}
        case _:
            return {}


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
    """The entry as it reads now; how it read at first stays with it."""
    if entry.seq != event.request["entry"]:
        return entry
    frame = corrected_frame(event, entry.made_frame, entry.frame)
    if event.sealed:
        return entry.model_copy(update={"frame": frame, "text": SEALED, "was": entry.was or entry.text})
    if not event.content:
        return entry.model_copy(update={"frame": frame})
    field = WORDED_BY.get(entry.kind, "text")
    words = entry.words or (entry.text if entry.kind in ("note", "tag") else "")
    before = {**entry.values, **({field: words} if words else {})}
    content = corrected_content(entry.kind, before, event.content)
    text = _reads(entry.kind, content, entry.about) or entry.text
    now = words_of(entry.kind, content)
    return entry.model_copy(
        update={
            "frame": frame,
            "text": text,
            "words": now if now != text else "",
            "measured": _measured(content),
            "was": entry.was or entry.text,
        }
    )


def _at_preparation_corrected(journal: Journal, event: Event) -> dict[str, Any]:
    """What touch was agreed to, once that entry is worded otherwise."""
    agreed = [entry.seq for entry in journal.entries if entry.kind == "touch_agreed"]
    if agreed and event.request["entry"] == agreed[-1] and (event.sealed or event.content.get("text")):
        return {"touch_agreed": _said(event, "text")}
    return {}


def _said(event: Event, field: str) -> str:
    """A part of what was said at preparation, as far as it can be read here."""
    return SEALED if event.sealed else str(event.content.get(field, ""))


def _shared(entry: EntryView, event: Event) -> EntryView:
    if entry.seq not in event.request["entries"]:
        return entry
    return entry.model_copy(update={"shared": event.request["shared"]})

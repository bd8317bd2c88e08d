"""What each kind of event is called on the client's page: calm, plain words, and no clinical ones."""

from typing import Any, Final

from setplayer.review.clean import clean, clean_line, nice_name
from setplayer.session.measured import measured_parts
from setplayer.units import duration, frames_from_s

ERASED: Final = "These words have been erased."
"""Stands where personal words were, after they were erased."""

SEALED: Final = "These words are sealed."
"""Stands where personal words are that nobody gave the key to."""

CARE: Final = "Call your clinic. At any hour, if you feel unsafe, call your local emergency number."
"""Whom to call. No timeline is shown without this line."""

CHANGED: Final = {
    "next_phase": "The music moved on to the next part",
    "hold": "The music was held here",
    "release": "The music went on from here",
    "next_piece": "The music moved on to another piece",
    "fuller": "The music became fuller",
    "softer": "The music became softer",
    "duck": "The music was lowered to speak",
    "unduck": "The music rose again",
    "silence": "The music faded into silence",
    "music": "The music came back",
    "grounding": "Grounding music played",
    "return_to_arc": "The session's music came back",
    "away": "The music was faded for a pause",
    "back": "The music came back after the pause",
    "fade_now": "The music was faded",
    "soft_stop": "The music was brought to a gentle end",
    "bring_back": "The music came back",
    "landed": "The music ended",
    "why": "The music moved on to another piece",
}
"""What a client reads of what was done to the music, where that is always the same words."""

LASTING: Final = {
    "hold": "held",
    "duck": "ducked",
    "silence": "silent",
    "grounding": "grounding",
    "away": "away",
    "fade_now": "faded",
    "soft_stop": "stopping",
}
"""Changes that last, and the session's flag that is up as long as they do."""

ENDING: Final = frozenset({"release", "unduck", "music", "return_to_arc", "back", "bring_back"})
"""Changes that end one that lasts."""

SILENT: Final = frozenset({"silence", "away", "fade_now", "soft_stop"})
"""Changes after which nothing sounds until they are over."""

GIVEN: Final = {
    "dose": "The medicine was given",
    "booster": "A second dose was given",
    "device_given": "The nasal spray was given",
    "infusion_end": "The infusion ended",
}
"""The medicine's marks, in a client's words."""

FLAGS: Final = {"dose": "Dose", "booster": "Second dose", "device_given": "Spray", "infusion_end": "Infusion ended"}
"""The medicine's marks, short, for the drawing."""

WRITTEN: Final = (
    "note", "quote", "tag", "mark", "vitals", "interruption", "touch_agreed", "touch_given", "clinician_called",
    "insight", "step",
)  # fmt: skip
"""What a therapist writes down: on a client's page only where it was shared."""

LATER: Final = {"journal": "insight", "insight": "insight", "step": "step", "step_done": "done", "note": "note"}
"""What comes after a session, and what it is called there."""

_ASIDE: Final = {
    "reminder_due": "Reminder: {what}",
    "reminder_done": "Seen to: {what}",
    "reminder_skipped": "Left out: {what} ({reason})",
    "cue_withheld": "Kept silent: {what}",
    "cue_missed": "Already past, and left out: {what}",
    "dose_due": "The arc waited here for the dose",
    "handover": "Handed over to {code}",
}
FOR_THE_THERAPIST: Final = frozenset(_ASIDE)
"""What only matters to whoever guides: shown where everything is."""

_MOST: Final = 1e6
_VITALS: Final = {
    "blood_pressure": "blood pressure {}",
    "heart_rate": "heart rate {}",
    "spo2": "oxygen {}",
    "temperature": "temperature {}",
}
_ABOUT: Final = {
    "interruption": "An interruption",
    "touch_agreed": "Touch was agreed on",
    "touch_given": "Touch was given, as agreed",
    "clinician_called": "A clinician was called",
}


def change_words(kind: str, request: dict[str, Any], level_before_db: float) -> str:
    """What a client reads of a change of the music; "" for what changes nothing that can be heard."""
    if kind in CHANGED:
        return CHANGED[kind]
    if kind in ("extend", "shorten"):
        return f"This part was made {_minutes(request)} {'longer' if kind == 'extend' else 'shorter'}"
    if kind == "finish_by":
        return f"The rest was fitted to end in {_minutes(request)}"
    if kind == "level":
        return f"The music was turned {'up' if number(request.get('db')) > level_before_db else 'down'} a little"
    if kind in ("chime", "voice", "cue_played"):
        return _sounded("voice" if "voice" in (kind, request.get("do")) else "chime", request)
    return ""


def written_words(kind: str, content: dict[str, Any]) -> str:
    """What a therapist wrote down, or "" when it has no words (any more)."""
    if kind == "vitals" and not content.get("text"):
        parts = [_VITALS.get(name, "{}").format(clean(value)) for name, value in measured_parts(content)]
        return _capital(", ".join(parts))
    return clean(content.get("tag" if kind == "tag" else "text"))


def framed(kind: str, text: str) -> str:
    """The words of an entry as the page has them."""
    if kind == "mark":
        return text or "A moment was marked"
    if kind in _ABOUT:
        return f"{_ABOUT[kind]}: {text}" if text else _ABOUT[kind]
    if kind in ("insight", "step") and text:
        return f"{_capital(kind)}: {text}"
    if kind == "quote" and text:
        return f"You said: “{text}”"
    return text or ERASED


def aside_words(kind: str, request: dict[str, Any], reminder: str, reason: str) -> str:
    """What only the therapist reads: reminders, and cues of the arc that kept silent."""
    sound = _sounded(str(request.get("do")), request).lower() if "sound" in request else "a reminder"
    what = clean_line(reminder) or clean_line(request.get("text")) or sound
    return _ASIDE[kind].format(what=what, reason=reason or ERASED, code=clean_line(request.get("code")))


def number(value: object, otherwise: float = 0.0) -> float:
    """The number a request holds, or another one where it holds none that a session could have."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _MOST:
        return float(value)
    return otherwise


def _minutes(request: dict[str, Any]) -> str:
    return duration(frames_from_s(60 * number(request.get("minutes"))))


def _sounded(do: str, request: dict[str, Any]) -> str:
    name = nice_name(clean_line(request.get("sound"))).lower()
    what = "A voice was played" if do == "voice" else "A chime sounded"
    return f"{what} ({name})" if name else what


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

"""Texts that are being typed and are not in the record yet: kept outside the event log, and no crash costs a letter.

A draft belongs to the front that it is typed on and to the field it is typed into. When its entry is saved, or it is
dropped, it is gone. What is still a draft when the session ends becomes a note of its own, marked unfinished.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from setplayer.engine.view import DraftView, EntryView
from setplayer.session import commands as c
from setplayer.units import s_from_frames
from setplayer.values import canonical_json

MOST_DRAFTS: Final = 100
"""Far more than people type at once; beyond that the oldest gives way."""

FIELDS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "reminder_skipped": ("skip words",),
    "correct": ("correct",),
    "vitals": ("vitals",),
    "prefer": ("like", "avoid"),
    "check_item": ("answer",),
    "begin": ("begin words",),
}
"""The first word of the names of fields whose text a command saves, where it is not the command's own name."""

_CALLED: Final = {
    "note": "",
    "quote": "Quote: ",
    "vitals": "Vitals: ",
    "correct": "Correction: ",
    "skip words": "Left out because: ",
    "intention": "Intention: ",
    "touch_agreed": "Touch agreed: ",
    "answer": "Answer: ",
    "begin words": "Begun because: ",
}


class Drafts:
    """All of them. `keep` has one written, or deleted with None, under its key."""

    def __init__(self, keep: Callable[[str, bytes | None], None]):
        self._keep = keep
        self._drafts: dict[str, DraftView] = {}

    @property
    def shown(self) -> tuple[DraftView, ...]:
        """As fronts see them, the oldest first."""
        return tuple(sorted(self._drafts.values(), key=lambda draft: draft.began_frame))

    def found(self, kept: Mapping[str, bytes], entries: Iterable[EntryView]) -> None:
        """Take up what an engine before this one had kept. What was saved in its last moment is a draft no more."""
        saved = {words for entry in entries for words in (entry.text, entry.words)}
        for key, data in kept.items():
            try:
                draft = DraftView.model_validate(json.loads(data))
            except (ValueError, ValidationError):
                continue  # another version's: left where it is
            if draft.text.strip() in saved:
                self._keep(key, None)
            else:
                self._drafts[key] = draft

    def keep(self, name: str, text: str, began_frame: int, front_pid: int) -> None:
        """A text is being typed into a field of a front; without text, or dropped by its key, it is gone."""
        key = name if name in self._drafts else f"{front_pid} {name}"
        if not text:
            self._forget([key])
            return
        draft = DraftView(key=key, name=name, text=text, began_frame=began_frame, front_pid=front_pid)
        if key not in self._drafts and len(self._drafts) >= MOST_DRAFTS:
            return
        self._drafts[key] = draft
        self._keep(key, canonical_json(draft.model_dump(mode="json")))

    def taken(self, command: c.Command, front_pid: int) -> None:
        """A front's command is in the record: what it was typed as is no draft any more."""
        names = FIELDS_OF.get(command.do, (command.do,))
        self._forget(
            [
                key
                for key, draft in self._drafts.items()
                if draft.front_pid == front_pid and draft.name.startswith(names) and _is_in(draft, command)
            ]
        )

    def unfinished(self, frame: int) -> list[c.Note]:
        """What is left at the end, each as a note of its own, and as a draft no more."""
        notes = [_as_note(draft, frame) for draft in self.shown if draft.text.strip()]
        self._forget(list(self._drafts))
        return notes

    def _forget(self, keys: Iterable[str]) -> None:
        for key in keys:
            if self._drafts.pop(key, None) is not None:
                self._keep(key, None)


def _is_in(draft: DraftView, command: c.Command) -> bool:
    """Whether a command says what a draft does. A draft that is typed on meanwhile stays."""
    if draft.name.startswith("vitals"):
        return True
    said: dict[str, Any] = command.content()
    return draft.text.strip() in [str(value).strip() for value in said.values()]


def _as_note(draft: DraftView, frame: int) -> c.Note:
    field = next((name for name in _CALLED if draft.name.startswith(name)), "")
    text = f"{_CALLED.get(field, '')}{draft.text.strip()}"[:10_000]
    began_s_ago = min(max(s_from_frames(frame - draft.began_frame), 0.0), 86_400.0)
    return c.Note(text=text, began_s_ago=began_s_ago, unfinished=True)

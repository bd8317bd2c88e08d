"""Telling the engine what is being typed, so that no crash of anything costs more than the last half second of it."""

import os
from typing import Final

from setplayer.engine.front import Engine
from setplayer.engine.view import DraftView, View
from setplayer.kiosk.changes import kept_as
from setplayer.kiosk.ui import Ui
from setplayer.units import frames_from_s, s_from_frames

EVERY_S: Final = 0.5
"""A draft is told at most so often."""

_LATELY_FRAMES: Final = frames_from_s(600)
"""A text begun so lately may still be typed."""

_NEVER: Final = ("client", "handover", "passphrase", "talk insight", "talk step", "talk note")
"""Codes are no words to be kept, secrets are kept nowhere, and what is typed in Records is of no session here."""


def left_lately(view: View) -> DraftView | None:
    """The newest draft that a screen left in the session that plays, if it may still be under somebody's hands."""
    if view.state in ("open", "closed") or "away" in view.conditions:
        return None
    lately = [draft for draft in view.offered(os.getpid()) if view.frame - draft.began_frame < _LATELY_FRAMES]
    return max(lately, key=lambda draft: draft.began_frame, default=None)


class DraftKeeper:
    """Knows what the engine was told of the drafts of one screen."""

    def __init__(self, engine: Engine):
        self._engine = engine
        self._told: dict[str, str] = {}
        self._told_s = float("-inf")

    def forget(self) -> None:
        """The engine is away: what it was told last it may never have taken."""
        self._told = dict.fromkeys(self._told, "\0")

    def tell(self, ui: Ui, frame: int, now_s: float) -> None:
        """Tell what changed since, unless it was told just now."""
        drafts = {kept_as(name, ui): (name, text) for name, text in ui.drafts.items() if name not in _NEVER and text}
        changed = [key for key in drafts if self._told.get(key) != drafts[key][1]]
        gone = [key for key in self._told if key not in drafts]
        if not (changed or gone) or now_s - self._told_s < EVERY_S:
            return
        self._told_s = now_s
        for key in changed:
            name, self._told[key] = drafts[key]
            began_s_ago = min(max(s_from_frames(frame - ui.began.get(name, frame)), 0.0), 86_400.0)
            self._engine.keep_draft(key, self._told[key], began_s_ago)
        for key in gone:
            del self._told[key]
            self._engine.keep_draft(key, "", 0)

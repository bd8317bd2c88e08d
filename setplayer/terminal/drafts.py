"""Telling the engine what is being typed, and taking up what was left when something broke off."""

import os
from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

from setplayer.engine.front import Engine
from setplayer.engine.view import DraftView
from setplayer.session.commands import COMMANDS, Entered
from setplayer.terminal.commands import WRITTEN
from setplayer.terminal.prompt import Writing
from setplayer.units import frames_from_s, s_from_frames

EVERY_S: Final = 0.5
"""A draft is told at most so often."""

_TYPED_AS: Final = {"skip words": "reminder_skipped", "check": "vitals"}
"""Fields of other fronts, and the commands that are typed here for them."""


class _Asked(Protocol):
    @property
    def draft(self) -> tuple[str, str] | None: ...


class TypedDrafts:
    """What the engine was told of texts that are typed here, and when their first letters were."""

    def __init__(self, engine: Engine):
        self._engine = engine
        self._told: dict[str, str] = {}
        self._told_s = float("-inf")
        self._began: dict[str, int] = {}
        self._seen: tuple[int, float] = (0, 0.0)

    def began(self, do: str, text: str, now_s: float) -> None:
        """A text is this by now: its first letter was the one that made it more than nothing."""
        if text:
            self._began.setdefault(do, self._frame(now_s))
        else:
            self._began.pop(do, None)

    def on_the_way(self, asked: Iterable[_Asked]) -> dict[str, str]:
        """Texts that the engine has not answered for yet."""
        return dict(one.draft for one in asked if one.draft is not None)

    def tell(self, drafts: Mapping[str, str], now_s: float) -> None:
        """Tell what changed since, unless it was told just now or nobody is there to hear it."""
        frame = self._frame(now_s)
        if not self._engine.connected:
            self._told = dict.fromkeys(self._told, "\0")
            return
        texts = {do: text for do, text in drafts.items() if text}
        changed = [do for do, text in texts.items() if self._told.get(do) != text]
        gone = [do for do in self._told if do not in texts]
        if not (changed or gone) or now_s - self._told_s < EVERY_S:
            return
        self._told_s = now_s
        for do in changed:
            self._told[do] = texts[do]
            self._engine.keep_draft(do, texts[do], self._ago_s(do, frame))
        for do in gone:
            del self._told[do]
            self._engine.keep_draft(do, "", 0)

    def dated(self, command: dict[str, Any], prompt: Writing, now_s: float) -> dict[str, Any]:
        """A command that was typed, with when its first letter was, and whose it is."""
        ago_s = round(self._ago_s(prompt.do, self._frame(now_s)), 1)
        self._began.pop(prompt.do, None)
        if not issubclass(COMMANDS[command["do"]], Entered):
            return command
        more: dict[str, Any] = {"began_s_ago": ago_s} if ago_s >= 1 else {}
        return {**more, **({"shared": True} if prompt.shared else {}), **command}

    def taken_up(self, do: str) -> str:
        """The text of a draft that was left and is typed by this key, now this front's own; "" when there is none."""
        view = self._engine.view
        for draft in view.offered(os.getpid()) if view is not None else ():
            field = draft.name if draft.name in WRITTEN else ":"
            if field == do and not (draft.front_pid == os.getpid() and draft.name in self._told):
                self._began[do] = draft.began_frame
                self._told[do] = draft.text
                if draft.front_pid != os.getpid() or draft.name != do:
                    self._engine.keep_draft(do, draft.text, self._ago_s(do, view.frame if view else 0))
                    self._engine.keep_draft(draft.key, "", 0)
                return _line(draft) if do == ":" else draft.text
        return ""

    def _ago_s(self, do: str, frame: int) -> float:
        return min(max(s_from_frames(frame - self._began.get(do, frame)), 0.0), 86_400.0)

    def _frame(self, now_s: float) -> int:
        """The session's frame by now, as far as this front knows."""
        view = self._engine.view
        if view is None or view.state in ("open", "closed"):
            return 0
        if view.frame != self._seen[0]:
            self._seen = (view.frame, now_s)
        return view.frame + frames_from_s(max(now_s - self._seen[1], 0) * view.speed)


def _line(draft: DraftView) -> str:
    """A draft of a field that is no key's here, as the line that would save it."""
    if draft.name == ":":
        return draft.text
    name, _, rest = draft.name.partition(" ")
    do = _TYPED_AS.get(draft.name, name)
    return f"correct {rest} {draft.text}" if name == "correct" else f"{do} {draft.text}"

"""What keys do and what is shown of it: between the engine and the screen. Time is an argument."""

import contextlib
from dataclasses import dataclass, replace
from typing import Any, Final

from setplayer.engine.front import Engine
from setplayer.engine.messages import Answer, Bad
from setplayer.engine.view import View
from setplayer.session.table import TABLE
from setplayer.terminal.commands import WRITTEN, checked, command_of_key, completed, filled, from_line, key_of, vitals
from setplayer.terminal.drafts import TypedDrafts
from setplayer.terminal.help_page import FORESEEN, PREVIEWED, pages
from setplayer.terminal.model import RESTARTING, WAITING, Shown
from setplayer.terminal.prompt import OFFER_S, TWICE_S, Choice, Command, Minutes, Prompt, Twice, Writing

NOTICE_S: Final = 6.0
"""How long a refusal stays."""

_PREVIEW_S: Final = 3.0

_TWICE: Final = {
    "begin": "Begin: press Enter again. The music starts over 20 s.",
    "dose": "Dose: press O again to mark it as given now.",
    "soft_stop": "Soft stop: press E again. The music ends over 10 s.",
    "bring_back": "Bring back: press B again. The music returns in place by now.",
    "end": "End: press Q again. The session closes.",
}

_DOSE_AGAIN: Final = "The dose is marked already: press O again to mark it anew, as given now."


@dataclass(frozen=True)
class _Asked:
    do: str
    preview: bool = False
    draft: tuple[str, str] | None = None
    """The text that it came from: if the command is not done, nothing that was written is lost."""


class Front:
    """The terminal front without its terminal."""

    def __init__(self, engine: Engine):
        self.engine = engine
        self.height = 24
        self.left = False
        self._shown = Shown()
        self._notice_until_s = 0.0
        self._previewed_s = float("-inf")
        self._asked: dict[int, _Asked] = {}
        self._drafts: dict[str, str] = {}
        self._typed = TypedDrafts(engine)

    @property
    def shown(self) -> Shown:
        """What the screen needs beside the view."""
        return replace(self._shown, connected=self.engine.connected)

    @property
    def over(self) -> bool:
        """Whether there is nothing more to show."""
        return self.left or self.engine.ended or (self._shown.closing and not self.engine.connected)

    def interrupted(self) -> None:
        """Ctrl-C: whoever started the session fades and closes it; a second one leaves the screen."""
        self.left = self._shown.closing
        self._change(closing=True)

    def press(self, key: str, now_s: float) -> None:
        """A key was pressed."""
        prompt = self._shown.prompt
        if prompt is not None and not self._prompted(prompt, key, now_s):
            return
        if key in {"?", "f1"}:
            self._turn(now_s)
        elif key in {"i", "I"}:
            self._change(glance=not self._shown.glance, page=0)
        elif key == "backspace":
            self._change(page=0, glance=False)
        elif key == ":":
            self._write(":", "")
        elif key.startswith("paste:"):
            self._say("What is pasted is only taken by a note: press T first.", now_s)
        else:
            self._pressed(key, now_s)

    def heard(self, now_s: float) -> None:
        """Take the answers that came."""
        for answer in self.engine.answers():
            asked = self._asked.pop(answer.number, None)
            if asked is not None and asked.preview:
                self._change(previews={**self._shown.previews, asked.do: answer.text})
            elif asked is not None:
                self._answered(asked, answer, now_s)

    def tick(self, now_s: float) -> None:
        """Let what has had its time go, and ask again for what would change while the pages of keys are open."""
        if self._shown.notice and now_s > self._notice_until_s:
            self._change(notice="")
        if self._shown.prompt is not None and now_s > self._shown.prompt.until_s:
            self._change(prompt=None)
        if self._shown.page and now_s - self._previewed_s >= _PREVIEW_S:
            self._preview(now_s)
        prompt = self._shown.prompt
        now = {prompt.do: prompt.text} if isinstance(prompt, Writing) else {}
        self._typed.tell({**self._drafts, **now, **self._typed.on_the_way(self._asked.values())}, now_s)

    def _prompted(self, prompt: Prompt, key: str, now_s: float) -> bool:
        """Give a key to the prompt. Returns whether the key still means itself."""
        if isinstance(prompt, Writing) and prompt.do == ":" and key == "tab":
            self._change(prompt=prompt.with_text(completed(prompt.text)))
            return False
        step = prompt.typed(key, now_s)
        if isinstance(step.prompt, Writing):
            self._typed.began(step.prompt.do, step.prompt.text, now_s)
        self._change(prompt=step.prompt)
        if isinstance(step.prompt, Writing) and step.prompt.do == ":":
            self._foresee(step.prompt.text.strip())
        if isinstance(prompt, Writing) and step.prompt is None:
            self._drafts[prompt.do] = prompt.text
        if step.command is not None:
            self._send(step.command)
        if isinstance(prompt, Writing) and step.line is not None:
            self._written(prompt, step.line.strip(), now_s)
        return step.passes

    def _foresee(self, line: str) -> None:
        """Ask what a line that is complete by now would change, so that it is seen before Enter."""
        with contextlib.suppress(Bad):
            command = from_line(line)
            if command["do"] in FORESEEN:
                self._asked[self.engine.preview(command)] = _Asked(f":{line}", preview=True)

    def _written(self, prompt: Writing, line: str, now_s: float) -> None:
        """A line is complete: it becomes a command, or stays with what is wrong about it."""
        del self._drafts[prompt.do]
        if not line:
            return
        try:
            command = _command(prompt.do, line)
        except Bad as bad:
            self._change(prompt=prompt)
            self._say(str(bad), now_s)
            return
        self._send(self._typed.dated(command, prompt, now_s), draft=(prompt.do, line))

    def _pressed(self, key: str, now_s: float) -> None:
        view = self.engine.view
        do = command_of_key(key, view)
        if do == "fade_now":
            self._send({"do": do})
        elif do is not None and view is not None:
            self._ask(do, key, view, now_s)
        elif do is not None:
            self._say(WAITING if self.engine.connected else RESTARTING, now_s)
        elif len(key) == 1 and key != " ":
            self._say(f"{key} is no key here; ? shows them all.", now_s)

    def _ask(self, do: str, key: str, view: View, now_s: float) -> None:
        """Do what a key means, or ask first what it needs to know."""
        asks = TABLE[do].held_down or do in WRITTEN or do == "why"
        reason = view.why_not(do) if asks else None
        if reason is not None:
            self._say(reason, now_s)
        elif TABLE[do].held_down:
            text = _DOSE_AGAIN if do == "dose" and view.dose_marked else _TWICE[do]
            self._change(prompt=Twice(key.lower(), {"do": do}, text, now_s + TWICE_S))
        elif do in WRITTEN:
            self._write(do, WRITTEN[do])
        elif do == "why":
            self._why(view, now_s)
        elif do == "level" and filled(do, key, view)["db"] == view.level_db:
            self._say(f"The level is at its limit, {view.level_db:+g} dB.", now_s)
        elif command := filled(do, key, view):
            self._send(command)
        else:
            self._say(f"There is no tag on {key}: the clinic has {len(view.tags)}.", now_s)

    def _why(self, view: View, now_s: float) -> None:
        if not view.offers:
            self._say("Why can be said after silence, fade, grounding or next piece.", now_s)
            return
        options = tuple((str(n), {"do": "why", "reason": reason}) for n, reason in enumerate(view.offers, 1))
        text = "Why: " + "  ".join(f"{n} {reason}" for n, reason in enumerate(view.offers, 1))
        self._change(prompt=Choice(text, options, now_s + OFFER_S))

    def _write(self, do: str, title: str) -> None:
        text = self._drafts.get(do) or self._typed.taken_up(do)
        self._change(prompt=Writing(do, title).with_text(text), notice="")

    def _send(self, command: Command, draft: tuple[str, str] | None = None) -> None:
        if command["do"] == "choose_arc":
            number = self.engine.choose_arc(command["name"])
        else:
            number = self.engine.send(command)
        self._asked[number] = _Asked(command["do"], draft=draft)

    def _answered(self, asked: _Asked, answer: Answer, now_s: float) -> None:
        if not answer.done:
            kept = ""
            if asked.draft is not None:
                do, text = asked.draft
                self._drafts.setdefault(do, text)
                kept = f" What was written is kept: {':' if do == ':' else key_of(do)} opens it."
            self._say(answer.text + kept, now_s)
        elif asked.do == "handover":
            self._change(glance=True)
            self._say(answer.text or "Handed over.", now_s)
        elif asked.do == "dose" and self._shown.prompt is None and answer.seq is not None and asked.draft is None:
            text = "Dose marked now. If it was earlier: minutes ago, then Enter:"
            self._change(prompt=Minutes(answer.seq, text, now_s + OFFER_S))
        else:
            self._say(answer.text or self._kept(asked.do, answer), now_s)

    def _kept(self, do: str, answer: Answer) -> str:
        """That it is in the record; after vitals, that one key answers the reminder for them."""
        text = f"{TABLE[do].label}: {'saved' if answer.saved else 'not yet saved'}."
        due = self.engine.view.reminders if self.engine.view is not None else ()
        return f"{text} R: {due[0].text} is done." if do == "vitals" and due else text

    def _turn(self, now_s: float) -> None:
        """The next page of keys; after the last, the session."""
        page = self._shown.page + 1
        self._change(page=page if page <= pages(self.height) else 0)
        self._preview(now_s)

    def _preview(self, now_s: float) -> None:
        view = self.engine.view
        if view is None or not self._shown.page:
            return
        self._previewed_s = now_s
        for do in PREVIEWED:
            if view.why_not(do) is None:
                self._asked[self.engine.preview(filled(do, "", view))] = _Asked(do, preview=True)

    def _say(self, text: str, now_s: float) -> None:
        self._notice_until_s = now_s + NOTICE_S
        self._change(notice=text)

    def _change(self, **changes: Any) -> None:
        self._shown = replace(self._shown, **changes)


def _command(do: str, line: str) -> Command:
    if do == ":":
        return from_line(line)
    return checked({"do": do, **(vitals(line) if do == "vitals" else {"text": line})})

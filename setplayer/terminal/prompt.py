"""What the bottom line asks: a second press, one of a few keys, minutes, or a line of text.

Pure; time is an argument. A prompt takes a key and gives a `Step`. Only text takes every key: all other prompts let a
key that is not theirs pass, so that no cue ever waits for an answer.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

TWICE_S: Final = 2.0
"""A second press within so long stands for the press and hold of the kiosk."""

OFFER_S: Final = 10.0
"""How long a question that may be ignored stays."""

LONGEST_TEXT: Final = 10_000
"""Characters, as in the commands."""

SHARES: Final = ("note", "quote")
"""What is written here may be said to be shared, by Tab."""

Command = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """What came of a key: the prompt from now on, what was asked for, and whether the key still means itself."""

    prompt: "Prompt | None"
    command: Command | None = None
    line: str | None = None
    """A text that is complete, to be made into a command."""
    passes: bool = False


@dataclass(frozen=True)
class Twice:
    """Waits for the same key again."""

    key: str
    command: Command
    text: str
    until_s: float

    def typed(self, key: str, now_s: float) -> Step:
        """The same key in time carries the command out."""
        if key.lower() == self.key and now_s <= self.until_s:
            return Step(None, command=self.command)
        return Step(None, passes=True)


@dataclass(frozen=True)
class Choice:
    """Waits for one of a few keys."""

    text: str
    options: tuple[tuple[str, Command], ...]
    until_s: float

    def typed(self, key: str, now_s: float) -> Step:
        """One of the keys chooses."""
        command = dict(self.options).get(key) if now_s <= self.until_s else None
        return Step(None, command=command, passes=command is None)


@dataclass(frozen=True)
class Minutes:
    """Waits for how many minutes ago something was, which is in the record already as now."""

    entry: int
    text: str
    until_s: float
    digits: str = ""

    def typed(self, key: str, now_s: float) -> Step:
        """Digits and Enter correct the entry."""
        if now_s > self.until_s:
            return Step(None, passes=True)
        if key in "0123456789" and len(key) == 1 and len(self.digits) < 3:
            return Step(replace(self, digits=self.digits + key, until_s=now_s + OFFER_S))
        if key == "backspace":
            return Step(replace(self, digits=self.digits[:-1], until_s=now_s + OFFER_S))
        if key == "enter":
            command = {"do": "correct", "entry": self.entry, "minutes_ago": float(self.digits or 0)}
            return Step(None, command=command if self.digits else None)
        return Step(None, passes=True)


@dataclass(frozen=True)
class Writing:
    """A line of text. `do` is its command, or `:` for a command line. Esc closes it, and the draft is kept."""

    do: str
    title: str
    text: str = ""
    cursor: int = 0
    until_s: float = float("inf")
    shared: bool = False
    """Whether it may be shared."""

    def typed(self, key: str, now_s: float) -> Step:
        """Edits, or ends with the line. Only F12 passes."""
        if key == "f12":
            return Step(self, passes=True)
        if key == "tab" and self.do in SHARES:
            return Step(replace(self, shared=not self.shared))
        if key == "esc":
            return Step(None)
        if key == "enter":
            return Step(None, line=self.text)
        return Step(self._edited(key))

    def with_text(self, text: str) -> "Writing":
        """The same with another text, the cursor at its end."""
        return replace(self, text=text[:LONGEST_TEXT], cursor=len(text[:LONGEST_TEXT]))

    def _edited(self, key: str) -> "Writing":
        before, after = self.text[: self.cursor], self.text[self.cursor :]
        if key.startswith("paste:"):
            return self._inserted(" ".join(key.removeprefix("paste:").split()))
        if len(key) == 1:
            return self._inserted(key)
        match key:
            case "backspace":
                before = before[:-1]
            case "delete":
                after = after[1:]
            case "ctrl-w":
                before = before[: before.rstrip().rfind(" ") + 1]
            case "ctrl-u":
                before = ""
            case _:
                return replace(self, cursor=self._moved(key))
        return replace(self, text=before + after, cursor=len(before))

    def _inserted(self, new: str) -> "Writing":
        new = new[: LONGEST_TEXT - len(self.text)]
        text = self.text[: self.cursor] + new + self.text[self.cursor :]
        return replace(self, text=text, cursor=self.cursor + len(new))

    def _moved(self, key: str) -> int:
        ends = {"home": 0, "ctrl-a": 0, "end": len(self.text), "ctrl-e": len(self.text)}
        steps = {"left": -1, "right": 1}
        return min(max(ends.get(key, self.cursor + steps.get(key, 0)), 0), len(self.text))


Prompt = Twice | Choice | Minutes | Writing

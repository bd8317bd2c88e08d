"""A session as a therapist would tell it: what is on, which word it is, what waits, when it ends.

Written beside the player and not from it: nothing here decides, folds or lays out anything.
"""

from dataclasses import dataclass, field
from typing import Final

SECOND: Final = 48_000

OPPOSITE: Final = {
    "duck": "unduck",
    "unduck": "duck",
    "silence": "music",
    "music": "silence",
    "away": "back",
    "back": "away",
    "grounding": "return_to_arc",
    "return_to_arc": "grounding",
    "hold": "release",
    "release": "hold",
}
TURNS: Final = {
    "duck": ("ducked", True),
    "unduck": ("ducked", False),
    "silence": ("silent", True),
    "music": ("silent", False),
    "away": ("away", True),
    "back": ("away", False),
    "grounding": ("grounding", True),
    "return_to_arc": ("grounding", False),
    "hold": ("held", True),
    "release": ("held", False),
}
"""What each of the commands that turn something on or off turns, and which way."""

RETIMES: Final = ("extend", "shorten", "next_phase", "finish_by", "next_piece")
WORDS: Final = ("closed", "landed", "stopping", "faded", "silent", "held")
CONDITIONS: Final = {
    "ducked": "ducked",
    "grounding": "grounding",
    "away": "away",
    "dose due": "dose due",
    "held": "held",
    "silent": "silent",
    "unheard": "no output",
    "safe": "safe music",
}
ASKED_SILENCE: Final = frozenset({"silent", "faded", "away", "stopping", "landed", "closed"})
LONGEST_FADE: Final = 11 * SECOND


@dataclass
class Model:
    """What is true by now.

    `end` is where the arc ends if it went on at once; `zero` where 0:00 lies at the earliest.
    """

    now: int = 0
    end: int = 0
    zero: int = 0
    on: set[str] = field(default_factory=set)
    faded_at: int = 0
    stopping_at: int = 0
    silent_since: dict[str, int] = field(default_factory=dict)
    """By each reason for silence, since when."""
    undoable: list[tuple[str, str, frozenset[str]]] = field(default_factory=list)
    """What undo takes back, latest last: its command, what that turns back, and which waits begin again."""

    @property
    def word(self) -> str:
        return next((word for word in WORDS if word in self.on), "playing")

    @property
    def conditions(self) -> set[str]:
        return {CONDITIONS[flag] for flag in self.on if flag in CONDITIONS} - {self.word}

    @property
    def waits(self) -> bool:
        return bool(self.on & {"held", "waiting"})

    @property
    def over(self) -> bool:
        return not self.waits and self.now >= self.end

    @property
    def runs(self) -> bool:
        return self.word in ("playing", "held", "silent")

    def waited(self, now: int) -> int:
        """For how long the arc waits until then."""
        if "held" in self.on:
            return now - self.now
        return max(now - max(self.now, self.zero), 0) if "waiting" in self.on else 0

    # ---- what makes sense

    def may(self, do: str) -> bool | None:
        """Whether a command makes sense now; None where that hangs on more than is told here."""
        if do in TURNS:
            return self._may_turn(do)
        again = self.now - self.faded_at <= 3 * SECOND
        dead = "faded" in self.on and self.now - self.faded_at < 2 * SECOND
        known = {
            "fade_now": again if "faded" in self.on else self.runs or self.word == "stopping",
            "soft_stop": self.runs,
            "bring_back": self.word in ("faded", "stopping", "landed") and not dead,
            "end": self.word in ("silent", "faded", "landed"),
            "extend": self.runs and not self.over,
        }
        needs = {"finish_by": not self.waits, "next_piece": self.word != "silent"}
        if do in ("shorten", "next_phase", "fuller", "softer", *needs):
            return None if self.runs and not self.over and needs.get(do, True) else False
        return known.get(do)

    def _may_turn(self, do: str) -> bool:
        flag, turns_on = TURNS[do]
        if (flag in self.on) == turns_on:
            return False
        if do in ("away", "back"):  # also once it was faded: the screen is to hide what is the client's
            return self.word != "closed" and (do == "back" or self.word != "landed")
        if not self.runs:
            return False
        match do:
            case "duck" | "silence":
                return self.word in ("playing", "held")
            case "hold":
                return self.word in ("playing", "silent") and not self.waits and not self.over
            case _:
                return True

    # ---- what happens

    def turn(self, do: str) -> None:
        flag, turns_on = TURNS[do]
        (self.on.add if turns_on else self.on.discard)(flag)
        if do == "grounding":
            self.on.discard("silent")
        self._look()

    def did(self, do: str, stops: set[str]) -> None:
        """A command was carried out. `stops` are the waits that it ended."""
        if do in TURNS:
            from_silence = do == "grounding" and "silent" in self.on
            self.turn(do)
            self.undoable.append((do, "return_to_silence" if from_silence else OPPOSITE[do], frozenset()))
        elif do in (*RETIMES, "fuller", "softer", "level"):
            self.undoable.append((do, "", frozenset(stops)))
            self.on -= stops
        elif do == "fade_now":
            self.on.add("faded")
            self.faded_at = self.now
        elif do == "soft_stop":
            self.on.add("stopping")
            self.stopping_at = self.now
        elif do == "bring_back":
            self.on -= {"faded", "stopping", "landed"}
            if self.over:
                self.on.add("grounding")
        elif do == "end":
            self.on.add("closed")
        self._look()

    def anchored(self, *, ends_wait: bool) -> None:
        """The arc hangs on another moment: no re-timing before that can be taken back."""
        self.on -= {"waiting", "dose due"} if ends_wait else set()
        self.undoable = [entry for entry in self.undoable if entry[0] not in RETIMES]

    def undid(self, kind: str) -> None:
        """Undo took back the latest of a kind; whatever came after it must have been past that."""
        kinds = [entry[0] for entry in self.undoable]
        assert kind in kinds, f"there is no {kind} to take back"
        place = len(kinds) - 1 - kinds[::-1].index(kind)
        for passed, back, _ in self.undoable[place + 1 :]:
            assert back not in TURNS or not self._may_turn(back), f"{passed} was passed over"
        _, back, waits = self.undoable.pop(place)
        if back == "return_to_silence":
            self.on = (self.on | {"silent"}) - {"grounding"}
        elif back in TURNS:
            self.turn(back)
        self.on |= waits
        self._look()

    def happened(self, kind: str, frame: int) -> None:
        """Something happened by itself."""
        if kind == "landed":
            stopped = "stopping" in self.on and frame >= self.stopping_at + 10 * SECOND
            assert stopped or frame >= self.end
            self.on -= {"stopping"}
            self.on.add("landed")
        elif kind == "soft_stop":
            assert "grounding" in self.on
            assert frame >= self.end
            self.did("soft_stop", set())
            self.stopping_at = frame
        elif kind == "dose_due":
            assert "waiting" in self.on
            self.on.add("dose due")
        elif kind == "cue_played":
            assert not self.on & (ASKED_SILENCE | {"grounding"}), (
                "nothing automatic sounds where silence was asked for"
            )
        self._look()

    def _look(self) -> None:
        """Since when everything is to be silent."""
        reasons = self.on & {"silent", "faded", "away", "stopping"}
        self.silent_since = {reason: self.silent_since.get(reason, self.now) for reason in reasons}

    @property
    def silent(self) -> bool:
        """Whether every fade to silence that was asked for is over."""
        return any(self.now - since > LONGEST_FADE for since in self.silent_since.values())

"""A problem of an arc whose parts do not fit together, and words that checks share."""

from dataclasses import dataclass

from setplayer.arc.fields import did_you_mean
from setplayer.arc.outline import Outline
from setplayer.faults import shown
from setplayer.strict_yaml import Path


@dataclass(frozen=True)
class Problem:
    """What does not fit together, and the path of keys and indices where it is written."""

    path: Path
    text: str
    severity: str = "fault"


def anchor_words(outline: Outline) -> list[str] | None:
    """Names, then kinds, that an anchor may be; None while one of them is unknown."""
    names = [phase.name for phase in outline.phases if phase.name is not None]
    kinds = [phase.kind for phase in outline.phases if phase.kind is not None]
    if not outline.phases or not len(names) == len(kinds) == len(outline.phases):
        return None
    return [*names, *kinds]


def no_phase(anchor: str, words: list[str]) -> str:
    """The sentence for an anchor that is none of these words."""
    hint = did_you_mean(anchor, words)
    if not hint and any(character.isdigit() for character in anchor):
        hint = "; a time is written like '12 min' or 'peak + 2 min'"
    hint = hint or f"; the phases are {', '.join(words[: len(words) // 2])}"
    return f"this arc has no phase called {shown(anchor)} and none of that kind{hint}"

"""An arc reduced to what the checks across it need, in which whatever is itself at fault is None.

So a file with one wrong length gets every other fault reported too, and none that only follows from it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from setplayer.arc.quantities import RefusedError, parse_duration, parse_moment
from setplayer.strict_yaml import Path

_CUE_KEYS: Final = {"at", "every", "do", "sound", "remind"}


@dataclass(frozen=True)
class PhaseOutline:
    """A phase; `silences` maps the index of an item in its music to its length and fade, in frames.

    `starts` has anchor and offset of where it says that it starts; None when it does not say so, or is at fault.
    """

    name: str | None
    kind: str | None
    length_frames: int | None
    at_least_frames: int | None
    at_most_frames: int | None
    starts: tuple[str | None, int] | None
    overlap_frames: int | None
    silences: Mapping[int, tuple[int | None, int | None]]


@dataclass(frozen=True)
class CueOutline:
    """A cue: which keys it has (None when some are not known), what it does, and anchor and offset of its `at`."""

    keys: frozenset[str] | None
    do: str | None
    at: tuple[str | None, int] | None
    every_frames: int | None = None


@dataclass(frozen=True)
class Outline:
    """A whole arc. `booster_to` is None when there is no `booster:`."""

    phases: tuple[PhaseOutline, ...]
    zero: str | None
    lead_frames: int | None
    booster_to: tuple[str | None, ...] | None
    booster_adds_frames: int | None
    cues: tuple[CueOutline, ...]

    @cached_property
    def names(self) -> list[str]:
        """The names of the phases, empty where they are not known."""
        return [phase.name or "" for phase in self.phases]

    @cached_property
    def kinds(self) -> list[str]:
        """The kinds of the phases, empty where they are not known."""
        return [phase.kind or "" for phase in self.phases]


def outline_of(tree: object, faulty: Collection[Path] = frozenset()) -> Outline:
    """The outline of an arc as plain values by the keys of arc files.

    Lengths and moments may be text, as in a file, or frames, as a model dumps them. `faulty` names the paths
    that hold something wrong: they are unknown, and so is all below them.
    """
    view = _View(tree, faulty)
    return Outline(
        phases=tuple(_phase(view, ("phases", index)) for index in view.indices(("phases",))),
        zero=view.text(("zero",), "begin"),
        lead_frames=view.frames(("lead",), 0),
        booster_to=_booster(view),
        booster_adds_frames=view.frames(("booster", "adds")),
        cues=tuple(_cue(view, ("cues", index)) for index in view.indices(("cues",))),
    )


class _View:
    """Reading by path in plain values of any shape; whatever is missing, odd or faulty comes out as None."""

    def __init__(self, tree: object, faulty: Collection[Path]):
        self._tree = tree
        self._faulty = frozenset(faulty)

    def get(self, path: Path) -> Any:
        value: Any = self._tree
        for depth, step in enumerate(path):
            if path[: depth + 1] in self._faulty:
                return None
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, (list, tuple)) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def indices(self, path: Path) -> range:
        value = self.get(path)
        return range(len(value)) if isinstance(value, (list, tuple)) else range(0)

    def text(self, path: Path, default: str | None = None) -> str | None:
        if self._absent(path):
            return default
        value = self.get(path)
        return " ".join(value.split()) if isinstance(value, str) else None

    def frames(self, path: Path, default: int | None = None) -> int | None:
        if self._absent(path):
            return default
        value = self.get(path)
        if isinstance(value, int):
            return value
        try:
            return parse_duration(value)
        except RefusedError:
            return None

    def _absent(self, path: Path) -> bool:
        parent = self.get(path[:-1])
        return isinstance(parent, dict) and path[-1] not in parent


def _phase(view: _View, path: Path) -> PhaseOutline:
    items = ((*path, "music", index) for index in view.indices((*path, "music")))
    return PhaseOutline(
        name=view.text((*path, "name")),
        kind=view.text((*path, "kind")),
        length_frames=view.frames((*path, "length")),
        at_least_frames=view.frames((*path, "at least")),
        at_most_frames=view.frames((*path, "at most")),
        starts=_moment(view.get((*path, "starts"))),
        overlap_frames=view.frames((*path, "overlap"), 0),
        silences={
            int(item[-1]): (view.frames((*item, "silence")), view.frames((*item, "fade")))
            for item in items
            if view.get((*item, "silence")) is not None
        },
    )


def _booster(view: _View) -> tuple[str | None, ...] | None:
    if view.get(("booster",)) is None:
        return None
    return tuple(view.text(("booster", "to", index)) for index in view.indices(("booster", "to")))


def _cue(view: _View, path: Path) -> CueOutline:
    cue = view.get(path)
    keys = None
    if isinstance(cue, dict) and set(cue) <= _CUE_KEYS:
        keys = frozenset(key for key, value in cue.items() if value is not None)
    return CueOutline(
        keys=keys, do=view.text((*path, "do")), at=_moment(view.get((*path, "at"))), every_frames=_every(view, path)
    )


def _every(view: _View, path: Path) -> int | None:
    return None if view.get((*path, "every")) is None else view.frames((*path, "every"))


def _moment(value: Any) -> tuple[str | None, int] | None:
    if isinstance(value, dict):  # as a model dumps it; a file that holds one is refused elsewhere
        anchor, offset = value.get("anchor"), value.get("offset_frames")
        return (anchor, offset) if isinstance(anchor, str | None) and isinstance(offset, int) else None
    try:
        return parse_moment(value)
    except RefusedError:
        return None

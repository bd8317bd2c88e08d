"""Commands that only undo gives."""

from typing import Literal

from setplayer.session.commands.base import Command


class Retime(Command):
    """Put phases back to where they were and go back to the music that was left. Only undo does.

    `moves` has for each phase by how many frames its start and its end go; `phase` was the current one. `clip` is the
    one that sounded, and `left` says whether it was crossfaded away from. `waits` are the flags of a wait that ended
    with it, at `frame`.
    """

    do: Literal["retime"] = "retime"
    phase: int
    moves: tuple[tuple[int, int], ...]
    clip: int
    left: bool = False
    waits: tuple[str, ...] = ()
    frame: int


class ReturnToSilence(Command):
    """Go back from the grounding music to the silence that it ended. Only undo does."""

    do: Literal["return_to_silence"] = "return_to_silence"


class Shift(Command):
    """Change the intensity shift by some steps. Only undo does."""

    do: Literal["shift"] = "shift"
    steps: float

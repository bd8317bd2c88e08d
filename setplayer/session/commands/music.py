"""What is done to the music."""

from typing import Annotated, Literal

from pydantic import Field

from setplayer.session.commands.base import Command

SoundName = Annotated[str, Field(min_length=1, max_length=200)]


class NextPiece(Command):
    """Crossfade to the next piece of the phase."""

    do: Literal["next_piece"] = "next_piece"


class Fuller(Command):
    """A step more intensity from now on."""

    do: Literal["fuller"] = "fuller"


class Softer(Command):
    """A step less intensity from now on."""

    do: Literal["softer"] = "softer"


class Level(Command):
    """Set the level in decibels, 0 being the arc's own."""

    do: Literal["level"] = "level"
    db: Annotated[float, Field(ge=-40, le=6)]


class Duck(Command):
    """Lower the music to speak."""

    do: Literal["duck"] = "duck"


class Unduck(Command):
    """Bring the lowered music back."""

    do: Literal["unduck"] = "unduck"


class Silence(Command):
    """Fade the music to silence."""

    do: Literal["silence"] = "silence"


class Music(Command):
    """End the silence."""

    do: Literal["music"] = "music"


class Grounding(Command):
    """Crossfade to the grounding music."""

    do: Literal["grounding"] = "grounding"


class ReturnToArc(Command):
    """Crossfade from the grounding music back to the arc."""

    do: Literal["return_to_arc"] = "return_to_arc"


class Away(Command):
    """Fade the music and hide the client's data."""

    do: Literal["away"] = "away"


class Back(Command):
    """Return from away."""

    do: Literal["back"] = "back"


class Chime(Command):
    """Play a short sound over the lowered music."""

    do: Literal["chime"] = "chime"
    sound: SoundName = "bowl"


class VoicePrompt(Command):
    """Play a voice prompt over the lowered music."""

    do: Literal["voice"] = "voice"
    sound: SoundName


class FadeNow(Command):
    """Fade everything out in 3 s; again within 3 s: in 50 ms."""

    do: Literal["fade_now"] = "fade_now"


class SoftStop(Command):
    """End the music with a slow fade."""

    do: Literal["soft_stop"] = "soft_stop"


class BringBack(Command):
    """Bring the music back after a fade or a soft stop."""

    do: Literal["bring_back"] = "bring_back"

"""What the player itself asks for; no person does."""

from typing import Annotated, Any, Literal

from pydantic import Field

from setplayer.hearing import Exposure
from setplayer.score.ahead import Chosen
from setplayer.session.commands.base import Command


class PieceFailed(Command):
    """A piece cannot be played from here on; what comes next begins now. Sent by the player, never by a person."""

    do: Literal["piece_failed"] = "piece_failed"
    clip_id: int
    playable_until_frame: int
    reason: str


class Refit(Command):
    """The music after a clip was chosen again. Sent by the player."""

    do: Literal["refitted"] = "refitted"
    after: int
    chosen: Chosen

    def request(self) -> dict[str, Any]:
        """Only after which clip: what was chosen is in the outcome."""
        return {"after": self.after}


class StandIn(Command):
    """What should sound is not heard: something that cannot fail takes its place. Sent by the player.

    `source` is what should sound; `last_heard_frame` is when anything was heard last.
    """

    do: Literal["stand_in"] = "stand_in"
    source: str
    reason: str
    last_heard_frame: int


class Interrupted(Command):
    """The player stopped playing without being asked, over so many frames. Sent by the player."""

    do: Literal["interrupted"] = "interrupted"
    fade_frames: int = 0


class Waited(Command):
    """While nothing played, the arc waited for so many frames. Sent by the player."""

    do: Literal["waited"] = "waited"
    frames: Annotated[int, Field(ge=1)]


class Resumed(Command):
    """The player plays again. Sent by the player. `lost_frame` is the last frame known to have been played.

    `known_mono_ns` is when the player knew its place again, by the machine's clock.
    """

    do: Literal["resumed"] = "resumed"
    lost_frame: int
    known_mono_ns: int = 0


class OutputLost(Command):
    """The output does not take the sound any more. Sent by the player."""

    do: Literal["output_lost"] = "output_lost"
    output: str
    reason: str


class OutputOpened(Command):
    """The sound reaches an output from here on. Sent by the player. `chosen` says that a person asked for it now."""

    do: Literal["output_opened"] = "output_opened"
    output: str
    chosen: bool = False


class Underrun(Command):
    """The output ran dry: before `at_frame` it played nothing for so many frames. Sent by the player.

    `mono_ns` is when that frame came, by the machine's clock, so that what follows can be placed in time.
    """

    do: Literal["underrun"] = "underrun"
    at_frame: int
    frames_lost: int
    mono_ns: int


class Hearing(Command):
    """How loud it was on an output, for so long until now. Sent by the player."""

    do: Literal["hearing"] = "hearing"
    output: str
    exposure: Exposure


class PlaySafe(Command):
    """Play on with nothing that could have made the player fail. Sent by the player."""

    do: Literal["safe_music"] = "safe_music"

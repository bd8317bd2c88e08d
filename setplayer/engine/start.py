"""What an engine is told when it is started: one line of JSON on its standard input, which stays open."""

from pathlib import Path

from setplayer.engine.desk import DEVICE
from setplayer.values import Value


class Start(Value):
    """How to play which session. A session file that exists is resumed."""

    data: Path
    session_file: Path
    session_id: str
    arc: str
    """An arc file, or the name of an arc that ships."""
    proposed: bool = False
    """Whether nobody chose that arc, nor had its client it before."""
    library: Path | None = None
    output: str = DEVICE
    """`device`, `null`, a .wav or .flac file, or a device's name."""
    speed: float = 1.0
    client: str = ""
    """The code of whose session it is, where that is known before it is opened."""
    prepared: tuple[str, ...] = ()
    """Other sessions that are prepared and wait for their day: their keys stay."""
    house: bool = False
    """Today comes before and after it: a preparation can be left, to be gone on with another day."""
    begin: bool = True
    """Begin at once, rather than wait for it to be asked."""
    ends_itself: bool = False
    """End the session when the music has ended: nobody is there to do it."""
    safe: bool = False
    """After several failures: play only what cannot fail."""
    again: bool = False
    """Started again after it died: on the output that the record has, whatever was asked for at first."""
    seed: int | None = None
    """What chance is drawn from; a new session has its own unless somebody wants another."""
    warnings: tuple[str, ...] = ()
    """What is not as it should be with the computer, a sentence each."""
    supervisor_pid: int = 0

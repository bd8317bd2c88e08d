"""What is asked when the music ahead is to be chosen again, and what comes of it: plain values."""

from setplayer.arc.model import Arc
from setplayer.library.track import Track
from setplayer.score.chain import Sources
from setplayer.score.model import Picked, Score
from setplayer.values import Value


class Chosen(Value):
    """What was chosen for an arc's picks during a session: all of its picks, and the tracks new to the session."""

    picks: tuple[Picked, ...] = ()
    tracks: tuple[Track, ...] = ()


class Ahead(Value):
    """A session's music as it lies, of which all after the clip `after` may be chosen again.

    `tracks` are those the session knows; `client` is whose session it is, and `wishes` are what they asked not to
    hear, in words. `afresh` says that what is wanted has changed: pieces may give way though they fit. With
    `leaves_at` the clip is left at that frame, and what follows it begins there.
    """

    arc: Arc
    tracks: tuple[Track, ...]
    picks: tuple[Picked, ...]
    avoid: tuple[str, ...]
    shift: float
    seed: int
    score: Score
    after: int
    client: str = ""
    wishes: tuple[str, ...] = ()
    afresh: bool = False
    leaves_at: int | None = None

    @property
    def sources(self) -> Sources:
        """What the score's clips are made from."""
        tracks = {track.path: track for track in self.tracks}
        return Sources(self.arc, tracks, frozenset(self.avoid), self.shift, self.picks)

"""Having the music ready for a session that goes on where it was."""

import time
from collections.abc import Callable, Iterable
from typing import Final

from setplayer.audio.mixer import Mixer
from setplayer.session.events import Event
from setplayer.session.state import State, fold
from setplayer.units import frames_from_s, s_from_frames

WARM_S: Final = 8.0
"""So long a session that is resumed waits for its music; what is not there by then is left out.

Tracks are decoded from their beginning, several hundred times as fast as they play: ten minutes take a second or two.
"""

_SOON_S: Final = 0.5
"""So far ahead it is begun at first; opening a track takes less as a rule."""


def ready_ahead(
    mixer: Mixer, state: State, by_now: Callable[[], int], gap_until: Callable[[int], Iterable[Event]], speed: float
) -> int:
    """Have the music ready at a frame that comes soon, and wait for that frame: what sounds there hangs on it.

    `by_now` is the frame at which the session is; `gap_until` what happens until one while nothing plays.
    """
    ahead_s, began_s = _SOON_S, time.monotonic()
    while True:
        frame = by_now() + frames_from_s(ahead_s * speed)
        mixer.warm(fold(gap_until(frame), state), frame, WARM_S)
        left_s, took_s = s_from_frames(frame - by_now()) / speed, time.monotonic() - began_s
        if left_s >= 0.0 or took_s > WARM_S:
            time.sleep(max(left_s, 0.0))
            return frame
        ahead_s = 2 * took_s

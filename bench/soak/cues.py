"""What a therapist does in the hours of a soak: now and then a cue with its way back, from a seed."""

import random
import time
from collections import Counter, deque
from collections.abc import Mapping
from typing import Any

from setplayer.engine.client import EngineClient

_PAUSE_S = (10.0, 40.0)
"""Between one thing that a therapist does and the next."""

_BACK_S = 6.0
"""Until the way back."""

_EPISODES: tuple[tuple[Mapping[str, Any], ...], ...] = (
    ({"do": "duck"}, {"do": "unduck"}),
    ({"do": "level", "db": -6.0}, {"do": "level", "db": 0.0}),
    ({"do": "fuller"}, {"do": "softer"}),
    ({"do": "note", "text": "Breathing slowly, eyes closed."},),
    ({"do": "extend", "minutes": 1}, {"do": "shorten", "minutes": 1}),
    ({"do": "extend", "minutes": 2}, {"do": "undo"}),
    ({"do": "chime", "sound": "bowl"},),
    ({"do": "voice", "sound": "bell"}, {"do": "chime", "sound": "chime"}),
    ({"do": "next_piece"},),
    ({"do": "silence"}, {"do": "music"}),
    ({"do": "grounding"}, {"do": "return_to_arc"}),
    ({"do": "hold"}, {"do": "release"}),
    ({"do": "fade_now"}, {"do": "bring_back"}),
    ({"do": "vitals", "blood_pressure": "120/80", "heart_rate": 64}, {"do": "reminder_done"}),
    ({"do": "mark"}, {"do": "tag", "tag": "calm"}),
)


class Cueing:
    """Gives cues through a front's connection, each at its time, and remembers what came of them."""

    def __init__(self, client: EngineClient, seed: int = 1):
        self.given: Counter[str] = Counter()
        self.done = 0
        self.refused: Counter[str] = Counter()
        """Refusals, by what they say."""
        self._client = client
        self._chance = random.Random(seed)
        self._waiting: deque[Mapping[str, Any]] = deque()
        self._next_s = time.monotonic() + _PAUSE_S[0]

    def step(self, *, begin: bool) -> None:
        """Give the cue that is due, if one is. Unless `begin`, only what was begun is taken back."""
        self.hear()
        if time.monotonic() < self._next_s or not (begin or self._waiting):
            return
        if not self._waiting:
            self._waiting.extend(self._chance.choice(_EPISODES))
        command = self._waiting.popleft()
        self._client.send(dict(command))
        self.given[command["do"]] += 1
        self._next_s = time.monotonic() + (_BACK_S if self._waiting else self._chance.uniform(*_PAUSE_S))

    def hear(self) -> None:
        """Take the answers that have come."""
        for answer in self._client.answers():
            self.done += answer.done
            if not answer.done:
                self.refused[answer.text] += 1

"""Reading arcs in tests: the names that ship, and a small right arc to spoil."""

from pathlib import Path

import pytest

from setplayer.arc.reading import ArcReading, read_arc
from setplayer.faults import TextFault

ROOT = Path(__file__).parents[2]
SOUNDSCAPES = ("tide", "drone", "bowls", "hearth", "strings", "keys", "pulse")
SOUNDS = ("bowl", "bell", "chime")

RIGHT = """\
arc: Evening
zero: dose
lead: 5 min
booster: {adds: 15 min, to: [peak]}
phases:
  - name: Arrival
    kind: onset
    length: 10 min
    intensity: 2 -> 4
    music:
      - track: quiet/slow water.flac
      - silence: 1 min
        fade: 30 s
  - name: Journey
    kind: peak
    overlap: 1 min
    length: 20 min
    intensity: 6
    about: The widest part.
    music:
      - pick: {intensity: follow, vocals: none, avoid: [choir], tempo: 60 - 80}
      - soundscape: drone
cues:
  - {at: 0 min, do: chime}
  - {at: Journey + 2 min, do: voice, sound: breathe.flac}
  - {every: 15 min, remind: Blood pressure}
grounding: {soundscape: hearth}
bed: {soundscape: tide}
"""


def read(text: str) -> ArcReading:
    return read_arc(text, "F", soundscapes=SOUNDSCAPES, sounds=SOUNDS)


def faults(text: str) -> list[str]:
    with pytest.raises(TextFault) as caught:
        read(text)
    return str(caught.value).splitlines()


def spoilt(old: str, new: str) -> str:
    assert RIGHT.count(old) == 1, old
    return RIGHT.replace(old, new)

"""An arc as long as asked for: soundscapes and a person's own music in turn, silences, chimes, prompts, reminders."""

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

PHASE_S = 900
"""How long a phase is where the arc has room for several."""

LEAST_S = 120
"""The shortest arc: three phases, each long enough for its crossfades."""

_MOST_PHASES = 48
_LEAST_PHASES = 3
_OVERLAP_S = 20
_TRACKS = 8
"""So many are named in a phase; those it has no room for are left out."""

_TRACKS_PLAYED = 4
"""About so many are played in a quarter of an hour, so that the next phase goes on from there."""

_SOUNDSCAPES = ("tide", "drone", "bowls", "hearth")
_SOUNDS = ("bowl", "bell", "chime")
_INTENSITIES = ("1 -> 3", "3 -> 6", "6 -> 7", "7 -> 4", "4 -> 2")


def write_arc(path: Path, length_s: int, tracks: Sequence[str]) -> None:
    """An arc of that many seconds, at least LEAST_S, that plays the tracks again and again; soundscapes without."""
    count = min(max(round(length_s / PHASE_S), _LEAST_PHASES), _MOST_PHASES)
    lines = ["arc: Soak", "phases:"]
    begin_s = 0
    music = _music(tracks)
    for number in range(count):
        overlap_s = _OVERLAP_S if number % 2 else 0
        end_s = length_s * (number + 1) // count
        lines += _phase(number, end_s - begin_s + overlap_s, overlap_s)
        lines += [f"      {item}" for item in next(music)]
        begin_s = end_s
    lines += ["cues:", *_cues(count)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _phase(number: int, length_s: int, overlap_s: int) -> Iterator[str]:
    yield f"  - name: Part {number + 1}"
    yield "    kind: peak"
    yield f"    length: {length_s} s"
    if overlap_s:
        yield f"    overlap: {overlap_s} s"
    yield f"    intensity: {_INTENSITIES[number % len(_INTENSITIES)]}"
    yield "    music:"


def _music(tracks: Sequence[str]) -> Iterator[list[str]]:
    """What each phase plays: twice tracks, then soundscapes, some of them around a silence."""
    soundscapes = itertools.cycle(_SOUNDSCAPES)
    at = 0
    for number in itertools.count():
        if tracks and number % 3:
            named = [tracks[(at + n) % len(tracks)] for n in range(_TRACKS)]
            at += _TRACKS_PLAYED
            yield [f"- track: {_quoted(name)}" for name in named]
        else:
            silence = ["- silence: 20 s"] if number % 2 else []
            yield [f"- soundscape: {next(soundscapes)}", *silence, f"- soundscape: {next(soundscapes)}"]


def _cues(phases: int) -> Iterator[str]:
    for number in range(phases):
        sound = _SOUNDS[number % len(_SOUNDS)]
        yield f"  - {{at: Part {number + 1} + 30 s, do: {'voice' if number % 2 else 'chime'}, sound: {sound}}}"
    yield "  - {every: 5 min, remind: Look at how the client is}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

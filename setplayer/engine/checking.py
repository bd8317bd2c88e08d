"""What an arc's author should know of a score before it is heard: where its own tracks are too short or too long."""

from collections.abc import Sequence
from typing import Final

from setplayer.arc.model import TrackItem
from setplayer.engine.prepare import Prepared
from setplayer.faults import Finding
from setplayer.score.model import Clip, Score
from setplayer.units import clock, frames_from_s

_WORTH_TELLING: Final = frames_from_s(20)
"""Less of a piece than this goes in crossfades."""


def findings(prepared: Prepared, score: Score) -> list[Finding]:
    """A warning for each phase that has tracks of its own and not enough of them, and each track that gives way."""
    found = []
    for number, phase in enumerate(prepared.arc.phases):
        clips = [clip for clip in score.clips if clip.phase == number]
        named = [(n, item.path) for n, item in enumerate(phase.music) if isinstance(item, TrackItem)]
        if named:
            found += [_at(prepared, (number,), text) for text in _short(phase.name, clips)]
            found += [_at(prepared, (number, "music", n, "track"), text) for n, text in _long(prepared, named, clips)]
    return found


def _short(name: str, clips: Sequence[Clip]) -> list[str]:
    frames = sum(clip.length_frames for clip in clips if clip.kind == "bed")
    if frames < _WORTH_TELLING:
        return []
    return [f"{name} has too little music: the bed plays for {clock(frames)}; add a piece or shorten the phase"]


def _long(prepared: Prepared, named: Sequence[tuple[int, str]], clips: Sequence[Clip]) -> list[tuple[int, str]]:
    heard = {clip.item: clip for clip in clips}
    found = []
    for item, path in named:
        track = prepared.catalogue.find(path)
        if track is None or track.error is not None or track.withdrawn is not None:
            continue
        clip = heard.get(item)
        if clip is None:
            found.append((item, f"'{path}' is not heard: the phase is over before it; give the phase more time"))
        elif track.frames - clip.length_frames >= _WORTH_TELLING:
            early = clock(track.frames - clip.length_frames)
            found.append((item, f"'{path}' is faded away {early} before its end, when the phase is over"))
    return found


def _at(prepared: Prepared, place: tuple[str | int, ...], text: str) -> Finding:
    return Finding(*prepared.reading.places.place(("phases", *place)), text, "warning")

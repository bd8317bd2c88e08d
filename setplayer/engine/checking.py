"""What an arc's author should know of a score before it is heard: where its own tracks are too short or too long."""

from collections.abc import Collection, Sequence
from typing import Final

from setplayer.arc.model import PickItem, SilenceItem, SoundscapeItem, TrackItem
from setplayer.engine.prepare import Prepared
from setplayer.faults import Finding
from setplayer.score.model import Clip, Score
from setplayer.units import clock, frames_from_s

_MOSTLY: Final = 0.5
"""Where the bed has more than this share of the time, the arc is not what its author meant."""

_WORTH_TELLING: Final = frames_from_s(20)
"""Less of a piece than this goes in crossfades."""


def findings(prepared: Prepared, score: Score, avoid: Collection[str] = ()) -> list[Finding]:
    """A warning for each phase that has tracks of its own and not enough of them, and each track that gives way.

    A fault where most of what the arc asks for is not there: a list of 90 minutes that holds fifteen. What a client
    asked not to hear (`avoid`) is told elsewhere.
    """
    lost = bool(avoid) or any(left.withdrawn is None for left in prepared.left_out)  # then it is told what is lacking
    found = [] if lost else _hardly_any(prepared, score)
    for number, phase in enumerate(prepared.arc.phases):
        clips = [clip for clip in score.clips if clip.phase == number]
        own = ((n, item.path) for n, item in enumerate(phase.music) if isinstance(item, TrackItem))
        named = [(n, path) for n, path in own if path not in avoid]
        if named:
            found += [_at(prepared, (number,), text) for text in _short(phase.name, clips) if not lost]
            found += [_at(prepared, (number, "music", n, "track"), text) for n, text in _long(prepared, named, clips)]
    return found


def _hardly_any(prepared: Prepared, score: Score) -> list[Finding]:
    """Whether the bed would play for most of the time that phases give to the clinic's own music."""
    wanted = bed = 0
    for number, phase in enumerate(prepared.arc.phases):
        own = any(isinstance(item, TrackItem | PickItem) for item in phase.music)
        if own and not any(isinstance(item, SoundscapeItem) for item in phase.music):
            clips = [clip for clip in score.clips if clip.phase == number]
            silences = sum(item.length_frames for item in phase.music if isinstance(item, SilenceItem))
            wanted += max(phase.length_frames - silences, 0)
            bed += sum(clip.length_frames for clip in clips if clip.kind == "bed")
    if bed <= _MOSTLY * wanted:
        return []
    text = (
        f"{clock(wanted)} are for music of your own and {clock(max(wanted - bed, 0))} of it is there: the bed would "
        "play for the rest; add pieces, or shorten the phases"
    )
    return [Finding(*prepared.reading.places.place(("phases",)), text)]


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

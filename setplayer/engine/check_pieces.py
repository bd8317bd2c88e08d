"""What an arc's author should know of its pieces beforehand: damage, voices, silences, and where they startle."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from setplayer.arc.model import Phase, PickItem, TrackItem
from setplayer.engine.prepare import Prepared
from setplayer.faults import Finding
from setplayer.library.track import Track
from setplayer.score.model import Clip, Score
from setplayer.score.pick_rules import VOICE
from setplayer.score.picks import Choice
from setplayer.units import clock, duration, frames_from_s

LONGEST_SILENCE_FRAMES: Final = frames_from_s(5)
"""A rest in music is shorter; what is longer seems to be the end."""

_MOST_PLACES: Final = 3


@dataclass(frozen=True)
class _Trouble:
    """One thing about a piece: as it is said of the piece itself, and of several that a pick may choose."""

    of_one: str
    of_several: str
    example: str
    hint: str
    severity: str = "warning"


def piece_findings(prepared: Prepared, score: Score, choices: Sequence[Choice]) -> list[Finding]:
    """What is wrong with pieces as they are heard: the arc's own, each, and together those that picks may choose."""
    found: list[Finding] = []
    for number, phase in enumerate(prepared.arc.phases):
        for item, one in enumerate(phase.music):
            place = prepared.reading.places.place(("phases", number, "music", item))
            if isinstance(one, TrackItem):
                place = prepared.reading.places.place(("phases", number, "music", item, "track"))
                clip = next(
                    (c for c in score.clips if c.kind == "track" and (c.phase, c.item) == (number, item)), None
                )
                found += _of_one(place, one.path, _playable(prepared, one.path), phase, clip)
            elif isinstance(one, PickItem):
                paths = {path for choice in choices for p in choice.picks if (p.phase, p.item) == (number, item)
                         for path in p.paths}  # fmt: skip
                tracks = {path: prepared.tracks[path] for path in sorted(paths)}
                found += _of_several(place, tracks)
    if isinstance(prepared.arc.grounding, TrackItem):
        path = prepared.arc.grounding.path
        place = prepared.reading.places.place(("grounding", "track"))
        found += _of_one(place, path, _playable(prepared, path), None, None)
    return found


def _playable(prepared: Prepared, path: str) -> Track | None:
    track = prepared.catalogue.find(path)
    return None if track is None or track.error is not None or track.withdrawn is not None else track


def _of_one(
    place: tuple[int, int], path: str, track: Track | None, phase: Phase | None, clip: Clip | None
) -> Iterator[Finding]:
    if track is None:
        return
    for trouble in _troubles(track, clip):
        yield Finding(*place, f"'{path}' {trouble.of_one}; {trouble.hint}", trouble.severity)
    if phase is not None and phase.vocals == "none" and track.voice is not None and track.voice >= VOICE:
        hint = "listen to it; if there are none, write 'voice: none' for it in music.yaml"
        yield Finding(*place, f"'{path}' seems to have voices, and {phase.name} is to have none; {hint}", "warning")


def _of_several(place: tuple[int, int], tracks: Mapping[str, Track]) -> Iterator[Finding]:
    """What is wrong with pieces that a pick may choose, one finding for each kind of trouble."""
    by_kind: dict[str, list[tuple[str, _Trouble]]] = {}
    for path, track in tracks.items():
        for trouble in _troubles(track, None):
            by_kind.setdefault(trouble.of_several, []).append((path, trouble))
    for what, found in by_kind.items():
        named = ", ".join(f"'{path}' {trouble.example}" for path, trouble in found[:_MOST_PLACES])
        more = f" and {len(found) - _MOST_PLACES} more" if len(found) > _MOST_PLACES else ""
        text = f"among what this pick may choose are pieces that {what}: {named}{more}"
        yield Finding(*place, f"{text}; withdraw them in music.yaml, or leave them if that may be", "warning")


def _troubles(track: Track, clip: Clip | None) -> Iterator[_Trouble]:
    """What is wrong with a piece, in what is heard of it; all of it where there is no clip."""
    if track.missing_frames:
        ends, said = clock(track.frames), clock(track.frames + track.missing_frames)
        one = f"was cut off: it ends at {ends} and says that it lasts {said}"
        yield _Trouble(one, "were cut off", f"at {ends}", "copy the file again", "fault")
    elif track.ending == "cut":
        ends = clock(track.frames)
        one = f"was cut off: it ends at {ends} in the middle, and does not say how long it was"
        yield _Trouble(one, "were cut off", f"at {ends}", "copy the file again", "fault")
    elif track.ending == "unmarked":
        ends = clock(track.frames)
        one = f"may have been cut off: it ends at {ends} without the mark of its end"
        hint = "listen to its end, and copy the file again if some is missing"
        yield _Trouble(one, "may have been cut off", f"at {ends}", hint)
    if track.damaged:
        places = f"{track.damaged} place{'s' * (track.damaged > 1)} of it"
        one = f"is damaged: {places} cannot be decoded"
        yield _Trouble(one, "are damaged", f"in {track.damaged} places", "replace the file")
    if silences := _heard_silences(track, clip):
        told = _listed([f"for {duration(end - start)} from {clock(start)} on" for start, end in silences])
        hint = "take another piece, or leave it if that is meant"
        yield _Trouble(f"is silent {told}, which the arc does not ask for", "fall silent", told, hint)
    if sudden := [frame for frame in track.sudden if _is_heard(frame, clip)]:
        told = "at " + _listed([clock(frame) for frame in sudden])
        hint = "listen there, and take another piece if it startles"
        yield _Trouble(f"becomes loud all at once {told}", "become loud all at once", told, hint)


def _listed(texts: Sequence[str]) -> str:
    shown = texts[:_MOST_PLACES]
    more = f" and {len(texts) - len(shown)} more" if len(texts) > len(shown) else ""
    return ", ".join(shown) + more


def _span(track: Track, clip: Clip | None) -> tuple[int, int]:
    """What of a piece is heard by itself, outside of its crossfades."""
    if clip is None:
        return 0, track.frames
    begin, end = clip.offset_frames, clip.offset_frames + clip.length_frames
    return begin + clip.fade_in_frames, min(end - clip.fade_out_frames, track.frames)


def _heard_silences(track: Track, clip: Clip | None) -> list[tuple[int, int]]:
    begin, end = _span(track, clip)
    heard = [(max(first, begin), min(after, end)) for first, after in track.quiet]
    return [(first, after) for first, after in heard if after - first >= LONGEST_SILENCE_FRAMES]


def _is_heard(frame: int, clip: Clip | None) -> bool:
    if clip is None:
        return True
    begin = clip.offset_frames
    return begin + clip.fade_in_frames <= frame < begin + clip.length_frames - clip.fade_out_frames

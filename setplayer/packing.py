"""What of an arc and its library goes into a pack: all that its sound depends on, and what must not sound."""

import json
import re
from pathlib import Path
from typing import Final

from setplayer import __version__
from setplayer.arc.model import Intensity, PickItem
from setplayer.engine.prepare import Prepared, as_written, file_of
from setplayer.faults import Fault, TextFault
from setplayer.library.corrections import FILE_NAME, VOICE, Correction
from setplayer.library.paths import resolve
from setplayer.packs.manifest import ARC, MUSIC, RECIPES, SOUNDS, Withdrawn
from setplayer.packs.writing import Contents
from setplayer.score.candidates import Candidates

_VOICES: Final = {likelihood: word for word, likelihood in VOICE.items()}


def contents_of(prepared: Prepared, name: str) -> Contents:
    """The contents of a pack of a prepared arc; `name` is how it will be called.

    For picks every piece goes along that they may choose. Raises TextFault when the arc names a track that cannot be
    played: what is left out by the clinic itself is known to the pack as withdrawn.
    """
    if faults := [f for left in prepared.left_out if (f := left.finding()).severity == "fault"]:
        raise TextFault(prepared.file, faults)
    if not re.search(r"\w", name):
        raise Fault(f"{prepared.file}: give the arc's file a name with letters, for it will be called by that.")
    paths = _playable(prepared)
    music = {f"{MUSIC}/{path}": _file(prepared, path) for path in paths}
    designed = prepared.designed
    small = {ARC: prepared.text.encode("utf-8")}
    for recipe in (prepared.recipes[name] for name in designed.soundscapes):
        small[f"{RECIPES}/{recipe.name}.json"] = recipe.canonical_json()
    for sound in sorted({cue.sound for cue in prepared.arc.cues if cue.sound is not None}):
        own = sound in designed.own_sounds
        small[f"{MUSIC}/{sound}" if own else f"{SOUNDS}/{sound}.flac"] = prepared.sounds[sound]
    # A voice prompt may also be one of the tracks.
    small = {path: data for path, data in small.items() if path not in music}
    if corrections := _corrections(prepared, paths):
        small[f"{MUSIC}/{FILE_NAME}"] = corrections
    return Contents(name, prepared.arc.name, f"setplayer {__version__}", small, music, _withdrawn(prepared))


def _playable(prepared: Prepared) -> list[str]:
    """The paths, as the arc would write them, of every track that it may play, each once."""
    command = prepared.command()
    out = {left.path for left in prepared.left_out}
    named = [track.path for track in command.materials.tracks if track.path not in out]
    candidates = Candidates(prepared.catalogue.tracks)
    fitting: set[str] = set()
    for phase in prepared.arc.phases:
        for item in phase.music:
            if isinstance(item, PickItem):
                asked = item.rule.intensity
                fitting |= candidates.among(item.rule, asked if isinstance(asked, Intensity) else phase.intensity)
    found = [track for sha256 in fitting if (track := candidates.track(sha256)) is not None]
    return sorted({as_written(path) for path in (*named, *(track.path for track in found))})


def _file(prepared: Prepared, path: str) -> tuple[Path, str]:
    """Where a track lies, and the hash with which it was measured."""
    track = prepared.catalogue.find(path)
    if track is None or prepared.library is None:
        raise Fault(f"'{path}' was not measured; check the arc with its library.")
    return resolve(prepared.library, file_of(path, prepared.files)), track.sha256


def _corrections(prepared: Prepared, paths: list[str]) -> bytes:
    """What the clinic corrected of these pieces, as its file has it; nothing where it corrected none of them."""
    known = prepared.corrections.by_path
    entries = {path: written for path in paths if (written := _written(known.get(path)))}
    lines = [f"{json.dumps(path, ensure_ascii=False)}: {entry}" for path, entry in entries.items()]
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def _written(correction: Correction | None) -> str:
    if correction is None:
        return ""
    values = {
        "intensity": correction.intensity,
        "voice": None if correction.voice is None else _VOICES[correction.voice],
        "tags": list(correction.tags) or None,
    }
    return json.dumps({key: value for key, value in values.items() if value is not None}, ensure_ascii=False)


def _withdrawn(prepared: Prepared) -> tuple[Withdrawn, ...]:
    """Every piece that the clinic has withdrawn, wherever a copy of it lies."""
    tracks = [track for track in prepared.catalogue.tracks.values() if track.withdrawn and track.sha256]
    here = [Withdrawn(path=as_written(t.path), sha256=t.sha256, reason=t.withdrawn or "") for t in tracks]
    pack = prepared.designed.pack
    before = () if pack is None else pack.manifest.withdrawn
    return tuple({(one.sha256, one.path): one for one in (*before, *here)}.values())

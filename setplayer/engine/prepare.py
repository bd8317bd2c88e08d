"""Reading an arc and everything its sound depends on, from disk."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from setplayer.arc.model import Arc, SoundscapeItem, TrackItem
from setplayer.arc.reading import ArcReading, read_arc
from setplayer.audio.pieces import Sources
from setplayer.engine.own import Own
from setplayer.engine.sounds import SoundSamples, library_sound, measured, shipped_sounds
from setplayer.faults import Fault, Finding
from setplayer.library.as_measured import MeasuredStream
from setplayer.library.cache import ScanCache
from setplayer.library.corrections import Corrections, read_corrections
from setplayer.library.decode import TrackStream
from setplayer.library.opening import Unplayable
from setplayer.library.paths import find_music, resolve
from setplayer.library.scan import scan
from setplayer.library.track import Catalogue, Track, close_match
from setplayer.packs.manifest import ARC
from setplayer.packs.shelf import Installed, pack_of
from setplayer.score.chain import GROUNDING_BED
from setplayer.score.chain import Sources as Placing
from setplayer.score.model import Score
from setplayer.score.pick_advice import picks_of
from setplayer.score.picks import Choice, Heard, choose
from setplayer.score.place import place
from setplayer.session.commands import ChooseArc, Materials, Sound
from setplayer.session.state import State
from setplayer.shipped import shipped
from setplayer.soundscape.recipe import Recipe
from setplayer.soundscape.recipes import shipped_recipes
from setplayer.strict_yaml import text_of

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class LeftOut:
    """A track that an arc names and that cannot or must not be played, where it is named, and why."""

    path: str
    reason: str
    line: int
    column: int
    withdrawn: str | None = None
    """Why the clinic itself took it out; what is recorded and shown in a session does not tell."""

    def finding(self) -> Finding:
        """It as a fault in the arc file; as a warning when the clinic itself has withdrawn it."""
        if self.withdrawn is not None:
            why = f"'{self.path}' is withdrawn ({self.withdrawn})"
            text = f"{why}; the phase's other music, or the bed, plays in its place"
            return Finding(self.line, self.column, text, "warning")
        return Finding(self.line, self.column, f"'{self.path}' cannot be played: {self.reason}")


@dataclass(frozen=True)
class Prepared:
    """An arc with everything that its sound depends on."""

    file: str
    text: str
    reading: ArcReading
    catalogue: Catalogue
    recipes: Mapping[str, Recipe]
    sounds: Mapping[str, bytes]
    measured: Mapping[str, Sound]
    """The same sounds: how long they are, and how loud."""
    library: Path | None
    designed: "Designed"
    """The arc as it was read."""
    files: Mapping[str, str]
    """The library's music files by the names that arcs write (`as_written`)."""
    corrections: Corrections = field(default_factory=Corrections)
    """What the clinic corrected by hand; the catalogue has it already."""
    unreadable: tuple[str, ...] = ()
    """A sentence for each folder of the library, and each thing of the clinic's own, that cannot be read."""
    withdrawn: Mapping[str, str] = field(default_factory=dict)
    """Why pieces are withdrawn that need not be there any more, by path: those of an installed pack."""

    @property
    def warnings(self) -> list[str]:
        """Folders that cannot be read, and corrections of pieces that are gone, each with its place."""
        gone = self.corrections.gone(self.files.values())
        return [*self.unreadable, *(finding.at(self.corrections.file) for finding in gone)]

    @property
    def notices(self) -> tuple[str, ...]:
        """The same and what is left out, as sentences for whoever opens a session."""
        gone = self.corrections.gone(self.files.values())
        left_out = [f"'{left.path}' is left out: {left.reason}" for left in self.left_out]
        return (*left_out, *self.unreadable, *(finding.message for finding in gone))

    @property
    def arc(self) -> Arc:
        """The arc."""
        return self.reading.arc

    @cached_property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Tracks of the arc that cannot or must not be played, in the order of the file."""
        found = []
        for written, path in _named(self.arc):
            track = self.catalogue.find(path)
            if (track is None or not track.sha256) and path in self.withdrawn:
                reason, why = "the clinic has withdrawn it", self.withdrawn[path]
                found.append(LeftOut(path, reason, *self.reading.places.place(written), withdrawn=why))
            elif track is None or track.error is not None:
                reason = self._missing(path) if track is None or not track.sha256 else track.error or ""
                found.append(LeftOut(path, reason, *self.reading.places.place(written)))
            elif track.withdrawn is not None:
                reason = "the clinic has withdrawn it"
                found.append(LeftOut(path, reason, *self.reading.places.place(written), withdrawn=track.withdrawn))
        return tuple(found)

    def _missing(self, path: str) -> str:
        track = self.catalogue.find(path)
        reason = (track.error if track else None) or "there is no such file."
        near = None if path in self.files.values() else close_match(path, self.files.values())
        return f"{reason} Did you mean '{near}'?" if near else reason

    @cached_property
    def samples(self) -> "SoundSamples":
        """Every sound's samples by its name."""
        return SoundSamples(self.sounds)

    @cached_property
    def tracks(self) -> Mapping[str, Track]:
        """All of the library by path; what the arc names also as the arc writes it."""
        named = {path: track for _, path in _named(self.arc) if (track := self.catalogue.find(path)) is not None}
        return {**self.catalogue.tracks, **named}

    def choice(self, seed: int, heard: Heard | None = None, avoid: frozenset[str] = frozenset()) -> Choice:
        """What a seed chooses for the arc's picks, for who has heard this before, and what the library lacks.

        `avoid` has tracks of the arc and soundscapes that are not played.
        """
        return choose(self.arc, self.tracks, seed=seed, heard=heard, avoid=avoid)

    def command(self, seed: int = 0, choice: Choice | None = None) -> ChooseArc:
        """The command that chooses this arc, its picks as they were chosen, or by a seed."""
        picks = (choice or self.choice(seed)).picks
        paths = [*(path for _, path in _named(self.arc)), *(path for one in picks for path in one.paths)]
        used = {name: recipe.canonical_json().decode() for name, recipe in self.recipes.items()}
        tracks = tuple(
            track.model_copy(update={"path": path})
            for path in dict.fromkeys(paths)
            if (track := self.catalogue.find(path)) is not None
        )
        materials = Materials(tracks=tracks, recipes=used, sounds=dict(self.measured), picks=picks)
        return ChooseArc(arc=self.arc, arc_text=self.text, materials=materials)

    def placed(self, choice: Choice, avoid: frozenset[str] = frozenset()) -> Score:
        """Where every piece falls, the picks as they were chosen."""
        return place(self.placing(choice, avoid))

    def placing(self, choice: Choice, avoid: frozenset[str] = frozenset()) -> Placing:
        """What a score is made from."""
        materials = self.command(choice=choice).materials
        return Placing(self.arc, {track.path: track for track in materials.tracks}, avoid, picks=materials.picks)

    def sources(self, seed: int) -> Sources:
        """Where a mixer gets this session's sound from."""
        recipes = {name: recipe.canonical_json().decode() for name, recipe in self.recipes.items()}
        opener = track_opener(self.library, self.files, self.catalogue.find)
        return Sources(opener, self.samples, recipes, seed)


Find = Callable[[str], Track | None]
"""Finds what was measured of the track at a path."""


def kept_sources(
    state: State, sounds: Mapping[str, bytes], library: Path | None, find: Find | None = None
) -> Sources:
    """Where a mixer gets the sound of a session from that is in the record, which has the bytes of the sounds.

    In a session that goes on, `find` knows the tracks that are chosen yet.
    """
    opener = track_opener(library, music_files(library), find or Catalogue.of(state.materials.tracks).find)
    return Sources(opener, SoundSamples(sounds), state.materials.recipes, state.seed)


@dataclass(frozen=True)
class Designed:
    """An arc as it was read, with the soundscapes and sounds that have names: that ship, or are the clinic's own."""

    file: str
    text: str
    reading: ArcReading
    recipes: Mapping[str, Recipe]
    sounds: Mapping[str, bytes]
    pack: Installed | None = None
    """The pack that the arc was installed with."""
    own: Own = field(default_factory=Own)
    """What the clinic added."""

    @property
    def tracks(self) -> list[str]:
        """The paths of the tracks that the arc names, each once."""
        return list(dict.fromkeys(path for _, path in _named(self.reading.arc)))

    @property
    def picks(self) -> bool:
        """Whether music is to be chosen from the library by rule."""
        return bool(picks_of(self.reading.arc))

    @property
    def soundscapes(self) -> list[str]:
        """The soundscapes that may come to be heard, each once: the arc's own, its bed, and what grounds."""
        return list(dict.fromkeys([*_soundscapes(self.reading.arc), GROUNDING_BED]))

    @property
    def warnings(self) -> list[Finding]:
        """What the arc's author should look at again."""
        return sorted(self.reading.warnings)

    @property
    def own_sounds(self) -> list[str]:
        """Sounds that the arc takes from the library."""
        wanted = {cue.sound for cue in self.reading.arc.cues if cue.sound is not None}
        return sorted(wanted - set(self.sounds))


def read(name: str, own: Own | None = None) -> Designed:
    """Read an arc file, or a shipped arc by its name. Raises TextFault with every fault of the arc.

    A sound or soundscape of the clinic's own is heard instead of one that ships by the same name. An arc that was
    installed with a pack has its soundscapes and sounds from there. Raises Fault when the arc names a sound of the
    clinic's own that was altered, or a soundscape whose recipe has a fault.
    """
    file, text = arc_text(name)
    own = own or Own()
    recipes, sounds = shipped_recipes() | dict(own.soundscapes.recipes), {**shipped_sounds(), **own.sounds.sounds}
    altered, faulty = own.sounds.altered, own.soundscapes.faulty
    pack = pack_of(Path(name))
    if pack is not None:
        pack.small(ARC)  # as it was installed
        recipes, sounds = recipes | pack.recipes, sounds | pack.sounds
        altered = {name: sentence for name, sentence in altered.items() if name not in pack.sounds}
        faulty = {name: sentence for name, sentence in faulty.items() if name not in pack.recipes}
    reading = read_arc(text, file, soundscapes=[*recipes, *faulty], sounds=[*sounds, *altered])
    arc = reading.arc
    wanted = [altered[cue.sound] for cue in arc.cues if cue.sound is not None and cue.sound in altered]
    wanted += [faulty[soundscape] for soundscape in _soundscapes(arc) if soundscape in faulty]
    if wanted:
        raise Fault(wanted[0])
    return Designed(file, text, reading, recipes, sounds, pack, own)


def _soundscapes(arc: Arc) -> list[str]:
    """The soundscapes that an arc names, in its order."""
    items = [arc.bed, arc.grounding, *(item for phase in arc.phases for item in phase.music)]
    return [item.name for item in items if isinstance(item, SoundscapeItem)]


def prepare(
    name: str,
    library: Path | None,
    cache: Path,
    progress: Progress | None = None,
    without: Collection[str] = (),
) -> Prepared:
    """Read an arc, and measure what it plays from a library.

    Tracks that cannot be played are listed in `left_out`. Raises TextFault with every fault of the arc, and Fault
    when the arc names tracks and no library is given, or the library is no folder with music in it. Faults of the
    library's corrections are faults too: what was withdrawn must not sound because of a typing error. The arc's
    soundscapes, which play when nothing else can, are tried. An arc that was installed with a pack plays the music of
    that pack, whatever `library` is. `cache` lies in the data folder, which has what the clinic added. `without`
    names sounds of the library that are passed over: `check` tells of them itself.
    """
    designed = read(name, Own.of(cache.parent))
    pack = designed.pack
    library = library if pack is None else pack.music
    tracks, own = designed.tracks, [sound for sound in designed.own_sounds if sound not in without]
    if library is None and (tracks or own) and pack is None:
        first = (tracks or own)[0]
        raise Fault(f"{designed.file}: it plays '{first}' from a music folder; say which one with --library DIR.")
    for recipe in (designed.recipes[soundscape] for soundscape in designed.soundscapes):
        designed.own.try_out(recipe)
    unreadable = designed.own.told
    files = music_files(library, unreadable.append)
    catalogue = Catalogue.of([])
    sounds, corrections = dict(designed.sounds), Corrections()
    if library is not None:
        corrections = read_corrections(library)
        # A copy of what is withdrawn is withdrawn too, and only its content tells.
        withdrawn = [path for path in corrections.withdrawn if path in files]
        paths = [file_of(path, files) for path in (*tracks, *withdrawn)]
        if designed.picks:  # what is chosen from is all of the library
            paths = list(dict.fromkeys([*paths, *files.values()]))
        with ScanCache(cache) as scans:
            found = scan(library, paths, scans, progress)
        catalogue = corrections.applied(found if pack is None else pack.known(found))
        sounds |= {sound: library_sound(library, sound) for sound in own}
    return Prepared(
        file=designed.file,
        text=designed.text,
        reading=designed.reading,
        catalogue=catalogue,
        recipes=designed.recipes,
        sounds=sounds,
        measured=measured(sounds, cache.with_name("sounds.json"), designed.own.sounds.measured),
        library=library,
        designed=designed,
        files=files,
        corrections=corrections,
        unreadable=tuple(unreadable),
        withdrawn={} if pack is None else {one.path: one.reason for one in pack.manifest.withdrawn},
    )


def music_files(library: Path | None, unreadable: Callable[[str], object] = lambda sentence: None) -> dict[str, str]:
    """The music files of a library by the names that arcs write; none without a library.

    `unreadable` is told of each folder that cannot be read.
    """
    paths = find_music(library, unreadable) if library is not None else []
    # Where two names look the same, each still means itself when it is written exactly.
    return {as_written(path): path for path in paths} | {path: path for path in paths}


def file_of(path: str, files: Mapping[str, str]) -> str:
    """The music file that an arc's path means, which need not be there."""
    return files.get(path) or files.get(as_written(path), path)


def as_written(path: str) -> str:
    """A path in the form in which accents are one character: file systems differ there, and people cannot see it."""
    return unicodedata.normalize("NFC", path)


def arc_text(name: str) -> tuple[str, str]:
    """The file's name as messages call it and its text: of a path, or of a shipped arc by its name."""
    path = Path(name)
    if not path.exists() and name in shipped_arcs():
        path = shipped("playlists") / f"{name}.yaml"
    try:
        data = path.read_bytes()
    except OSError as error:
        names = ", ".join(shipped_arcs())
        reason = error.strerror or "it cannot be read"
        raise Fault(f"{name}: {reason}. Give an arc file, or one of the arcs that ship: {names}.") from error
    return name, text_of(data, name)


def shipped_arcs() -> list[str]:
    """The names of the arcs that ship: by route, the shorter first."""
    return sorted((path.stem for path in shipped("playlists").glob("*.yaml")), key=_by_length)


def _by_length(name: str) -> tuple[str, int, str]:
    kind, _, length = name.rpartition("-")
    return (kind, int(length), name) if length.isascii() and length.isdigit() else (name, 0, name)


def track_opener(library: Path | None, files: Mapping[str, str], measured: Find) -> Callable[[str, int], TrackStream]:
    """Opens tracks of a library by the path that an arc writes, to be played while they are what was measured."""

    def opened(path: str, offset_frames: int) -> TrackStream:
        if library is None:
            raise Unplayable(path, "no music folder was given; say which one with --library DIR.")
        track = measured(path)
        if track is None or track.error is not None:
            raise Unplayable(path, "it could not be measured before the session.")
        return MeasuredStream(resolve(library, file_of(path, files)), offset_frames, track, name=path)

    return opened


def _named(arc: Arc) -> Iterable[tuple[tuple[str | int, ...], str]]:
    """Every track that an arc names, with its place in the file."""
    for number, phase in enumerate(arc.phases):
        for item_number, item in enumerate(phase.music):
            if isinstance(item, TrackItem):
                yield ("phases", number, "music", item_number, "track"), item.path
    if isinstance(arc.grounding, TrackItem):
        yield ("grounding", "track"), arc.grounding.path

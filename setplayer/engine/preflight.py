"""The pre-flight of an arc: everything that could surprise a client, found beforehand and all at once.

What reading finds in the file; then, with a library, sounds and pieces that are not there, damaged, cut off or
withdrawn, too little music, silences and shocks inside pieces, voices where none are to be, and jumps of level.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from setplayer.engine.check_pieces import piece_findings
from setplayer.engine.checking import findings
from setplayer.engine.level_jumps import jump_findings
from setplayer.engine.own import Own
from setplayer.engine.pick_warnings import seeds_of, tried, tries
from setplayer.engine.preferences import Preferences, preferences, replaced_findings
from setplayer.engine.prepare import Designed, Prepared, music_files, prepare, read
from setplayer.engine.sounds import library_sound, measure
from setplayer.faults import Fault, Finding, MachineFault, TextFault
from setplayer.library.track import close_match
from setplayer.score.avoiding import replaced
from setplayer.units import clock

Progress = Callable[[int, int], None]
Stages = Callable[[str], AbstractContextManager[Progress]]
"""A bar for each stage of what takes long, by its name."""


@dataclass(frozen=True)
class Told:
    """One fault or warning: in which file, where in it if it has a place, and its sentence."""

    file: str
    text: str
    """As a person reads it, with its place."""
    message: str
    severity: str = "fault"
    line: int | None = None
    column: int | None = None

    @classmethod
    def of(cls, file: str, finding: Finding) -> "Told":
        """A finding in a file."""
        return cls(
            file,
            finding.at(file),
            finding.message,
            severity=finding.severity,
            line=finding.line,
            column=finding.column,
        )


@dataclass(frozen=True)
class Preflight:
    """What was found of one arc. `frames` is its length, None where it could not be read; `looked_at` follows on."""

    arc: str
    told: tuple[Told, ...]
    frames: int | None = None
    looked_at: str = ""

    @property
    def good(self) -> bool:
        """Whether it has no fault; warnings are for its author to judge."""
        return all(one.severity != "fault" for one in self.told)

    @property
    def summary(self) -> str:
        """One line for an arc that is good."""
        return f"{self.arc}: good, {clock(self.frames or 0)}{self.looked_at}"


def preflight(arc: str, library: Path | None, cache: Path, stages: Stages, client: str = "") -> Preflight:
    """Check one arc, for a client where a code is given.

    Raises MachineFault; every fault of the input is in what it returns.
    """
    told: list[Told] = []
    frames = None
    try:
        designed = read(arc, Own.of(cache.parent))
        frames = designed.reading.arc.total_frames
        library = designed.pack.music if designed.pack is not None else library
        told += [Told.of(arc, finding) for finding in designed.warnings]
        if library is None:
            return Preflight(arc, tuple(told), frames, _unseen(designed))
        wanted = preferences(cache.parent, client)
        sounds = _absent_sounds(designed, library)
        told += [Told.of(arc, finding) for finding in sounds.values()]
        with stages("Measuring music") as progress:
            prepared = prepare(arc, library, cache, progress, without=sounds)
        found, looked_at = _of_music(prepared, designed, stages, wanted)
        told_of_client = [Told(client, wanted.fault, wanted.fault, "warning")] if wanted.fault else []
        told = [Told.of(arc, finding) for finding in sorted([*designed.warnings, *sounds.values(), *found])]
        told += told_of_client
        told += [Told(str(library), text, text, "warning") for text in prepared.warnings]
        return Preflight(arc, tuple(told), frames, looked_at)
    except MachineFault:
        raise
    except TextFault as fault:
        told += [Told.of(fault.file, finding) for finding in fault.findings]
    except Fault as fault:
        told.append(Told(arc, str(fault), str(fault)))
    return Preflight(arc, tuple(told), frames)


def _of_music(
    prepared: Prepared, designed: Designed, stages: Stages, wanted: Preferences
) -> tuple[list[Finding], str]:
    """What is wrong with the music, and what was looked at."""
    avoid = wanted.of(prepared)
    with stages("Trying seeds") as progress:
        choices = tries(prepared, progress, partial(wanted.choice, prepared))
    score = prepared.placed(choices[0], avoid)
    with stages("Listening to joins") as progress:
        jumps = jump_findings(prepared, score, progress)
    left_out = [left.finding() for left in prepared.left_out]
    pieces = piece_findings(prepared, score, choices)
    avoided = replaced_findings(prepared, replaced(prepared.placing(choices[0], avoid), score, ()))
    found = [*left_out, *avoided, *tried(prepared, choices), *findings(prepared, score, avoid), *pieces, *jumps]
    if designed.picks:
        seeds = len(seeds_of(prepared))
        return found, f", its picks tried with {seeds} seed{'s' * (seeds > 1)} and joins heard with the first"
    played = len({clip.source for clip in score.clips if clip.kind == "track"})
    return found, f", {played} of {len(designed.tracks)} tracks heard"


def _absent_sounds(designed: Designed, library: Path) -> dict[str, Finding]:
    """The arc's own sounds that cannot be sounded, each with a fault where it is first named."""
    files = music_files(library) if designed.own_sounds else {}
    found: dict[str, Finding] = {}
    for number, cue in enumerate(designed.reading.arc.cues):
        if cue.sound is None or cue.sound in found or cue.sound not in designed.own_sounds:
            continue
        try:
            measure(library_sound(library, cue.sound), cue.sound)
        except MachineFault:
            raise
        except Fault as fault:
            place = designed.reading.places.place(("cues", number, "sound"))
            found[cue.sound] = Finding(*place, _why_silent(cue.sound, fault, files.values()))
    return found


def _why_silent(sound: str, fault: Fault, files: Iterable[str]) -> str:
    reason = str(fault).removeprefix(f"{sound}: ")
    known = list(files)
    near = None if sound in known else close_match(sound, known)
    return f"'{sound}' cannot be sounded: {reason}" + (f" Did you mean '{near}'?" if near else "")


def _unseen(designed: Designed) -> str:
    """What a check without a library does not look at."""
    unseen = [f"its {len(designed.tracks)} tracks were not looked at"] if designed.tracks else []
    unseen += ["its picks were not tried"] if designed.picks else []
    unseen += ["its sounds were not looked for"] if designed.own_sounds else []
    return f"; {' and '.join(unseen)}: give --library DIR" if unseen else ""

"""Whether every frame leaves once: what SDL's disk driver wrote, beside a replay of the record, sample for sample."""

import contextlib
import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.live.player import Player, playing
from bench.live.tracks import write_arc
from bench.soak.frames import Stretch, compared, frames
from bench.soak.strain import busy_screen, hogs, stalls
from setplayer.audio.outputs import FileOutput, kind_of
from setplayer.engine import running
from setplayer.engine.record import recorded
from setplayer.engine.replay import replay
from setplayer.library.samples import Samples
from setplayer.log.session_file import SessionFile
from setplayer.units import SAMPLE_RATE

STRAINS = ("nothing else", "busy screen", "stalls", "whole stalls", "hogs", "all together")

_TRACKS = 4
_TRACK_S = 40
_JOIN_S = 12
_PEAK = 0.03
_CUE_EVERY_S = (0.1, 0.5)
_CUES = ("duck", "unduck", "level", "fuller", "softer", "next_piece", "extend", "undo", "fade_now", "bring_back")
_SETTLE_S = 5.0
_CLOSING_S = 30.0
_MOST_TOLD = 12
_NEAR_FRAMES = SAMPLE_RATE // 4


@dataclass
class _Kept:
    """An output that keeps what it gets."""

    parts: list[Samples]

    def write(self, samples: Samples) -> None:
        self.parts.append(samples.copy())


@dataclass(frozen=True)
class Ramp:
    """One session under one strain."""

    strain: str
    looked_at: int
    stretches: Sequence[Stretch]
    cues: Counter[str]
    underruns: int
    late: bool
    """Whether the record has no fingerprint, since a cue was heard later than it says."""
    events: Sequence[tuple[int, str]]
    """Frame and kind of everything in the record."""
    checked: tuple[int, int]
    """What the comparison finds in a copy with one frame taken out and one there twice: 1 and 1."""

    def total(self, what: str) -> int:
        """Of all stretches: `missing`, `repeated`, `silent` or `differing` frames."""
        return sum(getattr(stretch, what) for stretch in self.stretches)

    @property
    def good(self) -> bool:
        """Whether every frame left once, with nothing between."""
        return self.checked == (1, 1) and not any(map(self.total, ("missing", "repeated", "silent")))


def ramp(work: Path, seconds: int, strains: Sequence[str]) -> list[Ramp]:
    """Play a session of noise for so many seconds under each strain."""
    library = _noise(work)
    found = []
    for strain in strains:
        print(f"Ramp: {strain}, {seconds} s ...", flush=True)
        found.append(_under(strain, work, library, seconds))
        _tell(found[-1])
    return found


def _noise(work: Path) -> Path:
    """A library of noise: no frame is like another."""
    library = work / "noise"
    library.mkdir()
    for number in range(_TRACKS):
        chance = np.random.default_rng(number)
        path = library / f"{number}.flac"
        with FileOutput(path, kind_of(path)) as output:
            for _ in range(_TRACK_S):
                output.write(chance.uniform(-_PEAK, _PEAK, (SAMPLE_RATE, 2)).astype(np.float32))
    return library


def _under(strain: str, work: Path, library: Path, seconds: int) -> Ramp:
    arc, disk, data = work / "ramp.yaml", work / "disk.raw", work / f"data-{strain.replace(' ', '-')}"
    names = [f"{number % _TRACKS}.flac" for number in range(2 + seconds // (_TRACK_S - _JOIN_S))]
    write_arc(arc, names, _TRACK_S, _JOIN_S)
    environment = {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(disk)}
    with playing(arc, library, data, "device", environment) as player:
        found = running.find(data)
        assert found is not None
        time.sleep(_SETTLE_S)
        with _strain(strain, player):
            cues = _cue_for(player, seconds)
        underruns = player.view().underruns
        player.client.end_session()
        with contextlib.suppress(subprocess.TimeoutExpired):
            player.supervisor.wait(_CLOSING_S)
    return _compared(strain, disk, found.session_file, library, cues, underruns)


@contextlib.contextmanager
def _strain(name: str, player: Player) -> Iterator[None]:
    every = name == "all together"
    with contextlib.ExitStack() as stack:
        if every or name == "hogs":
            stack.enter_context(hogs(3))
        if every or name == "busy screen":
            stack.enter_context(busy_screen(player.data))
        if every or name == "stalls":
            stack.enter_context(stalls(lambda: player.engine_pid, random.Random(1), whole=False))
        if name == "whole stalls":
            stack.enter_context(stalls(lambda: player.engine_pid, random.Random(1), whole=True))
        yield


def _cue_for(player: Player, seconds: float) -> Counter[str]:
    """Cues that cut in all the time; how many of each were done."""
    chance, sent = random.Random(1), Counter[str]()
    until_s = time.monotonic() + seconds
    while time.monotonic() < until_s:
        do = "bring_back" if player.view().state == "faded" else chance.choice(_CUES)
        fields: dict[str, object] = {"do": do}
        if do == "level":
            fields["db"] = chance.uniform(-9, 0)
        player.client.send(fields)
        sent[do] += 1
        time.sleep(chance.uniform(*_CUE_EVERY_S))
    time.sleep(1)
    answers = player.client.answers()
    return Counter({"sent": sent.total(), "done": sum(answer.done for answer in answers)})


def _compared(strain: str, disk: Path, session: Path, library: Path, cues: Counter[str], underruns: int) -> Ramp:
    kept = _Kept([])
    with SessionFile.open(session) as file:
        same = replay(file, library, kept).same
        events = [(entry.event.frame, entry.event.kind) for entry in recorded(file)]
    wanted = frames(np.concatenate(kept.parts))
    played = frames(_whole_frames(disk))
    disk.unlink()
    looked_at, stretches = compared(played, wanted)
    return Ramp(strain, looked_at, stretches, cues, underruns, same is not True, events, _check(wanted))


def _whole_frames(disk: Path) -> npt.NDArray[np.float32]:
    samples = np.fromfile(disk, np.float32)
    return samples[: len(samples) // 2 * 2].reshape(-1, 2)


def _check(wanted: npt.NDArray[np.uint64]) -> tuple[int, int]:
    """Take a frame out and put one in twice, and compare."""
    sounding = np.flatnonzero(wanted)
    out, twice = int(sounding[len(sounding) // 3]), int(sounding[2 * len(sounding) // 3])
    spoilt = np.delete(np.insert(wanted, twice, wanted[twice]), out)
    _, found = compared(spoilt, wanted)
    return sum(one.missing for one in found), sum(one.repeated for one in found)


def _tell(one: Ramp) -> None:
    totals = ", ".join(f"{one.total(what)} {what}" for what in ("missing", "repeated", "silent"))
    print(
        f"  {'good' if one.good else 'BAD '}  {one.looked_at} frames "
        f"({one.looked_at / SAMPLE_RATE:.0f} s): {totals}; "
        f"{one.cues['sent']} cues sent, {one.cues['done']} done; the engine counts {one.underruns} underruns",
        flush=True,
    )
    if one.late or one.total("differing"):
        late = sum(stretch.differing > 0 for stretch in one.stretches)
        print(
            f"        {late} stretches of {one.total('differing')} frames in their place sound otherwise than the "
            "record says: a cue was heard late."
        )
    for stretch in one.stretches[:_MOST_TOLD]:
        print(f"        at {stretch.at / SAMPLE_RATE:.3f} s: {_words(stretch)}; {_near(stretch.at, one.events)}")
    if one.checked != (1, 1):
        print(f"        The comparison itself fails: it found {one.checked} where 1 was missing and 1 repeated.")


def _near(at: int, events: Sequence[tuple[int, str]]) -> str:
    """What the record has about there."""
    found = [f"{kind} at {(frame - at) / 48:+.0f} ms" for frame, kind in events if abs(frame - at) < _NEAR_FRAMES]
    return f"in the record: {', '.join(found) or 'nothing'}"


def _words(stretch: Stretch) -> str:
    counts = {name: getattr(stretch, name) for name in ("missing", "repeated", "silent", "differing")}
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)

"""Our own contenders, each a process of its own.

`python -m bench.offline scan|render|louder MUSIC ARC CACHE [OUTPUT]`; `louder` is `render` with the level turned up.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from setplayer.audio.outputs import FileOutput, kind_of
from setplayer.engine.prepare import prepare
from setplayer.engine.rehearse import rehearse
from setplayer.engine.script import ScriptedCommand
from setplayer.log.clock import SystemClock
from setplayer.log.session_file import SessionFile
from setplayer.score.chain import JOIN_FRAMES
from setplayer.session.commands import Level, Open
from setplayer.units import SAMPLE_RATE

LOUDER = Level(db=6.0)
"""The most that a therapist can ask for: the limiter is at work then."""

CROSSFADE_S = JOIN_FRAMES // SAMPLE_RATE


def write_arc(path: Path, files: list[str], length_s: int) -> None:
    """One phase that plays the files one after another."""
    lines = ["arc: Bench", "phases:", "  - name: All", "    kind: peak", f"    length: {length_s} s"]
    lines += ["    intensity: 4", "    music:", *(f"      - track: '{name}'" for name in files)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def scan(music: Path, arc: Path, cache: Path) -> None:
    """Measure every track."""
    left_out = prepare(str(arc), music, cache).left_out
    if left_out:
        raise SystemExit("\n".join(f"{left.path}: {left.reason}" for left in left_out))


def render(music: Path, arc: Path, cache: Path, output: Path, script: Sequence[ScriptedCommand] = ()) -> None:
    """Render the arc and keep its record, as `setplayer render` does; like the peers, wait for no disk at the end."""
    prepared = prepare(str(arc), music, cache)
    with (
        tempfile.TemporaryDirectory(dir=output.parent) as folder,
        SessionFile.create(Path(folder) / "bench.session", "benchaaa", SystemClock()) as file,
        FileOutput(output, kind_of(output)) as sound,
    ):
        rehearse(prepared, script, file, sound, Open(kind="rehearsal", seed=1))


if __name__ == "__main__":
    music, arc, cache, *outputs = (Path(argument) for argument in sys.argv[2:])
    if sys.argv[1] == "scan":
        scan(music, arc, cache)
    else:
        render(music, arc, cache, outputs[0], [ScriptedCommand(0, LOUDER)] if sys.argv[1] == "louder" else ())

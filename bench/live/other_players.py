"""Liquidsoap and MPD on the same tracks, with crossfades as long, at 48 kHz, to the same output."""

import contextlib
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.live.processes import end
from setplayer.units import SAMPLE_RATE

PLAYERS = {"Liquidsoap": "liquidsoap", "MPD": "mpd"}
_START_S = 10.0


def missing() -> list[str]:
    """Players that are not installed."""
    return [name for name, program in PLAYERS.items() if not shutil.which(program)]


@contextlib.contextmanager
def playing(
    name: str, files: Sequence[Path], crossfade_s: int, work: Path, environment: Mapping[str, str] | None
) -> Iterator[subprocess.Popen[bytes]]:
    """One of them, playing until the end of the block. Without an environment it plays to nothing."""
    folder = work / PLAYERS[name]
    folder.mkdir()
    command = (_liquidsoap if name == "Liquidsoap" else _mpd)(files, crossfade_s, folder, heard=bool(environment))
    variables = {"PATH": "/usr/bin:/bin", "HOME": str(folder), **(environment or {})}
    with (folder / "printed.txt").open("wb") as printed:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.STDOUT, env=variables
        )
    try:
        if name == "MPD":
            _tell_mpd(folder, files, crossfade_s)
        yield process
    finally:
        end(process)


def _liquidsoap(files: Sequence[Path], crossfade_s: int, folder: Path, *, heard: bool) -> list[str]:
    (folder / "list.m3u").write_text("\n".join(map(str, files)) + "\n")
    fade = f"duration={crossfade_s}., fade_in={crossfade_s}., fade_out={crossfade_s}."
    script = folder / "bench.liq"
    settings = {"init.allow_root": "true", "log.file": "false", "frame.audio.samplerate": SAMPLE_RATE}
    form = "settings.{} := {}\n" if _liquidsoap_version() >= (2, 2) else "settings.{}.set({})\n"
    script.write_text(
        "".join(form.format(*setting) for setting in settings.items())
        + f's = playlist(mode="normal", loop=true, "{folder}/list.m3u")\n'
        f"s = crossfade({fade}, s)\n"
        f"output.{'pulseaudio' if heard else 'dummy'}(fallible=true, s)\n"
    )
    return ["liquidsoap", str(script)]


def _liquidsoap_version() -> tuple[int, ...]:
    told = subprocess.run(["liquidsoap", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)\.(\d+)", told)
    return tuple(map(int, found.groups())) if found else (2, 2)


def _mpd(files: Sequence[Path], crossfade_s: int, folder: Path, *, heard: bool) -> list[str]:
    kind = 'type "pulse"' if heard else 'type "null"'
    (folder / "mpd.conf").write_text(
        f'bind_to_address "{folder}/socket"\n'
        'audio_buffer_size "24576"\n'  # kB; a crossfade has to fit
        f'audio_output_format "{SAMPLE_RATE}:f:2"\n'
        'resampler {\n  plugin "soxr"\n  quality "high"\n}\n'
        f'audio_output {{\n  {kind}\n  name "bench"\n}}\n'
    )
    return ["mpd", "--no-daemon", "--stderr", str(folder / "mpd.conf")]


def _tell_mpd(folder: Path, files: Sequence[Path], crossfade_s: int) -> None:
    path, until_s = folder / "socket", time.monotonic() + _START_S
    while not path.exists():
        if time.monotonic() > until_s:
            raise SystemExit(f"MPD did not start:\n{(folder / 'printed.txt').read_text(errors='replace')}")
        time.sleep(0.05)
    lines = [f'add "file://{file}"' for file in files] + [f"crossfade {crossfade_s}", "repeat 1", "play"]
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        with connection.makefile("rw", encoding="utf-8", newline="\n") as talk:
            talk.readline()
            for line in lines:
                talk.write(line + "\n")
                talk.flush()
                if not (answer := talk.readline()).startswith("OK"):
                    raise SystemExit(f"MPD refuses '{line}': {answer}")

"""An arc as it falls, as an M3U8 for other players: they know tracks; soundscapes and silences are comments."""

import os
from collections.abc import Mapping
from pathlib import Path

from setplayer.faults import Fault, shown
from setplayer.library.track import Track
from setplayer.score.model import Clip, Score
from setplayer.units import clock, s_from_frames


def playlist(name: str, score: Score, tracks: Mapping[str, Track], files: Mapping[str, Path], folder: Path) -> str:
    """The text of an M3U8 that lies in `folder`.

    `tracks` and `files` have what each clip's source is and where it lies. A file below `folder` is named from there,
    any other by its whole path. Lengths are those of the files; what an arc fades away is played whole by others.
    Raises Fault for a file that no such list can name.
    """
    lines = [
        "#EXTM3U",
        f"#PLAYLIST:{name}",
        "# Made by setplayer. Other players make no soundscapes and keep no times.",
    ]
    phase = None
    for clip in score.clips:
        if clip.phase != phase:
            phase = clip.phase
            lines.append(f"#EXTGRP:{score.phases[phase].name}")
        lines += _clip(clip, tracks, files, folder)
    return "\n".join(lines) + "\n"


def _clip(clip: Clip, tracks: Mapping[str, Track], files: Mapping[str, Path], folder: Path) -> list[str]:
    if clip.kind != "track":
        what = "silence" if clip.kind == "silence" else f"soundscape {clip.source}"
        return [f"# {clock(clip.start_frame)} {what}, {clock(clip.length_frames)}"]
    title = f"{clip.artist} - {clip.title}" if clip.artist else clip.title
    seconds = round(s_from_frames(tracks[clip.source].frames))
    return [f"#EXTINF:{seconds},{title}", _named(files[clip.source], folder)]


def _named(file: Path, folder: Path) -> str:
    if len(str(file).splitlines()) > 1:
        raise Fault(
            f"{shown(file)}: a line break is in this name, and a list names one file a line; rename the file."
        )
    if not file.is_relative_to(folder):
        return str(file)
    relative = file.relative_to(folder).as_posix()
    # A line that begins with # is a comment.
    return f".{os.sep}{relative}" if relative.startswith("#") else relative

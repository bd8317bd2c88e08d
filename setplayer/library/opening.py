"""Opening a music file that nobody has vouched for."""

from pathlib import Path
from typing import Final

import av
from av.container import InputContainer

from setplayer.faults import Fault

_OPTIONS: Final = {
    # The content decides what a file is, and some contents tell FFmpeg to fetch other files or addresses.
    "format_whitelist": "mp3,flac,ogg,mov,mp4,m4a,3gp,3g2,mj2,aac,wav,w64,aiff",
    "protocol_whitelist": "file",
}


class Unplayable(Fault):
    """A file that cannot be played. `reason` is the sentence without the file's name."""

    def __init__(self, name: str, reason: str):
        self.reason = reason
        super().__init__(f"{name}: {reason}")


def opened(path: Path, name: str) -> InputContainer:
    """The file at `path` with at least one audio stream that FFmpeg knows how to decode.

    Raises Unplayable, which calls the file `name`.
    """
    check_readable(path, name)
    try:
        # Without "file:", a name such as "concat:x" would be a command to FFmpeg.
        container = av.open(f"file:{path}", options=_OPTIONS, metadata_errors="replace")
    except (av.FFmpegError, ValueError) as error:
        reason = "it is not music, or too damaged to open; replace the file or leave it out."
        raise Unplayable(name, reason) from error
    if not container.streams.audio or container.streams.audio[0].codec_context is None:
        container.close()
        raise Unplayable(name, "there is no sound in it that can be decoded; replace the file or leave it out.")
    # One frame out for each packet in: threads give them late, and were no quicker.
    container.streams.audio[0].codec_context.thread_type = "NONE"
    return container


def check_readable(path: Path, name: str) -> None:
    """Raise Unplayable, which calls the file `name`, unless `path` is a plain file with something in it to read."""
    try:
        if not path.is_file():
            what = "it is not a file" if path.exists() else "there is no such file"
            raise Unplayable(name, f"{what}; correct the path or put the file there.")
        with path.open("rb") as file:
            empty = not file.read(1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not valid"
        raise Unplayable(name, f"it cannot be read ({reason}); check its permissions.") from error
    if empty:
        raise Unplayable(name, "the file is empty; replace it or leave it out.")

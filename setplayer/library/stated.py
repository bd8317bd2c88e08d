"""How long a music file says it is, where it says so: the length it had before it was cut off.

Formats that say nothing of it (Ogg, Opus, AAC, MP3 without a Xing header) tell only what is there; for them a length
would be a guess, and `endings` looks at how they end. The length of a track is never taken from here.
"""

from pathlib import Path
from typing import Any, Final

import mutagen
from mutagen.aiff import AIFF
from mutagen.flac import FLAC
from mutagen.mp3 import MP3, BitrateMode
from mutagen.mp4 import MP4
from mutagen.wave import WAVE

_SAY: Final = (FLAC, WAVE, AIFF, MP4)

_LONGEST_S: Final = 24 * 3600.0
"""A header that claims more is damaged, and says nothing."""

_UNKNOWN_BYTES: Final = 0x7FFF_0000
"""What a program writes that streams WAV or AIFF and cannot go back to its header: this or more, up to 2^32 - 1."""


def stated_s(path: Path) -> float | None:
    """The length in seconds that the file at `path` claims in its header; None where it claims none."""
    try:
        file = mutagen.File(path)
    except (mutagen.MutagenError, OSError, ValueError, EOFError):
        return None
    info: Any = getattr(file, "info", None)
    says = isinstance(file, _SAY) or (isinstance(file, MP3) and info.bitrate_mode != BitrateMode.UNKNOWN)
    if isinstance(file, WAVE | AIFF) and info.length * info.bitrate / 8 >= _UNKNOWN_BYTES > path.stat().st_size:
        return None
    length = float(info.length) if says else 0.0
    return length if 0 < length <= _LONGEST_S else None

"""A library of short tones that counts as scanned, and an arc that picks from it."""

from pathlib import Path

from engine_cases import write_arc, write_tone

from setplayer.library.cache import FileStamp, ScanCache
from setplayer.library.scan import sha256_of
from setplayer.library.track import Track
from setplayer.units import SAMPLE_RATE

RATE = 16_000
LENGTHS_S = (41, 43, 44, 46, 47, 49, 50, 52, 53, 55, 56, 58, 61, 63, 66, 69, 71, 74, 77, 83)


def stocked(folder: Path) -> tuple[Path, Path]:
    """A library, and the cache of its scan: every piece of intensity 3."""
    library, cache = folder / "music", folder / "library.db"
    with ScanCache(cache) as scans:
        for number, seconds in enumerate(LENGTHS_S):
            path = write_tone(library / f"{number}.wav", seconds, 200.0 + 20 * number, RATE)
            track = Track(
                path=path.name,
                sha256=sha256_of(path),
                frames=seconds * SAMPLE_RATE,
                sample_rate=RATE,
                channels=1,
                integrated_lufs=-20.0,
                range_lu=0.0,
                true_peak_dbtp=-13.9,
                title=f"Tone {number}",
                artist=f"Somebody {number}",
                intensity=3.0,
            )
            scans.put(library, track, FileStamp.of(path))
    return library, cache


def picking(folder: Path) -> Path:
    """An arc of two phases of three minutes, with a pick each."""
    pick = "pick: {intensity: follow}"
    return write_arc(folder / "arc.yaml", [("One", "3 min", [pick]), ("Two", "3 min", [pick])])

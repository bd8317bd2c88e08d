"""Arcs and libraries made from a few numbers, for the score's tests."""

from collections.abc import Sequence

from setplayer.arc.model import Arc, Intensity, MusicItem, Phase, SilenceItem, SoundscapeItem, TrackItem
from setplayer.library.track import Track
from setplayer.score.chain import Sources
from setplayer.units import SAMPLE_RATE


def track(path: str, seconds: float, lufs: float = -18.0, error: str | None = None) -> Track:
    return Track(
        path=path,
        sha256="0" * 64,
        frames=0 if error else round(seconds * SAMPLE_RATE),
        sample_rate=44_100,
        channels=2,
        integrated_lufs=lufs,
        range_lu=5.0,
        true_peak_dbtp=-3.0,
        title=path.upper(),
        artist="Somebody",
        error=error,
    )


def item(text: str) -> MusicItem:
    """`tide` is a soundscape, `silence 60` a silence, and what has a dot is a track."""
    if text.startswith("silence"):
        return SilenceItem(length_frames=round(float(text.split()[1]) * SAMPLE_RATE))
    return TrackItem(path=text) if "." in text else SoundscapeItem(name=text)


def phase(name: str, seconds: float, music: Sequence[str] = (), kind: str = "peak", overlap: float = 0) -> Phase:
    return Phase(
        name=name,
        kind=kind,
        length_frames=round(seconds * SAMPLE_RATE),
        intensity=Intensity(start=2, end=6),
        overlap_frames=round(overlap * SAMPLE_RATE),
        music=tuple(item(text) for text in music),
    )


def sources(phases: Sequence[Phase], tracks: Sequence[Track] = ()) -> Sources:
    return Sources(Arc(name="Test", phases=tuple(phases)), {t.path: t for t in tracks})

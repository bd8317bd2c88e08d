"""A library as columns of whole numbers, in the order of content hashes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Self

import numpy as np
from numpy.typing import NDArray

from setplayer.score.fit_model import Piece

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]

UNMEASURED = 10**6
"""A loudness that no target reaches."""


@dataclass(frozen=True, eq=False)
class Library:
    """Pieces by content hash, each once, and their columns. Intensity and loudness are hundredths."""

    pieces: tuple[Piece, ...]
    index: dict[str, int]
    frames: Ints
    intensity: Ints
    loudest: Ints
    artist: Ints
    """Equal numbers are one artist; whoever has no name is nobody else."""

    @classmethod
    def of(cls, pieces: Iterable[Piece]) -> Self:
        """The library of these pieces; of several with one hash, the first by name."""
        known: dict[str, Piece] = {}
        for piece in sorted(pieces, key=lambda p: (p.sha256, p.name)):
            known.setdefault(piece.sha256, piece)
        found = tuple(known.values())
        names = {name: number for number, name in enumerate(sorted({piece.artist for piece in found} - {""}))}
        return cls(
            pieces=found,
            index={piece.sha256: number for number, piece in enumerate(found)},
            frames=np.array([piece.frames for piece in found], np.int64),
            intensity=np.array([round(100 * piece.intensity) for piece in found], np.int64),
            loudest=np.array([_loudest(piece) for piece in found], np.int64),
            artist=np.array([names.get(piece.artist, -2 - number) for number, piece in enumerate(found)], np.int64),
        )

    def chances(self, seed: int) -> tuple[Keys, Ints]:
        """For each piece a key, and a number from 0 to 65 535; both hang on the seed and its hash alone."""
        drawn = np.frombuffer(_drawn(tuple(self.index), seed), "<u8").reshape(-1, 2)
        return drawn[:, 0], (drawn[:, 1] >> np.uint64(48)).astype(np.int64)


def _loudest(piece: Piece) -> int:
    return UNMEASURED if piece.loudest_lufs is None else round(100 * piece.loudest_lufs)


@lru_cache(maxsize=4)
def _drawn(hashes: tuple[str, ...], seed: int) -> bytes:
    return b"".join(blake2b(f"{seed} {sha256}".encode(), digest_size=16).digest() for sha256 in hashes)

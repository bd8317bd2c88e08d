"""Notes to sound: one matrix product for all notes of a kind in a cell, exact whatever the order of its sums.

BLAS sums in an order that depends on threads and processor. So both factors of every product are rounded to
whole numbers of 25 bits: every product and every sum is then exact in float64, as long as the amplitudes
together stay below 8 (recipes are far below), and no order can change a bit.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from setplayer.soundscape.note import CARRIER_SCALE, STRIKE_HOP, SWELL_HOP, Note
from setplayer.soundscape.shapes import TAPS, Float32s, Float64s, spin, spline, turns_at
from setplayer.units import CELL_FRAMES

BODY: Final = 0
AIR: Final = 1

_TAP_SCALE: Final = 2.0**25
_INAUDIBLE: Final = 2e-6  # −114 dBFS: a partial that stays below this for a whole cell rests
_BATCH_COLUMNS: Final = 384  # keeps the working set of one product within the processor's cache


def sum_notes(notes: Sequence[Note], cell: int) -> Float32s:
    """Sound of the notes in a cell, (2 buses, 2 ears, CELL_FRAMES)."""
    made = np.empty((2, 2, CELL_FRAMES), np.float32)
    np.multiply(sum_whole(notes, cell), 1.0 / (_TAP_SCALE * CARRIER_SCALE), out=made, casting="same_kind")
    return made


def sum_whole(notes: Sequence[Note], cell: int) -> Float64s:
    """The same as whole numbers, 2⁵⁰ times as great: the exact sum, of which no order can change a bit."""
    sound = np.zeros((2, 2, CELL_FRAMES))
    for here in _by_hop(notes, cell):
        for bus in (BODY, AIR):
            _add_bus(here, cell, bus, sound[bus])
    return sound


def bound_notes(notes: Sequence[Note], cell: int) -> Float32s:
    """What the sound of the notes never exceeds, between samples too, (2 buses, CELL_FRAMES)."""
    bound = np.zeros((2, CELL_FRAMES), np.float32)
    for here in _by_hop(notes, cell):
        bound += _bound(here, cell)
    return bound


def _by_hop(notes: Sequence[Note], cell: int) -> list[list[Note]]:
    """Those that sound in the cell."""
    kinds = ([note for note in notes if note.hop == hop and _rows(note, cell)] for hop in (STRIKE_HOP, SWELL_HOP))
    return [kind for kind in kinds if kind]


def _rows(note: Note, cell: int) -> range:
    """The note's rows that lie in the cell, counted from the beginning of the soundscape."""
    per_cell = CELL_FRAMES // note.hop
    return range(max(note.first_row, cell * per_cell), min(note.first_row + note.rows, (cell + 1) * per_cell))


def _add_bus(notes: list[Note], cell: int, bus: int, sound: Float64s) -> None:
    """Add one bus of notes that share a hop, as whole numbers, to sound (2, CELL_FRAMES)."""
    hop = notes[0].hop
    per_cell = CELL_FRAMES // hop
    heard = ((note, _audible(note, cell, bus)) for note in notes)
    work = [(note, which) for note, which in heard if _columns(which)]
    while work:
        batch: list[tuple[Note, slice]] = []
        columns = 0
        while work and (not batch or columns + _columns(work[0][1]) <= _BATCH_COLUMNS):
            batch.append(work.pop(0))
            columns += _columns(batch[-1][1])
        taps = np.zeros((2, per_cell, columns))
        carriers = np.empty((columns, hop))
        begin = 0
        for note, which in batch:
            end = begin + _columns(which)
            _lay_taps(note, which, cell, taps[..., begin:end])
            carriers[begin:end] = note.carriers[which].reshape(-1, hop)
            begin = end
        taps *= _TAP_SCALE
        np.rint(taps, out=taps)
        sound += (taps.reshape(2 * per_cell, columns) @ carriers).reshape(2, CELL_FRAMES)


def _audible(note: Note, cell: int, bus: int) -> slice:
    """The partials of the bus up to the last that can be heard in the cell."""
    rows = _rows(note, cell)
    low, high = rows.start - note.first_row, rows.stop - note.first_row + TAPS - 1
    begin, end = (0, note.air_from) if bus == BODY else (note.air_from, len(note.steps))
    loud = note.sizes[low:high, begin:end].max(axis=0) > _INAUDIBLE
    return slice(begin, begin + int(np.max(np.flatnonzero(loud) + 1, initial=0)))


def _columns(which: slice) -> int:
    return int(which.stop - which.start) * 2 * TAPS


def _lay_taps(note: Note, which: slice, cell: int, taps: Float64s) -> None:
    """Fill (2, rows of the cell, partials * 2 * TAPS) with the note's points, turned to each row's phase."""
    rows = _rows(note, cell)
    first = rows.start - cell * (CELL_FRAMES // note.hop)
    here = taps[:, first : first + len(rows)].reshape(2, len(rows), -1, 2, TAPS)
    turn = spin(turns_at(np.arange(rows.start, rows.stop).astype(np.uint64)[:, None], note.steps[which]))
    for tap in range(TAPS):
        low = rows.start - note.first_row + tap
        turned = note.points[:, low : low + len(rows), which] * turn
        here[..., 0, tap] = turned.real
        here[..., 1, tap] = turned.imag


def _bound(notes: list[Note], cell: int) -> Float32s:
    """The bound of notes that share a hop. The spline's weights are convex, so points bound what is between."""
    hop = notes[0].hop
    per_cell = CELL_FRAMES // hop
    points = np.zeros((2, per_cell + TAPS - 1), np.float32)
    for note in notes:
        rows = _rows(note, cell)
        to, of, count = rows.start - cell * per_cell, rows.start - note.first_row, len(rows) + TAPS - 1
        points[:, to : to + count] += note.bounds[:, of : of + count]
    made = np.zeros((2, per_cell, hop), np.float32)
    for tap, weights in enumerate(spline(hop)):
        made += points[:, tap : tap + per_cell, None] * weights
    return made.reshape(2, CELL_FRAMES)

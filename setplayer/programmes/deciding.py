"""Which reading of a length counts, and how that is known; what is left open is for a person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from setplayer.faults import Finding, shown
from setplayer.programmes.entries import Entry
from setplayer.programmes.lengths import Reading, chosen, form_of, in_words, is_unknown, readings

_CLOSE_S: Final = 4.0
_CLOSE: Final = 0.03


@dataclass(frozen=True)
class Decided:
    """The length of each entry in seconds, None where it is not known; what to tell; what a person must decide."""

    seconds: Sequence[float | None]
    told: Sequence[Finding]
    open: Sequence[Finding]


def decide(entries: Sequence[Entry], real_s: Mapping[int, float], notations: Collection[str]) -> Decided:
    """Decide every length: by the library's file, by what a person chose, by the list's own other lengths.

    `real_s` has how long the files of the entries found in the library last, by the number of the entry.
    """
    found = [() if is_unknown(entry.length) else readings(entry.length, entry.unit) for entry in entries]
    proofs = _proofs(entries, found)
    seconds: list[float | None] = []
    told: list[Finding] = []
    undecided: list[Finding] = []
    for number, (entry, ways) in enumerate(zip(entries, found, strict=True)):
        if entry.length and not ways and not is_unknown(entry.length):
            text = f"{shown(entry.length)} is no length that is known here; {entry.name} counts without it"
            told.append(Finding(entry.line, 1, text, "warning"))
        if (real := real_s.get(number)) is not None:
            seconds.append(real)
            told += _by_file(entry, ways, real)
        elif len(ways) <= 1:
            seconds.append(ways[0].seconds if ways else None)
        elif one := chosen(ways, notations):
            seconds.append(one.seconds)
            told.append(_note(entry, one, "as you chose"))
        elif (proof := proofs.get(form_of(entry.length))) and (one := chosen(ways, [proof[1]])):
            seconds.append(one.seconds)
            told.append(_note(entry, one, f"since {shown(proof[0].length)} in line {proof[0].line} can be no other"))
        else:
            seconds.append(None)
            undecided.append(_ask(entry, ways))
    return Decided(seconds, told, undecided)


def _proofs(entries: Sequence[Entry], found: Sequence[Sequence[Reading]]) -> dict[str, tuple[Entry, str]]:
    """By kind of writing, the first length of the list that can be read in one way only, if all such agree."""
    proofs: dict[str, tuple[Entry, str]] = {}
    disagreeing = set()
    for entry, ways in zip(entries, found, strict=True):
        if len(ways) == 1 and (notation := ways[0].notation) is not None:
            first = proofs.setdefault(form_of(entry.length), (entry, notation))
            if first[1] != notation:
                disagreeing.add(form_of(entry.length))
    # An hour, a minute and two seconds says nothing of 26:47:00 in the same table: that is an artefact of some cells.
    return {form: proof for form, proof in proofs.items() if form not in {*disagreeing, "h:mm:ss", ""}}


def _by_file(entry: Entry, ways: Sequence[Reading], real: float) -> list[Finding]:
    close = [way for way in ways if abs(way.seconds - real) <= max(_CLOSE_S, _CLOSE * real)]
    if ways and not close:
        said = " or ".join(map(str, ways))
        text = f"{entry.name} lasts {in_words(real)} in the library, and {said} in the list; the file's length counts"
        return [Finding(entry.line, 1, text, "warning")]
    if len(ways) > 1 and len(close) == 1:
        return [_note(entry, close[0], "as the library's file lasts")]
    return []


def _note(entry: Entry, reading: Reading, why: str) -> Finding:
    return Finding(entry.line, 1, f"{shown(entry.length)} is read as {reading}, {why}", "note")


def _ask(entry: Entry, ways: Sequence[Reading]) -> Finding:
    either = " or ".join(f"{way} (--durations {way.notation})" for way in ways)
    return Finding(entry.line, 1, f"{shown(entry.length)} of {entry.name} can mean {either}; say which")

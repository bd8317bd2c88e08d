"""A session's record as CSV, a row for each event: for spreadsheets and statistics. It is no client's page."""

import csv
import json
from contextlib import suppress
from typing import Final, TextIO

from setplayer.engine.record import Recorded, recorded
from setplayer.keys.opening import NO_KEYS, Opener
from setplayer.log.session_file import LoggedEvent, SessionFile
from setplayer.review.clean import clean
from setplayer.review.words import ERASED, SEALED, written_words
from setplayer.session.entries import words_of
from setplayer.units import clock, s_from_frames

COLUMNS: Final = (
    "seq", "local_time", "at", "at_s", "kind", "actor", "about", "said", "words", "request", "content_hash", "hash",
)  # fmt: skip

_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%")
"""What spreadsheets take for the beginning of a formula or of a command; full-width signs where they fold them."""


def write_csv(file: SessionFile, out: TextIO, opener: Opener = NO_KEYS) -> None:
    """Write a line of names and a row for each event. The last row's `hash` is the record's head.

    `about` is the earlier event that one corrects or undoes. A cell that would be taken for a formula has an
    apostrophe before it. Raises Fault when an event cannot be read.
    """
    rows = csv.writer(out, lineterminator="\r\n")  # RFC 4180
    rows.writerow(COLUMNS)
    with file.snapshot():
        for logged, entry in zip(file.events(), recorded(file, opener), strict=True):
            rows.writerow(_row(logged, entry))


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula, safe to show."""
    shown = clean(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def _row(logged: LoggedEvent, entry: Recorded) -> list[str | int | float]:
    event = entry.event
    return [
        logged.seq,
        _local(logged),
        clock(event.frame),
        round(s_from_frames(event.frame), 3),
        neutral(event.kind),
        neutral(event.actor),
        "" if event.ref_seq is None else event.ref_seq,
        neutral(event.outcome.text),
        neutral(_words(logged, entry)),
        neutral(json.dumps(event.request, ensure_ascii=False, sort_keys=True)) if event.request else "",
        logged.content_hash or "",
        logged.hash,
    ]


def _words(logged: LoggedEvent, entry: Recorded) -> str:
    event = entry.event
    if event.sealed:
        return SEALED
    if logged.content_hash is not None and logged.content is None:
        return ERASED
    plain = written_words(event.kind, event.content) or words_of(event.kind, event.content)
    return plain or (json.dumps(event.content, ensure_ascii=False, sort_keys=True) if event.content else "")


def _local(logged: LoggedEvent) -> str:
    with suppress(OverflowError, ValueError):  # an altered file; `verify` is where that is said
        return logged.stamp.local().isoformat(timespec="seconds")
    return ""

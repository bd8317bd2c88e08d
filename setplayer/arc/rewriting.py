"""An arc file with other lengths, written in place: comments, order and wording stay the author's."""

import re
from collections.abc import Collection, Iterator
from typing import Any, Final

from setplayer.arc.model import Arc, Moment, SilenceItem
from setplayer.arc.quantities import exact_length, parse_moment
from setplayer.arc.reading import ArcReading, read_arc
from setplayer.arc.scaling import scaled_arc
from setplayer.faults import Fault, TextFault
from setplayer.strict_yaml import Document, Path

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_COMMENT: Final = re.compile(r"( +)#")


def scaled_text(
    text: str, file: str, total_frames: int, *, soundscapes: Collection[str], sounds: Collection[str]
) -> str:
    """The text of an arc file when the arc lasts `total_frames` from Begin; see `setplayer.arc.scaling`.

    `file`, `soundscapes` and `sounds` are as for `read_arc`. Raises TextFault with every fault of the arc, and Fault
    when its ranges do not allow the length, or when a length is written in a form that cannot be replaced.
    """
    reading = read_arc(text, file, soundscapes=soundscapes, sounds=sounds)
    try:
        wanted = scaled_arc(reading.arc, total_frames)
    except Fault as fault:
        raise Fault(f"{file}: {fault}") from None
    result = _replaced(text, reading.places, dict(_changes(reading, wanted)))
    try:
        written = read_arc(result, file, soundscapes=soundscapes, sounds=sounds).arc
    except TextFault:
        written = None
    if written != wanted:
        raise Fault(f"{file}: a length in it cannot be replaced; write each in one line, like 'length: 12 min'.")
    return result


def _changes(reading: ArcReading, wanted: Arc) -> Iterator[tuple[Path, str]]:
    """What to write where, by the path of each value that differs."""
    for number, (old, new) in enumerate(zip(reading.arc.phases, wanted.phases, strict=True)):
        path: Path = ("phases", number)
        if new.length_frames != old.length_frames and reading.places.span((*path, "length")):
            yield (*path, "length"), exact_length(new.length_frames)
        if new.overlap_frames != old.overlap_frames:
            yield (*path, "overlap"), exact_length(new.overlap_frames)
        if new.starts is not None and new.starts != old.starts:
            yield (*path, "starts"), _moment_text(reading.places.value, number, new.starts)
        for item, (was, now) in enumerate(zip(old.music, new.music, strict=True)):
            if isinstance(was, SilenceItem) and isinstance(now, SilenceItem):
                below = (*path, "music", item)
                if now.length_frames != was.length_frames:
                    yield (*below, "silence"), exact_length(now.length_frames)
                if now.fade_frames != was.fade_frames:
                    yield (*below, "fade"), exact_length(now.fade_frames)


def _moment_text(tree: Any, number: int, starts: Moment) -> str:
    """A start as its author would write it: from the same word, by another length."""
    anchor, _ = parse_moment(tree["phases"][number]["starts"])
    length = exact_length(abs(starts.offset_frames))
    sign = "-" if starts.offset_frames < 0 else "+"
    if anchor is None:
        return f"-{length}" if sign == "-" else length
    return f"{anchor} {sign} {length}" if starts.offset_frames else anchor


def _replaced(text: str, places: Document, changes: dict[Path, str]) -> str:
    """The text with the values at some paths replaced, in the quotes in which they stand."""
    lines = [0, *(match.end() for match in _LINE_END.finditer(text))]
    spans = []
    for path, new in changes.items():
        span = places.span(path)
        if span is not None:
            (line, column), (last_line, last_column) = span
            spans.append((lines[line - 1] + column - 1, lines[last_line - 1] + last_column - 1, new))
    for start, end, new in sorted(spans, reverse=True):
        written = _quoted(text[start:end], new)
        text = text[:start] + written + _lined_up(text[end:], len(written) - (end - start))
    return text


def _lined_up(rest: str, longer: int) -> str:
    """What follows a value that became longer, so that a comment in its line stays where it was, if it can."""
    match = _COMMENT.match(rest)
    return rest if match is None else " " * max(len(match[1]) - longer, 1) + rest[match.end(1) :]


def _quoted(old: str, new: str) -> str:
    if old.startswith("'"):
        return "'" + new.replace("'", "''") + "'"
    if old.startswith('"'):
        return '"' + new.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return new + ("\n" if old.endswith("\n") else "")

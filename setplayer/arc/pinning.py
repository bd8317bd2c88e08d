"""An arc file with tracks in place of its picks: the text as its author wrote it, changed there and nowhere else."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

from setplayer.arc.text_edit import Span, replaced

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN: Final = re.compile(r"[^\W\d_][\w/.()+&-]*(?: [\w/.()+&-]+)*")
"""What needs no quotes, wherever it stands: words, with single spaces between."""


def pinned(text: str, picks: Mapping[tuple[int, int], Sequence[str]]) -> str:
    """The text of an arc file in which tracks stand in place of picks.

    `picks` has the paths of the tracks, at least one, by phase and by place in its music list. The text is one that
    strict reading has found good, and each of these items is a pick. Comments inside of what is replaced stand before
    the tracks.
    """
    phases = _value(yaml.compose(text, Loader=_LOADER), "phases").value
    lists = {phase: _value(phases[phase], "music") for phase, _ in picks}
    return replaced(text, [_span(text, lists[phase], item, tracks) for (phase, item), tracks in picks.items()])


def _value(mapping: Any, key: str) -> Any:
    """The node of a key. That none stands twice, strict reading has seen to."""
    return next(value for name, value in mapping.value if name.value == key)


def _span(text: str, music: Any, item: int, tracks: Sequence[str]) -> Span:
    """One pick of a music list, and the tracks that stand in its place, each in a line of its own."""
    node = music.value[item]
    start, end = node.start_mark.index, _end(node, text)
    line_end = "\r\n" if "\r\n" in text else "\n"
    if music.flow_style:
        between = f",{line_end}{' ' * node.start_mark.column}"
    else:
        between = f"{line_end}{' ' * music.start_mark.column}- "
    in_braces = text[start] == "{"
    quoted = map(quoted_path, tracks)
    written = [f"{{track: {track}}}" if in_braces else f"track: {track}" for track in quoted]
    comments = [f"{comment}{line_end}{' ' * node.start_mark.column}" for comment in _comments(text[start:end])]
    space = " " if comments and not text[start - 1].isspace() else ""
    return Span(start, end, space + "".join(comments) + between.join(written))


def _end(node: Any, text: str) -> int:
    """Where the text of a node ends. One in block style claims what follows it as well, up to the next token."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style:
        return _end(node.value[-1][1], text)
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        return _end(node.value[-1], text)
    return len(text[: node.end_mark.index].rstrip())


def _comments(text: str) -> list[str]:
    """The comments in a piece of YAML, in order: what stands between its tokens."""
    found, end = [], 0
    for token in yaml.scan(text, Loader=_LOADER):
        found += re.findall(r"#[^\r\n]*", text[end : token.start_mark.index])
        end = max(end, token.end_mark.index)
    return [comment.rstrip() for comment in found]


def quoted_path(path: str) -> str:
    """A path as a value of YAML, the same in block and in flow style."""
    return path if _PLAIN.fullmatch(path) else "'" + path.replace("'", "''") + "'"

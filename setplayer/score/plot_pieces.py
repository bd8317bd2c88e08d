"""The plot's lane of music: pieces as bars, in turn above and below a line, so that crossfades show as overlaps."""

from collections.abc import Mapping, Sequence
from typing import Final, get_args
from xml.etree.ElementTree import Element

from setplayer.library.track import Track
from setplayer.score.model import Clip, ClipKind
from setplayer.score.plot_axis import Scale
from setplayer.score.plot_draw import (
    LEFT,
    LINE,
    MARGIN,
    RIGHT,
    SMALL,
    WIDTH,
    Anchor,
    add,
    cut,
    explain,
    first_that_fits,
    points,
    write,
)
from setplayer.score.plot_real import intensity_of
from setplayer.units import duration

BAR_HEIGHT: Final = 18.0

PIECE_KINDS: Final[tuple[ClipKind, ...]] = get_args(ClipKind)
"""Every kind of piece, by the word that the plot has for it."""

_GAP: Final = 10.0
_LEVEL_HEIGHT: Final = 2 * LINE + 6
_UPRIGHT_HEIGHT: Final = 124.0
_LEAST_ROOM: Final = 60.0
"""Where many pieces have less room than this for their titles, all titles stand upright."""


def titles_upright(clips: Sequence[Clip], scale: Scale) -> bool:
    """Whether the pieces are too short for most titles to be written along them."""
    narrow = sum(room < _LEAST_ROOM for room in _rooms(clips, scale))
    return narrow > len(clips) / 3


def music_height(clips: Sequence[Clip], scale: Scale) -> float:
    """How much room the lane needs."""
    return 2 * (BAR_HEIGHT + (_UPRIGHT_HEIGHT if titles_upright(clips, scale) else _LEVEL_HEIGHT))


def draw_pieces(
    svg: Element, clips: Sequence[Clip], scale: Scale, top: float, tracks: Mapping[str, Track] | None = None
) -> None:
    """The pieces in `music_height` from `top`. `tracks` has what is known of them, by path."""
    middle = top + music_height(clips, scale) / 2
    write(svg, "Music", MARGIN, middle + 4, style="strong")
    add(svg, "line", "grid", x1=LEFT, x2=RIGHT, y1=middle, y2=middle)
    groups = []
    for number, clip in enumerate(clips):
        group = add(svg, "g", "piece")
        explain(group, _described(clip, scale, intensity_of(clip, tracks or {})))
        _draw_bar(group, clip, scale, middle, _side(number))
        groups.append(group)
    if titles_upright(clips, scale):
        _write_upright(groups, clips, scale, middle)
        return
    rooms = _rooms(clips, scale)
    for number, (group, clip, room) in enumerate(zip(groups, clips, rooms, strict=True)):
        _write_level(group, clip, scale.x(clip.start_frame), room, middle, _side(number))


def draw_swatch(svg: Element, kind: ClipKind, x: float, y: float, length: float) -> None:
    """A piece of the kind as the key shows it, around y."""
    half = BAR_HEIGHT / 3
    corners = [(x, y - half), (x + length, y - half), (x + length, y + half), (x, y + half)]
    add(svg, "polygon", f"bar {kind}", points=points(corners))


def _draw_bar(group: Element, clip: Clip, scale: Scale, middle: float, side: int) -> None:
    """A bar that slopes where the piece fades; a silence is half as high."""
    height = side * BAR_HEIGHT * (0.5 if clip.kind == "silence" else 1.0)
    full, fades = clip.start_frame + clip.fade_in_frames, clip.end_frame - clip.fade_out_frames
    corners = [(clip.start_frame, 0.0), (full, height), (max(full, fades), height), (clip.end_frame, 0.0)]
    shape = points([(scale.x(frame), middle + y) for frame, y in corners])
    add(group, "polygon", f"bar {clip.kind}", points=shape)


def _side(number: int) -> int:
    """Pieces lie in turn above (-1) and below (1) the line."""
    return 1 if number % 2 else -1


def _rooms(clips: Sequence[Clip], scale: Scale) -> list[float]:
    """How wide a title may be: up to where the next piece on the same side starts."""
    edges = [*(scale.x(clip.start_frame) for clip in clips[2:]), WIDTH - MARGIN, WIDTH - MARGIN]
    return [edge - _GAP - scale.x(clip.start_frame) for clip, edge in zip(clips, edges, strict=False)]


def _write_level(group: Element, clip: Clip, x: float, room: float, middle: float, side: int) -> None:
    """Title, kind and length in two lines, above the bars or below them."""
    first = middle - BAR_HEIGHT - 7 - LINE if side < 0 else middle + BAR_HEIGHT + LINE + 1
    if title := cut(clip.title, room, SMALL):
        write(group, title, x, first, style="ink halo")
        write(group, first_that_fits(_abouts(clip), room, SMALL), x, first + LINE, style="soft halo")


def _write_upright(groups: Sequence[Element], clips: Sequence[Clip], scale: Scale, middle: float) -> None:
    """Titles that read upwards, over and under the middle of their bars, wherever they do not touch."""
    reached = {-1: 0.0, 1: 0.0}
    for number, (group, clip) in enumerate(zip(groups, clips, strict=True)):
        side = _side(number)
        centre = (scale.x(clip.start_frame) + scale.x(clip.end_frame)) / 2
        if centre - reached[side] < LINE - 2:
            continue
        reached[side] = centre
        words = clip.title if clip.kind in ("track", "silence") else f"{clip.title}, {clip.kind}"
        title = cut(words, _UPRIGHT_HEIGHT - _GAP, SMALL)
        y = middle + side * (BAR_HEIGHT + 6)
        anchor: Anchor = "start" if side < 0 else "end"
        write(group, title, centre + 4, y, style="ink halo", anchor=anchor, upright=True)


def _abouts(clip: Clip) -> list[str]:
    """Kind and length, and what of it is said where there is less room."""
    word, length = clip.kind, duration(clip.length_frames)
    if clip.title.lower() == word:
        return [length]
    return [f"{word} · {length}", word]


def _described(clip: Clip, scale: Scale, intensity: float | None) -> str:
    name = ", ".join(part for part in (clip.title, clip.artist) if part)
    times = f"{scale.time(clip.start_frame)} to {scale.time(clip.end_frame)}"
    like = "" if intensity is None else f", intensity {intensity:.1f}"
    return f"{name}: {clip.kind}, {times}, {duration(clip.length_frames)}{like}"

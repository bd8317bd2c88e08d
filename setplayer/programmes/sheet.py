"""What a printed programme says, as plain words: the same for the page and for the PDF."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from setplayer.arc.model import Arc, SilenceItem, TrackItem
from setplayer.score.model import Clip, Score
from setplayer.score.plot_cues import cue_frame, cue_words, kind_of
from setplayer.units import clock, duration

CONFIRM = "For the clinic's prescriber to confirm."
NO_DEVICE = "setplayer is not a medical device: it plays music and reminds."


@dataclass(frozen=True)
class Line:
    """A piece of music: when it begins, what it is, how long it is heard."""

    at: str
    title: str
    artist: str
    length: str


@dataclass(frozen=True)
class SheetPhase:
    """A phase with its pieces."""

    name: str
    kind: str
    begins: str
    ends: str
    intensity: str
    about: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class SheetCue:
    """Something that sounds or is remembered, and when."""

    at: str
    text: str
    remind: bool
    """Whether a person does it, and ticks it."""


@dataclass(frozen=True)
class Sheet:
    """All of it."""

    name: str
    facts: str
    note: tuple[str, ...]
    """Its paragraphs."""
    phases: tuple[SheetPhase, ...]
    cues: tuple[SheetCue, ...]
    also: tuple[str, ...]
    plot: str
    """The arc as a picture in greys: an SVG of its own."""
    plot_words: str
    foot: str


def sheet_of(arc: Arc, score: Score, plot: str, plot_words: str, foot: str) -> Sheet:
    """The programme of an arc as it was placed."""
    zero = arc.zero_at_frames
    given = ", ".join(word for word in (arc.medicine, arc.route) if word != "none").capitalize()
    begin = "0:00 is the dose" if arc.zero == "dose" else "0:00 is Begin"
    return Sheet(
        name=arc.name,
        facts=" · ".join(filter(None, (given, duration(score.frames), begin))),
        note=tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", arc.note) if part.strip()),
        phases=tuple(
            _phase(arc, score, number, zero)
            for number, phase in enumerate(score.phases)
            if phase.end_frame > phase.start_frame
        ),
        cues=tuple(_cues(arc, score, zero)),
        also=tuple(_also(arc)),
        plot=_in_grey(plot),
        plot_words=plot_words,
        foot=foot,
    )


def _phase(arc: Arc, score: Score, number: int, zero: int) -> SheetPhase:
    phase = score.phases[number]
    first, last = f"{phase.intensity_start:g}", f"{phase.intensity_end:g}"
    return SheetPhase(
        name=phase.name,
        kind=phase.kind,
        begins=clock(phase.start_frame - zero),
        ends=clock(phase.end_frame - zero),
        intensity=first if first == last else f"{first} to {last}",
        about=arc.phases[number].about,
        lines=tuple(_line(clip, zero) for clip in score.clips if clip.phase == number),
    )


def _line(clip: Clip, zero: int) -> Line:
    kinds = {"soundscape": "soundscape", "bed": "soundscape, the bed", "silence": "", "track": clip.artist}
    return Line(clock(clip.start_frame - zero), clip.title, kinds[clip.kind], clock(clip.length_frames))


def _cues(arc: Arc, score: Score, zero: int) -> Sequence[SheetCue]:
    """In order of time, what comes again and again at its first time."""
    found: list[tuple[int, SheetCue]] = []
    for cue in arc.cues:
        text, remind = cue_words(cue), kind_of(cue) == "reminder"
        if cue.every_frames is not None:
            times = [clock(frame - zero) for frame in range(zero + cue.every_frames, score.frames, cue.every_frames)]
            again = f"{text}, every {duration(cue.every_frames)}: {', '.join(times) or 'not in this arc'}"
            found.append((zero + cue.every_frames, SheetCue("again", again, remind)))
        elif (frame := cue_frame(arc, score, cue)) is not None:
            found.append((frame, SheetCue(clock(frame - zero), text, remind)))
        elif cue.at is not None:
            after = duration(abs(cue.at.offset_frames))
            side = "before" if cue.at.offset_frames < 0 else "after"
            found.append((score.frames + 1, SheetCue("booster", f"{text}, {after} {side} a booster", remind)))
    return [cue for _, cue in sorted(found, key=lambda one: one[0])]


def _also(arc: Arc) -> Sequence[str]:
    lines = []
    if arc.booster is not None:
        lines.append(f"A booster adds {duration(arc.booster.adds_frames)} to {', '.join(arc.booster.to)}.")
    ground = arc.grounding.path if isinstance(arc.grounding, TrackItem) else arc.grounding.name
    lines.append(f"Grounding, at one touch: {ground}. Where there is nothing else: {arc.bed.name}.")
    if any(isinstance(item, SilenceItem) for phase in arc.phases for item in phase.music):
        lines.append("Silence is meant where it stands above.")
    return lines


def _in_grey(plot: str) -> str:
    """The plot with its style sheet in greys; what is written in it stays."""
    head, style, body = plot.partition("<style>")
    colours, end, rest = body.partition("</style>")
    return head + style + re.sub(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", _grey, colours) + end + rest


def _grey(colour: re.Match[str]) -> str:
    """The grey as light as a colour of the plot, by the weights of ITU-R BT.709."""
    digits = colour[0][1:]
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    red, green, blue = (int(digits[n : n + 2], 16) for n in (0, 2, 4))
    light = round(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    return f"#{light:02x}{light:02x}{light:02x}"

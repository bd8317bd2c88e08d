"""An arc: what a clinic designs, as frozen values.

Every model here has two forms. In Python and in the session's log a field goes by its own name and a length
is a whole number of frames at 48 kHz. In an arc file it goes by its alias and a length is text with a unit;
validation takes that form when its context is a `Vocabulary`, which `setplayer.arc.reading` sees to.

Whatever concerns more than one value (overlaps, anchors, the total) is in `setplayer.arc.checks`, and is
checked when an `Arc` is made, from either form.
"""

import json
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from setplayer.arc import timeline
from setplayer.arc.checks import problems
from setplayer.arc.fields import (
    DAY,
    MINUTE,
    SECOND,
    Note,
    Seed,
    SoundName,
    SoundscapeName,
    TrackPath,
    YesOrNo,
    from_text,
    length,
    line,
    refusal,
)
from setplayer.arc.outline import outline_of
from setplayer.arc.quantities import (
    INTENSITY_PATTERN,
    MAX_INTENSITY,
    MAX_TEMPO_BPM,
    MIN_TEMPO_BPM,
    TEMPO_PATTERN,
    parse_intensity,
    parse_moment,
    parse_tempo,
)
from setplayer.faults import Fault

PhaseKind = timeline.PhaseKind
Medicine = Literal["ketamine", "esketamine", "none"]
Route = Literal["intravenous", "intramuscular", "sublingual", "intranasal", "oral", "none"]


class _Value(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
        validate_by_alias=True,
        validate_by_name=True,
    )


class Intensity(_Value):
    """How full the music is, 0 (nearly nothing) to 10, in a straight line from `start` to `end`."""

    start: float = Field(ge=0, le=MAX_INTENSITY)
    end: float = Field(ge=0, le=MAX_INTENSITY)


class Tempo(_Value):
    """A range of tempo in beats per minute."""

    low_bpm: float = Field(ge=MIN_TEMPO_BPM, le=MAX_TEMPO_BPM)
    high_bpm: float = Field(ge=MIN_TEMPO_BPM, le=MAX_TEMPO_BPM)


class Moment(_Value):
    """A place in a session: `offset_frames` after what `anchor` names, or after 0:00 if it is None.

    An anchor is a phase's name, a kind (the first phase of that kind) or `booster` (when that is given). What counts
    from `dose` counts from 0:00: only an arc with `zero: dose` may say so.
    """

    anchor: Annotated[str, *line(1, 120)] | None = None
    offset_frames: int = Field(default=0, ge=-DAY, le=DAY, strict=True)

    @field_validator("anchor")
    @classmethod
    def _the_dose_is_zero(cls, anchor: str | None) -> str | None:
        return None if anchor == timeline.DOSE else anchor


def _read_intensity(value: object) -> object:
    start, end = parse_intensity(value)
    return {"start": start, "end": end}


def _read_pick_intensity(value: object) -> object:
    return "follow" if value == "follow" else _read_intensity(value)


def _read_tempo(value: object) -> object:
    if value is None:
        return None
    low_bpm, high_bpm = parse_tempo(value)
    return {"low_bpm": low_bpm, "high_bpm": high_bpm}


def _read_moment(value: object) -> object:
    if value is None:
        return None
    anchor, offset_frames = parse_moment(value)
    return {"anchor": anchor, "offset_frames": offset_frames}


_INTENSITY_SCHEMA: Final[dict[str, Any]] = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": MAX_INTENSITY},
        {"type": "string", "pattern": INTENSITY_PATTERN, "examples": ["2 -> 4"]},
    ]
}
_MOMENT_SCHEMA: Final[dict[str, Any]] = {
    "type": "string",
    "minLength": 1,
    "examples": ["12 min", "-5 min", "dose + 2 min", "peak", "peak + 2 min", "booster + 7 min"],
}
_START_SCHEMA: Final[dict[str, Any]] = {
    "type": "string",
    "minLength": 1,
    "examples": ["dose + 10 min", "peak + 30 min", "booster + 5 min", "40 min"],
}
_PICK_SCHEMA: Final[dict[str, Any]] = {"anyOf": [{"const": "follow"}, *_INTENSITY_SCHEMA["anyOf"]]}
_TEMPO_SCHEMA: Final[dict[str, Any]] = {"type": "string", "pattern": TEMPO_PATTERN, "examples": ["60 - 80"]}

_Word = Annotated[str, *line(1, 60)]


class TrackItem(_Value):
    """One file of the clinic's library."""

    path: TrackPath = Field(alias="track")
    """The file, from the music folder on, with `/` between folders."""


class SoundscapeItem(_Value):
    """Music made by rule, for as long as it is needed."""

    name: SoundscapeName = Field(alias="soundscape")
    """The soundscape's name."""


class SilenceItem(_Value):
    """Silence that was meant."""

    length_frames: Annotated[int, *length(10 * SECOND, DAY)] = Field(alias="silence")
    """How long nothing sounds."""
    fade_frames: Annotated[int, *length(1 * SECOND, 10 * MINUTE)] = Field(alias="fade", default=8 * SECOND)
    """How slowly the music goes before the silence and comes after it; 8 s unless this says otherwise."""


class PickRule(_Value):
    """What to look for in the library."""

    intensity: Annotated[
        Intensity | Literal["follow"], from_text(_read_pick_intensity), WithJsonSchema(_PICK_SCHEMA)
    ] = "follow"
    """`follow` for the phase's own intensity, a number from 0 to 10, or two as in `2 -> 4`."""
    vocals: Literal["none", "any", "only"] = "any"
    """Whether voices may be in the music: `any` unless this says otherwise."""
    avoid: tuple[_Word, ...] = Field(default=(), max_length=50)
    """Tags that the music must not have."""
    tags: tuple[_Word, ...] = Field(default=(), max_length=50)
    """Tags that the music must have."""
    tempo: Annotated[Tempo | None, from_text(_read_tempo), WithJsonSchema(_TEMPO_SCHEMA)] = None
    """A range of beats per minute such as `60 - 80`."""


class PickItem(_Value):
    """Music chosen from the library by rule."""

    rule: PickRule = Field(alias="pick")
    """What to look for."""


class Picks(_Value):
    """What concerns all picks of the arc."""

    prefer: Literal["recorded", "soundscape"] = "recorded"
    """What has more of a phase's time where it has picks and soundscapes; `recorded` unless this says otherwise."""
    new: YesOrNo = True
    """Whether a returning client hears other music than before, while something else fits; true unless this says
    otherwise."""
    seed: Seed | None = None
    """A whole number from which the same music is chosen every time; without it each session has its own."""


def _item_tag(value: object) -> str | None:
    """Which kind of item it is, by the key that is there; so that the errors are about that kind."""
    if isinstance(value, _Value):
        return _TAG_OF.get(type(value))
    if not isinstance(value, dict):
        return None
    return next((tag for key, tag in _TAG_OF_KEY.items() if key in value), None)


_TAG_OF: Final[dict[type[_Value], str]] = {
    TrackItem: "item track",
    SoundscapeItem: "item soundscape",
    SilenceItem: "item silence",
    PickItem: "item pick",
}
_TAG_OF_KEY: Final = {
    key: tag
    for item, tag in _TAG_OF.items()
    for name, field in list(item.model_fields.items())[:1]
    for key in (field.alias, name)
}

ITEM_TAGS: Final = frozenset(_TAG_OF.values())
"""Words that pydantic puts into the path of an error inside an item, beside the keys of the file."""

Track = Annotated[TrackItem, Tag("item track")]
Soundscape = Annotated[SoundscapeItem, Tag("item soundscape")]
MusicItem = Annotated[
    Track | Soundscape | Annotated[SilenceItem, Tag("item silence")] | Annotated[PickItem, Tag("item pick")],
    Discriminator(_item_tag),
]
"""One item of a phase's music."""
GroundingItem = Annotated[Track | Soundscape, Discriminator(_item_tag)]
"""What sounds at one touch when the client needs ground: a track or a soundscape."""


def _is_silence(music: object) -> bool:
    """Whether the music of a phase, as an arc file has it, is silence and nothing else."""
    return isinstance(music, list) and bool(music) and all(_item_tag(item) == "item silence" for item in music)


def _without_vocals(item: Any) -> Any:
    """An item as an arc file has it, in which a pick that says nothing of voices asks for none."""
    rule = item.get("pick") if isinstance(item, dict) else None
    return {**item, "pick": {"vocals": "none", **rule}} if isinstance(rule, dict) else item


class Phase(_Value):
    """One part of the session."""

    name: Annotated[str, *line(1, 120)]
    """What people call the phase; no two phases share a name."""
    kind: PhaseKind
    """The phase's place in the medicine's course."""
    length_frames: Annotated[int, *length(30 * SECOND, DAY)] = Field(alias="length")
    """How long the phase lasts, from 30 s to 24 h. Left out where the next phase says when it starts."""
    at_least_frames: Annotated[int, *length(30 * SECOND, DAY)] | None = Field(alias="at least", default=None)
    """The shortest that the phase becomes by itself, when the arc is scaled or pressed."""
    at_most_frames: Annotated[int, *length(30 * SECOND, DAY)] | None = Field(alias="at most", default=None)
    """The longest that the phase becomes by itself, when the arc is scaled, stretched or boosted."""
    intensity: Annotated[Intensity, from_text(_read_intensity), WithJsonSchema(_INTENSITY_SCHEMA)]
    """How full the music is: a number from 0 to 10, or two as in `2 -> 4`. A phase of silence alone needs none."""
    starts: Annotated[Moment | None, from_text(_read_moment), WithJsonSchema(_START_SCHEMA)] = None
    """When the phase starts; the one before it lasts until there. A time from 0:00, or `dose`, `booster`, the name or
    the kind of a phase before it, and a length after that."""
    overlap_frames: Annotated[int, *length(0, DAY)] = Field(alias="overlap", default=0)
    """How far the phase begins before the one before it ends."""
    vocals: Literal["none", "any"] = "any"
    """`none` where no voice is to be heard: `check` warns of tracks that have one, and picks leave them out unless
    they say otherwise. `any` unless this says otherwise."""
    about: Annotated[str, *line(0, 300)] = ""
    """One line about the phase, for the client's page."""
    music: tuple[MusicItem, ...] = Field(default=(), max_length=500)
    """What sounds, in this order; when there is nothing, the bed sounds."""

    @model_validator(mode="before")
    @classmethod
    def _silence_has_no_intensity(cls, value: Any) -> Any:
        if isinstance(value, dict) and "intensity" not in value and _is_silence(value.get("music")):
            return {**value, "intensity": 0}
        return value

    @model_validator(mode="before")
    @classmethod
    def _picks_follow_its_vocals(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("vocals") == "none" and isinstance(value.get("music"), list):
            return {**value, "music": [_without_vocals(item) for item in value["music"]]}
        return value


class Booster(_Value):
    """What a second dose does to the arc."""

    adds_frames: Annotated[int, *length(1 * MINUTE, 6 * 60 * MINUTE)] = Field(alias="adds")
    """How much longer the phases become, together."""
    to: tuple[Annotated[str, *line(1, 120)], ...] = Field(min_length=1, max_length=60)
    """The phases that become longer, by name or by kind. Kinds the arc does not have are passed over."""


class Cue(_Value):
    """Something that is sounded, or that the therapist is reminded of, at a moment or again and again."""

    at: Annotated[Moment | None, from_text(_read_moment), WithJsonSchema(_MOMENT_SCHEMA)] = None
    """When: a time from 0:00, or a phase's name, a kind or `booster`, and a length before or after it."""
    every_frames: Annotated[int, *length(1 * MINUTE, DAY)] | None = Field(alias="every", default=None)
    """How often, counted from 0:00; the first time is one such length after it."""
    do: Literal["chime", "voice"] | None = None
    """What is sounded over the music."""
    sound: SoundName | None = None
    """Which sound: one that ships or was added, or a library file. A chime is a bowl unless this says otherwise."""
    remind: Annotated[str, *line(1, 200)] | None = None
    """What the therapist is reminded of, in silence."""

    @model_validator(mode="before")
    @classmethod
    def _chime_is_a_bowl(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("do") == "chime" and value.get("sound") is None:
            return {**value, "sound": "bowl"}
        return value


class Arc(_Value):
    """A whole session as a clinic designs it."""

    name: Annotated[str, *line(1, 120)] = Field(alias="arc")
    """What people call the arc."""
    medicine: Medicine = "none"
    """The medicine, or none."""
    route: Route = "none"
    """How the medicine is given, or none."""
    zero: Literal["dose", "begin"] = "begin"
    """What 0:00 means: `dose` for the first dose, `begin` (unless this says otherwise) for Begin."""
    lead_frames: Annotated[int, *length(0, DAY)] = Field(alias="lead", default=0)
    """With `zero: dose`, how much of the first phases lies before the dose."""
    booster: Booster | None = None
    """What a second dose adds; without it, and without a phase that starts by it, the arc knows of no second dose."""
    note: Note = ""
    """Whatever the next reader should know: where the times come from, who confirmed them."""
    phases: tuple[Phase, ...] = Field(min_length=1, max_length=60)
    """The phases, in order."""
    picks: Picks = Picks()
    """How picks are chosen, all of them."""
    cues: tuple[Cue, ...] = Field(default=(), max_length=500)
    """Chimes, voices and reminders."""
    grounding: GroundingItem = SoundscapeItem(name="hearth")
    """What sounds when the client needs ground, at one touch; hearth unless this says otherwise."""
    bed: SoundscapeItem = SoundscapeItem(name="tide")
    """What sounds wherever an arc has nothing else; tide unless this says otherwise."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        found = problems(outline_of(self.model_dump(by_alias=True)))
        if faults := [problem.text for problem in found if problem.severity == "fault"]:
            raise refusal("; ".join(faults))
        return self

    @property
    def starts_frames(self) -> tuple[int, ...]:
        """Where each phase starts, in frames from Begin, overlaps taken off."""
        return timeline.starts([p.length_frames for p in self.phases], [p.overlap_frames for p in self.phases])

    @property
    def total_frames(self) -> int:
        """Length of the whole arc from Begin."""
        return self.starts_frames[-1] + self.phases[-1].length_frames

    @property
    def zero_at_frames(self) -> int:
        """Where 0:00 is, in frames from Begin."""
        return self.lead_frames if self.zero == "dose" else 0

    @property
    def knows_booster(self) -> bool:
        """Whether a booster changes anything in this arc."""
        anchors = (phase.starts.anchor for phase in self.phases if phase.starts is not None)
        return self.booster is not None or timeline.BOOSTER in anchors

    def phase_for(self, anchor: str) -> int | None:
        """Index of the phase that `anchor` means; None for `booster` and for words the arc does not know."""
        return timeline.phase_named(anchor, [p.name for p in self.phases], [p.kind for p in self.phases])

    def frame_of(self, moment: Moment) -> int | None:
        """Frame from Begin of a moment, which may lie outside the arc; None when it hangs on the booster."""
        if moment.anchor is None:
            return self.zero_at_frames + moment.offset_frames
        index = self.phase_for(moment.anchor)
        return None if index is None else self.starts_frames[index] + moment.offset_frames

    def canonical_json(self) -> bytes:
        """The one JSON text of this arc, for the session's log: field names, frames, sorted keys, UTF-8."""
        value = self.model_dump(mode="json", by_alias=False)
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """The arc that `canonical_json` wrote. Raises Fault when the bytes are anything else."""
        try:
            return cls.model_validate_json(data, by_alias=False, by_name=True)
        except ValidationError as error:
            raise Fault(
                f"The arc kept in the session cannot be read ({error.error_count()} faults). "
                "The session file was altered, or a newer setplayer wrote it."
            ) from None

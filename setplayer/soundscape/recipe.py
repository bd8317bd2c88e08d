"""What a soundscape is made of, as data: voices of notes, waves of noise, and how each follows intensity.

A recipe is frozen and content-addressed: `Recipe.canonical_json` gives the same bytes for the same recipe
everywhere, a session file keeps them, and `Recipe.from_json` makes the recipe again. Every number has a
range, because those bytes may come from a file that somebody damaged.
"""

import json
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema, model_validator

from setplayer.faults import Fault

ANCHORS = (1.0, 4.0, 7.0, 10.0)
"""The intensities at which the four values of a ramp hold; straight lines between them, and on down to 0."""

MOST_AT_ONCE: Final = 600
"""Partials that may sound at once: four times what any shipped recipe has, and still faster than real time."""

Ramp = float | tuple[float, float, float, float]
"""One value for every intensity, or four at the intensities of `ANCHORS`."""


def at(ramp: Ramp, intensity: float) -> float:
    """The value of a ramp at an intensity from 0 to 10; intensities outside count as the nearest inside."""
    if isinstance(ramp, float | int):
        return ramp
    place = min(max((intensity - 1.0) / 3.0, -1.0 / 3.0), 3.0)
    left = min(max(int(place), 0), 2)
    return ramp[left] + (ramp[left + 1] - ramp[left]) * (place - left)


def highest(ramp: Ramp) -> float:
    """The greatest value a ramp takes from intensity 0 to 10."""
    return max(at(ramp, intensity) for intensity in (0.0, *ANCHORS))


def lowest(ramp: Ramp) -> float:
    """The least value a ramp takes from intensity 0 to 10."""
    return min(at(ramp, intensity) for intensity in (0.0, *ANCHORS))


_LATER_FIELDS: Final = ("figure", "level_db", "lufs", "shared")


def _within(low: float, high: float) -> tuple[Any, ...]:
    """The metadata of a ramp whose values lie between two, for `Annotated[Ramp, *_within(...)]`."""

    def check(ramp: Ramp) -> Ramp:
        for value in (ramp,) if isinstance(ramp, float | int) else ramp:
            if not low <= value <= high:
                raise ValueError(f"{value:g} does not do here; it must lie between {low:g} and {high:g}")
        return ramp

    one = {"type": "number", "minimum": low, "maximum": high}
    four = {"type": "array", "items": one, "minItems": 4, "maxItems": 4}
    return AfterValidator(check), WithJsonSchema({"anyOf": [one, four]})


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


NAME_PATTERN: Final = r"^[a-z][a-z0-9-]{0,39}$"
Name = Annotated[str, Field(pattern=NAME_PATTERN)]
ShareRamp = Annotated[Ramp, *_within(0.0, 1.0)]
AttackRamp = Annotated[Ramp, *_within(0.08, 20.0)]
PitchRamp = Annotated[Ramp, *_within(30.0, 3000.0)]
TiltRamp = Annotated[Ramp, *_within(0.0, 6.0)]
QuietRamp = Annotated[Ramp, *_within(-90.0, -10.0)]
TrimRamp = Annotated[Ramp, *_within(-40.0, 20.0)]
LoudRamp = Annotated[Ramp, *_within(-50.0, -16.0)]
ToneRamp = Annotated[Ramp, *_within(1.0, 4.0)]


class Partial(_Part):
    """One partial of a struck body: a bowl rings in pairs of slightly different pitch, which beat."""

    ratio: Annotated[float, Field(ge=1.0, le=30.0)]
    """Of the note's pitch."""
    beat_hz: Annotated[float, Field(ge=0.0, le=10.0)]
    gain: Annotated[float, Field(gt=0.0, le=1.0)]
    decay: Annotated[float, Field(gt=0.0, le=1.0)]
    """Share of the voice's decay time."""


class _Voice(_Part):
    name: Name
    slot_s: Annotated[float, Field(ge=0.5, le=120.0)]
    """One note may begin in each slot of this length."""
    jitter: Annotated[float, Field(ge=0.0, le=1.0)]
    """How far into its slot a note may begin, as a share of the slot."""
    chance: ShareRamp
    """That a slot sounds. A slot has one luck for ever: more intensity adds notes and keeps the old ones."""
    attack_s: AttackRamp
    """Raised cosine. 80 ms at least: nothing may startle."""
    low_hz: Annotated[float, Field(ge=30.0, le=3000.0)]
    high_hz: PitchRamp
    """Pitches are taken from the chord between `low_hz` and this."""
    partials: Annotated[int, Field(ge=1, le=12)] | Annotated[tuple[Partial, ...], Field(min_length=1, max_length=12)]
    """How many harmonic partials, or a struck body's own, lowest first."""
    tilt: TiltRamp
    """Partial of ratio r sounds at r ** -tilt: less tilt is brighter."""
    drift: Annotated[float, Field(ge=0.0, le=0.6)] = 0.0
    """How much each partial wanders in level and phase while it is held."""
    cents: Annotated[float, Field(ge=0.0, le=20.0)] = 0.0
    """How far a note may be out of tune."""
    room_s: Annotated[float, Field(ge=0.3, le=8.0)]
    """Time for the room's echo to fall by 60 dB; the echo ends then."""
    wet: Annotated[float, Field(ge=0.0, le=1.0)]
    """Share of the room in the sound."""
    width: Annotated[float, Field(ge=0.0, le=1.0)] = 0.8
    """How far notes are placed to the sides."""
    shared: Annotated[float, Field(ge=0.1, le=1.0)] | None = None
    """The least share of the room that both ears have in common; 0.1 where nothing is said. With more of it, one
    loudspeaker loses less of a note that is held alone."""
    level_db: QuietRamp
    figure: Annotated[int, Field(ge=3, le=32)] | None = None
    """Slots of a small figure, its rhythm and its rise and fall, that the voice comes back to for ever: once in every
    four stretches of so many slots, now sooner, now later. Between, it plays freely."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if lowest(self.high_hz) <= self.low_hz:
            raise ValueError("high_hz must be above low_hz at every intensity; raise it, or lower low_hz")
        if isinstance(self.partials, tuple):
            ratios = [partial.ratio for partial in self.partials]
            if ratios != sorted(ratios):
                raise ValueError("partials must be in order of ratio, lowest first")
        return self


class Swell(_Voice):
    """A note that rises, is held and goes, like a bowed string or a breath."""

    kind: Literal["swell"]
    hold_s: Annotated[float, Field(ge=0.0, le=60.0)]
    release_s: Annotated[float, Field(ge=1.0, le=60.0)]


class Strike(_Voice):
    """A note that is struck softly and decays, like a bowl or a felted key."""

    kind: Literal["strike"]
    decay_s: Annotated[float, Field(ge=1.0, le=40.0)]
    """Time in which the lowest partial falls by 60 dB; the note has ended by 0.8 of it."""
    motif: Annotated[int, Field(ge=2, le=64)] | None = None
    """Slots in a row of pitch heights that recurs within a section. `figure` is better: it comes back with its rhythm
    and is not a row that goes round."""


Voice = Annotated[Swell | Strike, Field(discriminator="kind")]


def _at_once(voice: Swell | Strike) -> float:
    """About how many partials of a voice sound at once when it is fullest."""
    partials = len(voice.partials) if isinstance(voice.partials, tuple) else voice.partials
    held_s = voice.hold_s + voice.release_s if isinstance(voice, Swell) else voice.decay_s
    held_s += highest(voice.attack_s)
    return (held_s + voice.room_s) / voice.slot_s * partials * highest(voice.chance)


class Wave(_Part):
    """One layer of slow swells of noise: at most one wave begins in each slot."""

    slot_s: Annotated[float, Field(ge=2.0, le=60.0)]
    chance: ShareRamp
    rise_s: Annotated[float, Field(ge=1.0, le=30.0)]
    fall_s: Annotated[float, Field(ge=1.0, le=30.0)]
    height: Annotated[float, Field(gt=0.0, le=1.0)]


class Tide(_Part):
    """Filtered noise that comes and goes in waves."""

    waves: Annotated[tuple[Wave, ...], Field(min_length=1, max_length=4)]
    floor: Annotated[float, Field(ge=0.0, le=1.0)]
    """What is left between the waves."""
    centre_hz: PitchRamp
    """Above this the noise falls by 12 dB per octave; it opens as a wave rises."""
    level_db: QuietRamp


class Recipe(_Part):
    """A whole soundscape."""

    name: Name
    about: Annotated[str, Field(max_length=400)]
    """What it is like, in words a therapist uses."""
    root_hz: Annotated[float, Field(ge=50.0, le=110.0)]
    """Every shipped recipe has the same, so that one can crossfade into another."""
    harmony: Literal["travelling", "moving", "grounding", "home"]
    """Whether chords change slowly and every other section of five minutes has a home of its own, or only chords
    change, or the home chord stays. `grounding` leaves its third out while `travelling` plays the fourth, a semitone
    above it; `home`, as older recipes have it, does not."""
    tones: ToneRamp
    """How many tones of a chord are used, in order of importance."""
    lufs: LoudRamp | None = None
    """How loud it is: what the level is steered to from second to second. A recipe has this or `level_db`."""
    level_db: TrimRamp | None = None
    """Trim of everything, where nothing steers: the way of making that recipes of older sessions ask for."""
    air_db: TrimRamp
    """Trim of the upper partials, over that."""
    voices: Annotated[tuple[Voice, ...], Field(min_length=1, max_length=8)]
    tide: Tide | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [voice.name for voice in self.voices]
        if len(set(names)) < len(names):
            raise ValueError("two voices have the same name; give one of them another")
        if self.lufs is None and self.level_db is None:
            raise ValueError("nothing says how loud it is; write it like 'lufs: [-27, -25, -22, -20]'")
        if self.lufs is not None and self.level_db is not None:
            raise ValueError("it has both lufs and level_db; leave level_db out")
        if (most := sum(map(_at_once, self.voices))) > MOST_AT_ONCE:
            too_many = f"about {most:.0f} partials would sound at once, more than {MOST_AT_ONCE}"
            raise ValueError(f"{too_many}; make slot_s longer, notes shorter, or partials fewer")
        return self

    def canonical_json(self) -> bytes:
        """The same bytes for the same recipe everywhere: JSON, keys sorted, no spaces, UTF-8."""
        data = self.model_dump(mode="json")
        # Fields that recipes in older session files do not have are left out where they say nothing, so that the
        # bytes of those recipes stay the same.
        for part in (data, *data["voices"]):
            for name in _LATER_FIELDS:
                if part.get(name, 0) is None:
                    del part[name]
        return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Recipe":
        """The recipe whose `canonical_json` these bytes are.

        Raises Fault with one sentence when they are not a recipe.
        """
        try:
            return cls.model_validate_json(data)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(step) for step in first["loc"])
            where = f" at {place}" if place else ""
            raise Fault(f"This is not a soundscape recipe{where}: {first['msg']}.") from error

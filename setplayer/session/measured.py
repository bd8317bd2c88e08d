"""What is measured of a person, as it is written down: values with their units. Recorded, never interpreted.

The bounds here catch slips of the finger, such as Fahrenheit taken for Celsius. They say nothing about health.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from setplayer.values import Value

TemperatureUnit = Literal["C", "F"]

MEASURED: Final = frozenset(
    {"blood_pressure", "heart_rate", "spo2", "temperature", "temperature_unit", "checks", "other"}
)
"""The fields of `Measured`, all of them personal."""

PLAUSIBLE: Final[dict[str, tuple[float, float]]] = {"C": (20, 46), "F": (68, 115)}
"""Temperatures of people, by unit: two spans without a value in common."""

_CHECK: Final = re.compile(r"\s*([^=;]{1,60}?)\s*=\s*([^\s;]{1,60})(?:\s+([^;]{1,20}?))?\s*")
_WARMTH: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*°?\s*([CcFf])\s*")


class Check(Value):
    """A check that a clinic names itself: `Pain`, `3`, `of 10`."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    value: Annotated[str, Field(min_length=1, max_length=60)]
    unit: Annotated[str, Field(max_length=20)] = ""


def _checks(value: object) -> object:
    """Checks as a line of text: `Pain=3 of 10; Sedation=light`."""
    if not isinstance(value, str):
        return value
    found = [(part, _CHECK.fullmatch(part)) for part in value.split(";") if part.strip()]
    if not found or any(match is None for _, match in found):
        raise ValueError("checks are written like 'Pain=3 of 10; Sedation=light'")
    return [{"name": m[1], "value": m[2], "unit": m[3] or ""} for _, m in found if m is not None]


Checks = Annotated[tuple[Check, ...], Field(max_length=20), BeforeValidator(_checks)]


class Measured(Value):
    """Blood pressure, heart rate, SpO2, temperature and free checks; each may be left out.

    A temperature is written with its unit, `36.8C` or `98.4F`, or without it where a clinic has set which it uses.
    """

    blood_pressure: Annotated[str, Field(pattern=r"^\d{2,3}/\d{2,3}$")] | None = None
    heart_rate: Annotated[int, Field(ge=0, le=400)] | None = None
    spo2: Annotated[int, Field(ge=0, le=100)] | None = None
    temperature: Annotated[float, Field(ge=20, le=115)] | None = None
    temperature_unit: TemperatureUnit | None = None
    checks: Checks = ()
    other: Annotated[str, Field(max_length=10_000)] = ""

    @model_validator(mode="before")
    @classmethod
    def _unit_beside_the_value(cls, fields: Any) -> Any:
        warmth = fields.get("temperature") if isinstance(fields, Mapping) else None
        match = _WARMTH.fullmatch(warmth) if isinstance(warmth, str) else None
        return fields if match is None else {**fields, "temperature": match[1], "temperature_unit": match[2].upper()}

    @model_validator(mode="after")
    def _no_slip_of_the_unit(self) -> Self:
        if self.temperature is not None and self.temperature_unit is not None:
            low, high = PLAUSIBLE[self.temperature_unit]
            if not low <= self.temperature <= high:
                other = "F" if self.temperature_unit == "C" else "C"
                raise ValueError(
                    f"{self.temperature:g} °{self.temperature_unit} is no temperature of a person; write the unit "
                    f"beside it, such as {self.temperature:g}{other}"
                )
        return self


def measured_parts(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was measured as pairs of a field's name and its value with its unit, in the order of `Measured`."""
    parts: list[tuple[str, str]] = []
    unit = content.get("temperature_unit")
    forms = {"blood_pressure": "{}", "heart_rate": "{}", "spo2": "{} %", "temperature": f"{{}} °{unit or ''}".strip()}
    for name, form in forms.items():
        value = content.get(name)
        if value not in (None, ""):
            parts.append((name, form.format(f"{value:g}" if isinstance(value, float) else value)))
    checks = content.get("checks")
    for check in checks if isinstance(checks, (list, tuple)) else ():
        if isinstance(check, Mapping):
            words = f"{check.get('value', '')} {check.get('unit', '')}".strip()
            parts.append(("checks", f"{check.get('name', '')} {words}"))
    if content.get("other"):
        parts.append(("other", str(content["other"])))
    return parts

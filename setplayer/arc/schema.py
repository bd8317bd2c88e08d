"""The JSON Schema of arc files, made from the model, so that editors complete and check while a clinic types.

It describes one value at a time and the keys of a cue; whatever concerns several values only `read_arc` checks, such
as which phases need no `length`.
"""

from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import WithDefaultSchema

from setplayer.arc.model import Arc

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_SILENCE_ONLY: Final = {
    "properties": {"music": {"minItems": 1, "items": {"required": ["silence"]}}},
    "required": ["music"],
}
_CUE_KEYS: Final = [
    {"oneOf": [{"required": ["at"]}, {"required": ["every"]}]},
    {
        "oneOf": [
            {"required": ["remind"], "not": {"required": ["sound"]}},
            {"required": ["do"], "properties": {"do": {"const": "chime"}}},
            {"required": ["do", "sound"], "properties": {"do": {"const": "voice"}}},
        ]
    },
]


class _FileForm(GenerateJsonSchema):
    """Leaves out titles, which repeat the keys, and defaults, which are in the form of Python."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def arc_schema() -> dict[str, Any]:
    """The schema of an arc file (JSON Schema 2020-12), with a description for every key."""
    schema = Arc.model_json_schema(by_alias=True, mode="validation", schema_generator=_FileForm)
    phase, cue = schema["$defs"]["Phase"], schema["$defs"]["Cue"]
    phase["required"] = [key for key in phase["required"] if key not in {"intensity", "length"}]
    phase["anyOf"] = [{"required": ["intensity"]}, _SILENCE_ONLY]
    cue["allOf"] = _CUE_KEYS
    return {"$schema": DIALECT, **schema}

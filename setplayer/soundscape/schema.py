"""The JSON Schema of recipe files, made from the model, so that editors complete and check while a clinic types."""

from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from setplayer.soundscape.recipe import Recipe

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class _FileForm(GenerateJsonSchema):
    """Leaves out titles, which repeat the keys."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def recipe_schema() -> dict[str, Any]:
    """The schema of a recipe's file (JSON Schema 2020-12). What concerns several values only reading checks."""
    schema = Recipe.model_json_schema(mode="validation", schema_generator=_FileForm)
    return {"$schema": DIALECT, **schema}

"""What is wrong with the fields of a command, in plain words: for cue files, fronts and the command line."""

from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_REASONS: Final = {
    "missing": "is missing; add it",
    "extra_forbidden": "is not known here; remove it",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long; at most {max_length} characters",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "list_type": "must be a list",
    "literal_error": "must be one of {expected}",
    "string_pattern_mismatch": "is not written as expected here",
    "finite_number": "must be a number",
}


_WRITTEN_LIKE: Final = {"blood_pressure": "120/80", "code": "K-17"}


def field_faults(error: ValidationError) -> list[tuple[tuple[str | int, ...], str]]:
    """Each fault: where in the fields it is, and a sentence without its full stop, such as `'minutes' is missing`."""
    return [(detail["loc"], _sentence(detail)) for detail in error.errors(include_url=False)]


def _sentence(detail: ErrorDetails) -> str:
    if detail["type"] == "value_error":  # in our own words already
        return str(detail["ctx"]["error"])
    return f"'{_name(detail)}' {_reason(detail)}"


def _name(detail: ErrorDetails) -> str:
    return ".".join(str(part) for part in detail["loc"])


def _reason(detail: ErrorDetails) -> str:
    if detail["type"] == "string_pattern_mismatch" and detail["loc"][-1] in _WRITTEN_LIKE:
        return f"is written like {_WRITTEN_LIKE[str(detail['loc'][-1])]}"
    limits = {name: f"{v:g}" if isinstance(v, float) else v for name, v in detail.get("ctx", {}).items()}
    return _REASONS.get(detail["type"], "is not right here").format(**limits)

"""Word what is wrong with a field of a request in our own sentences: the framework's are about its own types."""

from collections.abc import Mapping, Sequence
from typing import Any

from chronos.videos import LANGUAGE_PATTERN

# Patterns of fields, each with the words for a value that does not match. PostgreSQL keeps every character but NUL.
WITHOUT_NUL = r"^[^\x00]*$"
WITH_TEXT = r"^[^\x00]*[^\x00\s][^\x00]*$"
WEB_ADDRESS = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\x00-\x20]+$"
_PATTERNS: Mapping[str, str] = {
    WITHOUT_NUL: "must not contain a NUL character",
    WITH_TEXT: "must not be blank or contain a NUL character",
    WEB_ADDRESS: "must be an http or https address without spaces",
    LANGUAGE_PATTERN: "must be a language tag, e.g. en or pt-BR",
}

# By the kind of the fault in pydantic (https://docs.pydantic.dev/latest/errors/validation_errors), whole or its first
# word; `{…}` is a limit of the field.
_SENTENCES: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of this request",
    "json_invalid": "is not valid JSON",
    "string": "must be text",
    "string_pattern_mismatch": "has a form that cannot be used",
    "string_too_short": "must have at least {min_length} character(s)",
    "string_too_long": "must have at most {max_length} characters",
    "int": "must be a whole number",
    "float": "must be a number",
    "finite_number": "must be a number",
    "bool": "must be true or false",
    "uuid": "must be a UUID",
    "datetime": "must be a date and time with a time zone, e.g. 2026-01-31T12:00:00Z",
    "timezone_aware": "must be a date and time with a time zone, e.g. 2026-01-31T12:00:00Z",
    "list": "must be a list",
    "too_short": "must have at least {min_length} item(s)",
    "too_long": "must have at most {max_length} items",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be more than {gt}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "dict": "must be a JSON object",
    "model": "must be a JSON object",
}


def word_fault(fault: Mapping[str, Any]) -> tuple[str, str]:
    """Return the field as the API names it, `body` for the whole, and what it must be, without a full stop."""
    kind, limits = fault["type"], fault.get("ctx", {})
    place = [str(part) for part in fault["loc"]]
    # The framework puts the position of a fault in JSON where a field's name would be.
    field = ".".join(place[1:]) if len(place) > 1 and kind != "json_invalid" else place[0]
    if kind == "value_error":
        return field, str(fault["msg"]).removeprefix("Value error, ")
    if kind == "string_pattern_mismatch" and limits.get("pattern") in _PATTERNS:
        return field, _PATTERNS[limits["pattern"]]
    sentence = _SENTENCES.get(kind) or _SENTENCES.get(kind.partition("_")[0]) or "cannot be used"
    return field, _counted(sentence.format_map(limits))


def word_faults(faults: Sequence[tuple[str, str]]) -> str:
    """Return one sentence for faults as `word_fault` gives them; it names three at most."""
    return f"The request cannot be used: {'; '.join(f'{field} {sentence}' for field, sentence in faults[:3])}."


def _counted(sentence: str) -> str:
    """Return `sentence` with a noun in the number that its count needs."""
    is_one = " 1 " in sentence
    return sentence.replace("(s)", "" if is_one else "s").replace("'", "")

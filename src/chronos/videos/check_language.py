"""Check the language that a caller declares for a video."""

import re

from chronos.errors import Invalid

MAX_LANGUAGE_CHARACTERS = 35  # BCP 47 (RFC 5646 §4.4.1): enough for every registered tag
LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"

_LANGUAGE = re.compile(LANGUAGE_PATTERN.strip("^$"), re.ASCII)


def check_language(language: str | None) -> str | None:
    """Return a tag such as `en` or `pt-BR`, None for an empty one. Raises Invalid (`language_invalid`)."""
    if language and (len(language) > MAX_LANGUAGE_CHARACTERS or not _LANGUAGE.fullmatch(language)):
        raise Invalid("The language must be a language tag, e.g. en or pt-BR.", code="language_invalid")
    return language or None

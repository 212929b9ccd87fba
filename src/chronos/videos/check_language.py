"""Check the language that a caller declares for a video."""

import re

from chronos.errors import Invalid
from chronos.text import canonical_tag

MAX_LANGUAGE_CHARACTERS = 35  # BCP 47 (RFC 5646 §4.4.1): enough for every registered tag
LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"

_LANGUAGE = re.compile(LANGUAGE_PATTERN.strip("^$"), re.ASCII)


def check_language(language: str | None) -> str | None:
    """Return a tag such as `en` or `pt-BR`, with the short code of its language (`deu` → `de`); None for an empty one.

    Raises Invalid (`language_invalid`), for a language that does not exist too.
    """
    if not language:
        return None
    is_tag = len(language) <= MAX_LANGUAGE_CHARACTERS and _LANGUAGE.fullmatch(language)
    tag = canonical_tag(language) if is_tag else None
    if tag is None:
        raise Invalid("The language must be a language tag, e.g. en or pt-BR.", code="language_invalid")
    return tag

"""Choose the language of a page, and load its words (gettext)."""

import gettext
import io
from functools import cache
from importlib.resources import files

SOURCE = "en"  # the language of the templates
LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español"}

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def translatable(message: str) -> str:
    """Return `message`, which a template translates later; `make words` finds it by this call."""
    return message


def choose_language(chosen: str | None, accepted: str) -> str:
    """Return the language that the reader chose, or the first of `Accept-Language` that exists here, or English."""
    if chosen in LANGUAGES:
        return chosen
    ranges = [part.strip().partition(";") for part in accepted.lower().split(",")]
    ranges.sort(key=lambda part: _quality(part[2]), reverse=True)
    named = (tag.partition("-")[0] for tag, _, parameter in ranges if _quality(parameter) > 0)
    return next((language for language in named if language in LANGUAGES), SOURCE)


def direction_of(language: str) -> str:
    """Return the direction in which the language is written: `ltr` or `rtl`."""
    return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


@cache
def load_words(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language; that of English returns each message as it is."""
    if language == SOURCE:
        return gettext.NullTranslations()
    catalogue = files("chronos.web") / "locale" / language / "LC_MESSAGES" / "chronos.mo"
    return gettext.GNUTranslations(io.BytesIO(catalogue.read_bytes()))


def _quality(parameter: str) -> float:
    """Return the weight of a range of `Accept-Language` (RFC 9110 §12.4.2); 0 for one that cannot be read."""
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0

"""Guess the language of a text: by its script, by English stop words, otherwise by the library py3langid."""

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from chronos.text.languages import ENGLISH, SCRIPTS, UNDETERMINED, language_code, script_of, stop_words
from chronos.text.terms import spoken_words

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENOUGH_WORDS = 20  # of a text that tells its language, or is in one that cannot be identified
SURE, LIKELY = 0.9, 0.5  # a shorter text, and one of enough words; English never looks foreign then (decision 27)

_READ_CHARACTERS = 20_000
_ENGLISH_SHARE = 0.3  # of a text's words are stop words in English speech; of Afrikaans, the nearest, half as many
_SHARED_SCRIPTS = frozenset({"Latin", "Cyrillic", "Arabic", "Devanagari", "Bengali"})
_DIALECTS = {"arz": "ar", "ary": "ar", "uzs": "uz", "wuu": "zh", "hbo": "he", "grc": "el", "gug": "gn", "sdh": "ku"}
_NO_LANGUAGE = "zxx"


class Guess(NamedTuple):
    """A language code and its probability; `language` None: too short to tell, "und": none can be identified."""

    language: str | None
    probability: float


def guess_language(text: str) -> Guess:
    """Return the language of a text, as it is written."""
    text = text[:_READ_CHARACTERS]
    script = script_of(text)
    if script is None:
        return Guess(None, 0.0)
    if script not in _SHARED_SCRIPTS:
        return Guess(SCRIPTS[script], SURE)
    words = spoken_words(text)
    has_enough = len(words) >= ENOUGH_WORDS
    if has_enough and script == "Latin" and _english_share(words) >= _ENGLISH_SHARE:
        return Guess(ENGLISH, SURE)
    language, probability = _likeliest(text)
    if language != _NO_LANGUAGE and probability >= (LIKELY if has_enough else SURE):
        return Guess(language, probability)
    if has_enough:
        return Guess(UNDETERMINED, 0.0)
    return Guess(None if script == "Latin" else SCRIPTS[script], 0.0)


def _english_share(words: list[str]) -> float:
    return sum(word in stop_words(ENGLISH) for word in words) / len(words)


def _likeliest(text: str) -> tuple[str, float]:
    shares: defaultdict[str, float] = defaultdict(float)
    for label, probability in _identifier().rank(text):
        code = language_code(label) or label
        shares[_DIALECTS.get(code, code)] += float(probability)
    return max(shares.items(), key=lambda one: one[1])


@cache
def _identifier() -> "LanguageIdentifier":
    """Load the model: 2 seconds and 100 MB, once, and only for a text that is not English at first sight."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

"""Terms: text to what is compared when passages and questions are matched by their words."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from chronos.text.languages import ENGLISH, is_stop_word, most_stop_words, stem, stop_words, strip_accents
from chronos.text.numerals import say_numerals
from chronos.text.scripts import SPACELESS_RUN, clusters, is_han, is_ideograph, is_spaceless

GRAM = 4  # characters
_IDEOGRAPH_GRAM = 2  # each says as much as two letters

STOP_WORDS = stop_words(ENGLISH)

_SIGNS = {"%": " percent ", "&": " and ", "$": " dollars ", "€": " euros ", "£": " pounds ", "°": " degrees "}
_SIGN = re.compile("[" + "".join(map(re.escape, _SIGNS)) + "]")
_APOSTROPHES = re.compile(r"['’ʼ`]")
_POSSESSIVE = re.compile(r"['’ʼ`]s\b")
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|all|dall|dell|nell|sull|quest|un)['’ʼ](?=\w)")
_ELIDING = frozenset({"fr", "it", "ca"})
_TONAL = frozenset({"vi"})  # accents tell one word from six others: lò, an oven, and lỗ, a hole
_WORD = re.compile(r"[^\W_]+")
# What is said in another way than it is written: most texts have nothing of it, and are searched once for it.
_NOT_AS_SAID = re.compile(rf"[\d'’ʼ`{''.join(_SIGNS)}]")
# Latin letters, signs and punctuation alone: what Python's own classes call a word is one, at a tenth of the time.
_LATIN = re.compile(r"[\x00-\xac\xae-\u024f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u22ff]*")
# UAX #29: letters and numbers with all that extends them; a run of a script without spaces is cut into its characters.
_UNICODE_WORD = regex.compile(
    rf"(?V1)(?P<run>{SPACELESS_RUN})|[\p{{WB=ALetter}}\p{{WB=Hebrew_Letter}}\p{{WB=Numeric}}\p{{WB=Katakana}}]"
    r"(?:[\p{WB=ALetter}\p{WB=Hebrew_Letter}\p{WB=Numeric}\p{WB=Katakana}\p{WB=Extend}]|"
    r"(?<=\p{WB=Hebrew_Letter})[\"״׳](?=\p{WB=Hebrew_Letter}))*|[\p{L}\p{N}]"
)
_SPACELESS = regex.compile(rf"(?V1){SPACELESS_RUN}")
_GERSHAYIM = regex.compile(r"[\"״׳]")


def spoken_words(text: str, language: str | None = None) -> list[str]:
    """Return every word as it is said: lower case, no accents but Vietnamese, no punctuation, numerals in words.

    Of a script without spaces each character is a word. French and Italian articles go from before their apostrophe.
    """
    words = _latin_words(text.casefold(), language)
    if words is not None:
        return words
    return [word for run in _runs(text, language) for word in ((run,) if isinstance(run, str) else run)]


def content_words(text: str, language: str | None = None) -> list[str]:
    """Return the spoken words that carry meaning, in order."""
    return _without_stop_words(spoken_words(text, language), language)


def terms(text: str, language: str | None = None) -> list[str]:
    """Return what a transcript in `language` is found by: the stems of the content words, in order, repeats kept.

    Without a language it is that of the words' script, English for Latin. A script without spaces gives all pairs of
    neighbouring characters, and each ideograph.
    """
    return [stem(word, language) for word in _without_stop_words(_words(text, language, _indexed), language)]


@dataclass(frozen=True, slots=True)
class AskedRun:
    """What is asked in a script without spaces: its spoken form, and the terms by which it is looked up."""

    phrase: str
    terms: frozenset[str]


def asked_terms(text: str, languages: Collection[str | None] = (ENGLISH,)) -> list[tuple[str, ...]]:
    """Return for each distinct content word of a question the terms by which transcripts in `languages` have it."""
    known = list(dict.fromkeys(language or ENGLISH for language in languages)) or [ENGLISH]
    asked_in, _ = most_stop_words(spoken_words(text), known)
    said = {language: list(_words(text, language, _pairs)) for language in known}
    places = [i for i, word in enumerate(said[asked_in]) if not is_stop_word(word, asked_in)]
    if not places:  # "dies" is small in German alone
        places = [i for i in range(len(said[asked_in])) if not all(is_stop_word(said[one][i], one) for one in known)]
    forms = (tuple(dict.fromkeys(stem(words[i], language) for language, words in said.items())) for i in places)
    return list(dict.fromkeys(forms))


def asked_runs(text: str) -> list[AskedRun]:
    """Return the runs of a question that are in scripts without spaces."""
    return [AskedRun(" ".join(run), frozenset(_pairs(run))) for run in _runs(text, None) if not isinstance(run, str)]


def joined(text: str, language: str | None = None) -> str:
    """The content words written together: what a recogniser splits, joins or misspells still shares runs of letters."""
    written = "".join(content_words(text, language))
    return strip_accents(written) if language in _TONAL else written


def grams(joined_text: str) -> Sequence[str]:
    """All runs of four characters of a text from `joined`, in order; the text itself when it is shorter.

    Where a run begins with an ideograph it is of two.
    """
    if len(joined_text) <= GRAM and (joined_text.isascii() or len(joined_text) <= _IDEOGRAPH_GRAM):
        return [joined_text] if joined_text else []
    if not is_spaceless(joined_text):
        return [joined_text[i : i + GRAM] for i in range(max(len(joined_text) - GRAM + 1, 1))]
    widths = [_IDEOGRAPH_GRAM if is_ideograph(character) else GRAM for character in joined_text]
    return [
        joined_text[i : i + width]
        for i, width in enumerate(widths)
        if i + width <= len(joined_text) or (len(joined_text) < GRAM and not i)
    ]


def _without_stop_words(words: Sequence[str], language: str | None) -> list[str]:
    small = stop_words(language or ENGLISH)  # looked up once: nearly all words are ASCII
    kept = [word for word in words if word not in small]
    return kept if all(map(str.isascii, kept)) else [word for word in kept if not is_stop_word(word, language)]


def _words(text: str, language: str | None, of_run: Callable[[list[str]], Iterable[str]]) -> list[str]:
    words = _latin_words(text.casefold(), language)
    return words if words is not None else list(_words_of_runs(text, language, of_run))


def _words_of_runs(text: str, language: str | None, of_run: Callable[[list[str]], Iterable[str]]) -> Iterator[str]:
    for run in _runs(text, language):
        if isinstance(run, str):
            yield run
        else:
            yield from of_run(run)


def _indexed(run: list[str]) -> list[str]:
    return _pairs(run) + (list(filter(is_han, run)) if len(run) > 1 else [])


def _pairs(run: list[str]) -> list[str]:
    return [left + right for left, right in pairwise(run)] or run


def _runs(text: str, language: str | None) -> Sequence[str | list[str]]:
    """Return each word as it is said, and each run of a script without spaces as its characters."""
    text = text.casefold()
    words = _latin_words(text, language)
    if words is not None:
        return words
    text = _ELISION.sub("", text) if language in _ELIDING else text
    text = unicodedata.normalize("NFC", text) if language in _TONAL else strip_accents(text)
    text = _as_said(_SPACELESS.sub(r" \g<0> ", text))
    found = ((_GERSHAYIM.sub("", match[0]), match["run"]) for match in _UNICODE_WORD.finditer(text))
    return [clusters(run) if run else word for word, run in found]


def _latin_words(text: str, language: str | None) -> list[str] | None:
    """Return the words, as they are said, of a text without case in Latin letters alone; of any other None."""
    if language in _ELIDING:
        text = _ELISION.sub("", text)
    if not (text.isascii() or _LATIN.fullmatch(text)):
        return None
    text = _as_said(text)
    if language in _TONAL:
        text = unicodedata.normalize("NFC", text)
    elif not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(text)


def _as_said(text: str) -> str:
    if not _NOT_AS_SAID.search(text):
        return text
    text = _SIGN.sub(lambda sign: _SIGNS[sign[0]], say_numerals(text))
    return _APOSTROPHES.sub("", _POSSESSIVE.sub("", text))

"""Terms: text to what is compared when passages and questions are matched by their words."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

import snowballstemmer

from chronos.text.numerals import say_numerals

GRAM = 4  # characters

# Words that stand in nearly every sentence, and those with which a question is put. "o" and "oh" are said for a zero.
_SMALL_WORDS = """
    a about above after again against all also am an and any are aren arent as at be because been before being
    below between both but by can cannot cant could couldn couldnt d did didn didnt do does doesn doesnt doing
    don dont down during each either etc few for from further had hadn hadnt has hasn hasnt have haven havent
    having he her here hers herself hes him himself his how however i id if im in into is isn isnt it itll its
    itself ive just let lets ll m may me might mightn more most much must mustn my myself neither no nor not now
    o of off oh on once only or other ought our ours ourselves out over own per quite rather re s same shall
    shan she shes should shouldn shouldnt so some such t than that thats the their theirs them themselves then
    there theres these they theyd theyll theyre theyve this those though through thus to too under until up upon
    us ve very via was wasn wasnt we were weren werent weve what whatever whats when where wheres whether which
    while who whom whos whose why will with within without won wont would wouldn wouldnt yet you youd youll your
    youre yours yourself yourselves youve
"""
STOP_WORDS = frozenset(_SMALL_WORDS.split())

_SIGNS = {"%": " percent ", "&": " and ", "$": " dollars ", "€": " euros ", "£": " pounds ", "°": " degrees "}
_SIGN = re.compile("[" + "".join(map(re.escape, _SIGNS)) + "]")
_APOSTROPHES = re.compile(r"['’ʼ`]")
_POSSESSIVE = re.compile(r"['’ʼ`]s\b")
_WORD = re.compile(r"[^\W_]+")


def spoken_words(text: str) -> list[str]:
    """Every word as it is said: lower case, no accents, no punctuation, numerals in words."""
    text = _SIGN.sub(lambda sign: _SIGNS[sign[0]], say_numerals(text.casefold()))
    text = _APOSTROPHES.sub("", _POSSESSIVE.sub("", text))
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(text)


def content_words(text: str) -> list[str]:
    """The spoken words that carry meaning, in order."""
    return [word for word in spoken_words(text) if word not in STOP_WORDS]


def terms(text: str) -> list[str]:
    """The English Snowball stems of the content words, in order, repeats kept."""
    return [_stem(word) for word in content_words(text)]


def joined(text: str) -> str:
    """The content words written together: what a recogniser splits, joins or misspells still shares runs of letters."""
    return "".join(content_words(text))


def grams(joined_text: str) -> Sequence[str]:
    """All runs of four characters of a text from `joined`, in order; the text itself when it is shorter."""
    if len(joined_text) <= GRAM:
        return [joined_text] if joined_text else []
    return [joined_text[i : i + GRAM] for i in range(len(joined_text) - GRAM + 1)]


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    stem: str = _stemmer().stemWord(word)
    return stem


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")

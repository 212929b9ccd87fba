"""Terms: text to what is compared when passages and questions are matched by their words."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

import snowballstemmer

from chronos.pipeline.numerals import say_numerals

GRAM = 4  # characters

# Words that stand in nearly every sentence, and those with which a question is put. "o" and "oh" are said for a zero.
STOP_WORDS = frozenset(
    [
        "a",
        "about",
        "above",
        "after",
        "again",
        "against",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "aren",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "below",
        "between",
        "both",
        "but",
        "by",
        "can",
        "cannot",
        "could",
        "couldn",
        "d",
        "did",
        "didn",
        "do",
        "does",
        "doesn",
        "doing",
        "don",
        "down",
        "during",
        "each",
        "either",
        "etc",
        "few",
        "for",
        "from",
        "further",
        "had",
        "hadn",
        "has",
        "hasn",
        "have",
        "haven",
        "having",
        "he",
        "her",
        "here",
        "hers",
        "herself",
        "him",
        "himself",
        "his",
        "how",
        "however",
        "i",
        "if",
        "in",
        "into",
        "is",
        "isn",
        "it",
        "its",
        "itself",
        "just",
        "let",
        "ll",
        "m",
        "may",
        "me",
        "might",
        "mightn",
        "more",
        "most",
        "much",
        "must",
        "mustn",
        "my",
        "myself",
        "neither",
        "no",
        "nor",
        "not",
        "now",
        "o",
        "of",
        "off",
        "oh",
        "on",
        "once",
        "only",
        "or",
        "other",
        "ought",
        "our",
        "ours",
        "ourselves",
        "out",
        "over",
        "own",
        "per",
        "quite",
        "rather",
        "re",
        "s",
        "same",
        "shall",
        "shan",
        "she",
        "should",
        "shouldn",
        "so",
        "some",
        "such",
        "t",
        "than",
        "that",
        "the",
        "their",
        "theirs",
        "them",
        "themselves",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "though",
        "through",
        "thus",
        "to",
        "too",
        "under",
        "until",
        "up",
        "upon",
        "us",
        "ve",
        "very",
        "via",
        "was",
        "wasn",
        "we",
        "were",
        "weren",
        "what",
        "whatever",
        "when",
        "where",
        "whether",
        "which",
        "while",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "within",
        "without",
        "won",
        "would",
        "wouldn",
        "yet",
        "you",
        "your",
        "yours",
        "yourself",
        "yourselves",
        "arent",
        "cant",
        "couldnt",
        "didnt",
        "doesnt",
        "dont",
        "hadnt",
        "hasnt",
        "havent",
        "hes",
        "id",
        "im",
        "isnt",
        "itll",
        "ive",
        "lets",
        "shes",
        "shouldnt",
        "thats",
        "theres",
        "theyd",
        "theyll",
        "theyre",
        "theyve",
        "wasnt",
        "werent",
        "weve",
        "whats",
        "wheres",
        "whos",
        "wont",
        "wouldnt",
        "youd",
        "youll",
        "youre",
        "youve",
    ]
)
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

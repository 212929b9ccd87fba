"""Languages: their stems, stop words and scripts."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from importlib import resources

import regex
import snowballstemmer

from chronos.text.language_tags import canonical_tag

ENGLISH = "en"
UNDETERMINED = "und"  # ISO 639: a text has a language that cannot be identified

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
_ENGLISH_STOP_WORDS = frozenset(_SMALL_WORDS.split())

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish",
}  # fmt: skip
_STOP_WORD_LISTS = """
    af ar bg bn ca cs da de el eo es et eu fa fi fr ga gl gu he hi hr hu hy id it lt lv mr ms ne nl no pl pt ro ru sk sl
    so sr sv sw tl tr uk ur vi
"""
TOLD_BY_STOP_WORDS = frozenset(_STOP_WORD_LISTS.split())  # English has a list of its own
_SYNONYMS = {"nb": "no", "nn": "no", "yue": "zh", "jv": "jw"}  # as the recogniser calls them
_SPEAKS_ALSO = {"bs": "sr", "sh": "sr"}  # whose stop words are the same

# The scripts in which one letter may be a word's first, and the language of a word that no language is named for.
SCRIPTS = {
    "Han": "zh", "Hiragana": "ja", "Katakana": "ja", "Hangul": "ko", "Thai": "th", "Lao": "lo", "Khmer": "km",
    "Myanmar": "my", "Devanagari": "hi", "Bengali": "bn", "Tamil": "ta", "Telugu": "te", "Gujarati": "gu",
    "Kannada": "kn", "Malayalam": "ml", "Gurmukhi": "pa", "Sinhala": "si", "Georgian": "ka", "Armenian": "hy",
    "Hebrew": "he", "Greek": "el", "Ethiopic": "am", "Arabic": "ar", "Cyrillic": "ru", "Latin": "en",
}  # fmt: skip
_SCRIPT_OF_LANGUAGE = {
    **{language: script for script, language in SCRIPTS.items()}, "ja": "Hiragana", "fa": "Arabic", "ur": "Arabic",
    "ps": "Arabic", "sd": "Arabic", "ug": "Arabic", "uk": "Cyrillic", "be": "Cyrillic", "bg": "Cyrillic",
    "mk": "Cyrillic", "kk": "Cyrillic", "ky": "Cyrillic", "mn": "Cyrillic", "tg": "Cyrillic", "tt": "Cyrillic",
    "mr": "Devanagari", "ne": "Devanagari", "sa": "Devanagari", "as": "Bengali", "yi": "Hebrew",
}  # fmt: skip
_SCRIPT = regex.compile("|".join(rf"(?P<{script}>\p{{{script}}})" for script in SCRIPTS))
_READ_CHARACTERS = 20_000  # that are looked at to tell the script


def language_code(tag: str | None) -> str | None:
    """Return the language of a tag without region and case: "pt-BR" → "pt", "deu" → "de"."""
    code = ((canonical_tag(tag) or tag) if tag else "").replace("_", "-").partition("-")[0].lower()
    return _SYNONYMS.get(code, code) or None


@lru_cache(maxsize=200_000)
def stem(word: str, language: str | None = None) -> str:
    """Return the Snowball stem of a spoken word, in `language` if that is written in the word's script.

    Else in the best known language of the script: English for Latin. Without a stemmer a word is its own stem.
    """
    name = _STEMMERS.get(_language_of(word, language))
    # A new stemmer, in a microsecond: it holds the word that it works on, and threads that share one would mix theirs.
    return str(snowballstemmer.stemmer(name).stemWord(word)) if name else word


def is_stop_word(word: str, language: str | None = None) -> bool:
    """Return whether nearly every text of `language` has the spoken word."""
    if word in stop_words(language or ENGLISH):  # also in the other script of a language that has two
        return True
    return not word.isascii() and word in stop_words(_language_of(word, language))


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language, as they are spoken; none where Chronos has no list."""
    if language in {ENGLISH, UNDETERMINED}:
        return _ENGLISH_STOP_WORDS
    language = _SPEAKS_ALSO.get(language, language)
    if language not in TOLD_BY_STOP_WORDS:
        return frozenset()
    from chronos.text.terms import spoken_words  # it uses this module

    file = resources.files("chronos.text") / "stop_words" / f"{language}.txt"
    return frozenset(spoken_words(file.read_text("utf-8"), language))


@cache
def _bare_stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language as those compare them who do not know it: without accents."""
    return frozenset(map(strip_accents, stop_words(language)))


def script_of(text: str) -> str | None:
    """Return the name of the script that most letters of `text` have, of those known here; None without letters."""
    if text.isascii():
        return "Latin" if any(map(str.isalpha, text)) else None
    counts = Counter(match.lastgroup for match in _SCRIPT.finditer(text[:_READ_CHARACTERS]))
    if counts["Han"] and 10 * (counts["Hiragana"] + counts["Katakana"]) > counts["Han"]:
        return "Hiragana"
    return max(counts, key=lambda script: counts[script]) if counts else None


def most_stop_words(words: Sequence[str], languages: Collection[str]) -> tuple[str, int]:
    """Return the language of which most of these spoken words are stop words, the first of equals, and how many."""
    counts = {language: sum(word in _bare_stop_words(language) for word in words) for language in languages}
    best = max(counts, key=lambda language: counts[language], default=ENGLISH)
    return best, counts.get(best, 0)


def _language_of(word: str, language: str | None) -> str:
    script = "Latin" if word.isascii() else script_of(word) or "Latin"
    if language and language != UNDETERMINED and _SCRIPT_OF_LANGUAGE.get(language, "Latin") == script:
        return language
    return SCRIPTS[script]


def strip_accents(text: str) -> str:
    """Return `text` (lower case) with each letter in the form in which words are compared.

    Accents of Latin and Greek letters go, vowel signs that Arabic and Hebrew may leave out go, ё is е; the vowel signs
    of Indic scripts, and all marks that make another letter, stay. Joiners, which only shape letters, go.
    """
    text = _OPTIONAL.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", _ACCENTED.sub(lambda match: match[1] or "", text))


# Joiners, soft hyphens and marks of direction; harakat and tatweel; niqqud; a stress over a Cyrillic vowel.
_OPTIONAL = regex.compile(
    r"[\p{Cf}\p{Default_Ignorable_Code_Point}\u200b\u0640\u064b-\u0652\u0670\u0591-\u05bd\u05bf-\u05c7]"
)
_ACCENTED = regex.compile(r"([\p{Latin}\p{Greek}])[\u0300-\u036f]+|(?<=\p{Cyrillic})\u0301|(?<=е)\u0308")

"""Judge whether text that was read in a guessed encoding is written in a language: its words, letters and signs."""

import re
import unicodedata
from itertools import pairwise

import chardet

from chronos.text import UNDETERMINED, Guess, guess_language

MAX_ODD = 0.2  # of the words that are not ASCII
MAX_SIGNS = 0.1  # of them have a sign between two letters
FEW_THAI, LEAST_VOWELS = 8, 0.1  # of the letters: in Thai every third is a vowel or a tone
MAX_FINAL_CAPITALS = 0.01  # of the words; "сегодняЯ" is a slip of the finger
SURE = 0.8  # that the text is in a language, and so in its letters

# The letters beyond ASCII of languages in which one letter tells encodings apart.
_ALPHABETS = {
    language: frozenset(letters + letters.upper())
    for language, letters in {
        "cs": "áčďéěíňóřšťúůýž",
        "da": "æøåéáö",
        "de": "äöüßé",
        "en": "éèêëïöüáàâçñîôœæ",
        "es": "áéíñóúüç",
        "et": "äõöüšž",
        "fi": "äöåšž",
        "fr": "àâæçéèêëîïôœùûüÿ",
        "hr": "čćđšž",
        "hu": "áéíóöőúüű",
        "is": "áðéíóúýþæö",
        "it": "àèéìíîòóùú",
        "lt": "ąčęėįšųūž",
        "lv": "āčēģīķļņšūž",
        "nl": "éèëïóöüáà",
        "no": "æøåéòôóê",
        "pl": "ąćęłńóśźż",
        "pt": "áàâãçéêíóôõúü",
        "ro": "ăâîșțşţ",
        "sk": "áäčďéíĺľňóôŕšťúýž",
        "sl": "čšž",
        "sv": "åäöé",
        "tr": "âçğıİîöşüû",
        "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
        "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
    }.items()
}
_FURTHER_ALPHABETS = {
    language: frozenset(letters + letters.upper())
    for language, letters in {
        "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
        "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџшѐѝ",
        "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
        "mn": "абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя",
        "tg": "абвгғдеёжзийӣкқлмнопрстуӯфхҳчҷшъэюя",
        "el": "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ",
        "sq": "çë",
        "ca": "àçèéíïòóúü·",
        "ga": "áéíóú",
    }.items()
}  # of languages that chardet takes for others

OPENING = "‚„"
_ROUND_WORDS = "\"'“”‘’„‚«»‹›¿¡.,;:!?…()[]{}–—-。、，．！？：；「」『』（）♪♫%€£°/"
_INSIDE_WORDS = "'’‘-‐–—…·\u00ad\u200b\u200c\u200d״׳،؛؟。、，！？：；「」『』（）・ー・"
_IDEOGRAPH_INSIDE = re.compile(r"[a-z][\u3400-\u9fff]{1,2}[a-z]|[A-Z][\u3400-\u9fff][a-z]{2}")
_WRITTEN_TOGETHER = {"CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "FULLWIDTH", "HALFWIDTH", "KATAKANA-HIRAGANA"}


_LETTER = r"[^\W\d_]"
_NO_SIGN = r"\w\s\x00-\x7f\xad·‐‑ʼ’\u200b-\u200d״׳\u0300-\u0fff\u3000-\u30ff\uff00-\uffef"
_SIGN_BETWEEN_LETTERS = re.compile(rf"(?<={_LETTER})[^{_NO_SIGN}](?={_LETTER})")
_SIGN_BESIDE_LETTER = re.compile(
    rf"(?<={_LETTER})[ˆ˜±§°¬¯¸´¨¦¤]|(?<!\d)[ˆ˜±°¬¯¸´¨¦¤](?={_LETTER})|(?<=[^\W\d_a-zA-Z])\d(?=[^\W\d_a-zA-Z])"
)
# Nearly every word of two syllables has an accent, unless it is in capitals.
_GREEK_WORD, _GREEK_ACCENT = re.compile(r"[α-ωάέήίόύώϊϋΐΰ]{4,}"), re.compile(r"[άέήίόύώΐΰ]")
_THAI, _THAI_VOWEL = re.compile(r"[\u0e01-\u0e4e]"), re.compile(r"[\u0e30-\u0e4e]")
_FINAL_CAPITAL = re.compile(r"[а-яё]Я\b")
_HEBREW_FINAL_INSIDE = re.compile(r"[ךםןףץ](?=[א-ת])")  # letters that stand at the end of words only
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])’(?=[^\W\d_])")
_CONTRACTION = re.compile(r"’(?:[stmd]|ll|re|ve|em|clock|all|am)(?![^\W\d_])", re.IGNORECASE)
_ELIDING = frozenset({None, "fr", "it", "ca"})  # None: too few words to tell


def reads_well(text: str, language: str | None) -> bool:
    """Return whether the text is made of possible words, of letters that its language has."""
    if _odd_share(text) > MAX_ODD or _lacks_vowels(text) or _has_final_capitals(text):
        return False
    # Of the words that are ASCII too, which the encoding's own statistics do not count.
    of_text = chardet.detect(text.encode(), include_encodings=["utf-8"])["language"]
    alphabets = [_ALPHABETS.get(language or "") for language in (of_text, language)]
    letters = _letters(text)
    return any(alphabet is None or letters <= alphabet for alphabet in alphabets)


def _lacks_vowels(text: str) -> bool:
    """Return whether text in Thai letters has consonants only, as Russian capitals look in cp874."""
    thai = _THAI.findall(text)
    return len(thai) >= FEW_THAI and len(_THAI_VOWEL.findall(text)) < LEAST_VOWELS * len(thai)


def _has_final_capitals(text: str) -> bool:
    """Return whether words end in a capital Я: the Macintosh had я in its place, and other capitals elsewhere."""
    return len(_FINAL_CAPITAL.findall(text)) > MAX_FINAL_CAPITALS * len(text.split())


def _odd_share(text: str) -> float:
    """Return the share of words that no language has, among those that are not ASCII."""
    words = [word for word in text.split() if not word.isascii()]
    return sum(_is_odd(word) for word in words) / max(len(words), 1)


def _is_odd(word: str) -> bool:
    """Return whether the word mixes scripts, has a capital after a small letter, or symbols among letters."""
    if word[-1:] in OPENING and word[-2:-1].isalpha():  # "caf‚"
        return True
    word = word.strip(_ROUND_WORDS)
    signs = [character for character in word if unicodedata.category(character)[0] in "LM"]
    scripts = {unicodedata.name(character, "?").split()[0] for character in signs} - {"COMBINING", "MODIFIER"}
    if scripts & _WRITTEN_TOGETHER:
        return _IDEOGRAPH_INSIDE.search(word) is not None
    if len(scripts) > 1 or any(a.islower() and b.isupper() for a, b in pairwise(word)):
        return True
    if _HEBREW_FINAL_INSIDE.search(word):
        return True
    return any(
        (
            not (character.isascii() or character.isalpha() or character in _INSIDE_WORDS)
            and unicodedata.category(character)[0] not in "MN"
        )
        or character in "¹²³¼½¾"
        for character in word
    ) and bool(scripts)


def tells_a_language(text: str) -> Guess | None:
    """Return the language in which the text reads as one; None where its letters or signs are of none.

    A sign stands between the letters of a word where an encoding has a letter; English alone has dashes there.
    """
    guess = guess_language(text.lower())
    if guess.language == "en":
        return guess
    words = [word for word in text.split() if not word.isascii()]
    if guess.language == UNDETERMINED or _odd_share(text) > MAX_SIGNS:
        return None
    signs = sum(bool(_SIGN_BETWEEN_LETTERS.search(word) or _SIGN_BESIDE_LETTER.search(word)) for word in words)
    if signs > MAX_SIGNS * len(words):
        return None
    if guess.language == "el" and _lacks_accents(text):
        return None
    alphabet = (_ALPHABETS | _FURTHER_ALPHABETS).get(guess.language or "")
    if alphabet is not None and guess.probability >= SURE and not _letters(text) <= alphabet:
        return None
    return guess


def _lacks_accents(greek: str) -> bool:
    words = _GREEK_WORD.findall(greek)
    return len(words) > 2 * sum(_GREEK_ACCENT.search(word) is not None for word in words)


def has_signs_in_place(text: str) -> bool:
    """Return whether the typography of plain text stands between words, or within those of a language that does so.

    "Ma–ana" is Spanish in an encoding of the Macintosh.
    """
    text = _CONTRACTION.sub("", text)
    if _SIGN_BETWEEN_LETTERS.search(text) or _SIGN_BESIDE_LETTER.search(text):
        return guess_language(text).language == "en"
    return not _APOSTROPHE.search(text) or guess_language(text).language in _ELIDING | {"en"}


def _letters(text: str) -> set[str]:
    return {character for character in text if not character.isascii() and character.isalpha()}

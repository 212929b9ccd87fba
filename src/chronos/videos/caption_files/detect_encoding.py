"""Detect the encoding of text that is not UTF: by the library chardet, and only where its answer stands alone."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice

import chardet

from chronos.text import is_spaceless, script_of
from chronos.videos.caption_files.judge_reading import OPENING, SURE, has_signs_in_place, reads_well, tells_a_language

# What subtitle tools write, old ones included. Every further candidate makes short texts less certain.
_CANDIDATES = [
    "utf-8",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "iso-8859-2",
    "iso-8859-5",
    "iso-8859-6",
    "iso-8859-7",
    "iso-8859-8",
    "iso-8859-9",
    "iso-8859-15",
    "koi8-r",
    "koi8-u",
    "cp866",
    "cp874",
    "tis-620",
    "euc-jp",
    "shift_jis",
    "cp932",
    "iso-2022-jp",
    "gb18030",
    "big5",
    "euc-kr",
    "cp949",
]
_DOS_CYRILLIC = {"cp866", "ibm866"}
_HEBREW_OF_DOS = range(0x80, 0x9B)
_SUPERSETS = {"big5": "cp950", "shift_jis": "cp932", "euc-kr": "cp949", "iso-8859-9": "cp1254", "tis-620": "cp874"}

MAX_READ_BYTES = 50_000  # of the lines that tell: half an hour of speech; reading all would take minutes
MAX_LINE_BYTES = 40_000  # no line of a cue is longer, in any encoding
FEW_LETTERS = 4  # of a script of two bytes a letter
FEW_BYTES = 6  # beyond ASCII: with fewer a rival of half the confidence is one
RIVAL_WITH_FEW, RIVAL = 0.5, 0.9  # of the best candidate's confidence
UNLIKE = 0.4  # more probable in its language is another reading of Cyrillic letters
MIN_OF_FIRST = 0.6  # of the confidence of the first candidate, which may read badly

# Typography that Windows' encodings share; a text that has nothing else beyond ASCII need not be guessed.
_TYPOGRAPHY = "‘’“”‚„…–—•™°§©®±·×«»\xa0"
_QUOTES = "“”„‚«»•"
_AMOUNTS = "£€½¼¾"  # letters in some encodings: an amount has no letter beside it
MAX_TYPOGRAPHY, FEW_TYPOGRAPHY, LETTERS = 0.1, 2, 4  # of the letters; or two beside four letters


def detect_encoding(data: bytes, language: str | None = None) -> str | None:
    """Return the name of the encoding in which the text reads as one, for Python; None when in doubt.

    Two candidates between which the confidence does not decide must give the same text; `language` decides otherwise.
    """
    if _is_plain_with_typography(data):
        return "windows-1252" if has_signs_in_place(data.decode("cp1252")) else None
    telling = _telling_lines(data)
    possible = list(_readings(telling))
    readings = [reading for reading in possible if reads_well(reading.text, reading.language)]
    # When what the library is surest of reads badly, a far worse candidate is no answer.
    if not readings or readings[0].confidence < possible[0].confidence * MIN_OF_FIRST:
        return None
    best = readings[0]
    few = sum(byte > 127 for byte in telling) < FEW_BYTES and b"\x1b" not in telling
    least = best.confidence * (RIVAL_WITH_FEW if few else RIVAL)
    rivals = [reading for reading in readings if reading.confidence >= least]
    if len({reading.text for reading in rivals}) > 1:
        named = (language or "").partition("-")[0].lower()
        rivals = [reading for reading in rivals if reading.language == named] or _surely_written(rivals)
    if len({reading.text for reading in rivals}) != 1:
        return None
    if not _is_believed(rivals[0], possible, telling, language):
        return None
    names = [reading.encoding for reading in rivals if _decoded(data, reading.encoding) is not None]
    return min(names, key=lambda name: name != "windows-1252", default=None)


def _is_believed(chosen: "_Reading", possible: "Sequence[_Reading]", data: bytes, language: str | None) -> bool:
    """Return whether the text reads as a language, and no candidate as another with more certainty."""
    if chosen.encoding.lower() in _DOS_CYRILLIC and language not in {"ru", "uk", "be", "bg"} and _is_maybe_hebrew(data):
        return False
    if _is_two_bytes_a_letter(chosen.encoding) and sum(not letter.isascii() for letter in chosen.text) < FEW_LETTERS:
        return language is not None  # two letters of the West are one of the East
    told, script = tells_a_language(chosen.text), script_of(chosen.text)
    if told is None or script not in {"Latin", "Cyrillic"}:
        return told is not None
    alike = [one.text for one in possible if one.text != chosen.text and script_of(one.text) == script]
    others = [other for text in alike if (other := tells_a_language(text)) is not None]
    if script == "Cyrillic":  # capitals of one encoding are small letters of another
        if not _has_capitals(chosen.text):
            return all(other.probability < told.probability for other in others)
        return all(other.probability <= told.probability + UNLIKE for other in others)
    rivals = (other for other in others if other.language not in {None, told.language})
    return told.language is None or all(other.probability <= told.probability for other in rivals)


def _surely_written(rivals: "Sequence[_Reading]") -> "list[_Reading]":
    """Return the readings whose letters, of a script that languages share, tell one for sure."""
    told = [(one, tells_a_language(one.text)) for one in rivals if not is_spaceless(one.text)]
    return [reading for reading, guess in told if guess is not None and guess.probability >= SURE]


def _has_capitals(cyrillic: str) -> bool:
    return any(not letter.isascii() and letter.isupper() for letter in cyrillic)


def _is_two_bytes_a_letter(encoding: str) -> bool:
    return encoding.lower().replace("_", "-") in {"gb18030", "big5", "cp950", "euc-kr", "cp949"}


def _is_maybe_hebrew(data: bytes) -> bool:
    """Return whether all beyond ASCII are bytes that cp862 has for Hebrew, and cp866 for capitals."""
    return all(byte < 128 or byte in _HEBREW_OF_DOS for byte in data)


def has_impossible_characters(text: str) -> bool:
    """Return whether the text has controls, unassigned or private characters: it is then in another encoding."""
    return any(unicodedata.category(c) in ("Cc", "Cn", "Co", "Cs") and c not in "\t\n\r\f\x1b" for c in text)


def _telling_lines(data: bytes) -> bytes:
    """Return the first lines that are not ASCII, without those that are too long for a cue."""
    lines: list[bytes] = []
    size = 0
    for line in data.splitlines():
        if len(line) <= MAX_LINE_BYTES and (not line.isascii() or b"\x1b" in line):
            size += len(line) + 1
            if lines and size > MAX_READ_BYTES:
                break
            lines.append(line)
    return b"\n".join(lines)


class _Reading:
    """The text as one candidate reads it."""

    def __init__(self, text: str, encoding: str, language: str | None, confidence: float) -> None:
        self.text, self.encoding, self.language, self.confidence = text, encoding, language, confidence


def _readings(data: bytes) -> Iterator[_Reading]:
    """Yield readings, the most confident first, of the candidates in which every byte is valid."""
    for found in chardet.detect_all(data, ignore_threshold=True, include_encodings=_CANDIDATES):
        name = (found["encoding"] or "").lower()
        for encoding in (name, _SUPERSETS.get(name, "")):
            if encoding and (text := _decoded(data, encoding)) is not None:
                yield _Reading(text, encoding, found["language"], found["confidence"])
                break


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if has_impossible_characters(text) else text


def _is_plain_with_typography(data: bytes) -> bool:
    """Return whether all beyond ASCII is typography of Windows-1252, as of an English text."""
    text = _decoded(data, "cp1252")
    if text is None or b"\x1b" in data:
        return False
    letters = sum(character.isascii() and character.isalpha() for character in text)
    most = FEW_TYPOGRAPHY if LETTERS <= letters < FEW_TYPOGRAPHY / MAX_TYPOGRAPHY else letters * MAX_TYPOGRAPHY
    beyond = (index for index, character in enumerate(text) if not character.isascii())
    special = list(islice(beyond, int(most) + 1))  # of a hostile file there are millions
    return len(special) <= most and all(_is_typography(text, index) for index in special)


def _is_typography(text: str, index: int) -> bool:
    beside = text[max(index - 1, 0) : index] + text[index + 1 : index + 2]
    if text[index] in _AMOUNTS:
        return not any(character.isalpha() for character in beside)
    if text[index] in _QUOTES and (beside[:1] + beside[-1:]).isalpha() and len(beside) == 2:
        return False  # within a word: "c“t" is no word with a quote
    if text[index] in OPENING and index and text[index - 1].isalpha():
        return False  # "caf‚" is no word before a quote
    return text[index] in _TYPOGRAPHY

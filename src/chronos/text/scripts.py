"""Scripts: words of writing systems that put no spaces between them, split and written together again."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from unicodedata import east_asian_width

import regex

# Letters of scripts that are written without spaces between words, with the marks that belong to them.
_EAST_ASIAN = r"[[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}]&&[\p{L}\p{Nl}]]"
_SOUTH_EAST_ASIAN = r"[[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tai_Le}\p{New_Tai_Lue}\p{Tai_Tham}]&&[\p{L}\p{M}]]"
_JOINED = r"[\p{WB=Extend}\p{WB=Format}\p{WB=ZWJ}]"
SPACELESS_RUN = rf"(?:{_EAST_ASIAN}|{_SOUTH_EAST_ASIAN})(?:{_EAST_ASIAN}|{_SOUTH_EAST_ASIAN}|{_JOINED})*"

_RUN = regex.compile(rf"(?V1){SPACELESS_RUN}")
_IDEOGRAPH = regex.compile(rf"(?V1){_EAST_ASIAN}")
_PART = regex.compile(rf"(?V1)(?P<run>{SPACELESS_RUN})|(?:(?!{SPACELESS_RUN})\S)+")
_BETWEEN_SPACES = re.compile(r"\S+")
_HAN = regex.compile(r"\p{Han}")
# A flag is a pair of letters: for each of them \X alone would count all that stand before it.
_CLUSTER = regex.compile(r"\p{Regional_Indicator}{2}[\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}]*|\X")
# Two ideographs are about a word; so are four syllables of Thai. The signs after them are a part of it.
_PIECE = regex.compile(
    rf"(?V1)(?:{_EAST_ASIAN}{_JOINED}*){{1,2}}|(?:(?={_SOUTH_EAST_ASIAN})\X){{1,4}}|\X", regex.VERSION1
)
_CLOSING = regex.compile(r"(?V1)[\p{Pe}\p{Pf}\p{Po}\p{Sk}\p{WB=Extend}]+")
_OPENING = regex.compile(r"(?V1)[\p{Ps}\p{Pi}]+")
_NO_SPACE_AFTER = regex.compile(
    rf"(?V1)(?:{_EAST_ASIAN}|{_SOUTH_EAST_ASIAN}){_JOINED}*[\p{{Pe}}\p{{Pf}}\p{{Po}}\p{{Ps}}\p{{Pi}}]*$"
)
_NO_SPACE_BEFORE = regex.compile(rf"(?V1)[\p{{Ps}}\p{{Pi}}\p{{Po}}]*(?:{_EAST_ASIAN}|{_SOUTH_EAST_ASIAN})")
_WIDE_SIGN_LAST = regex.compile(r"[\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]$")
_WIDE_SIGN_FIRST = regex.compile(r"[\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]")

LONGEST_WORD = 64  # characters; what is longer is no word, and would make a caption or a chunk without bounds


def is_spaceless(text: str) -> bool:
    """Return whether any letter of `text` belongs to a script without spaces between words."""
    return not text.isascii() and _RUN.search(text) is not None


def is_ideograph(cluster: str) -> bool:
    """Return whether a character is written for a word or a syllable: Han, kana and their like."""
    return _IDEOGRAPH.match(cluster) is not None


def is_han(cluster: str) -> bool:
    """Return whether a character can be a word by itself."""
    return _HAN.match(cluster) is not None


def clusters(text: str) -> list[str]:
    """Return the characters of `text` as a reader counts them (UAX #29's extended grapheme clusters)."""
    return list(_CLUSTER.findall(text))


def columns(text: str) -> int:
    """Return how wide `text` is on a screen of characters: an ideograph takes two columns, a mark none."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(c[0]) in "WF" else 1 for c in _CLUSTER.findall(text))


def parts_of(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield each text between spaces and each run of a script without: its place, itself, whether it is such a run."""
    if not is_spaceless(text):
        return ((match.start(), match[0], False) for match in _BETWEEN_SPACES.finditer(text))
    return ((match.start(), match[0], match["run"] is not None) for match in _PART.finditer(text))


def split_words(text: str) -> list[str]:
    """Return the words of `text`, none longer than 64 characters; `join_words` writes them together again.

    Words end at white space. Where a script has none, they are pieces of two ideographs or four syllables, with the
    punctuation beside them.
    """
    words: list[str] = []
    for run in text.split():
        words += _pieces(run) if is_spaceless(run) else [run]
    return [part for word in words for part in _parts(word)]


def join_words(words: Sequence[str]) -> str:
    """Return words as one text: with a space between two, but none between characters of a script without spaces."""
    if all(map(str.isascii, words)):
        return " ".join(words)
    return "".join([words[0], *(f"{gap(left, right)}{right}" for left, right in pairwise(words))]) if words else ""


def gap(left: str, right: str) -> str:
    """Return what stands between two words: a space, or nothing."""
    if not left or not right or (left.isascii() and right.isascii()):
        return " "
    if left[-1].isdigit() or right[0].isdigit():  # "60度"
        return "" if _RUN.search(left[-3:]) or _RUN.match(right) else " "
    if _WIDE_SIGN_LAST.search(left) or _WIDE_SIGN_FIRST.match(right):
        return ""
    return "" if _NO_SPACE_AFTER.search(left) and _NO_SPACE_BEFORE.match(right) else " "


def _pieces(run: str) -> list[str]:
    pieces: list[list[str]] = []
    has_run = False  # the last piece has a letter of such a script
    glues = False  # an opening sign waits for the word that it stands before
    for match in regex.finditer(rf"(?V1){SPACELESS_RUN}|[^\s]", run):
        for piece in _PIECE.findall(match[0]):
            is_run, is_opening = _RUN.match(piece) is not None, _OPENING.fullmatch(piece) is not None
            begins = is_run or is_opening or has_run
            if pieces and (glues or not begins or _CLOSING.fullmatch(piece)):
                pieces[-1].append(piece)
                has_run = has_run or is_run
            else:
                pieces.append([piece])
                has_run = is_run
            glues = is_opening
    return ["".join(piece) for piece in pieces]


def _parts(word: str) -> list[str]:
    if len(word) <= LONGEST_WORD:
        return [word]
    characters = clusters(word)
    parts = ["".join(characters[i : i + LONGEST_WORD // 2]) for i in range(0, len(characters), LONGEST_WORD // 2)]
    # A cluster itself has no bound: a letter may carry any number of marks.
    return [part[i : i + LONGEST_WORD] for part in parts for i in range(0, len(part), LONGEST_WORD)]

"""Framing: find the words around a question that say how it is put, not what it is about."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import regex

LONGEST_AFTER = 10  # words of a phrase at the end
SHORTEST_MISSPELT = 3  # letters; "U.S." has a shorter one
MOST_PHRASES = 12  # at either end: "Hi all, sorry, one question, can you tell me where …"

_EMOJI = regex.compile(
    r"(?V1)[\p{Extended_Pictographic}\p{Regional_Indicator}--[©®™]]"
    r"[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\ufe0f\u20e3\u200d]*"
)
_EMOTICON = re.compile(r"(?<!\S)(?:[:;=8xX]['^-]?[()DPp/|*3]|<3)(?!\S)")
_WORD = re.compile(r"\S+")
_LETTERS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_MARKS = re.compile(r"[?!]{2,}")
_PUNCTUATION = ".,;:!?…()–—-"
_PAUSES = (",", ";", ":", "!", "?", ".", "…", "-", "–", "—")


@dataclass(frozen=True, slots=True)
class _Written:
    """A word as it is meant, and where it is written; of one with a mark after it `paused` is it with a comma."""

    meant: str
    paused: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in a phrase, where one of `words`, or what one of `phrases` says, may stand."""

    words: frozenset[str]
    phrases: tuple["_Phrase", ...]
    is_optional: bool
    is_repeated: bool


_Phrase = tuple[_Slot, ...]


def unframed(question: str) -> str:
    """Return the question without greetings, emoji and talk about the talk; whole when nothing else is in it.

    "Hi! Where does she talk about diffraction? 🙂" → "diffraction?". What stands in quotes stays. It need be no
    sentence, since only search reads it. A question in capitals becomes small.
    """
    text = _MARKS.sub("?", " ".join(_EMOTICON.sub(" ", _EMOJI.sub(" ", question)).split()))
    words = _read_words(text)
    begin = _end_of_framing(words)
    end = _begin_of_framing(words, begin)
    if not any(character.isalnum() for word in words[begin:end] for character in word.meant):
        begin, end = 0, len(words)
    kept = _spelt(text[words[begin].begin : words[end - 1].end]) if words else question
    return kept.lower() if text.isupper() and " " in text else kept


def _read_words(text: str) -> list[_Written]:
    spellings, words = _spellings(), []
    for match in _WORD.finditer(text):
        bare = match[0].strip(_PUNCTUATION).replace("’", "'").casefold()
        meant = spellings.get(bare, [bare])
        is_paused = match[0].endswith(_PAUSES)
        words += [_Written(word, f"{word}," if is_paused else word, *match.span()) for word in meant]
    return words


def _spelt(text: str) -> str:
    """Return the text with misspelt small words as they are meant; shortened ones stay, such as "u" and "don't"."""
    return _LETTERS.sub(lambda match: _meant(match[0]) or match[0], text)


def _meant(word: str) -> str | None:
    words = _spellings().get(word.casefold(), ())
    return words[0] if len(words) == 1 and len(word) >= SHORTEST_MISSPELT else None


def _end_of_framing(words: Sequence[_Written]) -> int:
    """Return how many words at the beginning are framing."""
    at = 0
    for _ in range(MOST_PHRASES):
        end = max((_read(phrase, words, at) or at for phrase in _phrases("BEFORE")), default=at)
        if end == at:
            break
        at = end
    return at


def _begin_of_framing(words: Sequence[_Written], first: int) -> int:
    """Return where the framing at the end begins; words before `first` are not looked at."""
    end = len(words)
    for _ in range(MOST_PHRASES):
        begins = range(max(first, end - LONGEST_AFTER), end)
        found = (at for at in begins if any(_read(p, words[:end], at) == end for p in _phrases("AFTER")))
        begin = next(found, end)
        if begin == end:
            break
        end = begin
    return end


def _read(phrase: _Phrase, words: Sequence[_Written], at: int) -> int | None:
    """Return where the phrase that begins at `at` ends; None: it does not stand there. The longest form counts."""
    for slot in phrase:
        end = _read_slot(slot, words, at)
        if end is None and not slot.is_optional:
            return None
        while end is not None:
            at = end
            end = _read_slot(slot, words, at) if slot.is_repeated else None
    return at


def _read_slot(slot: _Slot, words: Sequence[_Written], at: int) -> int | None:
    if at >= len(words):
        return None
    ends = [end for phrase in slot.phrases if (end := _read(phrase, words, at)) is not None and end > at]
    if words[at].meant in slot.words or words[at].paused in slot.words:
        ends.append(at + 1)
    return max(ends, default=None)


@cache
def _sections() -> Mapping[str, Sequence[str]]:
    """Return the lines of framing.txt by their section."""
    lines = (resources.files("chronos.search") / "framing.txt").read_text("utf-8").splitlines()
    sections: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            section.append(line)
    return sections


@cache
def _spellings() -> Mapping[str, Sequence[str]]:
    """Return the words that are meant by each that is typed in a hurry."""
    rows = (line.split() for line in _sections()["SPELLINGS"])
    return {typed: meant for written, *meant in rows for typed in written.split("|")}


@cache
def _phrases(section: str) -> tuple[_Phrase, ...]:
    return tuple(tuple(map(_slot, line.split())) for line in _sections()[section])


def _slot(written: str) -> _Slot:
    kind, choices = written[0], set(written.lstrip("?*").split("|"))
    named = choices & set(_sections())
    phrases = tuple(phrase for name in sorted(named) for phrase in _phrases(name))
    return _Slot(frozenset(choices - named), phrases, kind in "?*", kind == "*")

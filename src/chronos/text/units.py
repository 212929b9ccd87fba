"""Units: the sentences and chunks of a transcript, in which search looks for an answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chronos.model import Word
from chronos.text.sentences import Span, sentence_spans

CHUNK_WORDS = 80
CHUNK_STRIDE = 40  # a sentence of at most 40 words lies whole in at least one chunk

_NUMBERING = re.compile(r"^\s*\d{1,3}\s*[-_.:)]+\s*")
_FILE_NAME_SEAMS = re.compile(r"[-_]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a transcript: its words `first` to `last` (one past the end), and when they are said (seconds)."""

    index: int
    first: int
    last: int
    start_seconds: float
    end_seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class Units:
    """The sentences and the chunks of one transcript; both are in order and cover every word."""

    sentences: tuple[Unit, ...]
    chunks: tuple[Unit, ...]


def derive_units(words: Sequence[Word]) -> Units:
    """Return sentences of at most 40 words, and chunks of 80 words, each beginning 40 words after the one before."""
    return Units(_units(words, sentence_spans(words)), _units(words, chunk_spans(len(words))))


def chunk_spans(words: int, width: int = CHUNK_WORDS, stride: int = CHUNK_STRIDE) -> list[Span]:
    """Return spans of `width` words, `stride` apart; the last ends with the transcript."""
    starts = range(0, max(words - width + stride, 1), stride) if words else ()
    return [(start, min(start + width, words)) for start in starts]


def text_to_embed(title: str, unit: Unit) -> str:
    """Return what the embedder reads: a sentence seldom says what the talk is about, its title does."""
    subject = subject_of(title)
    return f"{subject}: {unit.text}" if subject else unit.text


def subject_of(title: str) -> str:
    """Return the title as one would say it, even if it is a file's name: "03-nikola_tesla" → "nikola tesla"."""
    bare = _NUMBERING.sub("", title)
    if " " not in bare.strip():
        bare = _FILE_NAME_SEAMS.sub(" ", bare)
    return " ".join(bare.split())


def _units(words: Sequence[Word], spans: Sequence[Span]) -> tuple[Unit, ...]:
    return tuple(_unit(index, words, span) for index, span in enumerate(spans))


def _unit(index: int, words: Sequence[Word], span: Span) -> Unit:
    inside = words[span[0] : span[1]]
    return Unit(
        index=index,
        first=span[0],
        last=span[1],
        start_seconds=inside[0].start,
        end_seconds=max(word.end for word in inside),
        text=" ".join(word.text for word in inside),
    )

"""Stretches: the sentences and chunks of a transcript, in which search looks for an answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from chronos.model import Word
from chronos.text.scripts import gap, join_words
from chronos.text.sentences import Span, sentence_spans

CHUNK_WORDS = 80
CHUNK_STRIDE = 40  # a sentence of at most 40 words lies whole in at least one chunk

_NUMBERING = re.compile(r"^\s*\d{1,3}\s*[-_.:)]+\s*")
_FILE_NAME_SEAMS = re.compile(r"[-_]+")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a transcript: its words `first` to `last` (one past the end), and when they are said (seconds).

    `word_places` tell where in `text` each word begins where they are not between single spaces.
    """

    index: int
    first: int
    last: int
    start_seconds: float
    end_seconds: float
    text: str
    word_places: tuple[int, ...] = ()

    def place_of(self, word: int) -> int:
        """Return where in `text` the word begins, counted from the transcript's first; within it, or one past it."""
        inside = min(max(word, self.first), self.last) - self.first
        places = self.word_places or _places(self.text.split(" "))
        return places[inside] if inside < len(places) else len(self.text) + 1


@dataclass(frozen=True, slots=True)
class Stretches:
    """The sentences and the chunks of one transcript; both are in order and cover every word."""

    sentences: tuple[Stretch, ...]
    chunks: tuple[Stretch, ...]


def derive_stretches(words: Sequence[Word]) -> Stretches:
    """Return sentences of at most 40 words, and chunks of 80 words, each beginning 40 words after the one before."""
    return Stretches(_stretches(words, sentence_spans(words)), _stretches(words, chunk_spans(len(words))))


def chunk_spans(words: int, width: int = CHUNK_WORDS, stride: int = CHUNK_STRIDE) -> list[Span]:
    """Return spans of `width` words, `stride` apart; the last ends with the transcript."""
    starts = range(0, max(words - width + stride, 1), stride) if words else ()
    return [(start, min(start + width, words)) for start in starts]


def text_to_embed(title: str, stretch: Stretch) -> str:
    """Return what the embedder reads: a sentence seldom says what the talk is about, its title does."""
    subject = subject_of(title)
    return f"{subject}: {stretch.text}" if subject else stretch.text


def subject_of(title: str) -> str:
    """Return the title as one would say it, even if it is a file's name: "03-nikola_tesla" → "nikola tesla"."""
    bare = _NUMBERING.sub("", title)
    if " " not in bare.strip():
        bare = _FILE_NAME_SEAMS.sub(" ", bare)
    return " ".join(bare.split())


def _stretches(words: Sequence[Word], spans: Sequence[Span]) -> tuple[Stretch, ...]:
    return tuple(_stretch(index, words, span) for index, span in enumerate(spans))


def _stretch(index: int, words: Sequence[Word], span: Span) -> Stretch:
    inside = words[span[0] : span[1]]
    texts = [word.text for word in inside]
    text = join_words(texts)
    is_spaced = text.count(" ") + 1 == len(texts)
    return Stretch(
        index=index,
        first=span[0],
        last=span[1],
        start_seconds=inside[0].start_seconds,
        end_seconds=max(word.end_seconds for word in inside),
        text=text,
        word_places=() if is_spaced else _places(texts),
    )


def _places(texts: Sequence[str]) -> tuple[int, ...]:
    gaps = (len(gap(left, right)) for left, right in pairwise(texts))
    lengths = (len(text) + between for text, between in zip(texts, gaps, strict=False))
    return tuple(accumulate(lengths, initial=0))

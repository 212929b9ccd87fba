"""Mend spelling: misspelt words of a question become the words of the library that are one slip away."""

import re
from collections.abc import Iterator, Sequence
from string import ascii_lowercase

import numpy as np

from chronos.db import Tx
from chronos.providers.embedding import Reading
from chronos.search import store
from chronos.search.library import Ints, Library
from chronos.search.question import quotes, read_terms
from chronos.text import spoken_words

MOST_READ = 5  # chunks with a term, in which its words are looked up
LETTERS = range(5, 21)  # of a word that is mended
LONG = 6  # letters; in shorter words only two that were swapped are mended: too many are one slip apart

MOST_WORDS = 4  # that are mended in one question: each is looked up in some hundred forms

_WORD = re.compile(r"\w++")


def doubtful_words(query: str, reading: Reading) -> list[str]:
    """Return the words that the embedder knows only in pieces: misspelt or rare ones, without names and quotes.

    `reading` is the embedder's of the query, each quotation mark of which was a space.
    """
    quoted = " ".join(quotes(query))
    pieces = [left for left, right in reading.spans if right > left]
    found = (
        match[0] for match in _WORD.finditer(query) if sum(match.start() <= left < match.end() for left in pieces) > 1
    )
    return [word for word in dict.fromkeys(found) if _is_mendable(word) and word not in quoted][:MOST_WORDS]


async def mend_spelling(tx: Tx, library: Library, query: str, doubtful: Sequence[str]) -> str:
    """Return the query with each doubtful word that the library never says as a word that it says, one slip away.

    A slip: two letters swapped, one missing, one too many, or another one; never the first. A word without one stays.
    """
    stems = {word: _stems(word, library) for word in doubtful}
    # Most of them are rare, not misspelt: only for the others are some hundred forms looked up.
    said = await _find_chunks(tx, library, set().union(*stems.values()))
    unsaid = [word for word in doubtful if said.keys().isdisjoint(stems[word])]
    slips = {word: {slip for stem in stems[word] for slip in _slips(stem)} for word in unsaid}
    said = await _find_chunks(tx, library, set().union(*slips.values())) if unsaid else {}
    for word in unsaid:
        chunks = [said[slip] for slip in sorted(slips[word] & said.keys())]
        meant = await _most_said(tx, library, chunks, set(_slips(word, LONG)))
        query = re.sub(rf"(?<!\w){word}(?!\w)", meant or word, query)
    return query


async def _find_chunks(tx: Tx, library: Library, terms: set[str]) -> dict[str, Ints]:
    """Return the chunks that have each of these terms, of those that any has."""
    return {posting.term: library.read(posting)[0] for posting in await store.list_postings(tx, sorted(terms))}


async def _most_said(tx: Tx, library: Library, chunks: Sequence[Ints], wanted: set[str]) -> str | None:
    """Return which of the wanted words is said most often in some of the chunks."""
    places = library.places(np.unique(np.concatenate([numbers[:MOST_READ] for numbers in chunks]))) if chunks else []
    # A sentence is filed by its middle: of one that begins at the end of a chunk it is two chunks later.
    filed = sorted({(video, chunk + step) for video, chunk in places for step in (0, 1, 2)})
    words = [word for one in await store.list_sentences_of(tx, filed) for word in spoken_words(one.sentence_text)]
    return max((word for word in words if word in wanted), key=words.count, default=None)


def _is_mendable(word: str) -> bool:
    return len(word) in LETTERS and word.isascii() and word.isalpha() and word.islower()


def _stems(word: str, library: Library) -> set[str]:
    return {stem for forms in read_terms(word, library.languages).values() for stem in forms}


def _slips(word: str, least: int = 0) -> Iterator[str]:
    """Yield what the word may have been before one slip of the fingers, its first letter kept.

    Of one with fewer letters than `least`: with two letters swapped alone.
    """
    for i in range(1, len(word) + 1):
        left, right = word[:i], word[i:]
        yield left + right[1:2] + right[:1] + right[2:]
        if len(word) >= least:
            yield left + right[1:]
            yield from (left + letter + right[skipped:] for letter in ascii_lowercase for skipped in (0, 1))

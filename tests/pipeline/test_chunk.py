"""Chunks hold every word, stay under their limit, and begin and end where one would stop reading."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.model import Chunk, Word
from chronos.pipeline.chunk import MAX_WORDS, OVERLAP_WORDS, chunk_words

texts = st.sampled_from(["so", "light", "f/2.8", "Mr.", "stop.", "why?", "well,", "…", "e.g.", "naïve", "光", "—"])
gaps = st.sampled_from([0.0, 0.0, 0.05, 0.4, 1.2, 30.0])


@st.composite
def transcripts(draw: st.DrawFn) -> list[Word]:
    """Words one after the other, with pauses of every kind; texts repeat, times do not run backwards."""
    words: list[Word] = []
    now = 0.0
    for text, gap, length in draw(st.lists(st.tuples(texts, gaps, st.floats(0.0, 3.0)), max_size=400)):
        words.append(Word(text, now + gap, now + gap + length))
        now = words[-1].end
    return words


def limits() -> st.SearchStrategy[tuple[int, int]]:
    return st.integers(1, 160).flatmap(lambda limit: st.tuples(st.just(limit), st.integers(0, limit - 1)))


@given(transcripts(), limits())
def test_whatever_is_said(words: list[Word], limit: tuple[int, int]) -> None:
    chunks = chunk_words(words, *limit)
    assert [chunk.index for chunk in chunks] == list(range(len(chunks)))
    assert_covers(chunks, words)
    for chunk in chunks:
        assert 1 <= len(chunk.word_starts) <= limit[0]
        assert chunk.text.count(" ") == len(chunk.word_starts) - 1
        assert list(chunk.word_starts) == sorted(chunk.word_starts)
        assert chunk.start_seconds == chunk.word_starts[0]
        assert chunk.end_seconds >= chunk.word_starts[-1]
    for before, after in pairwise(chunks):
        assert before.start_seconds <= after.start_seconds
        assert before.end_seconds <= after.end_seconds


def assert_covers(chunks: list[Chunk], words: list[Word]) -> None:
    """Each chunk is a row of the words; each begins after the one before does, and not after it ends."""
    covered = begin = 0
    for chunk in chunks:
        count = len(chunk.word_starts)
        begin = next(i for i in range(begin, covered + 1) if matches(chunk, words[i : i + count]))
        covered = max(covered, begin + count)
        begin += 1
    assert covered == len(words)


def matches(chunk: Chunk, words: list[Word]) -> bool:
    return chunk.text == " ".join(word.text for word in words) and chunk.word_starts == tuple(w.start for w in words)


def speak(text: str, seconds: float = 0.4) -> list[Word]:
    return [Word(part, i * seconds, (i + 1) * seconds) for i, part in enumerate(text.split())]


def test_nothing_said_gives_nothing() -> None:
    assert chunk_words([]) == []


def test_a_short_text_is_one_chunk() -> None:
    (chunk,) = chunk_words(speak("Open the lens. Close it again."))
    assert (chunk.text, chunk.start_seconds) == ("Open the lens. Close it again.", 0.0)
    assert chunk.end_seconds == pytest.approx(2.4)


def test_an_hour_without_a_full_stop() -> None:
    words = speak(" ".join(["and"] * 9000))
    chunks = chunk_words(words)
    assert max(len(chunk.word_starts) for chunk in chunks) <= MAX_WORDS
    assert_covers(chunks, words)
    assert len(chunks) < 115  # at least 80 of a chunk's words are new


def test_chunks_begin_and_end_with_sentences_and_overlap() -> None:
    words = speak(" ".join(f"This is sentence number {i} of a long and quiet lesson." for i in range(60)))
    chunks = chunk_words(words)
    assert all(chunk.text.startswith("This is") and chunk.text.endswith("lesson.") for chunk in chunks)
    for before, after in pairwise(chunks):
        shared = sum(start >= after.start_seconds for start in before.word_starts)
        assert OVERLAP_WORDS - 12 <= shared <= OVERLAP_WORDS + 12


def test_an_overlap_as_long_as_the_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        chunk_words(speak("one two"), limit=10, overlap=10)

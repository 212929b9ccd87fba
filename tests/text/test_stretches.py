"""Sentences and chunks of a transcript."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.model import Word
from chronos.text.stretches import CHUNK_STRIDE, CHUNK_WORDS, chunk_spans, derive_stretches, subject_of, text_to_embed


def some_words(count: int) -> list[Word]:
    return [Word(f"w{i}." if i % 11 == 10 else f"w{i}", i * 0.4, i * 0.4 + 0.3) for i in range(count)]


@given(st.integers(0, 700))
def test_stretches_cover_every_word_and_a_sentence_lies_whole_in_a_chunk(count: int) -> None:
    stretches = derive_stretches(some_words(count))
    for row in (stretches.sentences, stretches.chunks):
        assert {i for stretch in row for i in range(stretch.first, stretch.last)} == set(range(count))
        assert [stretch.index for stretch in row] == list(range(len(row)))
    for sentence in stretches.sentences:
        assert any(w.first <= sentence.first and sentence.last <= w.last for w in stretches.chunks)


@given(st.integers(1, 2_000))
def test_chunk_number_i_begins_at_word_i_times_the_stride(count: int) -> None:
    spans = chunk_spans(count)
    assert all(first == i * CHUNK_STRIDE for i, (first, _) in enumerate(spans))
    assert all(last - first == CHUNK_WORDS for first, last in spans[:-1])
    assert spans[-1][1] == count


def test_a_stretch_has_its_own_text_and_times() -> None:
    first, second = derive_stretches(some_words(22)).sentences
    assert (second.first, second.last, second.text.split()[0]) == (11, 22, "w11")
    assert first.start_seconds == 0.0
    assert first.end_seconds == pytest.approx(4.3)


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("03-nikola-tesla", "nikola tesla"),
        ("3. Shutter speed", "Shutter speed"),
        ("my_first_talk", "my first talk"),
        ("1984 and after", "1984 and after"),
        ("Low-light work", "Low-light work"),
        ("  ", ""),
    ],
)
def test_the_subject_is_the_title_as_one_would_say_it(title: str, subject: str) -> None:
    assert subject_of(title) == subject


def test_the_embedder_reads_the_subject_first() -> None:
    [sentence] = derive_stretches(some_words(11)).sentences
    assert text_to_embed("2 - Light", sentence) == f"Light: {sentence.text}"
    assert text_to_embed("", sentence) == sentence.text

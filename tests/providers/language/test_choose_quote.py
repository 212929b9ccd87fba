"""Which sentences are quoted around a moment."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest

from chronos.model import Passage, SpokenSentence
from chronos.providers.language.choose_quote import MAX_WORDS, choose_quote
from tests.moments import a_moment

WORDS = "one two three four five six seven eight nine ten eleven twelve."  # twelve


def a_passage(
    texts: Sequence[str], best: int, *, until: int | None = None, pauses: Sequence[int] = (), cut: Sequence[int] = ()
) -> Passage:
    """Sentences of four seconds; `until`: the last that may be the answer; long pauses after `pauses`."""
    said, at = [], 100.0
    for index, text in enumerate(texts):
        said.append(SpokenSentence(text, at, at + 4, UUID(int=2), ends_whole=index not in cut))
        at += 8 if index in pauses else 4.2
    moment = a_moment(text=texts[best], start=said[best].start_seconds)
    return Passage(
        replace(moment, play_until_seconds=said[best if until is None else until].end_seconds), tuple(said), best
    )


def test_it_holds_the_sentence_before_and_those_after_within_sixty_words() -> None:
    assert choose_quote(a_passage([WORDS] * 9, best=3)) == (2, 6)
    assert choose_quote(a_passage([WORDS] * 9, best=0)) == (0, 4)
    assert choose_quote(a_passage([WORDS] * 9, best=8)) == (7, 8)


def test_what_may_be_the_answer_comes_first() -> None:
    assert choose_quote(a_passage([WORDS] * 9, best=2, until=6)) == (2, 6)
    assert choose_quote(a_passage([WORDS] * 9, best=2, until=5)) == (1, 5)


def test_a_cut_sentence_is_made_whole_before_others_are_added() -> None:
    assert choose_quote(a_passage([WORDS] * 9, best=4, cut=[1, 2, 3])) == (0, 4)
    assert choose_quote(a_passage([WORDS] * 9, best=4, cut=[4, 5, 6, 7])) == (4, 8)


def test_another_thought_begins_after_a_pause() -> None:
    assert choose_quote(a_passage([WORDS] * 9, best=3, pauses=[2, 4])) == (3, 4)


def test_a_short_sentence_is_not_left_alone() -> None:
    assert choose_quote(a_passage(["Use a tripod.", WORDS, WORDS], best=0, pauses=[0])) == (0, 1)


@pytest.mark.parametrize("text", ["word " * 100, "録音された言葉" * 100])
def test_a_long_sentence_is_quoted_alone(text: str) -> None:
    assert choose_quote(a_passage([text] * 3, best=1)) == (1, 1)


def test_no_quote_of_several_sentences_is_longer_than_allowed() -> None:
    for best in range(9):
        first, last = choose_quote(a_passage([WORDS] * 9, best=best, until=8))
        assert first <= best <= last
        assert (last - first + 1) * len(WORDS.split()) <= MAX_WORDS

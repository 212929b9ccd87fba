"""An inquiry gives a model what it may read, and says what is listed when nothing answers."""

from dataclasses import replace

import pytest

from chronos.chat.inquiry import CLOSEST, Inquiry, inquire
from chronos.chat.instructions import INSTRUCTIONS
from chronos.search import Found
from chronos.search.refusal import Verdict
from tests.chat.conftest import no_checks
from tests.moments import a_passage

PASSAGES = [a_passage(score) for score in (0.5, 0.4, 0.3, 0.2)]


def an_inquiry(verdict: Verdict = "answered", count: int = 4, *, is_read: bool = True) -> Inquiry:
    passages = PASSAGES[:count]
    found = Found([passage.moment for passage in passages], verdict, is_read=is_read)
    return inquire("Why?", found, passages, 2, no_checks())


def test_model_gets_the_question_and_as_many_passages_as_it_reads() -> None:
    task = an_inquiry().task
    assert (task.question, list(task.passages), task.instructions) == ("Why?", PASSAGES[:2], INSTRUCTIONS)


@pytest.mark.parametrize(
    ("verdict", "count", "is_covered"),
    [("answered", 4, True), ("unsure", 4, True), ("not_covered", 4, False), ("answered", 0, False)],
)
def test_question_is_covered_by_passages_and_verdict(verdict: Verdict, count: int, is_covered: bool) -> None:
    assert an_inquiry(verdict, count).is_covered is is_covered


def test_closest_are_the_first_passages() -> None:
    assert list(an_inquiry("not_covered").closest) == PASSAGES[:CLOSEST]


def test_closest_to_a_question_that_is_not_read_have_a_word_of_it() -> None:
    inquiry = an_inquiry("not_covered", is_read=False)
    shared, other = (
        replace(passage, moment=replace(passage.moment, highlights=highlights))
        for passage, highlights in zip(PASSAGES, [((0, 3),), ()], strict=False)
    )
    assert list(replace(inquiry, passages=[other, shared]).closest) == [shared]

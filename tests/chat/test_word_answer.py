"""Wording: what a language model makes of passages becomes a text with numbered citations."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

import pytest

from chronos.chat.events import Answer, Answered, AnswerEvent, CitationAdded, TextAdded
from chronos.chat.explain_refusal import NOT_COVERED
from chronos.chat.word_answer import CLOSEST, INSTRUCTIONS, UNSURE, inquire, word_answer
from chronos.errors import ProviderError
from chronos.model import Passage
from chronos.providers.language import Citing, Completion, Piece, Task, TextDelta, Usage
from chronos.search import Found
from chronos.search.refusal import Verdict
from tests.moments import a_passage

PASSAGES = [a_passage(0.4, text="First."), a_passage(0.3, text="Second."), a_passage(0.2), a_passage(0.1)]


@dataclass
class Scripted:
    """A language model that says what the test tells it to, and remembers what it was given."""

    pieces: Sequence[Piece | Exception]
    name: str = "scripted"
    max_passages: int = 3
    generates: bool = True
    given: list[Task] = field(default_factory=list)

    async def word(self, task: Task) -> AsyncGenerator[Piece, None]:
        self.given.append(task)
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    async def complete(self, instructions: str, text: str) -> Completion | None:
        return None


async def events_of(
    model: Scripted, verdict: Verdict = "answered", passages: Sequence[Passage] = PASSAGES
) -> list[AnswerEvent]:
    found = Found([passage.moment for passage in passages], verdict)
    return [event async for event in word_answer(model, inquire("Why?", found, passages, model.max_passages))]


async def answer_of(model: Scripted, verdict: Verdict = "answered", passages: Sequence[Passage] = PASSAGES) -> Answer:
    last = (await events_of(model, verdict, passages))[-1]
    assert isinstance(last, Answered)
    return last.answer


async def test_citations_are_numbered_in_the_order_of_the_text() -> None:
    model = Scripted([
        TextDelta("It is"), TextDelta(" second"), Citing(1, 1, 1), TextDelta(" and first"), Citing(0, 1, 1),
        Citing(1, 1, 1), TextDelta("."), Usage(20, 5),
    ])  # fmt: skip
    answer = await answer_of(model)
    assert (answer.covered, answer.sure, answer.model) == (True, True, "scripted")
    assert answer.text == "It is second [1] and first [2] [1]."
    assert [citation.text for citation in answer.citations] == ["Second.", "First."]
    assert (answer.usage, answer.is_generated) == (Usage(20, 5), True)


async def test_a_citation_has_the_times_of_its_sentence_and_plays_from_there() -> None:
    answer = await answer_of(Scripted([Citing(0, 1, 1), Usage()]))
    [cited] = answer.citations
    assert (cited.start_seconds, cited.end_seconds, cited.play_seconds) == (62.4, 65.4, 62.4)


async def test_the_model_gets_the_question_its_passages_and_instructions() -> None:
    model = Scripted([TextDelta("Yes."), Usage()])
    await answer_of(model)
    assert model.given == [Task("Why?", PASSAGES[:3], INSTRUCTIONS)]


async def test_an_unsure_answer_says_so() -> None:
    answer = await answer_of(Scripted([TextDelta("First."), Usage()]), "unsure")
    assert (answer.covered, answer.sure, answer.text) == (True, False, f"{UNSURE}\nFirst.")


@pytest.mark.parametrize("passages", [PASSAGES, []])
async def test_when_nothing_is_covered_the_model_is_not_asked(passages: list[Passage]) -> None:
    model = Scripted([])
    answer = await answer_of(model, "not_covered", passages)
    assert (answer.covered, answer.text, answer.model) == (False, NOT_COVERED, "scripted")
    assert [citation.text for citation in answer.citations] == [passage.moment.text for passage in passages[:CLOSEST]]
    assert model.given == []
    assert not answer.is_generated


async def test_a_failing_model_fails_the_answer() -> None:
    model = Scripted([TextDelta("It is"), ProviderError("The model is busy.", code="model_unavailable")])
    with pytest.raises(ProviderError, match="busy"):
        await answer_of(model)


async def test_the_events_are_the_text_and_the_citations_of_the_answer() -> None:
    *events, last = await events_of(Scripted([TextDelta("First"), Citing(0, 0, 2), TextDelta("."), Usage(9, 2)]))
    assert isinstance(last, Answered)
    assert "".join(event.text for event in events if isinstance(event, TextAdded)) == last.answer.text == "First [1]."
    [added] = [event for event in events if isinstance(event, CitationAdded)]
    assert (added.number, [added.citation]) == (1, last.answer.citations)
    assert (added.citation.text, added.citation.start_seconds) == ("Before. First. After.", 59.4)

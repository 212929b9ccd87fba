"""Wording: what a language model makes of moments becomes a text with numbered citations."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

import pytest

from chronos.chat.word_answer import CLOSEST, INSTRUCTIONS, NOT_COVERED, UNSURE, word_answer
from chronos.errors import ProviderError
from chronos.model import Moment
from chronos.providers.language import MomentCitation, Piece, TextDelta, Usage
from chronos.search import Found
from tests.moments import a_moment

MOMENTS = [a_moment(0.4, text="First."), a_moment(0.3, text="Second."), a_moment(0.2), a_moment(0.1)]


@dataclass
class Scripted:
    """A language model that says what the test tells it to, and remembers what it was given."""

    pieces: Sequence[Piece | Exception]
    name: str = "scripted"
    max_moments: int = 3
    given: list[tuple[str, Sequence[Moment], str]] = field(default_factory=list)

    async def word(self, question: str, moments: Sequence[Moment], instructions: str) -> AsyncGenerator[Piece, None]:
        self.given.append((question, moments, instructions))
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece


async def test_citations_are_numbered_in_the_order_of_the_text() -> None:
    model = Scripted([
        TextDelta("It is"), TextDelta(" second"), MomentCitation(1), TextDelta(" and first"), MomentCitation(0),
        MomentCitation(1), TextDelta("."), Usage(20, 5),
    ])  # fmt: skip
    answer = await word_answer(model, "Why?", Found(MOMENTS, "answered"))
    assert (answer.covered, answer.sure, answer.model) == (True, True, "scripted")
    assert answer.text == "It is second [1] and first [2] [1]."
    assert [citation.text for citation in answer.citations] == ["Second.", "First."]
    assert (answer.usage, answer.is_generated) == (Usage(20, 5), True)


async def test_a_citation_has_the_times_of_its_sentence_and_plays_from_there() -> None:
    answer = await word_answer(Scripted([MomentCitation(0), Usage()]), "Why?", Found(MOMENTS, "answered"))
    [cited] = answer.citations
    assert (cited.start_seconds, cited.end_seconds, cited.play_seconds) == (62.4, 65.4, 62.4)


async def test_the_model_gets_the_question_its_moments_and_instructions() -> None:
    model = Scripted([TextDelta("Yes."), Usage()])
    await word_answer(model, "Why?", Found(MOMENTS, "answered"))
    assert model.given == [("Why?", MOMENTS[:3], INSTRUCTIONS)]


async def test_an_unsure_answer_says_so() -> None:
    answer = await word_answer(Scripted([TextDelta("First."), Usage()]), "Why?", Found(MOMENTS, "unsure"))
    assert (answer.covered, answer.sure, answer.text) == (True, False, f"{UNSURE}\nFirst.")


@pytest.mark.parametrize("moments", [MOMENTS, []])
async def test_when_nothing_is_covered_the_model_is_not_asked(moments: list[Moment]) -> None:
    model = Scripted([])
    answer = await word_answer(model, "Why?", Found(moments, "not_covered"))
    assert (answer.covered, answer.text, answer.model) == (False, NOT_COVERED, "scripted")
    assert [citation.text for citation in answer.citations] == [moment.text for moment in moments[:CLOSEST]]
    assert model.given == []
    assert not answer.is_generated


async def test_a_failing_model_fails_the_answer() -> None:
    model = Scripted([TextDelta("It is"), ProviderError("The model is busy.", code="model_unavailable")])
    with pytest.raises(ProviderError, match="busy"):
        await word_answer(model, "Why?", Found(MOMENTS, "answered"))

"""Wording: what a language model makes of passages becomes a text with numbered citations."""

from collections.abc import AsyncGenerator, Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from chronos.chat.choose_citations import Checks
from chronos.chat.events import Answer, Answered, AnswerEvent, CitationAdded, TextAdded
from chronos.chat.explain_refusal import NOT_COVERED
from chronos.chat.inquiry import CLOSEST, Draft, inquire
from chronos.chat.instructions import INSTRUCTIONS, UNANSWERED
from chronos.chat.word_answer import UNSURE, word_answer
from chronos.errors import ProviderError
from chronos.model import Passage
from chronos.providers.language import (
    Citing,
    Completion,
    Extractive,
    LanguageModel,
    Piece,
    Report,
    Stopped,
    Task,
    TextDelta,
    Usage,
)
from chronos.search import Found
from chronos.search.refusal import Verdict
from tests.chat.conftest import no_checks
from tests.moments import a_passage

FAST, SLOW = "A fast shutter freezes a runner.", "A slow shutter blurs a waterfall."
PASSAGES = [a_passage(0.4, text=FAST), a_passage(0.3, text=SLOW, start=200), a_passage(0.2), a_passage(0.1)]


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

    async def complete(self, instructions: str, text: str, report: Report | None = None) -> Completion | None:
        return None


async def events_of(
    model: LanguageModel,
    verdict: Verdict = "answered",
    passages: Sequence[Passage] = PASSAGES,
    checks: Checks | None = None,
) -> list[AnswerEvent]:
    found = Found([passage.moment for passage in passages], verdict)
    inquiry = inquire("Why?", found, passages, model.max_passages, checks or no_checks())
    return [event async for event in word_answer(model, inquiry)]


async def answer_of(
    model: LanguageModel,
    verdict: Verdict = "answered",
    passages: Sequence[Passage] = PASSAGES,
    checks: Checks | None = None,
) -> Answer:
    last = (await events_of(model, verdict, passages, checks))[-1]
    assert isinstance(last, Answered)
    return last.answer


async def test_citations_are_numbered_in_the_order_of_the_text() -> None:
    model = Scripted([
        TextDelta("A slow shutter"), TextDelta(" blurs a waterfall."), Citing(1, 1, 1), TextDelta(" A fast"),
        TextDelta(" shutter freezes"), Citing(0, 1, 1), TextDelta(" a runner. A waterfall blurs."), Citing(1, 0, 2),
        Usage(20, 5),
    ])  # fmt: skip
    answer = await answer_of(model)
    assert (answer.covered, answer.sure, answer.model) == (True, True, "scripted")
    assert (
        answer.text
        == "A slow shutter blurs a waterfall. [1] A fast shutter freezes a runner. [2] A waterfall blurs. [1]"
    )
    assert [citation.text for citation in answer.citations] == [SLOW, FAST]
    assert (answer.usage, answer.is_generated) == (Usage(20, 5), True)


async def test_a_citation_has_the_times_of_its_sentence_and_plays_from_there() -> None:
    answer = await answer_of(Scripted([TextDelta(FAST), Citing(0, 1, 1), Usage()]))
    [cited] = answer.citations
    assert (cited.start_seconds, cited.end_seconds, cited.play_seconds) == (62.4, 65.4, 62.4)


async def test_the_model_gets_the_question_its_passages_and_instructions() -> None:
    model = Scripted([TextDelta("Yes."), Usage()])
    await answer_of(model)
    assert model.given == [Task("Why?", PASSAGES[:3], INSTRUCTIONS)]


async def test_an_unsure_answer_says_so() -> None:
    answer = await answer_of(Scripted([TextDelta(FAST), Citing(0, 1, 1), Usage()]), "unsure")
    assert (answer.covered, answer.sure, answer.text) == (True, False, f"{UNSURE}\n{FAST} [1]")


@pytest.mark.parametrize("passages", [PASSAGES, []])
async def test_when_nothing_is_covered_the_model_is_not_asked(passages: list[Passage]) -> None:
    model = Scripted([])
    answer = await answer_of(model, "not_covered", passages)
    assert (answer.covered, answer.text, answer.model) == (False, NOT_COVERED, "scripted")
    assert [citation.text for citation in answer.citations] == [passage.moment.text for passage in passages[:CLOSEST]]
    assert model.given == []
    assert not answer.is_generated


async def test_a_failing_model_fails_the_answer_and_leaves_whole_sentences() -> None:
    model = Scripted(
        [TextDelta(f"{FAST} "), Citing(0, 1, 1), TextDelta("It"), ProviderError("Busy.", code="model_unavailable")]
    )
    draft, found = Draft(), Found([passage.moment for passage in PASSAGES], "answered")
    with pytest.raises(ProviderError, match="Busy"):
        async for _ in word_answer(model, inquire("Why?", found, PASSAGES, 3, no_checks()), draft):
            pass
    assert ("".join(draft.parts), "".join(draft.written)) == (f"{FAST} [1]", f"{FAST} It")


async def test_the_events_are_the_text_and_the_citations_of_the_answer() -> None:
    *events, last = await events_of(
        Scripted([TextDelta("A fast"), TextDelta(" shutter freezes."), Citing(0, 0, 2), Usage(9, 2)])
    )
    assert isinstance(last, Answered)
    text = "".join(event.text for event in events if isinstance(event, TextAdded))
    assert text == last.answer.text == "A fast shutter freezes. [1]"
    [added] = [event for event in events if isinstance(event, CitationAdded)]
    assert (added.number, [added.citation]) == (1, last.answer.citations)
    assert (added.citation.text, added.citation.start_seconds) == (FAST, 62.4)


async def test_a_sentence_without_support_is_marked() -> None:
    model = Scripted(
        [TextDelta(f"{FAST} The earth is flat. "), Citing(0, 1, 1), TextDelta("So it is."), Stopped("end")]
    )
    assert (await answer_of(model)).text == (
        f"{FAST} [1] The earth is flat. (not from the videos) So it is. (not from the videos)"
    )


async def test_that_the_videos_do_not_answer_needs_no_mark() -> None:
    answer = await answer_of(Scripted([TextDelta(f"{UNANSWERED} {FAST}"), Citing(0, 1, 1), Usage(9, 5)]))
    assert (answer.covered, answer.text) == (True, f"{UNANSWERED} {FAST} [1]")


@pytest.mark.parametrize(
    "said",
    [
        [UNANSWERED],
        [f"{UNANSWERED} (not from the videos)"],
        ["The videos do", " not answer this"],
        [f"**{UNANSWERED}**\n"],
        [f"{UNANSWERED} ", f"\n{UNANSWERED}"],
    ],
    ids=["alone", "marked", "in parts", "with markup", "twice"],
)
@pytest.mark.parametrize("verdict", ["answered", "unsure"])
@pytest.mark.parametrize("is_cited", [False, True], ids=["not cited", "cited"])
async def test_a_model_that_finds_no_answer_refuses_as_search_does(
    said: list[str], verdict: Verdict, is_cited: bool
) -> None:
    cited: list[Piece] = [Citing(0, 1, 1)] if is_cited else []
    model = Scripted([*map(TextDelta, said), *cited, Usage(9, 5), Stopped("end")])
    *events, last = await events_of(model, verdict)
    refused = await answer_of(Scripted([]), "not_covered")
    assert isinstance(last, Answered)
    answer = last.answer
    assert (answer.covered, answer.sure, answer.text, answer.notice) == (False, False, NOT_COVERED, refused.notice)
    assert answer.citations == refused.citations
    assert [event for event in events if isinstance(event, TextAdded)] == [TextAdded(NOT_COVERED)]
    assert [one.number for one in events if isinstance(one, CitationAdded)] == list(range(1, CLOSEST + 1))
    assert (answer.model, answer.usage) == ("scripted", Usage(9, 5))


async def test_a_refusal_of_a_model_lists_what_may_be_read_now() -> None:
    refused = await answer_of(Scripted([TextDelta(UNANSWERED)]), checks=no_checks([UUID(int=2)]))
    assert (refused.covered, refused.text, refused.citations) == (False, NOT_COVERED, [])


@pytest.mark.parametrize("citing", [(3, 0, 0), (-1, 0, 0), (0, 2, 1), (0, 0, 3), (0, -1, 0), (99, 0, 0)])
async def test_what_the_model_was_not_given_is_not_cited(citing: tuple[int, int, int]) -> None:
    answer = await answer_of(Scripted([TextDelta(FAST), Citing(*citing)]))
    assert (answer.text, answer.citations) == (f"{FAST} (not from the videos)", [])


async def test_what_the_reader_may_not_read_now_is_not_cited() -> None:
    answer = await answer_of(Scripted([TextDelta(FAST), Citing(0, 1, 1)]), checks=no_checks([UUID(int=2)]))
    assert (answer.text, answer.citations) == (f"{FAST} (not from the videos)", [])
    assert (await answer_of(Extractive(), checks=no_checks([UUID(int=2)]))).citations == []


async def test_a_sentence_whose_video_goes_while_the_rest_is_worded_is_taken_back() -> None:
    asked = []

    async def list_readable(chunk_ids: Collection[UUID]) -> frozenset[UUID]:
        asked.append(chunk_ids)
        return frozenset(chunk_ids) if len(asked) == 1 else frozenset()

    model = Scripted([TextDelta(f"{FAST} "), Citing(0, 1, 1), TextDelta("The earth is flat.")])
    *events, last = await events_of(model, checks=Checks(list_readable, no_checks().measure_similarity))
    assert isinstance(last, Answered)
    assert any(isinstance(event, CitationAdded) for event in events)
    assert (last.answer.text, last.answer.citations) == ("The earth is flat. (not from the videos)", [])


async def test_quotes_are_shown_as_they_are_at_the_price_of_one_statement() -> None:
    asked = []

    async def list_readable(chunk_ids: Collection[UUID]) -> frozenset[UUID]:
        asked.append(chunk_ids)
        return frozenset(chunk_ids)

    answer = await answer_of(Extractive(), checks=Checks(list_readable, no_checks().measure_similarity))
    quotes = [f"“{citation.text}” [{number}]" for number, citation in enumerate(answer.citations, start=1)]
    assert answer.text == "\n".join(quotes)
    assert len(asked) == 1

"""Quotes take over where a language model does not answer, and what it said stays."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from chronos.chat.events import Answer, Answered, CitationAdded, TextAdded
from chronos.chat.inquiry import Draft, Inquiry, inquire
from chronos.chat.show_sentence import MOST_CHARACTERS
from chronos.chat.word_answer import UNSURE
from chronos.chat.word_or_quote import BROKE_OFF, CUT_OFF, DECLINED, FAILED, word_or_quote
from chronos.errors import ProviderError
from chronos.providers.language import Citing, Completion, Extractive, Piece, Report, Stopped, Task, TextDelta, Usage
from chronos.search import Found
from chronos.search.refusal import Verdict
from tests.chat.conftest import no_checks
from tests.moments import a_passage

SAID = "The yeast in the dough makes bread rise."
QUOTED = "Let the dough rest for an hour."
WORDS: Sequence[Piece] = [TextDelta(SAID), Citing(0, 1, 1), TextDelta(" Then it")]


@dataclass
class Scripted:
    """A model that yields pieces, and fails where one is None."""

    pieces: Sequence[Piece | None]
    name: str = "openai:x"
    max_passages: int = 3
    generates: bool = True
    seen: list[Task] = field(default_factory=list)

    async def complete(self, instructions: str, text: str, report: Report | None = None) -> Completion | None:
        return None

    async def word(self, task: Task) -> AsyncGenerator[Piece, None]:
        self.seen.append(task)
        for piece in self.pieces:
            if piece is None:
                raise ProviderError("The model failed.", code="language_model_failed")
            yield piece


class Endless(Scripted):
    """A model that says its pieces again and again, until it is closed."""

    is_closed = False

    async def word(self, task: Task) -> AsyncGenerator[Piece, None]:
        try:
            while True:
                for piece in self.pieces:
                    assert piece is not None
                    yield piece
        finally:
            self.is_closed = True


def an_inquiry(verdict: Verdict = "answered") -> Inquiry:
    passages = [a_passage(0.5, text=SAID), a_passage(0.45, text=QUOTED, start=200.0)]
    return inquire("Why?", Found([one.moment for one in passages], verdict), passages, 3, no_checks())


async def worded(model: Scripted | Extractive, inquiry: Inquiry, draft: Draft | None = None) -> tuple[str, Answer]:
    """What a reader sees while it is worded, and the answer."""
    seen, numbers = "", []
    async for event in word_or_quote(model, inquiry, draft or Draft()):
        match event:
            case TextAdded(text):
                seen += text
            case CitationAdded(number):
                numbers.append(number)
            case Answered(answer):
                assert numbers == list(range(1, len(answer.citations) + 1))
                assert seen == answer.text
                return seen, answer
    raise AssertionError("It did not end.")


@pytest.mark.parametrize(
    ("pieces", "notice"),
    [
        ([None], FAILED),
        ([Usage(9, 0), None], FAILED),
        ([Usage(9, 0), Stopped("end")], FAILED),
        ([Stopped("max_tokens")], FAILED),
        ([Stopped("context_exceeded")], FAILED),
        ([Stopped("refusal")], DECLINED),
    ],
)
@pytest.mark.parametrize("verdict", ["answered", "unsure"])
async def test_a_model_that_says_nothing_leaves_the_quotes(
    pieces: Sequence[Piece | None], notice: str, verdict: Verdict
) -> None:
    quotes, _ = await worded(Extractive(), an_inquiry(verdict))
    seen, answer = await worded(Scripted(pieces), an_inquiry(verdict))
    assert seen == quotes
    assert seen.count(UNSURE) == (verdict == "unsure")
    assert (answer.model, answer.notice, answer.is_generated) == ("extractive", notice, False)


@pytest.mark.parametrize(
    ("ending", "notice"), [(None, BROKE_OFF), (Stopped("refusal"), DECLINED)], ids=["failed", "refused"]
)
async def test_words_that_were_said_stay_and_quotes_follow(ending: Piece | None, notice: str) -> None:
    draft = Draft()
    seen, answer = await worded(Scripted([Usage(9, 5), *WORDS, ending]), an_inquiry(), draft)
    said, _, quotes = seen.partition("\n\n")
    assert said.startswith(f"{SAID} [1]")
    assert QUOTED in quotes
    assert {citation.text for citation in answer.citations} >= {SAID, QUOTED}
    assert (answer.model, answer.notice, answer.is_generated) == ("openai:x", notice, True)
    assert draft.usage == Usage(9, 5)  # that of the quotes does not replace it


async def test_a_sentence_that_waited_for_its_citation_is_kept() -> None:
    seen, answer = await worded(Scripted([*WORDS[:2], TextDelta(" "), None]), an_inquiry(), Draft())
    assert seen.startswith(f"{SAID} [1]")
    assert answer.notice == BROKE_OFF


async def test_an_answer_that_ends_needs_no_quotes() -> None:
    seen, answer = await worded(Scripted([*WORDS[:2], Usage(9, 5), Stopped("end")]), an_inquiry())
    assert seen == f"{SAID} [1]"
    assert (answer.notice, answer.model) == (None, "openai:x")


@pytest.mark.parametrize("reason", ["max_tokens", "context_exceeded"])
async def test_an_answer_at_its_greatest_length_says_so(reason: str) -> None:
    stopped = Stopped("max_tokens") if reason == "max_tokens" else Stopped("context_exceeded")
    _, answer = await worded(Scripted([*WORDS, stopped]), an_inquiry())
    assert answer.notice == CUT_OFF


ENDLESS: Mapping[str, Sequence[Piece]] = {
    "cited": [TextDelta(f"{SAID} "), Citing(0, 1, 1)],
    "not cited": [TextDelta(f"{SAID} ")],
    "short": [TextDelta("So. ")],
    "one word": [TextDelta("so")],
    "many sentences at once": [TextDelta(f"{SAID} " * 500)],
    "all at once": [TextDelta(f"{SAID} " * 20_000)],
}


@pytest.mark.parametrize("said", ENDLESS)
@pytest.mark.parametrize("verdict", ["answered", "unsure"])
async def test_an_endless_answer_is_cut_at_the_greatest_length_and_ends_the_call(said: str, verdict: Verdict) -> None:
    model, draft = Endless(ENDLESS[said]), Draft()
    seen, answer = await worded(model, an_inquiry(verdict), draft)
    assert model.is_closed
    assert (answer.notice, answer.covered, draft.is_cut) == (CUT_OFF, True, True)
    assert 80_000 < len(seen) <= MOST_CHARACTERS
    assert len("".join(draft.written)) <= MOST_CHARACTERS
    assert said == "one word" or seen.endswith((" [1]", " (not from the videos)"))


async def test_words_of_the_greatest_length_leave_room_for_quotes() -> None:
    said = f"{SAID} " * (MOST_CHARACTERS // 80)
    seen, answer = await worded(Scripted([TextDelta(said), None]), an_inquiry())
    assert QUOTED in seen
    assert len(seen) > MOST_CHARACTERS * 0.7
    assert len(answer.full_text) <= 100_000


async def test_sentences_that_come_at_once_let_others_in_between() -> None:
    turns, is_over = 0, False

    async def count_turns() -> None:
        nonlocal turns
        while not is_over:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count_turns())
    seen, _ = await worded(Scripted([TextDelta(f"{SAID} " * 300)]), an_inquiry())
    is_over = True
    await counting
    assert turns >= seen.count(SAID) == 300


async def test_a_question_that_is_not_covered_needs_no_model() -> None:
    model = Scripted([None])
    _, answer = await worded(model, an_inquiry("not_covered"))
    assert (model.seen, answer.covered, answer.notice) == ([], False, None)

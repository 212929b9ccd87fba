"""Word an answer: what was found in, text with numbered citations out, each sentence checked before it is shown."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing

from chronos.chat.assemble_sentences import Assembler, DraftSentence
from chronos.chat.cite import cite
from chronos.chat.events import Answer, Answered, AnswerEvent, CitationAdded, TextAdded
from chronos.chat.explain_refusal import explain_answer, explain_refusal
from chronos.chat.inquiry import Draft, Inquiry
from chronos.chat.show_sentence import MOST_CHARACTERS, Showing
from chronos.errors import ProviderError
from chronos.model import Passage
from chronos.providers.language import Citing, LanguageModel, Stopped, TextDelta, Usage

UNSURE = "This may not answer your question. The closest passages:"


async def word_answer(
    model: LanguageModel, inquiry: Inquiry, draft: Draft | None = None
) -> AsyncGenerator[AnswerEvent, None]:
    """Let `model` word what was found, unless it does not cover the question. Ends with `Answered`.

    `draft` has what was produced, also when it fails or is stopped: whole sentences, as they were shown. Raises
    ProviderError.
    """
    draft, found = draft or Draft(), inquiry.found
    if not inquiry.is_covered:
        for event in _refuse(model, inquiry, draft, inquiry.closest):
            yield event
        return
    sure = found.verdict == "answered"
    showing = Showing(inquiry, draft, is_quoting=not model.generates, opening="" if sure else UNSURE)
    draft.is_begun = True
    async with aclosing(_assemble(model, inquiry, draft)) as sentences:
        async for sentence in sentences:
            for event in await showing.show(sentence):
                yield event
            if showing.is_full:
                draft.is_cut = True
                break
            await asyncio.sleep(0)  # many sentences may come at once, while other answers wait
    if showing.is_unanswered and not draft.parts:
        chunks = {passage.sentences[passage.best].chunk_id for passage in inquiry.closest}
        readable = await inquiry.checks.list_readable(chunks)
        closest = [one for one in inquiry.closest if one.sentences[one.best].chunk_id in readable]
        for event in _refuse(model, inquiry, draft, closest):
            yield event
        return
    await showing.withdraw_unreadable()
    if not sure and not draft.parts:
        draft.parts.append(f"{UNSURE}\n")
        yield TextAdded(draft.parts[-1])
    text, usage = "".join(draft.parts), draft.usage or Usage()
    notice = explain_answer(found)
    yield Answered(Answer(True, sure, text, draft.citations, model.name, usage, notice, found, inquiry.answer_id))


def _refuse(model: LanguageModel, inquiry: Inquiry, draft: Draft, closest: Sequence[Passage]) -> Iterator[AnswerEvent]:
    """Say that the videos do not answer, with the closest passages; what a model used to find that out is counted."""
    text, notice = explain_refusal(inquiry.found)
    yield TextAdded(text)
    for number, passage in enumerate(closest, start=1):
        draft.citations.append(cite(passage, passage.best, passage.best))
        yield CitationAdded(number, draft.citations[-1])
    usage = draft.usage or Usage()
    yield Answered(
        Answer(False, False, text, draft.citations, model.name, usage, notice, inquiry.found, inquiry.answer_id)
    )


async def _assemble(model: LanguageModel, inquiry: Inquiry, draft: Draft) -> AsyncGenerator[DraftSentence, None]:
    """Yield the sentences of the model, which is stopped after the greatest length of an answer."""
    assembler, room = Assembler(is_quoting=not model.generates), MOST_CHARACTERS
    async with aclosing(model.word(inquiry.task)) as pieces:
        try:
            async for piece in pieces:
                match piece:
                    case TextDelta(text):
                        draft.is_cut = len(text) > room
                        draft.written.append(text[:room])
                        room -= len(draft.written[-1])
                        for sentence in assembler.add_text(draft.written[-1]):
                            yield sentence
                        if draft.is_cut:
                            break
                    case Citing():
                        assembler.add_citing(piece)
                    case Usage():
                        draft.usage = piece
                    case Stopped():
                        draft.stopped = piece
        except ProviderError:
            for sentence in assembler.break_off():
                yield sentence
            raise
    for sentence in assembler.break_off() if draft.is_cut else assembler.finish():
        yield sentence

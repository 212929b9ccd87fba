"""Word or quote: an answer by a language model, which quotes complete where the model does not."""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from chronos.chat.events import Answered, AnswerEvent, TextAdded
from chronos.chat.inquiry import Draft, Inquiry
from chronos.chat.word_answer import UNSURE, word_answer
from chronos.errors import ProviderError
from chronos.providers.language import Extractive, LanguageModel, Stopped, Usage

FAILED = "The language model does not answer at the moment. These are quotes from the videos."
BROKE_OFF = "The language model failed before it finished. The quotes at the end are from the videos."
DECLINED = "The language model declined to answer. These are quotes from the videos."
CUT_OFF = "This answer reached its greatest length and may be incomplete."

_log = logging.getLogger(__name__)


async def word_or_quote(model: LanguageModel, inquiry: Inquiry, draft: Draft) -> AsyncGenerator[AnswerEvent, None]:
    """Let `model` word what was found. What it said is kept when it fails, refuses or says nothing: quotes follow it.

    `draft` has what the model produced, for its charge, and the whole text.
    """
    try:
        async with aclosing(word_answer(model, inquiry, draft)) as events:
            async for event in events:
                if not isinstance(event, Answered):
                    yield event
                    continue
                draft.stopped = draft.stopped or Stopped("end")
                if not event.answer.covered or not _needs_quotes(model, draft):
                    is_cut = draft.is_cut or draft.stopped.reason not in ("end", "refusal")
                    yield _with_notice(event, CUT_OFF if is_cut else None)
                    return
    except ProviderError as error:
        _log.warning("%s", error)
        if draft.usage is None and not draft.written:  # refused, busy, or out of reach: there is nothing to estimate
            draft.is_begun = False
    async with aclosing(_quote(model, inquiry, draft)) as events:
        async for event in events:
            yield event


def _needs_quotes(model: LanguageModel, draft: Draft) -> bool:
    """Return whether the end of the answer leaves the question open: nothing was said, or the provider refused."""
    refused = draft.stopped is not None and draft.stopped.reason == "refusal"
    return model.generates and (refused or not _is_said(draft))


def _is_said(draft: Draft) -> bool:
    return any(part.strip() not in ("", UNSURE) for part in draft.parts)


async def _quote(model: LanguageModel, inquiry: Inquiry, draft: Draft) -> AsyncGenerator[AnswerEvent, None]:
    is_said = _is_said(draft)
    if is_said:
        draft.parts.append("\n\n")
        yield TextAdded("\n\n")
    notice = BROKE_OFF if is_said else FAILED
    if draft.stopped is not None and draft.stopped.reason == "refusal":
        notice = DECLINED
    quoted = Draft(draft.parts, draft.citations)  # the same text continues, with the next numbers
    async with aclosing(word_answer(Extractive(), inquiry, quoted)) as events:
        async for event in events:
            if isinstance(event, Answered):
                name, usage = (model.name, draft.usage or Usage()) if is_said else (event.answer.model, Usage())
                event = Answered(replace(event.answer, model=name, usage=usage, notice=notice))
            yield event


def _with_notice(event: Answered, notice: str | None) -> Answered:
    return Answered(replace(event.answer, notice=notice)) if notice else event

"""Stream a message: store a question, answer it event by event, and store the answer, whole or as far as it came."""

import asyncio
import time
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from chronos.chat.choose_model import choose_model
from chronos.chat.events import Answer, Answered, AnswerEvent, Citation, CitationAdded, SourcesFound, TextAdded
from chronos.chat.keep_access import keep_access
from chronos.chat.messages import Message
from chronos.chat.store_answer import Made, store_answer
from chronos.chat.store_question import Post, store_question
from chronos.chat.stream_answer import Answerer, Asking, stream_answer
from chronos.chat.understand_question import Understood, understand_question
from chronos.db import Database
from chronos.errors import ChronosError, NotAllowed, NotFound
from chronos.model import Actor, VideoId
from chronos.providers.language import Usage
from chronos.search import read_ahead
from chronos.usage import take_rate_token

STOPPED = "This answer was stopped before it was complete."
BROKEN = "This answer ended with an error before it was complete. Ask again."

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class MessageBegun:
    """The question is stored; its answer will have this id."""

    question_id: UUID
    answer_id: UUID


@dataclass(frozen=True, slots=True)
class MessageStored:
    """The end: the answer as it is stored."""

    message: Message


MessageEvent = MessageBegun | SourcesFound | TextAdded | CitationAdded | MessageStored


@dataclass(slots=True)
class _Said:
    """What was shown of an answer so far."""

    sources: SourcesFound | None = None
    parts: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    answer: Answer | None = None

    def add(self, event: AnswerEvent) -> None:
        match event:
            case SourcesFound():
                self.sources = event
            case TextAdded(text):
                self.parts.append(text)
            case CitationAdded(_, citation):
                self.citations.append(citation)
            case Answered(answer):
                self.answer = answer

    def answer_so_far(self, model: str, answer_id: UUID, notice: str) -> Answer:
        """Return the whole answer, or what was said of it and the notice; what it cost is in the ledger."""
        if self.answer is not None:
            return self.answer
        is_covered = self.sources is not None and self.sources.is_covered
        text = "".join(self.parts).strip()
        return Answer(is_covered, False, text, self.citations, model, Usage(), notice, answer_id=answer_id)

    @property
    def videos(self) -> list[VideoId]:
        """The videos of the sources."""
        return list(dict.fromkeys(one.video_id for one in self.sources.moments)) if self.sources else []


async def stream_message(
    db: Database, answerer: Answerer, actor: Actor, post: Post
) -> AsyncGenerator[MessageEvent, None]:
    """Answer a question in its session: `MessageBegun`, then what `stream_answer` yields, `MessageStored` at last.

    Closing it early, or cancelling its task, stops the model; what was said is stored, marked as stopped, and so is
    what was said before an error. Raises Invalid, NotFound, NotAllowed and OverLimit before anything is stored;
    ProviderError after the question is; NotFound once the actor has lost access to the session or to a video that was
    found.
    """
    started, said = time.monotonic(), _Said()
    answerer = await choose_model(db, answerer, actor)
    async with db.acting_as(actor) as tx:
        if answerer.engine.is_limited:  # first: what is beyond the limit is neither stored nor read
            await take_rate_token(tx, "ask")
        ahead = read_ahead(answerer.engine.embedder, post.content)
        asked = await store_question(tx, actor, post)
    understood = Understood(asked.content)
    try:
        yield MessageBegun(asked.question_id, post.answer_id)
        understood = await understand_question(db, answerer, actor, asked, post.answer_id)
        asking = Asking(understood.searched_for, asked.session.scope, True, understood.turns, post.answer_id, ahead)
        answering = stream_answer(db, answerer, actor, asking)
        async with aclosing(
            keep_access(db, actor, asked.session.id, answering, understood.carried_video_ids)
        ) as events:
            async for event in events:
                said.add(event)
                if not isinstance(event, Answered):
                    yield event
    except BaseException as error:
        is_left = isinstance(error, asyncio.CancelledError | GeneratorExit)
        # A reader without access keeps no answer; and where nothing was found, there is nothing to keep.
        if is_left or (said.sources is not None and not isinstance(error, NotFound | NotAllowed)):
            notice = STOPPED if is_left else BROKEN
            answer = said.answer_so_far(answerer.language_model.name, post.answer_id, notice)
            made = Made(answer, understood, said.videos, started, is_stopped=said.answer is None)
            with suppress(ChronosError):  # the first error counts
                await _finish(store_answer(db, actor, asked, made))
        raise
    assert said.answer is not None  # noqa: S101 - a stream ends with its answer
    made = Made(said.answer, understood, said.videos, started)
    yield MessageStored(await _finish(store_answer(db, actor, asked, made)))


async def _finish(work: Coroutine[Any, Any, Result]) -> Result:
    """Do `work` to its end, also when this task is cancelled."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise

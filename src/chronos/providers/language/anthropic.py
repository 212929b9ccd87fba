"""Anthropic: a language model that cites by the places of sentences, so that nothing has to be parsed."""

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import anthropic
from pydantic import SecretStr

from chronos.model import Passage
from chronos.providers.language.language_model import (
    MOST_OUTPUT_TOKENS,
    Citing,
    Completion,
    Piece,
    Report,
    Stopped,
    Task,
    TextDelta,
    Usage,
)
from chronos.providers.language.map_failure import map_failure
from chronos.providers.language.network import (
    FOREIGN_ERRORS,
    StopReason,
    Waits,
    collect_completion,
    read_stream,
)
from chronos.providers.language.remote_model import ModelState
from chronos.providers.language.repeat_attempt import repeat_attempt
from chronos.text import fence

if TYPE_CHECKING:
    from anthropic.types import MessageParam, SearchResultBlockParam

BASE_URL = "https://api.anthropic.com"
_REASONS: Mapping[str, StopReason] = {
    "max_tokens": "max_tokens",
    "model_context_window_exceeded": "context_exceeded",
    "pause_turn": "max_tokens",  # it is not finished
    "refusal": "refusal",
}


class Anthropic:
    """A LanguageModel of Anthropic's Messages API.

    One passage is one search result and one sentence one block of it: a citation is two numbers, and names sentences.
    """

    generates = True
    max_passages = 8

    def __init__(self, model: str, key: SecretStr, base_url: str | None = None, waits: Waits | None = None) -> None:
        self.name = f"anthropic:{model}"
        self._model = model
        self._waits = waits or Waits()
        self._client = anthropic.AsyncAnthropic(
            api_key=key.get_secret_value(),
            base_url=base_url or BASE_URL,
            timeout=self._waits.as_timeout(),
            max_retries=0,  # repeat_attempt also knows what fails after the first event
        )

    def word(self, task: Task) -> AsyncGenerator[Piece, None]:
        """As the Protocol."""
        return repeat_attempt(lambda deadline: self._attempt(task, deadline), self._waits.answer_seconds)

    async def complete(self, instructions: str, text: str, report: Report | None = None) -> Completion | None:
        """As the Protocol."""
        return await collect_completion(self.word(Task(text, (), instructions)), report)

    async def find_state(self) -> ModelState:
        """Return what the provider says of the model. Raises ProviderError."""
        try:
            async for model in self._client.models.list(limit=1000, lifecycle=["active", "deprecated", "retired"]):
                if model.id == self._model:
                    ends_on = model.retires_at.date() if model.retires_at else None
                    return ModelState(model.lifecycle, ends_on)
        except (anthropic.AnthropicError, *FOREIGN_ERRORS) as error:
            raise map_failure(self.name, error).error from error
        return ModelState("unknown")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    def _attempt(self, task: Task, deadline: float) -> AsyncGenerator[Piece, None]:
        async def call() -> Any:
            return await self._client.messages.create(
                model=self._model,
                max_tokens=MOST_OUTPUT_TOKENS,
                system=task.instructions,
                messages=_messages(task),
                stream=True,
            )

        return read_stream(self.name, call, _Reader(task.passages), anthropic.AnthropicError, deadline)


class _Reader:
    """Reads events. A block of text has its citations before or after its words, so they are yielded at its end."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.stopped: Stopped | None = None
        self._passages = passages
        self._usage = Usage(0, 0)
        self._reason: str | None = None
        self._cited: list[Citing] = []

    def read(self, event: Any) -> Iterator[Piece]:
        match event.type:
            case "message_start":
                yield self._count(event.message.usage)
            case "content_block_start" if event.content_block.type == "text":
                yield from _said(event.content_block.text)
            case "content_block_delta" if event.delta.type == "text_delta":
                yield from _said(event.delta.text)
            case "content_block_delta" if event.delta.type == "citations_delta":
                self._cited += self._find(event.delta.citation)
            case "content_block_stop":
                yield from self._cited
                self._cited = []
            case "message_delta":
                self._reason = event.delta.stop_reason or self._reason
                yield self._count(event.usage)
            case "message_stop":
                self.stopped = Stopped(_REASONS.get(self._reason or "", "end"))

    def _count(self, usage: Any) -> Usage:
        """Return the usage so far: what an event leaves out keeps its value, as counts are cumulative."""
        known = self._usage
        self._usage = Usage(
            _number(usage.input_tokens, known.input_tokens),
            _number(usage.output_tokens, known.output_tokens),
            _number(usage.cache_creation_input_tokens, known.cache_write_tokens),
            _number(usage.cache_read_input_tokens, known.cache_read_tokens),
        )
        return self._usage

    def _find(self, location: Any) -> Iterator[Citing]:
        if location.type != "search_result_location":
            return
        passage, first, end = location.search_result_index, location.start_block_index, location.end_block_index
        if 0 <= passage < len(self._passages) and 0 <= first < end <= len(self._passages[passage].sentences):
            yield Citing(passage, first, end - 1)


def _messages(task: Task) -> "list[MessageParam]":
    said: list[Any] = [{"role": turn.role, "content": turn.text} for turn in task.turns if turn.text.strip()]
    results = [_search_result(number, passage) for number, passage in enumerate(task.passages, 1)]
    question = f"<question>{fence(task.question)}</question>" if results else task.question
    return [*said, {"role": "user", "content": [*results, {"type": "text", "text": question}]}]


def _search_result(number: int, passage: Passage) -> "SearchResultBlockParam":
    return {
        "type": "search_result",
        "source": f"passage-{number}",
        "title": passage.moment.title,
        "content": [{"type": "text", "text": sentence.text} for sentence in passage.sentences],
        "citations": {"enabled": True},
    }


def _said(text: str) -> Iterator[TextDelta]:
    if text:
        yield TextDelta(text)


def _number(value: object, known: int | None) -> int:
    return value if isinstance(value, int) and value >= 0 else known or 0

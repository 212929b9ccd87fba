"""OpenAI-compatible: a language model of OpenAI, Ollama, llama.cpp, vLLM, LM Studio, which cites by markers."""

from collections.abc import AsyncGenerator, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeGuard

import openai
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
from chronos.providers.language.read_markers import MarkerReader
from chronos.providers.language.remote_model import ModelState
from chronos.providers.language.repeat_attempt import repeat_attempt
from chronos.providers.language.skip_thoughts import ThoughtSkipper
from chronos.text import fence

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

BASE_URL = "https://api.openai.com/v1"
CITING = (
    "Each sentence of the passages has a number such as [2.3]. After each sentence of your answer, write the number of "
    "the sentence that it rests on, in the same brackets. Write no other brackets."
)
_REASONS: Mapping[str, StopReason] = {"length": "max_tokens", "content_filter": "refusal"}
_LONGEST_PART = 4_000  # characters that are searched for markers at once: each marker copies what follows it
_NO_KEY = "none"  # local servers want a header, and read nothing in it


class OpenAICompatible:
    """A LanguageModel of the Chat Completions API, the one that every compatible server speaks."""

    generates = True
    max_passages = 8

    def __init__(
        self, model: str, key: SecretStr | None, base_url: str | None = None, waits: Waits | None = None
    ) -> None:
        self.name = f"openai:{model}"
        self._model = model
        self._waits = waits or Waits()
        # What only OpenAI has; its models take no `max_tokens`, and compatible servers may take nothing else.
        self._only_here: dict[str, Any] = (
            {"max_tokens": MOST_OUTPUT_TOKENS}
            if base_url is not None
            else {"max_completion_tokens": MOST_OUTPUT_TOKENS, "store": False}
        )
        self._client = openai.AsyncOpenAI(
            api_key=key.get_secret_value() if key is not None else _NO_KEY,
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
            async for model in self._client.models.list():
                if model.id in (self._model, f"{self._model}:latest"):  # Ollama adds the tag
                    ends_on = date.fromisoformat(model.shutdown_date[:10]) if model.shutdown_date else None
                    return ModelState("deprecated" if ends_on else "active", ends_on)
        except (openai.OpenAIError, *FOREIGN_ERRORS) as error:
            raise map_failure(self.name, error).error from error
        return ModelState("unknown")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    def _attempt(self, task: Task, deadline: float) -> AsyncGenerator[Piece, None]:
        async def call() -> Any:
            return await self._client.chat.completions.create(
                model=self._model,
                messages=_messages(task),
                stream=True,
                stream_options={"include_usage": True},
                **self._only_here,
            )

        return read_stream(self.name, call, _Reader(task), openai.OpenAIError, deadline)


class _Reader:
    """Reads chunks: thoughts are skipped, markers become citations."""

    def __init__(self, task: Task) -> None:
        self.stopped: Stopped | None = None
        self._thoughts = ThoughtSkipper()
        self._markers = MarkerReader(task.passages) if task.passages else None
        self._is_refused = False

    def read(self, chunk: Any) -> Iterator[Piece]:
        if chunk.usage is not None and (usage := _count(chunk.usage)) is not None:
            yield usage
        for choice in chunk.choices:
            self._is_refused = self._is_refused or bool(choice.delta.refusal)
            yield from self._split(self._thoughts.skip(choice.delta.content or ""))
            if choice.finish_reason is not None and self.stopped is None:
                yield from self._split(self._thoughts.finish())
                yield from self._markers.finish() if self._markers else ()
                self.stopped = Stopped("refusal" if self._is_refused else _REASONS.get(choice.finish_reason, "end"))

    def _split(self, text: str) -> Iterator[TextDelta | Citing]:
        if self._markers:
            for at in range(0, len(text), _LONGEST_PART):
                yield from self._markers.read(text[at : at + _LONGEST_PART])
        elif text:
            yield TextDelta(text)


def _count(usage: Any) -> Usage | None:
    """Return usage whose input is what came from no cache: here the tokens of a cache are part of the prompt's.

    None, as if a server had not counted, where it has no numbers: text of no tokens would pass for quotes.
    """
    prompt, output = usage.prompt_tokens, usage.completion_tokens
    if not (_is_number(prompt) and _is_number(output)):
        return None
    details = [getattr(usage.prompt_tokens_details, name, None) for name in ("cached_tokens", "cache_write_tokens")]
    read, written = (count if _is_number(count) else 0 for count in details)
    return Usage(max(0, prompt - read - written), output, written, read)


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and value >= 0


def _messages(task: Task) -> "list[ChatCompletionMessageParam]":
    instructions = f"{task.instructions} {CITING}" if task.passages else task.instructions
    said: list[Any] = [
        {"role": turn.role, "content": fence(turn.text) if turn.role == "user" else turn.text} for turn in task.turns
    ]
    return [{"role": "system", "content": instructions}, *said, {"role": "user", "content": _prompt(task)}]


def _prompt(task: Task) -> str:
    if not task.passages:
        return task.question
    passages = "\n\n".join(_number_sentences(number, passage) for number, passage in enumerate(task.passages, 1))
    return f"<passages>\n{passages}\n</passages>\n\n<question>{fence(task.question)}</question>"


def _number_sentences(number: int, passage: Passage) -> str:
    lines = [f"Passage {number}, from “{fence(passage.moment.title)}”:"]
    lines += [f"[{number}.{place}] {fence(one.text)}" for place, one in enumerate(passage.sentences, 1)]
    return "\n".join(lines)

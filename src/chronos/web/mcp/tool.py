"""What a tool is: a name, the shapes of its arguments and its answer, and the function between them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from chronos.app import App
from chronos.model import Actor

Arguments = TypeVar("Arguments", bound=BaseModel)
Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Tool(Generic[Arguments, Answer]):
    """A tool that reads. `word` is its answer as text, for assistants that read no structured answers.

    `call` acts as the caller and raises as the room does that it asks.
    """

    name: str
    title: str
    description: str
    arguments: type[Arguments]
    answer: type[Answer]
    call: Callable[[Arguments, App, Actor], Awaitable[Answer]]
    word: Callable[[Answer], str]


AnyTool = Tool[Any, Any]


def one_line(text: str) -> str:
    """Return `text` as one line of visible characters: titles and transcripts are not trusted."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())

"""An answer as pages show it."""

from dataclasses import dataclass

from chronos.chat import Answer


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A question with its answer."""

    question: str
    answer: Answer

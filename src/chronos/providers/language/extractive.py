"""Extractive: an answer of quotes alone, with no key, no network and no generated text."""

from collections.abc import AsyncGenerator

from chronos.providers.language.language_model import Citing, Completion, Piece, Task, TextDelta, Usage

MAX_QUOTES = 3
QUOTE_SHARE = 0.5  # a further quote must score nearly as well as the first, or it distracts


class Extractive:
    """A LanguageModel that quotes the best moments, one a line."""

    name = "extractive"
    max_passages = MAX_QUOTES
    generates = False

    async def word(self, task: Task) -> AsyncGenerator[Piece, None]:
        """Quote each moment that scores at least half as well as the best; question and instructions change nothing."""
        for index, passage in enumerate(task.passages[:MAX_QUOTES]):
            if passage.moment.score >= QUOTE_SHARE * task.passages[0].moment.score:
                line_break = "\n" if index else ""
                yield TextDelta(f"{line_break}“{passage.moment.text}”")
                yield Citing(index, passage.best, passage.best)
        yield Usage()

    async def complete(self, instructions: str, text: str) -> Completion | None:
        """Return None: it generates nothing."""
        return None

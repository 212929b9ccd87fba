"""A language model that says what a test has written for it, as slowly as the test wants."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

from chronos.providers.language import Citing, Completion, Piece, Report, Task, TextDelta, Usage

# Sentences that are said in the video of the tests: each is shown when the next begins.
WORDS = (
    "A fast shutter speed freezes motion. ",
    "The runner is in mid air. ",
    "The shutter speed is fast. ",
    "A fast speed freezes a runner. ",
    "The motion freezes.",
)


@dataclass
class ScriptedModel:
    """Says `words`, with a pause before each and a citation after it. `hold`: it says only so many, and waits."""

    words: Sequence[str] = WORDS
    pause: float = 0.0
    hold: int | None = None
    completion: str | None = None
    name: str = "scripted:model"
    max_passages: int = 3
    generates: bool = True
    tasks: list[Task] = field(default_factory=list)
    waiting: int = 0  # that said all they say, and wait
    ended: int = 0

    async def complete(self, instructions: str, text: str, report: Report | None = None) -> Completion | None:
        return Completion(self.completion, Usage(50, 10)) if self.completion is not None else None

    async def word(self, task: Task) -> AsyncGenerator[Piece, None]:
        self.tasks.append(task)
        try:
            for word in self.words[: self.hold]:
                await asyncio.sleep(self.pause)
                yield TextDelta(word)
                yield Citing(0, task.passages[0].best, task.passages[0].best)
            if self.hold is not None:
                self.waiting += 1
                await asyncio.sleep(60)
            yield Usage(1000, 20)
        finally:
            self.ended += 1

"""Inquiry: what a language model is given to word, and the draft that comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from chronos.chat.choose_citations import Checks
from chronos.chat.events import Citation
from chronos.chat.instructions import INSTRUCTIONS
from chronos.model import Passage
from chronos.providers.language import Stopped, Task, Usage
from chronos.search import Found

CLOSEST = 3  # moments to list when nothing is covered


@dataclass(slots=True)
class Draft:
    """What is shown of an answer so far, and what its model wrote for it, which costs also where it is not shown.

    `usage` and `stopped` are None until the model has told them. `is_cut`: the text reached its greatest length, and
    the model was stopped.
    """

    parts: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    usage: Usage | None = None
    stopped: Stopped | None = None
    is_begun: bool = False
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What was found for a question, with the passages around the moments, and the model's task made of it.

    `answer_id`: that of the answer, of its message and of its charges.
    """

    found: Found
    passages: Sequence[Passage]
    task: Task
    checks: Checks
    answer_id: UUID = field(default_factory=uuid4)

    @property
    def is_covered(self) -> bool:
        """Whether what was found answers the question, perhaps."""
        return bool(self.passages) and self.found.verdict != "not_covered"

    @property
    def closest(self) -> Sequence[Passage]:
        """What to list when nothing answers: the nearest, or only those with a word of a question that is not read."""
        passages = self.passages if self.found.is_read else [p for p in self.passages if p.moment.highlights]
        return passages[:CLOSEST]


def inquire(question: str, found: Found, passages: Sequence[Passage], max_passages: int, checks: Checks) -> Inquiry:
    """Return what a model has to word, and what its citations are checked with."""
    return Inquiry(found, passages, Task(question, passages[:max_passages], INSTRUCTIONS), checks)

"""Events: what happens while a question is answered, in the order in which it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID, uuid4

from chronos.model import Moment, VideoId
from chronos.providers.language import Usage
from chronos.search import NOTHING, Found

TEACHER = "teacher"  # the name of the model of an answer that a creator gave


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote, when it is said, the chunk that holds it, and where its link starts playing: where it is said.

    `best_text` is the part of `text` that comes closest to the question, said from `best_start_seconds` on;
    None: no part stands out.
    """

    video_id: VideoId
    chunk_id: UUID
    title: str
    start_seconds: float
    end_seconds: float
    play_seconds: float
    text: str
    best_text: str | None = None
    best_start_seconds: float | None = None

    @property
    def parts(self) -> tuple[str, str, str]:
        """The text before its best part, that part, and the text after it."""
        return self.text.partition(self.best_text) if self.best_text else (self.text, "", "")


@dataclass(frozen=True, slots=True)
class Answer:
    """A text and its citations, numbered from 1; when nothing is covered, they are the closest moments instead.

    `sure` is False for an answer that may be about something else. `model` is the name of the language model, `found`
    what it worded. `notice`: a sentence for the person who asked, about the answer as a whole.
    `answer_id`: that of its charges, and of its message if it is stored. `cost_usd`: of its tokens, also of those that
    a model wrote before it failed.
    """

    covered: bool
    sure: bool
    text: str
    citations: Sequence[Citation]
    model: str
    usage: Usage
    notice: str | None = None
    found: Found = field(default=NOTHING, compare=False, repr=False)
    answer_id: UUID = field(default_factory=uuid4, compare=False, repr=False)
    cost_usd: Decimal = field(default=Decimal(0), compare=False, repr=False)

    @property
    def full_text(self) -> str:
        """The text with the notice, if there is one."""
        return "\n\n".join(filter(None, [self.text, self.notice]))

    @property
    def is_generated(self) -> bool:
        """Whether a model wrote the text, rather than quoting."""
        return self.usage.output_tokens is not None

    @property
    def is_quoted(self) -> bool:
        """Whether the text consists of quotes, rather than of words of a model or of the teacher."""
        return not self.is_generated and self.model != TEACHER


@dataclass(frozen=True, slots=True)
class SourcesFound:
    """The moments that were found, before the first word. `searched_for`: the question as it was understood."""

    moments: Sequence[Moment]
    is_covered: bool
    searched_for: str


@dataclass(frozen=True, slots=True)
class TextAdded:
    """The next part of the answer's text, a sentence or more, with the numbers of its citations in brackets."""

    text: str


@dataclass(frozen=True, slots=True)
class CitationAdded:
    """A citation that the text names next, by its number, for the first time."""

    number: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class Answered:
    """The end: the whole answer."""

    answer: Answer


AnswerEvent = SourcesFound | TextAdded | CitationAdded | Answered

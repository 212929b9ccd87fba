"""Word an answer: what was found in, text with numbered citations out."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from chronos.model import Moment, VideoId
from chronos.providers.language import LanguageModel, MomentCitation, TextDelta, Usage
from chronos.search import NOTHING, Found

INSTRUCTIONS = (
    "Answer the question from these passages of the creator's videos alone, briefly and in the question's language. "
    "Cite each passage that the answer uses. If the passages do not answer the question, say so."
)
NOT_COVERED = "This is not covered in this course."
UNSURE = "This may not answer your question. The closest passages:"
CLOSEST = 3  # moments to list when nothing is covered


@dataclass(frozen=True, slots=True)
class Citation:
    """A quoted sentence, when it is said, and where its link starts playing: where it is said."""

    video_id: VideoId
    title: str
    start_seconds: float
    end_seconds: float
    play_seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A text and its citations, numbered from 1; when nothing is covered, they are the closest moments instead.

    `sure` is False for an answer that may be about something else. `model` is the name of the language model, `found`
    what it worded. `notice`: a sentence for the person who asked, about the answer as a whole.
    `answer_id`: that of its charges, and of its message if it is stored.
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

    @property
    def full_text(self) -> str:
        """The text with the notice, if there is one."""
        return "\n\n".join(filter(None, [self.text, self.notice]))

    @property
    def is_generated(self) -> bool:
        """Whether a model wrote the text, rather than quoting."""
        return self.usage.output_tokens is not None


@dataclass(slots=True)
class Draft:
    """What a model has produced so far; `usage` is None until it has said so."""

    parts: list[str] = field(default_factory=list)
    usage: Usage | None = None
    is_begun: bool = False


def is_covered(found: Found) -> bool:
    """Return whether what was found answers the question, perhaps."""
    return bool(found.moments) and found.verdict != "not_covered"


async def word_answer(model: LanguageModel, question: str, found: Found, draft: Draft | None = None) -> Answer:
    """Let `model` word what was found, unless it does not cover the question. Raises ProviderError.

    `draft` has what was produced, also when it fails or is cancelled.
    """
    draft = draft or Draft()
    if not is_covered(found):
        closest = [_cite(moment) for moment in found.moments[:CLOSEST]]
        return Answer(False, False, NOT_COVERED, closest, model.name, Usage(), found=found)
    sure = found.verdict == "answered"
    parts = draft.parts
    parts += [] if sure else [f"{UNSURE}\n"]
    cited: dict[int, Citation] = {}
    draft.is_begun = True
    async with aclosing(model.word(question, found.moments[: model.max_moments], INSTRUCTIONS)) as pieces:
        async for piece in pieces:
            match piece:
                case TextDelta(text):
                    parts.append(text)
                case MomentCitation(index):
                    cited.setdefault(index, _cite(found.moments[index]))
                    parts.append(f" [{list(cited).index(index) + 1}]")
                case Usage():
                    draft.usage = piece
    return Answer(True, sure, "".join(parts), list(cited.values()), model.name, draft.usage or Usage(), found=found)


def _cite(moment: Moment) -> Citation:
    return Citation(
        video_id=moment.video_id,
        title=moment.title,
        start_seconds=moment.start_seconds,
        end_seconds=moment.end_seconds,
        play_seconds=moment.start_seconds,
        text=moment.text,
    )

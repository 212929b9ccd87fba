"""Word an answer: what was found in, text with numbered citations out, as it is made."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from chronos.chat.events import Answer, Answered, AnswerEvent, Citation, CitationAdded, TextAdded
from chronos.chat.explain_refusal import explain_answer, explain_refusal
from chronos.model import Passage
from chronos.providers.language import Citing, LanguageModel, Stopped, Task, TextDelta, Usage
from chronos.search import Found

INSTRUCTIONS = (
    "Answer the question from these passages of the creator's videos alone, briefly and in the question's language. "
    "Cite each passage that the answer uses. If the passages do not answer the question, say so."
)
UNSURE = "This may not answer your question. The closest passages:"
CLOSEST = 3  # moments to list when nothing is covered


@dataclass(slots=True)
class Draft:
    """What is shown of an answer so far, and what its model wrote for it, which costs also where it is not shown.

    `usage` and `stopped` are None until the model has told them.
    """

    parts: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    usage: Usage | None = None
    stopped: Stopped | None = None
    is_begun: bool = False


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What was found for a question, with the passages around the moments, and the model's task made of it.

    `answer_id`: that of the answer, of its message and of its charges.
    """

    found: Found
    passages: Sequence[Passage]
    task: Task
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


def inquire(question: str, found: Found, passages: Sequence[Passage], max_passages: int) -> Inquiry:
    """Return what a model has to word."""
    return Inquiry(found, passages, Task(question, passages[:max_passages], INSTRUCTIONS))


async def word_answer(
    model: LanguageModel, inquiry: Inquiry, draft: Draft | None = None
) -> AsyncGenerator[AnswerEvent, None]:
    """Let `model` word what was found, unless it does not cover the question. Ends with `Answered`.

    `draft` has what was produced, also when it fails or is stopped. Raises ProviderError.
    """
    draft, found = draft or Draft(), inquiry.found
    if not inquiry.is_covered:
        text, notice = explain_refusal(found)
        yield TextAdded(text)
        for number, passage in enumerate(inquiry.closest, start=1):
            draft.citations.append(cite(passage, passage.best, passage.best))
            yield CitationAdded(number, draft.citations[-1])
        yield Answered(
            Answer(False, False, text, draft.citations, model.name, Usage(), notice, found, inquiry.answer_id)
        )
        return
    sure = found.verdict == "answered"
    if not sure and not draft.parts:  # else the text of another model is continued
        draft.parts.append(f"{UNSURE}\n")
        yield TextAdded(draft.parts[-1])
    draft.is_begun = True
    async with aclosing(model.word(inquiry.task)) as pieces:
        async for piece in pieces:
            match piece:
                case TextDelta(text):
                    draft.written.append(text)
                    draft.parts.append(text)
                    yield TextAdded(text)
                case Citing(index, first, last):
                    citation = cite(inquiry.task.passages[index], first, last)
                    if citation not in draft.citations:
                        draft.citations.append(citation)
                        yield CitationAdded(len(draft.citations), citation)
                    draft.parts.append(f" [{draft.citations.index(citation) + 1}]")
                    yield TextAdded(draft.parts[-1])
                case Usage():
                    draft.usage = piece
                case Stopped():
                    draft.stopped = piece
    text, usage = "".join(draft.parts), draft.usage or Usage()
    notice = explain_answer(found)
    yield Answered(Answer(True, sure, text, draft.citations, model.name, usage, notice, found, inquiry.answer_id))


def cite(passage: Passage, first: int, last: int) -> Citation:
    """Return the citation of some sentences of a passage, from `first` to `last`."""
    said, text = passage.sentences[first : last + 1], passage.quote(first, last)
    best = passage.sentences[passage.best] if first <= passage.best <= last and first < last else None
    return Citation(
        video_id=passage.moment.video_id,
        chunk_id=said[0].chunk_id,
        title=passage.moment.title,
        start_seconds=said[0].start_seconds,
        end_seconds=said[-1].end_seconds,
        play_seconds=said[0].start_seconds,
        text=text,
        best_text=_as_quoted(best.text, text) if best else None,
        best_start_seconds=best.start_seconds if best else None,
    )


def _as_quoted(sentence: str, quote: str) -> str | None:
    """Return a sentence as it stands in the quote, which may give it a capital and end it with … for its comma."""
    forms = (sentence, sentence[:1].upper() + sentence[1:])
    return next((part for form in forms for part in (form, form.rstrip(" ,;:–—-")) if part in quote), None)

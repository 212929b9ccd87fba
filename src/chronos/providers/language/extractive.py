"""Extractive: an answer of quotes alone, with no key, no network and no generated text."""

from collections.abc import AsyncGenerator, Sequence

from chronos.model import Passage, SpokenSentence
from chronos.providers.language.choose_quote import Quoted, choose_quote
from chronos.providers.language.language_model import Citing, Completion, Piece, Report, Task, TextDelta, Usage
from chronos.text import letters

MAX_QUOTES = 3
QUOTE_SHARE = 0.5  # a further quote must score nearly as well as the first, or it distracts


class Extractive:
    """A LanguageModel that quotes around the best moments, one a line."""

    name = "extractive"
    max_passages = MAX_QUOTES
    generates = False

    async def word(self, task: Task) -> AsyncGenerator[Piece, None]:
        """Quote around each moment that scores at least half as well as the best; the rest of the task is not read.

        No sentence is quoted twice, and no words.
        """
        for line, (index, (first, last)) in enumerate(_quotes(task.passages[:MAX_QUOTES])):
            line_break = "\n" if line else ""
            yield TextDelta(f"{line_break}“{task.passages[index].quote(first, last)}”")
            yield Citing(index, first, last)
        yield Usage()

    async def complete(self, instructions: str, text: str, report: Report | None = None) -> Completion | None:
        """Return None: it generates nothing."""
        return None


def _quotes(passages: Sequence[Passage]) -> list[tuple[int, Quoted]]:
    """Return which passages are quoted, best first, and which of their sentences."""
    quotes: list[tuple[int, Quoted]] = []
    said: list[tuple[Passage, SpokenSentence]] = []
    written: list[str] = []
    for index, passage in enumerate(passages):
        is_close = passage.moment.score >= QUOTE_SHARE * passages[0].moment.score
        free = _without(passage, said)
        if not is_close or free is None:
            continue
        first, last = choose_quote(free)
        words = letters("".join(sentence.text for sentence in free.sentences[first : last + 1]))
        if any(words in earlier or earlier in words for earlier in written if earlier):
            continue
        written.append(words)
        skipped = passage.best - free.best
        quotes.append((index, (first + skipped, last + skipped)))
        said += [(passage, sentence) for sentence in free.sentences[first : last + 1]]
    return quotes


def _without(passage: Passage, said: Sequence[tuple[Passage, SpokenSentence]]) -> Passage | None:
    """Return the part of the passage around its own sentence in which none was quoted; None: that one was."""
    taken = [any(_is_same(passage, sentence, *other) for other in said) for sentence in passage.sentences]
    if taken[passage.best]:
        return None
    begin = max((i + 1 for i in range(passage.best) if taken[i]), default=0)
    end = min((i for i in range(passage.best, len(taken)) if taken[i]), default=len(taken))
    return Passage(passage.moment, passage.sentences[begin:end], passage.best - begin)


def _is_same(passage: Passage, sentence: SpokenSentence, other: Passage, quoted: SpokenSentence) -> bool:
    if letters(sentence.text) == letters(quoted.text):
        return True
    is_one_video = passage.moment.video_id == other.moment.video_id
    return is_one_video and sentence.start_seconds == quoted.start_seconds

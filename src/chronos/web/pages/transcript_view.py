"""A transcript as its page shows it: paragraphs of sentences, with times in the margin."""

from collections.abc import Sequence
from dataclasses import dataclass

from chronos.videos import Sentence

PAUSE_SECONDS = 2.5  # a silence of this length begins a paragraph
PARAGRAPH_CHARACTERS = 420  # after so many, the next sentence begins one
LINE_CHARACTERS = 52  # of a line on the page: two times in one line would lie upon each other


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence; without `shows_time` its time is shown when the reader points at it."""

    sentence: Sentence
    shows_time: bool


def view_script(sentences: Sequence[Sentence]) -> list[list[SentenceView]]:
    """Return the paragraphs of a transcript."""
    paragraphs: list[list[SentenceView]] = []
    characters, since_time, end_seconds = 0, 0, 0.0
    for sentence in sentences:
        is_pause = sentence.start_seconds - end_seconds >= PAUSE_SECONDS
        begins = not paragraphs or is_pause or characters >= PARAGRAPH_CHARACTERS
        if begins:
            paragraphs.append([])
            characters = 0
        shows_time = begins or since_time >= LINE_CHARACTERS
        paragraphs[-1].append(SentenceView(sentence, shows_time))
        length = len(sentence.text) or LINE_CHARACTERS
        since_time = length if shows_time else since_time + length
        characters += length
        end_seconds = max(end_seconds, sentence.end_seconds)
    return paragraphs

"""The transcript as running text: its sentences, each with the second at which it begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from chronos.model import TimeSpan
from chronos.run_apart import run_apart
from chronos.text import join_words, sentences
from chronos.videos.library import APART_WORDS, Row, marks_of_windows, words_of_windows


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a part of the video where a voice is heard that gave no words: then `text` is empty."""

    start_seconds: float
    end_seconds: float
    text: str


def sentences_of_windows(windows: Sequence[Row]) -> list[Sentence]:
    """Return the sentences of a transcript, those of a long one from a process of its own. Blocking."""
    is_long = sum(len(window["words"]) for window in windows) > APART_WORDS
    return run_apart(_sentences_of, windows) if is_long else _sentences_of(windows)


def _sentences_of(windows: Sequence[Row]) -> list[Sentence]:
    words = list(words_of_windows(windows))
    spoken = [
        Sentence(part[0].start_seconds, part[-1].end_seconds, join_words([word.text for word in part]))
        for part in sentences(words)
    ]
    lost = [_lost(span) for span in marks_of_windows(windows)]
    return sorted([*spoken, *lost], key=lambda sentence: sentence.start_seconds)


def _lost(span: TimeSpan) -> Sentence:
    return Sentence(span.start_seconds, span.end_seconds, "")

"""Transcribe sound window by window: a media file in, words with times out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from chronos.model import TimeSpan, Word
from chronos.providers.speech import WINDOW_SECONDS, Transcriber, cut_windows
from chronos.providers.speech.media import Source


@dataclass(frozen=True, slots=True)
class WindowTranscript:
    """What is said between two seconds of a video; all times are those of the video.

    `language` is the most probable one so far, None while nothing has been said. `speech_seconds` and `not_understood`:
    as in `Transcription`.
    """

    start_seconds: float
    end_seconds: float
    words: list[Word]
    language: str | None
    language_probability: float
    speech_seconds: float = 0.0
    not_understood: Sequence[TimeSpan] = ()


def transcribe_windows(
    source: Source,
    transcriber: Transcriber,
    *,
    language: str | None = None,
    previous_language: str | None = None,
    start_seconds: float = 0.0,
    on_progress: Callable[[float], None] | None = None,
    window_seconds: float = WINDOW_SECONDS,
    track: int | None = None,
    on_lost: Callable[[float], None] | None = None,
) -> Iterator[WindowTranscript]:
    """One result per window, each as soon as it is known; together they cover the sound from `start_seconds` on.

    Pass the last `end_seconds` as `start_seconds`, and the last word's language as `previous_language`, to resume an
    interrupted transcription. Without `language` it is found, for each stretch of speech. `on_progress` receives the
    second of the video that is reached, `on_lost` at the end the seconds that could not be decoded. Raises Invalid for
    the file, ProviderError for the model.
    """
    best, probability = language, 0.0
    for window in cut_windows(source, start_seconds, window_seconds, track, on_lost):

        def advance(seconds: float, start: float = window.start_seconds) -> None:
            if on_progress:
                on_progress(start + seconds)

        heard = transcriber.transcribe(window.samples, language, advance, previous_language)
        if heard.words:
            previous_language = heard.words[-1].language
            if heard.language_probability > probability:
                best, probability = heard.language, heard.language_probability
        start = window.start_seconds
        words = [
            replace(word, start_seconds=start + word.start_seconds, end_seconds=start + word.end_seconds)
            for word in heard.words
        ]
        lost = [TimeSpan(start + span.start_seconds, start + span.end_seconds) for span in heard.not_understood]
        yield WindowTranscript(start, window.end_seconds, words, best, probability, heard.speech_seconds, lost)
        advance(window.end_seconds - window.start_seconds)

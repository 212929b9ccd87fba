"""Write the transcript of a video: its windows, and what they say together."""

import asyncio
import math
from collections.abc import Sequence

from psycopg.types.json import Jsonb

from chronos.db import Tx
from chronos.model import VideoId, Word
from chronos.pipeline.steps import QUERIES, VideoRow, hold
from chronos.pipeline.transcribe_windows import WindowTranscript
from chronos.text import Guess, guess_language, join_words

LANGUAGE_WORDS = 2_000  # of captions, by which their language is guessed
ENOUGH_COVERED = 0.98  # of the speech
LITTLE_COVERED = "{share} % of the speech was not understood: captions and transcript show where."


async def write_window(tx: Tx, video: VideoRow, window: WindowTranscript) -> None:
    """Write the words of one window. Raises Removed."""
    await hold(tx, video.id)
    # Recognisers hear, and captions last, a little longer than the file says that it does.
    length = video.duration_seconds if video.duration_seconds is not None else math.inf
    not_understood = [span for span in window.not_understood if span.start_seconds < length]
    row = {
        "id": video.id,
        "start_seconds": window.start_seconds,
        "end_seconds": window.end_seconds,
        "words": [word.text for word in window.words],
        "word_starts": [min(word.start_seconds, length) for word in window.words],
        "word_ends": [min(word.end_seconds, length) for word in window.words],
        "word_languages": _languages(window.words),
        "speech_seconds": window.speech_seconds,
        "not_understood_starts": [span.start_seconds for span in not_understood],
        "not_understood_ends": [min(span.end_seconds, length) for span in not_understood],
    }
    await tx.execute(QUERIES["insert_window"], row)
    if window.language is not None:
        await _set_language(tx, video, window.language, window.language_probability)


def _languages(words: Sequence[Word]) -> list[str]:
    """Return the language of each word; none where one is not known."""
    languages = [word.language for word in words if word.language is not None]
    return languages if len(languages) == len(words) else []


async def write_transcript(tx: Tx, video_id: VideoId) -> None:
    """Write what all windows of the video say together, and warn of speech that gave no words."""
    row = await tx.fetch_one(QUERIES["set_transcript"], {"id": video_id})
    covered = row["speech_covered"] if row is not None else None
    if covered is not None and covered < ENOUGH_COVERED:
        warning = LITTLE_COVERED.format(share=math.ceil((1 - covered) * 100))
        await tx.execute(QUERIES["set_warning"], {"id": video_id, "warning": warning})


async def write_caption_words(tx: Tx, video: VideoRow, words: list[Word]) -> None:
    """Replace all words of the video."""
    end = max(video.duration_seconds or 0.0, *(word.end_seconds for word in words), 0.001)
    guess = await asyncio.to_thread(_guess, words)
    await tx.execute(QUERIES["delete_windows"], {"id": video.id})
    await write_window(tx, video, WindowTranscript(0.0, end, words, guess.language, guess.probability))


async def _set_language(tx: Tx, video: VideoRow, language: str, probability: float) -> None:
    certainty = Jsonb({"language_probability": round(probability, 3)})
    await tx.execute(QUERIES["set_language"], {"id": video.id, "language": language, "metadata": certainty})


def _guess(words: Sequence[Word]) -> Guess:
    return guess_language(join_words([word.text for word in words[:LANGUAGE_WORDS]]))

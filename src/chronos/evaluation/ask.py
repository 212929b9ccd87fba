"""Ask every question as a student, one after another."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from chronos.chat import Answerer, Citation, ask
from chronos.db import Database
from chronos.evaluation.check_quotes import misquoted
from chronos.evaluation.score import MOMENTS, Asked, Question
from chronos.model import Actor, VideoId, Word
from chronos.search import SearchCache, find_moments
from chronos.videos import list_words


async def ask_all(
    db: Database,
    answerer: Answerer,
    student: Actor,
    questions: Sequence[Question],
    on_progress: Callable[[float], None] = lambda _: None,
) -> list[Asked]:
    """Return the moments and the verdict for each question, in order, by the functions that the API calls.

    `on_progress`: 0 to 1. `seconds` measures the search alone. No session is stored. Raises what the search raises.
    """
    # A cache of one entry: the answer reuses the search just measured, and a repeated question is measured again.
    # Rate limits are off.
    limit = max(MOMENTS, answerer.language_model.max_passages)
    engine = replace(answerer.engine, cache=SearchCache(answers=1), is_limited=False)
    answerer = replace(answerer, engine=engine)
    asked = []
    spoken: dict[VideoId, Sequence[Word]] = {}
    for number, question in enumerate(questions, start=1):
        started = time.perf_counter()
        found = await find_moments(db, engine, student, question.text, limit=limit)
        seconds = time.perf_counter() - started
        answer = await ask(db, answerer, student, question.text)
        quotes = answer.citations if answer.covered else ()
        await _read_spoken(db, student, answer.citations, spoken)
        wrong = len(misquoted(answer.citations, spoken))
        moments = found.moments[:MOMENTS]
        asked.append(Asked(question, moments, answer.covered, seconds, quotes, wrong, found.probability))
        on_progress(number / len(questions))
    return asked


async def _read_spoken(
    db: Database, student: Actor, quotes: Sequence[Citation], spoken: dict[VideoId, Sequence[Word]]
) -> None:
    """Add to `spoken` the words of each quoted video that it has not."""
    if missing := {quote.video_id for quote in quotes} - set(spoken):
        async with db.acting_as(student) as tx:
            spoken.update({video: await list_words(tx, video) for video in missing})

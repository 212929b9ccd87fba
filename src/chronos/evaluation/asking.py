"""Ask: every question as a student would, one after another."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from chronos.chat import Answerer, ask
from chronos.db import Database
from chronos.evaluation.score import MOMENTS, Asked, Question
from chronos.model import Actor
from chronos.search import MomentCache, find_moments


async def ask_all(
    db: Database,
    answerer: Answerer,
    student: Actor,
    questions: Sequence[Question],
    on_progress: Callable[[float], None] = lambda _: None,
) -> list[Asked]:
    """What came for each question, in order, through the functions that the API calls; `on_progress`: 0 to 1.

    `seconds` is of the search alone. No conversation is kept. Raises what the search raises.
    """
    # One answer is remembered: what was just searched need not be searched again to be answered, and a question
    # that is asked twice in a set is still measured twice. Nor do the rates of people hold here.
    engine = replace(answerer.engine, cache=MomentCache(size=1), is_limited=False)
    answerer = replace(answerer, engine=engine)
    asked = []
    for number, question in enumerate(questions, start=1):
        started = time.perf_counter()
        found = await find_moments(db, engine, student, question.text, limit=MOMENTS)
        seconds = time.perf_counter() - started
        answer = await ask(db, answerer, student, question.text)
        asked.append(Asked(question, found.moments, answer.covered, seconds))
        on_progress(number / len(questions))
    return asked

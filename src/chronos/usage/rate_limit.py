"""Rate limits: refuse a question that comes too soon, and say when to ask again."""

import math
from collections.abc import Mapping
from typing import Literal

from chronos.db import Tx, load_queries
from chronos.errors import OverLimit

Kind = Literal["search", "words", "ask", "beat"]  # words: keyword search; beat: a report of a player

_QUERIES = load_queries("chronos.usage")
_QUESTIONS = "Too many questions. Try again in {wait}; keyword search still works."
_SENTENCES: Mapping[Kind, str] = {
    "search": _QUESTIONS,
    "ask": _QUESTIONS,
    "words": "Too many searches. Try again in {wait}.",
    "beat": "Too many reports of a player. Send this one again in {wait}.",
}


async def take_rate_token(tx: Tx, kind: Kind) -> None:
    """Count one request of the actor, in this transaction. Raises OverLimit (`rate_limited`) above the limit.

    A transaction that fails counts nothing. The limits stand in `private.rate_limits`.
    """
    row = await tx.fetch_one(_QUERIES["take_rate_token"], {"kind": kind})
    wait = row["wait_seconds"] if row else None
    if wait is not None:
        raise OverLimit(
            _SENTENCES[kind].format(wait=spoken_duration(wait)),
            code="rate_limited",
            retry_after_seconds=wait,
        )


def spoken_duration(seconds: float) -> str:
    """Return the duration in words, rounded up."""
    whole = max(1, math.ceil(seconds))
    if whole < 120:
        return f"{whole} second{'s' * (whole > 1)}"
    return f"{math.ceil(whole / 60)} minutes"

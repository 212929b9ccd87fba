"""Repeat an attempt to word an answer that failed before its first word, where it may succeed."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from chronos.providers.language.language_model import Piece, Usage
from chronos.providers.language.map_failure import Failure

PAUSES_SECONDS = (0.5, 2.0)  # before each attempt after the first, of MOST_ATTEMPTS
LONGEST_WAIT_SECONDS = 5.0  # a person is waiting: after that, quotes are better than words


async def repeat_attempt(
    attempt: Callable[[float], AsyncGenerator[Piece, None]], answer_seconds: float
) -> AsyncGenerator[Piece, None]:
    """Yield the pieces of `attempt`, which raises Failure, and of another one while none has said anything.

    Each gets the loop's time at which all of them have had `answer_seconds`. Usage counts what all of them have used.
    Raises ProviderError.
    """
    time = asyncio.get_running_loop().time
    before, deadline = Usage(0, 0), time() + answer_seconds
    for pause in (*PAUSES_SECONDS, None):
        total, is_begun = before, False
        try:
            async with aclosing(attempt(deadline)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Usage):
                        piece = total = add_usage(before, piece)
                    else:
                        is_begun = True
                    yield piece
            return
        except Failure as failed:
            asked = failed.wait_seconds
            if pause is None or is_begun or asked is None or asked > LONGEST_WAIT_SECONDS:
                raise failed.error from failed.__cause__
            wait = max(pause, asked)
            if time() + wait >= deadline:
                raise failed.error from failed.__cause__
        before = total
        await asyncio.sleep(wait)


def add_usage(one: Usage, other: Usage) -> Usage:
    """Return what both have used."""
    return Usage(
        (one.input_tokens or 0) + (other.input_tokens or 0),
        (one.output_tokens or 0) + (other.output_tokens or 0),
        one.cache_write_tokens + other.cache_write_tokens,
        one.cache_read_tokens + other.cache_read_tokens,
    )

"""Repeat an attempt to word an answer that failed before its first word, where it may succeed."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from chronos.providers.language.language_model import Piece, Usage
from chronos.providers.language.map_failure import Failure

PAUSES_SECONDS = (0.5, 2.0)  # before the second and the third attempt
LONGEST_WAIT_SECONDS = 5.0  # a person is waiting: after that, quotes are better than words


async def repeat_attempt(attempt: Callable[[], AsyncGenerator[Piece, None]]) -> AsyncGenerator[Piece, None]:
    """Yield the pieces of `attempt`, which raises Failure, and of another one while none has said anything.

    Usage counts what all of them have used. Raises ProviderError.
    """
    before = Usage(0, 0)
    for pause in (*PAUSES_SECONDS, None):
        total, is_begun = before, False
        try:
            async with aclosing(attempt()) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Usage):
                        piece = total = add_usage(before, piece)
                    else:
                        is_begun = True
                    yield piece
            return
        except Failure as failed:
            wait = failed.wait_seconds
            if pause is None or is_begun or wait is None or wait > LONGEST_WAIT_SECONDS:
                raise failed.error from failed.__cause__
        before = total
        await asyncio.sleep(max(pause, wait))


def add_usage(one: Usage, other: Usage) -> Usage:
    """Return what both have used."""
    return Usage(
        (one.input_tokens or 0) + (other.input_tokens or 0),
        (one.output_tokens or 0) + (other.output_tokens or 0),
        one.cache_write_tokens + other.cache_write_tokens,
        one.cache_read_tokens + other.cache_read_tokens,
    )

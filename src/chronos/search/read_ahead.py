"""Read ahead: let the embedder read a question while the database stores it."""

import asyncio
from dataclasses import dataclass

from chronos.errors import Invalid
from chronos.providers.embedding import Embedder, Reading
from chronos.search.clean_query import clean_query
from chronos.search.compute import compute, has_free_thread
from chronos.search.framing import unframed
from chronos.search.question import without_quotes


@dataclass(frozen=True, slots=True)
class Ahead:
    """A reading that was begun before search asks for it, and of what text it is."""

    text: str
    reading: asyncio.Task[Reading]


def read_ahead(embedder: Embedder, query: str) -> Ahead | None:
    """Begin to read `query`; None: nothing can be asked so, or others wait for their turn.

    It may be left alone: it ends within milliseconds, and its error is raised where it is awaited.
    """
    if not has_free_thread():
        return None
    try:
        text = unframed(clean_query(query))
    except Invalid:
        return None
    reading = asyncio.create_task(read(embedder, text))
    reading.add_done_callback(_see_error)
    return Ahead(text, reading)


async def read(embedder: Embedder, query: str, ahead: Ahead | None = None) -> Reading:
    """Return how the embedder reads a question, its quotation marks left out. Raises ProviderError."""
    if ahead is not None and ahead.text == query:
        return await asyncio.shield(ahead.reading)
    [reading] = await compute(embedder.read, [without_quotes(query)])
    return reading


def _see_error(reading: asyncio.Task[Reading]) -> None:
    if not reading.cancelled():
        reading.exception()  # one that is never looked at would be logged

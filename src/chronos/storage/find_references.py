"""Find references: which stored files does a row name?"""

from collections.abc import Collection, Iterable
from contextlib import suppress
from uuid import UUID

from chronos.db import Tx, load_queries

_QUERIES = load_queries("chronos.storage")


async def find_references(tx: Tx, names: Collection[str]) -> set[str]:
    """Return those of `names` (`<bucket>/<path>`) that a row of an object, a video or a course names."""
    if not names:
        return set()
    parts = [name.split("/") for name in names]
    values = {
        "names": list(names),
        "creator_ids": _ids(part[1] for part in parts if len(part) > 1),
        "video_ids": _ids(part[2] for part in parts if len(part) > 2),
    }
    return {row["name"] for row in await tx.fetch(_QUERIES["find_references"], values)}


def _ids(texts: Iterable[str]) -> list[UUID]:
    found = set()
    for text in texts:
        with suppress(ValueError):
            found.add(UUID(text))
    return list(found)

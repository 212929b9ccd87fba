"""Name people by their ids, as far as the caller may see them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from chronos.db import Tx, load_queries

_QUERIES = load_queries("chronos.members")


async def name_people(tx: Tx, ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Return the names of students and staff, also of those who left; without those who were erased."""
    return {row["id"]: row["name"] for row in await tx.fetch(_QUERIES["name_people"], {"ids": list(ids)})}

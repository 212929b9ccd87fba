"""Record that a student opened a citation."""

from uuid import UUID

from chronos.db import Tx, load_queries
from chronos.errors import NotFound

_QUERIES = load_queries("chronos.chat")


async def open_citation(tx: Tx, message_id: UUID, number: int) -> None:
    """Record that the calling student opened a citation, numbered from 1; a second time adds nothing.

    Raises NotFound (`citation_not_found`).
    """
    row = await tx.fetch_one(_QUERIES["open_citation"], {"message_id": message_id, "number": number})
    if row is None or not row["is_known"]:
        raise NotFound(f"You have no answer with this id and a citation {number}.", code="citation_not_found")

"""Record that a student searched or asked, in the transaction that serves the request."""

from collections.abc import Mapping
from typing import Literal

from chronos.db import Tx, load_queries
from chronos.usage import Kind

_QUERIES = load_queries("chronos.search")
_FACTS: Mapping[Kind, Literal["search", "question"]] = {"search": "search", "words": "search", "ask": "question"}


async def record_request(tx: Tx, kind: Kind) -> None:
    """Record a request whose text is not stored; a creator's and staff's leave nothing."""
    await tx.execute(_QUERIES["record_request"], {"kind": _FACTS[kind]})

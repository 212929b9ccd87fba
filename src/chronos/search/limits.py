"""Limits: asking too often is refused, with the time at which it may go on."""

import math
from typing import Literal

from chronos.db import Tx, load_queries
from chronos.errors import OverLimit

Kind = Literal["search", "ask"]

_QUERIES = load_queries("chronos.search")


async def take_token(tx: Tx, kind: Kind) -> None:
    """Count one question of the asker, in this transaction. Raises OverLimit (`rate_limited`) when it is one too many.

    What is counted goes back with a transaction that fails. How many are too many stands in `private.rate_limits`.
    """
    row = await tx.fetch_one(_QUERIES["take_token"], {"kind": kind})
    wait = row["wait_seconds"] if row else None
    if wait is not None:
        raise OverLimit(
            f"Too many questions in a short time: try again in {spoken_duration(wait)}. Finding words works meanwhile.",
            code="rate_limited",
            retry_after_seconds=wait,
        )


def spoken_duration(seconds: float) -> str:
    """As a person says it, never too short."""
    whole = max(1, math.ceil(seconds))
    if whole < 120:
        return f"{whole} second{'s' * (whole > 1)}"
    return f"{math.ceil(whole / 60)} minutes"

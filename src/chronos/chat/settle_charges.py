"""Settle charges: what an answer has used reaches the ledger, though its reader left or the database was away."""

import asyncio
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from chronos.db import Database
from chronos.errors import ProviderError
from chronos.jobs import through_outages
from chronos.model import Actor
from chronos.usage import Charge, settle_answer

PAUSES_SECONDS = (0.5, 2.0, 10.0)  # before it is tried again at a database that is busy or slow


async def settle_charges(db: Database, assistant: Actor, work_id: UUID, charges: Sequence[Charge]) -> None:
    """Charge what was used and end its hold, also when the caller is cancelled. Waits until the database is back.

    Raises ProviderError for one that stays busy. A process that ends before loses the charges; the hold expires.
    """
    await asyncio.shield(_settle(db, assistant, work_id, charges))


async def _settle(db: Database, assistant: Actor, work_id: UUID, charges: Sequence[Charge]) -> None:
    for pause in (*PAUSES_SECONDS, None):
        try:
            await through_outages(db, partial(_settle_once, db, assistant, work_id, charges))
            return
        except ProviderError:
            if pause is None:
                raise
        await asyncio.sleep(pause)


async def _settle_once(db: Database, assistant: Actor, work_id: UUID, charges: Sequence[Charge]) -> None:
    async with db.acting_as(assistant) as tx:
        await settle_answer(tx, work_id, charges)

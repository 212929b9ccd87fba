"""Jobs of Whop's queue, in a real worker."""

import asyncio
import json
from datetime import UTC, datetime

from chronos.app import App
from chronos.pipeline import running_worker
from chronos.whop import Delivery, catch_up, list_inbox, receive_delivery
from tests.whop.test_apply_membership import a_company, the_students
from tests.whop.test_normalise import V1


async def test_a_worker_applies_new_deliveries(app: App) -> None:
    async with app.db.as_service("test") as tx:
        await a_company(tx, "biz_1")
    await receive_delivery(app.db, Delivery("msg_1", datetime.now(UTC), json.dumps(V1).encode()))
    async with running_worker(app.queue, app.db):
        while (await list_inbox(app.db)).counts != {"applied": 1}:  # noqa: ASYNC110 - the test's time limit ends it
            await asyncio.sleep(0.05)
    async with app.db.as_service("test") as tx:
        [student] = await the_students(tx)
    assert student["is_active"]


async def test_catching_up_ends(app: App) -> None:
    await catch_up(app.db)

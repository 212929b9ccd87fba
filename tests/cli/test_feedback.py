"""`chronos feedback`."""

import asyncio
import json
from uuid import UUID

from chronos.db import Database
from chronos.model import CreatorId
from tests.cli.conftest import RunChronos
from tests.conftest import ADatabase
from tests.evaluation.test_cases import judge
from tests.factories import a_student, a_video


async def _make(url: str, creator: CreatorId) -> None:
    db = Database(url)
    await db.open()
    async with db.as_service("test") as tx:
        sam = await a_student(tx, creator)
        light, dark = await a_video(tx, creator, title="Light"), await a_video(tx, creator, title="Dark")
        await judge(tx, creator, sam, "What is\x1b dark?", light, "wrong_moment", video=dark, at=3)
    await db.close()


def test_feedback_is_listed_with_both_places(chronos: RunChronos, creator: str, database: ADatabase) -> None:
    assert chronos("feedback").out == "No feedback yet.\n"
    asyncio.run(_make(database.login_url, CreatorId(UUID(creator))))
    shown = chronos("feedback", "--verdict", "wrong_moment").out
    assert "wrong moment  “What is dark?”\n    answered  Light 0:07\n    better    Dark 0:03\n" in shown
    [told] = json.loads(chronos("feedback", "--json").out)
    assert f"    message   {told['message_id']}\n" in shown
    assert (told["verdict"], told["better"]["title"]) == ("wrong_moment", "Dark")
    assert chronos("feedback", "--verdict", "right").out == "No feedback yet.\n"
    assert chronos("feedback", "--verdict", "bad").code == 2

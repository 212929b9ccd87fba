"""The operator sees deliveries of every creator, and tries failed ones again."""

from chronos.db import Database
from chronos.notifications import Channels, deliver, list_deliveries, retry_deliveries
from tests.factories import a_creator
from tests.mail_server import MailServer
from tests.notifications.conftest import School, fail


async def test_deliveries_are_listed_by_status_and_creator(
    db: Database, school: School, channels: Channels, mail: MailServer
) -> None:
    mail.refuses = "550 No such person"
    await fail(db, school)
    await deliver(db, channels)
    async with db.as_service("test") as tx:
        other = await a_creator(tx)
    [one] = await list_deliveries(db, status="failed", creator_id=school.creator_id)
    assert (one.kind, one.channel, one.person_id, one.next_try_at) == (
        "video.failed", "email", school.creator_id, None
    )  # fmt: skip
    assert await list_deliveries(db, creator_id=other) == await list_deliveries(db, status="sent") == []
    assert await retry_deliveries(db, [one.id + 1]) == 0
    assert await retry_deliveries(db, [one.id]) == 1
    [waiting] = await list_deliveries(db, status="waiting", limit=1)
    assert (waiting.id, waiting.attempts, waiting.error) == (one.id, 0, None)

"""The secret of a message ends messages, without signing in."""

import pytest

from chronos.db import Database
from chronos.errors import NotFound
from chronos.notifications import Channels, Subscriber, deliver, get_choices, show_subscriber, unsubscribe
from tests.mail_server import MailServer
from tests.notifications.conftest import School, fail


async def test_a_link_ends_messages_of_its_kind_or_all(
    db: Database, school: School, channels: Channels, mail: MailServer
) -> None:
    await fail(db, school)
    await deliver(db, channels)
    secret = mail.messages[0]["List-Unsubscribe"].split("/unsubscribe/")[1].partition("?")[0]
    assert len(secret) == 64
    assert await show_subscriber(db, secret) == Subscriber("Ada", "Ada")
    await unsubscribe(db, secret, "video.failed")
    async with db.acting_as(school.creator) as tx:
        modes = {one.kind: one.mode for one in await get_choices(tx) if one.channel == "email"}
    assert (modes["video.failed"], modes["quota.reached"]) == ("never", "now")
    for _ in range(2):
        await unsubscribe(db, secret, None)
    async with db.acting_as(school.creator) as tx:
        assert {one.mode for one in await get_choices(tx) if one.channel == "email"} == {"never"}
    async with db.acting_as(school.student) as tx:
        assert {one.mode for one in await get_choices(tx) if one.channel == "email"} == {"now"}
    for wrong in ("", "a" * 64):
        with pytest.raises(NotFound):
            await show_subscriber(db, wrong)
        with pytest.raises(NotFound):
            await unsubscribe(db, wrong, None)

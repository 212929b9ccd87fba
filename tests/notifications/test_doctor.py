"""The check of deliveries."""

from dataclasses import replace

import psycopg

from chronos.db import Database
from chronos.notifications import Channels, add_endpoint, deliver
from chronos.notifications.doctor import check_notifications
from tests.conftest import Ask
from tests.mail_server import MailServer
from tests.notifications.conftest import Receiver, School, fail


async def test_failed_deliveries_of_the_last_week_are_a_warning(
    ask: Ask, db: Database, school: School, channels: Channels, mail: MailServer, superuser: psycopg.Connection
) -> None:
    mail.refuses = "451 Later"
    await fail(db, school)
    await deliver(db, channels)
    assert (await ask(check_notifications)).verdict == "ok"  # it is tried again
    mail.refuses = "550 No such person"
    superuser.execute("update private.notification_deliveries set next_try_at = now()")
    await deliver(db, channels)
    found = await ask(check_notifications)
    assert (found.verdict, "1 failed in 7 days, the last one by email: " in found.evidence) == ("warn", True)
    superuser.execute("update private.notification_deliveries set finished_at = now() - interval '8 days'")
    assert (await ask(check_notifications)).verdict == "ok"


async def test_an_address_that_is_gone_is_no_matter_of_the_operator(
    ask: Ask, db: Database, school: School, channels: Channels, receiver: Receiver
) -> None:
    async with db.acting_as(school.creator) as tx:
        await add_endpoint(tx, school.creator, channels.webhooks, receiver.url, ["video.failed"])
    receiver.answers = [410]
    await fail(db, school)
    await deliver(db, replace(channels, mailer=None))
    assert (await ask(check_notifications)).verdict == "ok"

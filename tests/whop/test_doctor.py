"""The check of the inbox."""

import psycopg

from chronos.db import Database
from chronos.whop.doctor import check_inbox
from tests.conftest import Ask
from tests.whop.test_apply_event import deliver
from tests.whop.test_normalise import V1


async def test_a_waiting_delivery_is_a_warning_and_a_failed_one_a_failure(ask: Ask, db: Database) -> None:
    assert (await ask(check_inbox)).verdict == "ok"
    await deliver(db, V1)
    waiting = await ask(check_inbox)
    assert (waiting.verdict, "biz_1" in waiting.evidence) == ("warn", True)
    await deliver(db, b"{", "msg_2")
    assert (await ask(check_inbox)).verdict == "fail"


async def test_a_delivery_that_no_worker_applies_is_a_failure(ask: Ask, superuser: psycopg.Connection) -> None:
    superuser.execute(
        "insert into private.whop_events (webhook_id, sent_at, received_at) values ('msg_1', now(), now())"
    )
    assert (await ask(check_inbox)).verdict == "ok"
    superuser.execute("update private.whop_events set received_at = now() - interval '1 hour'")
    assert "60 minutes" in (await ask(check_inbox)).evidence

"""Removed conversations are deleted after a week."""

import psycopg

from chronos import chat
from chronos.app import App
from chronos.model import Actor
from tests.chat.test_messages import a_session


async def test_the_bin_is_emptied_after_a_week(app: App, sam: Actor, superuser: psycopg.Connection) -> None:
    kept, fresh, old = [await a_session(app, sam) for _ in range(3)]
    async with app.db.acting_as(sam) as tx:
        await chat.bin_session(tx, fresh)
        await chat.bin_session(tx, old)
    superuser.execute("set session_replication_role = replica")  # without the trigger that sets the time
    aged = "update public.chat_sessions set updated_at = now() - interval '8 days' where id = any (%s)"
    superuser.execute(aged, ([kept, old],))
    superuser.commit()
    await chat.empty_bin(app.db)
    async with app.db.as_service("test") as tx:
        assert {row["id"] for row in await tx.fetch("select id from chat_sessions")} == {kept, fresh}

"""Transactions that know who is asking."""

import psycopg
import pytest
from psycopg import sql

from chronos.db import Database
from chronos.errors import NotAllowed
from chronos.model import ANONYMOUS, Actor
from tests.conftest import ADatabase
from tests.factories import a_creator, a_student, a_video, as_creator, as_student, some_chunks


async def test_each_actor_sees_its_own(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada, bob = await a_creator(tx), await a_creator(tx, name="Bob")
        sam = await a_student(tx, ada)
        shown = await a_video(tx, ada, title="Shown")
        await a_video(tx, ada, title="Hidden", is_published=False)
        await a_video(tx, bob, title="Bob's")
        await some_chunks(tx, ada, shown, ["one two three"])
    async with db.acting_as(as_student(sam)) as tx:
        assert [row["title"] for row in await tx.fetch("select title from videos")] == ["Shown"]
        assert len(await tx.fetch("select id from video_chunks")) == 1
    async with db.acting_as(as_creator(ada)) as tx:
        assert {row["title"] for row in await tx.fetch("select title from videos")} == {"Shown", "Hidden"}
    async with db.acting_as(as_creator(bob)) as tx:
        assert await tx.fetch("select id from video_chunks") == []


async def test_nothing_is_carried_over_to_the_next_transaction(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_creator(tx)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with db.acting_as(ANONYMOUS) as tx:
            await tx.fetch("select id from creators")
    async with db._pool.connection() as connection:  # what a forgotten acting_as would get
        row = await (
            await connection.execute("select current_setting('request.jwt.claims', true) as claims")
        ).fetchone()
        assert row is not None
        assert not row["claims"]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute("select id from creators")


async def test_temporary_objects_do_not_shadow_the_next_transactions_names(database: ADatabase) -> None:
    with psycopg.connect(database.url) as owner:
        owner.execute(sql.SQL("grant temporary on database {} to authenticated").format(sql.Identifier(database.name)))
    pool = Database(database.login_url, max_size=1)  # so that both transactions share a connection
    await pool.open()
    async with pool.as_service("test") as tx:
        sam = await a_student(tx, await a_creator(tx))
    async with pool.acting_as(as_student(sam)) as tx:
        await tx.execute("create temp table creators (name text)")
        await tx.execute("create domain pg_temp.uuid as pg_catalog.uuid check (false)")
    async with pool.as_service("test") as tx:
        assert await tx.fetch("select name from creators where id <> gen_random_uuid()::uuid") == [{"name": "Ada"}]
    await pool.close()


async def test_a_refused_row_is_not_allowed(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada, bob = await a_creator(tx), await a_creator(tx, name="Bob")
    with pytest.raises(NotAllowed):
        async with db.acting_as(as_creator(bob)) as tx:
            await tx.execute("insert into videos (creator_id, title) values (%(id)s, 'Mine?')", {"id": ada})


async def test_an_inactive_person_sees_nothing(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        sam = await a_student(tx, ada)
        await a_video(tx, ada)
        await tx.execute("update students set is_active = false")
    async with db.acting_as(as_student(sam)) as tx:
        assert await tx.fetch("select id from videos") == []
    async with db.as_service("test") as tx:
        await tx.execute("update creators set is_active = false")
    async with db.acting_as(as_creator(ada)) as tx:
        assert await tx.fetch("select id from videos") == []


async def test_an_error_ends_the_transaction(db: Database) -> None:
    async def fail() -> None:
        async with db.as_service("test") as tx:
            await a_creator(tx)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        await fail()
    async with db.as_service("test") as tx:
        assert await tx.fetch("select id from creators") == []


async def test_the_login_role_can_read_nothing_by_itself(database: ADatabase) -> None:
    async with await psycopg.AsyncConnection.connect(database.login_url) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute("select * from public.creators")


async def test_user_metadata_is_never_believed(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        await a_video(tx, ada)
    liar = Actor("authenticated", subject=ada)
    async with db.acting_as(liar) as tx:
        await tx.fetch(
            "select set_config('request.jwt.claims', %(claims)s, true)",
            {"claims": f'{{"sub":"{ada}","user_metadata":{{"creator_id":"{ada}"}}}}'},
        )
        assert await tx.fetch("select id from videos") == []

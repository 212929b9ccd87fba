"""The audit log is only added to: by no role is a row changed, and by none deleted but by age."""

from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest

from chronos.db import Database
from tests.conftest import ADatabase
from tests.policies.matrix import ACTORS
from tests.policies.world import World

CHANGES: tuple[LiteralString, ...] = (
    "update private.audit_log set action = 'command.run'",
    "delete from private.audit_log",
    "truncate private.audit_log",
    "insert into private.audit_log (action, actor_kind) values ('command.run', 'operator')",
    "insert into private.audit_log (action, happened_at) values ('command.run', '2020-01-01')",
)
MADE_UP: tuple[LiteralString, ...] = (
    "insert into private.audit_log (action, creator_id) values ('command.run', private.acting_tenant())",
    "select private.record_audit('command.run', private.acting_tenant())",
)

# As all that people do and that is recorded: a function of the table's owner.
RECORDED = """
create function private.recorded(ada uuid) returns void language sql security definer as
$$ select private.record_audit('command.run', ada, 'test', ada) $$;
grant execute on function private.recorded(uuid) to authenticated
"""


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("statement", CHANGES)
async def test_no_role_may_change_the_log(
    shared_world_db: Database, world: World, actor: str, statement: LiteralString
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
        async with shared_world_db.acting_as(world.actors[actor]) as tx:
            await tx.execute(statement)


@pytest.mark.parametrize("actor", [name for name in ACTORS if name != "service"])
@pytest.mark.parametrize("statement", MADE_UP)
async def test_a_record_cannot_be_made_up(
    shared_world_db: Database, world: World, actor: str, statement: LiteralString
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
        async with shared_world_db.acting_as(world.actors[actor]) as tx:
            await tx.execute(statement)


@pytest.mark.parametrize("statement", CHANGES[:3])
def test_not_even_the_owner_of_the_table_changes_it(world_database: ADatabase, statement: LiteralString) -> None:
    with (
        psycopg.connect(world_database.url) as connection,
        pytest.raises(psycopg.errors.RaiseException, match="only added to"),
    ):
        connection.execute(statement)


async def test_rows_are_forgotten_by_age_alone(world_database: ADatabase, world_db: Database, world: World) -> None:
    with psycopg.connect(world_database.url) as owner:
        owner.execute(
            "insert into private.audit_log (action, happened_at, creator_id) "
            "select 'command.run', now() - make_interval(days => d), %s from unnest(array[399, 401, 402]) d",
            [uuid4()],
        )
    async with world_db.as_service("test") as tx:
        before = await tx.fetch_one("select count(*) as n from private.audit_log")
        assert (await tx.fetch_one("select private.forget_audit(1) as n")) == {"n": 1}
        assert (await tx.fetch_one("select private.forget_audit(10) as n")) == {"n": 1}
        after = await tx.fetch_one("select count(*) as n from private.audit_log")
    assert before
    assert after == {"n": before["n"] - 2}


@pytest.mark.parametrize(
    ("actor", "kind"),
    [
        ("creator", "owner"),
        ("editor", "editor"),
        ("viewer", "viewer"),
        ("supabase_user", "owner"),
        ("student", "student"),
    ],
)
async def test_a_record_says_who_added_it(
    world_database: ADatabase, world_db: Database, world: World, actor: str, kind: str
) -> None:
    ada = world.actors["creator"].creator_id
    with psycopg.connect(world_database.url) as owner:
        owner.execute(RECORDED)
    async with world_db.acting_as(world.actors[actor]) as tx:
        await tx.execute("select private.recorded(%(ada)s)", {"ada": ada})
    async with world_db.as_service("members.test") as tx:
        row = await tx.fetch_one(
            "select actor_kind, actor_id, service from private.audit_log where target_kind = 'test'"
        )
        await tx.execute("select private.record_audit('tier.changed', null, null, null, null)")
        own = await tx.fetch_one("select actor_kind, actor_id, service from private.audit_log order by id desc limit 1")
    assert row == {"actor_kind": kind, "actor_id": world.actors[actor].subject, "service": None}
    assert own == {"actor_kind": "operator", "actor_id": None, "service": "members.test"}

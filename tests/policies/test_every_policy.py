"""No policy is idle: dropping or weakening any of them gives an actor more or fewer rows than the matrix."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg
import pytest
from psycopg.rows import class_row

from chronos.db import Database
from tests.conftest import ADatabase
from tests.policies.matrix import MATRIX
from tests.policies.probe import Relation, relations
from tests.policies.test_matrix import differences
from tests.policies.world import World

# Row Level Security does not apply to the service: the policies of its own tables only say whose they are.
OF_THE_SERVICE = {
    "private.vector_index_builds", "private.library_versions", "private.tiers", "private.imports",
    "private.rate_limits", "private.rate_buckets", "private.sign_in_links", "private.identities",
    "private.sign_in_attempts", "private.queue_turns", "private.video_work",
    "private.playing_sessions", "private.watch_budgets", "private.course_changes",
    "private.facts", "private.erased_activity",
    "private.rolled_up", "private.limit_overrides", "private.ledger", "private.budgets",
    "private.holds", "private.usage_warnings", "private.notifications", "private.notification_looks",
    "private.whop_experiences",
    "private.notification_people", "private.notification_choices", "private.notification_deliveries",
    "private.whop_events", "private.whop_memberships", "private.whop_tiers", "private.whop_watch",
    "private.whop_courses", "private.whop_chapters", "private.whop_lessons", "private.whop_completions",
}  # fmt: skip
VIEWS = {"public.vector_index_stats"}
GUARDED = [name for name in MATRIX if name not in OF_THE_SERVICE | VIEWS]

# Clauses that repeat another rule as a second lock: the check of an update whose tenant cannot be changed anyway, and a
# condition of the table's select policy.
SECOND_LOCKS = {
    ("creators_update", "using"),
    ("creators_update", "check"),
    ("staff_update", "check"),
    ("students_update", "check"),
    ("videos_update", "check"),
    ("courses_update", "check"),
    ("course_modules_update", "check"),
    ("chat_sessions_update", "check"),
    ("evaluation_cases_update", "using"),
    ("evaluation_cases_update", "check"),
    ("evaluation_cases_delete", "using"),
    ("notes_update", "using"),
    ("notes_update", "check"),
    ("notes_delete", "using"),
    ("shared_answers_delete", "using"),
    ("sign_ins_delete", "using"),
    ("invite_links_update", "using"),
    ("invite_links_update", "check"),
    ("embed_sites_delete", "using"),
    ("embeds_update", "using"),
    ("embeds_update", "check"),
    ("embeds_delete", "using"),
    ("webhook_endpoints_update", "using"),
    ("webhook_endpoints_update", "check"),
    ("webhook_endpoints_delete", "using"),
    ("whop_products_update", "using"),
    ("whop_products_update", "check"),
    ("whop_products_delete", "using"),
    ("whop_product_courses_delete", "using"),
    ("uploads_update", "using"),
    ("uploads_update", "check"),
    ("uploads_delete", "using"),
}


@dataclass(frozen=True)
class Policy:
    """A policy of the catalogue."""

    table: str
    name: str
    command: str
    roles: str
    using: str | None
    check: str | None

    @property
    def dropped(self) -> str:
        """The statement that drops it."""
        return f"drop policy {self.name} on {self.table};"

    def created(self, using: str | None, check: str | None) -> str:
        """Return the statement that creates it with these clauses."""
        clauses = (f" using ({using})" if using else "") + (f" with check ({check})" if check else "")
        return f"create policy {self.name} on {self.table} for {self.command} to {self.roles}{clauses}"

    def mutants(self) -> list[str]:
        """Return its replacements: nothing, and itself with one clause replaced by `true`."""
        found = [""]
        if self.using is not None and (self.name, "using") not in SECOND_LOCKS:
            found.append(self.created("true", self.check))
        if self.check is not None and (self.name, "check") not in SECOND_LOCKS:
            found.append(self.created(self.using, "true"))
        return found


POLICIES = """
select p.schemaname || '.' || p.tablename as "table", p.policyname::text as name, p.cmd as command,
       array_to_string(p.roles, ', ') as roles, p.qual as using, p.with_check as check
  from pg_catalog.pg_policies p
 order by 1, 2
"""


@asynccontextmanager
async def _owner(database: ADatabase) -> AsyncIterator[psycopg.AsyncConnection[Policy]]:
    async with await psycopg.AsyncConnection.connect(
        database.url, autocommit=True, row_factory=class_row(Policy)
    ) as connection:
        yield connection


async def test_every_table_with_a_policy_is_examined(database: ADatabase) -> None:
    async with _owner(database) as owner:
        policies = await (await owner.execute(POLICIES)).fetchall()
    assert {policy.table for policy in policies} == set(GUARDED) | OF_THE_SERVICE
    assert {policy.name for policy in policies} >= {name for name, _ in SECOND_LOCKS}


async def test_the_services_tables_have_one_policy_each_and_it_is_the_services(database: ADatabase) -> None:
    async with _owner(database) as owner:
        policies = await (await owner.execute(POLICIES)).fetchall()
    found = [policy for policy in policies if policy.table in OF_THE_SERVICE]
    assert sorted(policy.table for policy in found) == sorted(OF_THE_SERVICE)
    assert {(policy.command, policy.roles, policy.using, policy.check) for policy in found} == {
        ("ALL", "service_role", "true", "true")
    }
    assert not {policy.roles for policy in policies if policy.table in GUARDED} & {"service_role"}


@pytest.mark.parametrize("table", GUARDED)
async def test_no_policy_of_the_table_is_idle(
    world_database: ADatabase, world_db: Database, world: World, table: str
) -> None:
    async with world_db.as_service("test") as tx:
        (relation,) = [found for found in await relations(tx) if found.name == table]
    unnoticed = []
    async with _owner(world_database) as owner:
        policies = await (await owner.execute(POLICIES)).fetchall()
        for policy in (policy for policy in policies if policy.table == table):
            for mutant in policy.mutants():
                await owner.execute(policy.dropped + mutant)
                if not await _is_noticed(world_db, world, relation):
                    unnoticed.append(mutant or policy.dropped)
                await owner.execute(f"drop policy if exists {policy.name} on {policy.table}")
                await owner.execute(policy.created(policy.using, policy.check))
    assert unnoticed == []
    assert not await _is_noticed(world_db, world, relation)


async def _is_noticed(db: Database, world: World, relation: Relation) -> bool:
    async for _ in differences(db, world, relation):
        return True
    return False

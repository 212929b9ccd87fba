"""Every actor reaches exactly what the matrix says, in every table and view."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest

from chronos.db import Database
from tests.conftest import ADatabase
from tests.policies.document import FILE, document
from tests.policies.matrix import ACTORS, COMMANDS, MATRIX, REFUSED, Cell, expected, show
from tests.policies.probe import Relation, reach, refused_columns, relations
from tests.policies.world import World

# One actor for each database role: grants are the role's.
ROLES = {
    "anon": "anon",
    "authenticated": "stranger",
    "chronos_assistant": "assistant",
    "chronos_public": "visitor",
    "service_role": "service",
}


async def test_every_table_and_view_is_in_the_matrix(shared_world_db: Database, world: World) -> None:
    async with shared_world_db.as_service("test") as tx:
        assert {relation.name for relation in await relations(tx)} == set(MATRIX)


@pytest.mark.parametrize("role", ROLES)
async def test_every_column_is_granted_as_in_the_matrix(
    shared_world_database: ADatabase, shared_world_db: Database, world: World, role: str
) -> None:
    wrong = []
    async with shared_world_db.as_service("test") as tx:
        found = await relations(tx)
    for relation in found:
        for command in COMMANDS:
            cells = _row(world, relation, command, ROLES[role])
            wanted = {column for column, cell in cells.items() if cell is REFUSED}
            refused = await asyncio.to_thread(refused_columns, shared_world_database.login_url, role, relation, command)
            wrong += [f"{role} may {command} {relation.name}.{column}" for column in sorted(wanted - refused)]
            wrong += [f"{role} may not {command} {relation.name}.{column}" for column in sorted(refused - wanted)]
    assert wrong == []


async def test_every_actor_reaches_the_rows_of_the_matrix(shared_world_db: Database, world: World) -> None:
    wrong = []
    async with shared_world_db.as_service("test") as tx:
        found = await relations(tx)
    for relation in found:
        wrong += [difference async for difference in differences(shared_world_db, world, relation)]
    assert wrong == []


async def differences(db: Database, world: World, relation: Relation) -> AsyncIterator[str]:
    """Yield a line for each difference between the matrix and the rows that are really reached in one table."""
    for actor in ACTORS:
        for command in COMMANDS:
            wanted = _row(world, relation, command, actor)
            columns = [column for column, cell in wanted.items() if cell is not REFUSED]
            cell = wanted[columns[0]] if columns else REFUSED
            got = await reach(db, world, actor, relation, command, columns or list(wanted))
            if got != cell:
                yield f"{actor} {command} {relation.name}: {show(got)}, not {show(cell)}"


def _row(world: World, relation: Relation, command: str, actor: str) -> Mapping[str, Cell]:
    everything = frozenset(world.offers[relation.name] if command == "insert" else world.names[relation.name].values())
    if relation.is_view and command != "select":
        return {column.name: REFUSED for column in relation.columns}
    return {
        column.name: expected(relation.name, command, column.name, actor, everything) for column in relation.columns
    }


def test_the_document_is_up_to_date() -> None:
    assert FILE.read_text() == document(), "run python -m tests.policies.document"

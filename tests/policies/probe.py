"""Run a statement as an actor and return the rows it reaches, or the refusal. Nothing is ever committed."""

# ruff: noqa: S608 - statements are made of names from the catalogue

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from chronos.db import Database, Tx
from chronos.errors import NotAllowed, ProviderError
from chronos.model import Actor
from tests.policies.matrix import REFUSED, Cell
from tests.policies.world import KEYS, World


@dataclass(frozen=True)
class Column:
    """A column of the catalogue; `is_computed`: no statement may give it a value."""

    name: str
    is_computed: bool


@dataclass(frozen=True)
class Relation:
    """A table or view of the catalogue."""

    name: str
    is_view: bool
    columns: tuple[Column, ...]


# The second: a view that cannot be written to.
FOR_WANT_OF_A_GRANT = (psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectNotInPrerequisiteState)

CATALOGUE = """
select c.relnamespace::regnamespace || '.' || c.relname as name, c.relkind in ('v', 'm') as is_view,
       array_agg(a.attname::text order by a.attnum) as columns,
       array_agg(a.attgenerated <> '' or a.attidentity = 'a' order by a.attnum) as computed
  from pg_catalog.pg_class c
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where c.relkind in ('r', 'p', 'v', 'm', 'f')
   and (c.relnamespace::regnamespace::text in ('public', 'private')
        or c.oid in ('storage.objects'::regclass, 'storage.buckets'::regclass))
 group by c.oid
 order by 1
"""


async def relations(tx: Tx) -> list[Relation]:
    """Return every table and view of ours, and the two of storage with our policies."""
    return [
        Relation(row["name"], row["is_view"], tuple(map(Column, row["columns"], row["computed"])))
        for row in await tx.fetch(CATALOGUE)
    ]


def refused_columns(url: str, role: str, relation: Relation, command: str) -> set[str]:
    """Return the columns that no statement of `role` may touch, whatever the policies."""
    statement = {
        "select": "select {column} from {table} limit 0",
        "insert": "insert into {table} ({column}) values (default)",
        "update": "update {table} set {column} = default where false",
        "delete": "delete from {table} where false",
    }[command]
    refused = set()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
        for column in relation.columns:
            # One round trip without effect: an allowed statement is followed by a division by zero.
            query = sql.SQL(statement + "; select 1 / 0").format(
                column=sql.Identifier(column.name), table=sql.Identifier(*relation.name.split("."))
            )
            try:
                connection.execute(query)
            except psycopg.Error as error:
                # A policy and a trigger refuse with the code of a missing grant, but with another message.
                if str(error).startswith(("permission denied", "cannot ")):
                    refused.add(column.name)
    return refused


async def reach(db: Database, world: World, actor: str, relation: Relation, command: str, columns: list[str]) -> Cell:
    """Return the names of the rows that the actor's statement returns, adds, changes or deletes."""
    act = {"select": _select, "insert": _insert, "update": _update, "delete": _delete}[command]
    try:
        return await act(db, world, world.actors[actor], relation, columns)
    except FOR_WANT_OF_A_GRANT:
        return REFUSED
    except NotAllowed:  # the policy let the actor reach rows whose new values its check refused
        return frozenset({"a refused change"})


async def _select(db: Database, world: World, actor: Actor, relation: Relation, columns: list[str]) -> Cell:
    async with _acting(db, actor) as tx:
        rows = await tx.fetch(_sql(f"select {', '.join(columns)} from {relation.name}"))
    return _named(world, relation, rows)


async def _update(db: Database, world: World, actor: Actor, relation: Relation, columns: list[str]) -> Cell:
    computed = {column.name for column in relation.columns if column.is_computed}
    values = ", ".join(f"{column} = {'default' if column in computed else column}" for column in columns)
    async with _acting(db, actor) as tx:
        await tx.execute(_sql(f"update {relation.name} set {values}"))
        changed = await _written(tx, world, relation)
    return changed | await _moved(db, world, actor, relation)


async def _moved(db: Database, world: World, actor: Actor, relation: Relation) -> frozenset[str]:
    """Return the moves away from the tenant that succeed; not for the service, which may do all."""
    moved = set()
    for name, (key, row) in world.moves.get(relation.name, {}).items() if actor.role != "service_role" else ():
        values = ", ".join(f"{column} = %({column})s" for column in row)
        statement = f"update {relation.name} set {values} where {KEYS[relation.name]} = %(key)s"
        with suppress(NotAllowed):
            async with _acting(db, actor) as tx:
                if await tx.execute(_sql(statement), {**row, "key": key}):
                    moved.add(name)
    return frozenset(moved)


async def _delete(db: Database, world: World, actor: Actor, relation: Relation, columns: list[str]) -> Cell:
    async with _acting(db, actor) as tx:
        if relation.name == "storage.buckets":
            await _empty_buckets(tx, actor)
        # The storage service sets this before it deletes a row.
        await tx.fetch("select set_config('storage.allow_delete_query', 'true', true)")
        # With a condition, as every client does it: only then PostgreSQL applies the select policies too.
        await tx.execute(_sql(f"delete from {relation.name} where {KEYS[relation.name]} is not null"))
        left = await _all(tx, world, relation)
    return frozenset(world.names[relation.name].values()) - left


async def _insert(db: Database, world: World, actor: Actor, relation: Relation, columns: list[str]) -> Cell:
    if relation.is_view:
        return REFUSED
    added: set[str] = set()
    for name, row in world.offers[relation.name].items():
        statement = f"insert into {relation.name} ({', '.join(row)}) values ({', '.join(f'%({c})s' for c in row)})"
        with suppress(NotAllowed):
            async with _acting(db, actor) as tx:
                await tx.execute(_sql(statement), row)
                added.add(name)
    return frozenset(added)


async def _empty_buckets(tx: Tx, actor: Actor) -> None:
    """Try to delete empty buckets: one with objects cannot be deleted at all."""
    await tx.fetch(
        "select set_config('storage.allow_delete_query', 'true', true), set_config('role', 'service_role', true)"
    )
    await tx.execute("delete from storage.objects")
    await tx.fetch("select set_config('role', %(role)s, true)", {"role": actor.role})


class _Undo(Exception):
    """Roll the transaction back."""


@asynccontextmanager
async def _acting(db: Database, actor: Actor) -> AsyncIterator[Tx]:
    with suppress(_Undo):
        try:
            async with db.acting_as(actor) as tx:
                yield tx
                raise _Undo
        except ProviderError as error:
            raise error.__cause__ or error from None


async def _written(tx: Tx, world: World, relation: Relation) -> frozenset[str]:
    """Return the names of the rows that this transaction wrote, read as a role that sees all rows."""
    await tx.execute("set local role service_role")
    key = KEYS[relation.name]
    return _named(
        world,
        relation,
        await tx.fetch(_sql(f"select {key} from {relation.name} where xmin = pg_current_xact_id()::xid")),
    )


async def _all(tx: Tx, world: World, relation: Relation) -> frozenset[str]:
    await tx.execute("set local role service_role")
    return _named(world, relation, await tx.fetch(_sql(f"select {KEYS[relation.name]} from {relation.name}")))


def _named(world: World, relation: Relation, rows: list[dict[str, Any]]) -> frozenset[str]:
    names = world.names[relation.name]
    return frozenset(names[str(row[KEYS[relation.name]])] for row in rows)


def _sql(statement: str) -> LiteralString:
    return statement

"""Find why an actor reaches a row or not: grants, and every policy evaluated for that row as that actor.

Connects as the owner, for the operator alone; everything is rolled back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from chronos.db import Owner, enter_as, fetch, fetch_one, load_queries, owner_connection
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.model import Actor
from chronos.operations.why.expressions import Expression, take_apart
from chronos.operations.why.reasons import Command, Condition, Grants, Person, Policy, Reasons

QUERIES = load_queries("chronos.operations.why", "why.sql")


@dataclass(frozen=True, slots=True)
class _Table:
    id: int
    schema: str
    name: str
    kind: str
    has_policies: bool
    key: Sequence[str]

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"


async def find_reasons(url: str, table: str, key: str, actor: Actor, command: Command = "select") -> Reasons:
    """Evaluate grants and policies for the row of `table` with primary key `key` (several columns: joined by commas).

    Raises NotFound for an unknown table, Invalid for an invalid key, NotAllowed when the login is not the owner.
    """
    async with owner_connection(url) as connection, connection.transaction(force_rollback=True):
        await connection.execute("set local search_path = ''")  # so that expressions qualify every name
        if not (await fetch_one(connection, QUERIES["may_bypass"]))["may"]:
            raise NotAllowed(
                "Log in as the owner: policies hide rows from every other login.",
                code="not_owner",
            )
        found = await _find_table(connection, table)
        where, values = _where(found, key)
        about = {"id": found.id, "role": actor.role, "command": command}
        grants = Grants(**await fetch_one(connection, QUERIES["grants"], about))
        policies = await fetch(connection, QUERIES["policies"], about)
        people = await fetch(
            connection, QUERIES["person"], {"creator_id": actor.creator_id, "student_id": actor.student_id}
        )
        row, shown = await _read_row(connection, found, where, values, policies)
        await connection.execute(*enter_as(actor))
        return Reasons(
            table=found.full_name,
            key=key,
            command=command,
            role=actor.role,
            claims=actor.claims,
            person=Person(**people[0]) if people else None,
            acting=await _acting(connection),
            row_exists=row is not None,
            row=shown,
            has_policies=found.has_policies,
            grants=grants,
            policies=[await _policy(connection, found, one, row, command) for one in policies] if row else [],
            sees=await _sees(connection, found, where, values) if command == "select" else None,
        )


async def _find_table(connection: Owner, name: str) -> _Table:
    rows = await fetch(connection, QUERIES["find_table"], {"name": name})
    if not rows:
        names = ", ".join(row["name"] for row in await fetch(connection, QUERIES["list_tables"]))
        raise NotFound(f"There is no table {name!r}. Tables: {names}.", code="table_not_found")
    table = _Table(**rows[0])
    if not table.key:
        raise Invalid(f"{table.full_name} has no primary key: ask about one of its tables.", code="table_without_key")
    return table


def _where(table: _Table, key: str) -> tuple[sql.Composed, list[str]]:
    values = key.split(",") if len(table.key) > 1 else [key]
    if len(values) != len(table.key):
        raise Invalid(f"The key of {table.full_name} is {', '.join(table.key)}: give all of it, joined by commas.")
    conditions = [sql.SQL("{} = %s").format(sql.Identifier(column)) for column in table.key]
    return sql.SQL(" and ").join(conditions), values


async def _read_row(
    connection: Owner, table: _Table, where: sql.Composed, values: Sequence[str], policies: Sequence[Mapping[str, Any]]
) -> tuple[str | None, dict[str, str | None]]:
    """Return the row as PostgreSQL's text, and the columns that policies read."""
    columns = dict.fromkeys(column for policy in policies for column in policy["columns"])
    wanted = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(column)) for column in columns)
    statement = sql.SQL("select the_row::text as whole{} from {} as the_row where {}").format(
        sql.SQL(", ") + wanted if columns else sql.SQL(""), sql.Identifier(table.schema, table.name), where
    )
    try:
        row = await (await connection.execute(statement, values)).fetchone()
    except psycopg.DataError as error:
        key = f"the key of {table.full_name} ({', '.join(table.key)})"
        raise Invalid(f"ID {','.join(values)!r} has the wrong form: it must be {key}.") from error
    return (row.pop("whole"), row) if row else (None, {})


async def _acting(connection: Owner) -> dict[str, Any]:
    """Call the functions as this actor; nothing where it may not."""
    statement = (
        "select private.acting_creator(), private.acting_student(), private.acting_tenant(), private.acts_as_creator()"
    )
    try:
        async with connection.transaction():
            return await fetch_one(connection, statement)
    except psycopg.errors.InsufficientPrivilege:
        return {}


async def _policy(connection: Owner, table: _Table, found: Mapping[str, Any], row: str, command: Command) -> Policy:
    # USING judges existing rows, WITH CHECK written ones; without WITH CHECK, USING judges both.
    using, check = found["using_expression"], found["check_expression"]
    wanted = {"select": [using], "delete": [using], "insert": [check or using], "update": [using, check]}[command]
    conditions = [
        await _condition(connection, table, take_apart(text), row) for text in dict.fromkeys(wanted) if text is not None
    ]
    return Policy(found["name"], found["permissive"], conditions, found["columns"], found["meaning"])


async def _condition(connection: Owner, table: _Table, expression: Expression, row: str) -> Condition:
    holds, problem = await _evaluate(connection, table, expression.text, row)
    parts = [await _condition(connection, table, part, row) for part in expression.parts]
    return Condition(expression.shown, holds, expression.join, parts, problem)


async def _evaluate(connection: Owner, table: _Table, text: str, row: str) -> tuple[bool | None, str | None]:
    """Evaluate the expression as the actor, on the row as the owner read it: the actor may not see it."""
    statement = sql.SQL("select ({expression}) as holds from unnest(array[%s::text::{table}]) as {name}").format(
        # From the catalogue, never from input; its percent signs are not placeholders.
        expression=sql.SQL(text.replace("%", "%%")),
        table=sql.Identifier(table.schema, table.name),
        name=sql.Identifier(table.name),
    )
    try:
        async with connection.transaction():
            found = await (await connection.execute(statement, [row])).fetchone()
    except psycopg.Error as error:
        return None, error.diag.message_primary or type(error).__name__
    return (found["holds"] if found else None), None


async def _sees(connection: Owner, table: _Table, where: sql.Composed, values: Sequence[str]) -> bool | None:
    """Return whether the actor's own statement finds the row; None when it may not name the key."""
    statement = sql.SQL("select from {} where {}").format(sql.Identifier(table.schema, table.name), where)
    try:
        async with connection.transaction():
            return (await connection.execute(statement, values)).rowcount > 0
    except psycopg.errors.InsufficientPrivilege:
        return None

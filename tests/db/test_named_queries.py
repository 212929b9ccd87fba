"""PostgreSQL can prepare every named statement on the migrated database, and each is used."""

import re
from pathlib import Path

import psycopg
import pytest

from chronos.db import Queries, load_queries
from tests.conftest import ADatabase

SOURCE = Path(__file__).parents[2] / "src"
FILES = [path for path in sorted(SOURCE.rglob("*.sql")) if "-- name: " in path.read_text()]
STATEMENTS = [
    pytest.param(queries, name, id=f"{'.'.join(file.relative_to(SOURCE / 'chronos').parts)}:{name}")
    for file in FILES
    for queries in [load_queries(".".join(file.parent.relative_to(SOURCE).parts), file.name)]
    for name in queries
]
_PREPARABLE = re.compile(r"(--[^\n]*\n|\s)*(select|insert|update|delete|with)\b")  # others are run and rolled back
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@pytest.fixture(scope="module")
def connection_url(server, migrated):  # type: ignore[no-untyped-def]
    return ADatabase(server, migrated).url


@pytest.mark.parametrize(("queries", "name"), STATEMENTS)
def test_statement_can_be_prepared(connection_url: str, queries: Queries, name: str) -> None:
    numbers: dict[str, int] = {}

    def number(match: re.Match[str]) -> str:
        return f"${numbers.setdefault(match[1], len(numbers) + 1)}"

    statement = _PLACEHOLDER.sub(number, queries[name]).replace("%%", "%")
    with psycopg.connect(connection_url) as connection, connection.transaction(force_rollback=True):
        connection.execute("set local search_path = public, extensions")
        for temporary in queries.values():
            if temporary.startswith("create temp table"):
                connection.execute(temporary)
        if statement.startswith("copy "):
            with connection.cursor().copy(statement.encode()) as copying:
                copying.set_types([])
        elif _PREPARABLE.match(statement):
            connection.execute(f"prepare probe as {statement}".encode())
        elif not statement.startswith("create temp table"):
            connection.execute(statement.encode())


def test_every_statement_is_used() -> None:
    code = "\n".join(path.read_text() for path in SOURCE.rglob("*.py"))
    run_whole = ("operations.lints.sql", "operations.types.catalogue.sql")
    unused = [
        param.id
        for param in STATEMENTS
        if f'"{param.values[1]}"' not in code and not str(param.id).startswith(run_whole)
    ]
    assert not unused

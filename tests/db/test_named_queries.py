"""Every named statement is one that PostgreSQL can prepare on the migrated database."""

import re
from pathlib import Path

import psycopg
import pytest

from chronos.db import load_queries
from tests.conftest import ADatabase

SOURCE = Path(__file__).parents[2] / "src"
FILES = sorted(SOURCE.rglob("queries.sql"))
STATEMENTS = [
    pytest.param(queries.package, name, id=f"{queries.package}.{name}")
    for file in FILES
    for queries in [load_queries(".".join(file.parent.relative_to(SOURCE).parts))]
    for name in queries
]
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@pytest.fixture(scope="module")
def connection_url(server, migrated):  # type: ignore[no-untyped-def]
    return ADatabase(server, migrated).url


@pytest.mark.parametrize(("package", "name"), STATEMENTS)
def test_statement_can_be_prepared(connection_url: str, package: str, name: str) -> None:
    numbers: dict[str, int] = {}

    def number(match: re.Match[str]) -> str:
        return f"${numbers.setdefault(match[1], len(numbers) + 1)}"

    statement = _PLACEHOLDER.sub(number, load_queries(package)[name]).replace("%%", "%")
    with psycopg.connect(connection_url) as connection:
        connection.execute("set search_path = public, extensions")
        for temporary in load_queries(package).values():
            if temporary.startswith("create temp table"):
                connection.execute(temporary)
        if statement.startswith("copy "):
            with connection.cursor().copy(statement.encode()) as copying:
                copying.set_types([])
        elif statement.startswith("drop table "):
            connection.execute(statement.encode())
        elif not statement.startswith("create temp table"):
            connection.execute(f"prepare probe as {statement}".encode())


def test_every_statement_is_used() -> None:
    code = "\n".join(path.read_text() for path in SOURCE.rglob("*.py"))
    unused = [param.id for param in STATEMENTS if f'["{param.values[1]}"]' not in code]
    assert not unused

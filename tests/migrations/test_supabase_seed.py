"""The Supabase CLI applies `seed.sql` unchanged, and `chronos db seed` adds the jobs."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import psycopg

from chronos.db import migrate
from chronos.operations.seed import apply_seed
from tests.conftest import ADatabase
from tests.migrations.conftest import SupabaseCli


def test_the_cli_seeds(
    supabase_cli: SupabaseCli, make_database: Callable[[str], ADatabase], repository: Path, tmp_path: Path
) -> None:
    shutil.copytree(repository / "supabase", tmp_path / "supabase")
    config = tmp_path / "supabase" / "config.toml"
    config.write_text(config.read_text().replace("[db.seed]\nenabled = false", "[db.seed]\nenabled = true"))
    database = make_database("seeded_by_the_cli")
    supabase_cli.run(tmp_path, database, "db", "push", "--include-seed", "--yes")
    with psycopg.connect(database.url) as connection:
        people = connection.execute(
            "select (select count(*) from creators), (select count(*) from students)"
        ).fetchone()
        waiting = connection.execute("select count(*) from videos where status = 'processing'").fetchone()
    assert (people, waiting) == ((2, 10), (7,))
    # Our push creates the queue; the seed then adds the jobs that the CLI could not.
    asyncio.run(migrate.push(database.url, migrate.load_migrations()))
    assert asyncio.run(apply_seed(database.url)) == 0
    with psycopg.connect(database.url) as connection:
        jobs = connection.execute("select count(*) from jobs.procrastinate_jobs").fetchone()
    assert jobs == (7,)

"""Upkeep: every periodic job runs in a worker, and a failing one stops nothing."""

import asyncio
import contextlib
from pathlib import Path

import psycopg
import pytest
from procrastinate.exceptions import AlreadyEnqueued

from chronos.app import App
from chronos.config import Settings
from chronos.db import Database
from chronos.jobs import UPKEEP
from chronos.operations.upkeep import SCHEDULE, rebuild_vector_index
from tests.conftest import ADatabase
from tests.operations.vector_index.vectors import some_libraries

JOBS = {f"{UPKEEP}.{name}" for name, _, _ in SCHEDULE}


async def test_vector_index_is_rebuilt_when_due(database: ADatabase) -> None:
    some_libraries(database)

    def builds() -> int:
        with psycopg.connect(database.url) as connection:
            [(count,)] = connection.execute("select count(*) from private.vector_index_builds").fetchall()
        return int(count)

    assert builds() == 1
    await rebuild_vector_index(database.url)
    assert builds() == 2
    await rebuild_vector_index(database.url)  # not due any more
    assert builds() == 2


async def test_worker_runs_every_job(database: ADatabase, tmp_path: Path, models_home: Path) -> None:
    (tmp_path / "models").symlink_to(models_home / "models")
    app = App(Settings(home=tmp_path, _env_file=None), database.login_url, database.url)
    assert set(app.queue.tasks) >= JOBS
    assert {periodic.task.name for periodic in app.queue.periodic_registry.periodic_tasks.values()} == JOBS
    await app.db.open()
    try:
        async with app.worker():
            for name in JOBS:
                await _do(app, name)
    finally:
        await app.db.close()


async def _do(app: App, name: str) -> None:
    """Add the job, unless the clock has just done so, and wait until none is left."""
    with contextlib.suppress(AlreadyEnqueued):
        await app.queue.configure_task(name).defer_async(timestamp=0)
    async with asyncio.timeout(60):
        while await _waiting(app.db):  # noqa: ASYNC110 - another process's work
            await asyncio.sleep(0.05)


async def _waiting(db: Database) -> int:
    async with db.as_service("test") as tx:
        rows = await tx.fetch(
            "select id, status::text from jobs.procrastinate_jobs where queue_name = %(queue)s", {"queue": UPKEEP}
        )
    assert all(row["status"] in ("todo", "doing") for row in rows)  # none has failed; those that are done are gone
    return len(rows)


@pytest.mark.parametrize("failing", ["nobody", "authenticator"])
async def test_failing_job_does_not_stop_the_worker(
    database: ADatabase, tmp_path: Path, failing: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The owner cannot log in, or is not the owner: the failure is logged."""
    some_libraries(database)
    app = App(Settings(home=tmp_path, _env_file=None), database.login_url, database.server.url(failing, database.name))
    await app.db.open()
    try:
        async with app.worker():
            await _do(app, "upkeep.vector_index")
            await _do(app, "upkeep.outdated_videos")  # no model is installed here
    finally:
        await app.db.close()
    assert "upkeep.vector_index failed" in caplog.text

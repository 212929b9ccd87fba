"""The checks of the job queue."""

import psycopg
import pytest

from chronos.db import Database
from chronos.jobs import enqueue_stage
from chronos.jobs.doctor import check_queue_schema, check_stuck, check_waiting, check_workers
from tests.conftest import Ask
from tests.factories import a_creator, a_video

ALIVE = "insert into jobs.procrastinate_workers (last_heartbeat) values (now())"
DEAD = "insert into jobs.procrastinate_workers (last_heartbeat) values (now() - interval '1 hour')"


async def a_job(db: Database) -> None:
    async with db.as_service("test") as tx:
        await enqueue_stage(tx, await a_video(tx, await a_creator(tx), status="pending"), "probe")


async def test_new_database_has_the_queue(ask: Ask) -> None:
    assert (await ask(check_queue_schema)).verdict == "ok"


async def test_workers_are_counted(ask: Ask, db: Database, superuser: psycopg.Connection) -> None:
    assert (await ask(check_workers)).verdict == "warn"
    superuser.execute(DEAD)
    await a_job(db)
    told = await ask(check_workers)
    assert told.verdict == "fail"
    assert "jobs waiting: 1" in told.evidence
    superuser.execute(ALIVE)
    assert (await ask(check_workers)).verdict == "ok"


async def test_long_wait_is_a_warning(ask: Ask, db: Database, superuser: psycopg.Connection) -> None:
    assert (await ask(check_waiting)).verdict == "ok"
    await a_job(db)
    assert (await ask(check_waiting)).verdict == "ok"
    superuser.execute("update jobs.procrastinate_events set at = now() - interval '2 hours'")
    told = await ask(check_waiting)
    assert told.verdict == "warn"
    assert "120 minutes" in told.evidence


async def test_job_of_a_dead_worker_is_a_failure(ask: Ask, db: Database, superuser: psycopg.Connection) -> None:
    await a_job(db)
    superuser.execute("set search_path = jobs, public")
    for heartbeat, verdict in ((ALIVE, "ok"), (DEAD, "fail")):
        superuser.execute(heartbeat)
        superuser.execute("update procrastinate_jobs set status = 'doing', worker_id = lastval()")
        assert (await ask(check_stuck)).verdict == verdict


@pytest.mark.parametrize(
    ("record", "remedy"),
    [("as of migration 02.00.00_01_x", "chronos db push"), ("as of migration 99.00.00_01_x", "Update Chronos")],
)
async def test_tables_of_another_version_are_a_failure(
    ask: Ask, superuser: psycopg.Connection, record: str, remedy: str
) -> None:
    superuser.execute(f"comment on table jobs.procrastinate_jobs is '{record}'".encode())
    told = await ask(check_queue_schema)
    assert told.verdict == "fail"
    assert remedy in told.remedy


async def test_missing_tables_are_a_failure(ask: Ask, superuser: psycopg.Connection) -> None:
    superuser.execute("drop table jobs.procrastinate_jobs cascade")
    assert (await ask(check_queue_schema)).verdict == "fail"

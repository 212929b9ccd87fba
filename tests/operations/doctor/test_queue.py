"""Checks of the job queue."""

import psycopg

from chronos.db import Database
from chronos.jobs import enqueue_stage, rescue
from chronos.operations.doctor import queue
from chronos.operations.doctor.queue import check_stuck, check_waiting, check_workers
from tests.factories import a_creator, a_video
from tests.operations.doctor.conftest import Ask

ALIVE = "insert into jobs.procrastinate_workers (last_heartbeat) values (now())"
DEAD = "insert into jobs.procrastinate_workers (last_heartbeat) values (now() - interval '1 hour')"


async def a_job(db: Database) -> None:
    async with db.as_service("test") as tx:
        await enqueue_stage(tx, await a_video(tx, await a_creator(tx), status="pending"), "probe")


def test_dead_means_the_same_to_both() -> None:
    assert queue.SILENCE_SECONDS == rescue.SILENCE_SECONDS


async def test_workers(ask: Ask, db: Database, superuser: psycopg.Connection) -> None:
    assert (await ask(check_workers)).verdict == "warn"
    superuser.execute(DEAD)
    await a_job(db)
    told = await ask(check_workers)
    assert told.verdict == "fail"
    assert "1 jobs wait" in told.evidence
    superuser.execute(ALIVE)
    assert (await ask(check_workers)).verdict == "ok"


async def test_a_job_that_waits_too_long(ask: Ask, db: Database, superuser: psycopg.Connection) -> None:
    assert (await ask(check_waiting)).verdict == "ok"
    await a_job(db)
    assert (await ask(check_waiting)).verdict == "ok"
    superuser.execute("update jobs.procrastinate_events set at = now() - interval '2 hours'")
    told = await ask(check_waiting)
    assert told.verdict == "warn"
    assert "120 minutes" in told.evidence


async def test_a_job_of_a_dead_worker(ask: Ask, db: Database, superuser: psycopg.Connection) -> None:
    await a_job(db)
    superuser.execute("set search_path = jobs, public")
    for heartbeat, verdict in ((ALIVE, "ok"), (DEAD, "fail")):
        superuser.execute(heartbeat)
        superuser.execute("update procrastinate_jobs set status = 'doing', worker_id = lastval()")
        assert (await ask(check_stuck)).verdict == verdict

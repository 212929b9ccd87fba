"""Finished jobs and dead workers are removed after a week."""

from chronos.db import Database
from chronos.jobs import enqueue_stage, remove_finished
from tests.factories import a_creator, a_video


async def test_old_finished_jobs_and_workers_are_removed(db: Database) -> None:
    async with db.as_service("test") as tx:
        creator = await a_creator(tx)
        for _ in range(4):
            await enqueue_stage(tx, await a_video(tx, creator, status="pending"), "probe")
        await tx.fetch("select set_config('search_path', 'jobs', true)")
        ids = [row["id"] for row in await tx.fetch("select id from procrastinate_jobs order by id")]
        for job, status, days in zip(ids, ("failed", "failed", "todo", "succeeded"), (8, 6, 8, 8), strict=True):
            change = {"job": job, "status": status, "days": days}
            await tx.execute(
                "update procrastinate_jobs set status = %(status)s::procrastinate_job_status where id = %(job)s", change
            )
            await tx.execute(
                "update procrastinate_events set at = now() - make_interval(days => %(days)s) where job_id = %(job)s",
                change,
            )
        await tx.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now()), (now() - interval '8 days')"
        )
    await remove_finished(db)
    async with db.as_service("test") as tx:
        left = await tx.fetch("select id from jobs.procrastinate_jobs order by id")
        assert [row["id"] for row in left] == [ids[1], ids[2]]
        assert len(await tx.fetch("select id from jobs.procrastinate_workers")) == 1

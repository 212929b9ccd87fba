"""A video's next job is enqueued in the caller's transaction."""

from uuid import uuid4

import pytest

from chronos.db import Database
from chronos.errors import ChronosError
from chronos.jobs import enqueue_stage
from tests.factories import a_creator, a_video, as_creator


async def test_job_appears_with_its_transaction_or_not_at_all(db: Database) -> None:
    async def begin_and_fail() -> None:
        async with db.as_service("test") as tx:
            video = await a_video(tx, await a_creator(tx), status="pending")
            await enqueue_stage(tx, video, "probe")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        await begin_and_fail()
    async with db.as_service("test") as tx:
        assert await tx.fetch("select id from jobs.procrastinate_jobs") == []


async def test_same_waiting_job_is_added_once(db: Database) -> None:
    async with db.as_service("test") as tx:
        video = await a_video(tx, await a_creator(tx), status="pending")
        await enqueue_stage(tx, video, "probe")
        await enqueue_stage(tx, video, "probe")
        assert len(await tx.fetch("select id from jobs.procrastinate_jobs")) == 1


async def test_creator_adds_jobs_for_its_own_videos_only(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada, bob = await a_creator(tx), await a_creator(tx, name="Bob")
        video = await a_video(tx, ada, status="pending")
    async with db.acting_as(as_creator(ada)) as tx:
        await enqueue_stage(tx, video, "probe")
    for foreign in (video, uuid4()):
        with pytest.raises(ChronosError):
            async with db.acting_as(as_creator(bob)) as tx:
                await enqueue_stage(tx, foreign, "embed")  # type: ignore[arg-type]

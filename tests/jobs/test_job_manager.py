"""Turns by creator, in which several workers share their places; an answer that was lost loses no job."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from procrastinate.jobs import Job, Status

from chronos.db import Database, Outage
from chronos.jobs import QUEUE, Queue, Stage, build_queue, enqueue_stage, others_wait
from chronos.model import CreatorId, VideoId
from tests.conftest import ADatabase
from tests.factories import a_creator, a_video


@pytest.fixture
async def queue(database: ADatabase) -> AsyncIterator[Queue]:
    built = build_queue(database.login_url, Outage(database.login_url))
    async with built.open_async():
        yield built


@pytest.fixture
async def worker_id(queue: Queue) -> int:
    return await queue.turns.register_worker()


class People:
    """Creators with names, whose videos wait."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._names: dict[VideoId, str] = {}
        self.ids: dict[str, CreatorId] = {}

    async def add(self, name: str, videos: int = 1, stage: Stage = "probe") -> None:
        async with self._db.as_service("test") as tx:
            if name not in self.ids:
                self.ids[name] = CreatorId(await a_creator(tx))
            for _ in range(videos):
                video_id = VideoId(await a_video(tx, self.ids[name], status="pending"))
                self._names[video_id] = name
                await enqueue_stage(tx, video_id, stage)

    def name_of(self, job: Job) -> str:
        return self._names[VideoId(UUID(str(job.task_kwargs["video_id"])))]

    async def want(self, job: Job) -> bool:
        async with self._db.as_service("test") as tx:
            return await others_wait(tx, QUEUE, VideoId(UUID(str(job.task_kwargs["video_id"]))))


@pytest.fixture
def people(db: Database) -> People:
    return People(db)


async def take(queue: Queue, worker_id: int) -> Job:
    job = await queue.turns.fetch_job([QUEUE], worker_id)
    assert job is not None
    return job


async def test_creators_take_turns_on_one_place(queue: Queue, worker_id: int, people: People) -> None:
    await people.add("Ada", 4)
    await people.add("Bob", 2)
    served = []
    while (job := await queue.turns.fetch_job([QUEUE], worker_id)) is not None:
        served.append(people.name_of(job))
        await queue.turns.finish_job(job, Status.SUCCEEDED, delete_job=True)
    assert served == ["Ada", "Bob", "Ada", "Bob", "Ada", "Ada"]


async def test_of_free_places_the_creator_with_fewer_gets_the_next(
    queue: Queue, worker_id: int, people: People
) -> None:
    await people.add("Ada", 4)
    assert [people.name_of(await take(queue, worker_id)) for _ in range(2)] == ["Ada", "Ada"]  # nobody else waits
    await people.add("Bob", 3)
    assert [people.name_of(await take(queue, worker_id)) for _ in range(3)] == ["Bob", "Bob", "Ada"]


async def test_workers_that_choose_at_once_share(queue: Queue, people: People) -> None:
    await people.add("Ada", 10)
    await people.add("Bob", 10)
    workers = [await queue.turns.register_worker() for _ in range(4)]
    jobs = await asyncio.gather(*(take(queue, worker) for worker in workers))
    assert sorted(map(people.name_of, jobs)) == ["Ada", "Ada", "Bob", "Bob"]


async def test_a_video_is_finished_before_the_next_one_of_its_creator(
    queue: Queue, worker_id: int, people: People
) -> None:
    await people.add("Ada", 1, "probe")
    await people.add("Ada", 1, "embed")
    assert [(await take(queue, worker_id)).task_name for _ in range(2)] == ["pipeline.embed", "pipeline.probe"]


async def test_a_job_whose_answer_was_lost_is_given_again(queue: Queue, worker_id: int, people: People) -> None:
    await people.add("Ada", 2)
    lost = await take(queue, worker_id)
    assert lost.id is not None
    queue.turns._held.clear()
    assert (await take(queue, worker_id)).id == lost.id
    assert (await take(queue, worker_id)).id != lost.id
    assert await queue.turns.fetch_job([QUEUE], worker_id) is None


async def test_only_the_worker_that_has_a_job_ends_it(
    queue: Queue, worker_id: int, people: People, db: Database
) -> None:
    await people.add("Ada")
    job = await take(queue, worker_id)
    another = await queue.turns.register_worker()
    async with db.as_service("test") as tx:
        await tx.execute("update jobs.procrastinate_jobs set worker_id = %(id)s", {"id": another})
    await queue.turns.finish_job(job, Status.SUCCEEDED, delete_job=True)
    await queue.turns.retry_job(job, datetime.now(UTC))
    async with db.as_service("test") as tx:
        assert await tx.fetch("select status::text from jobs.procrastinate_jobs") == [{"status": "doing"}]


@pytest.mark.parametrize("is_spared", [True, False])
async def test_giving_back_counts_unless_it_is_spared(
    queue: Queue, worker_id: int, people: People, is_spared: bool
) -> None:
    await people.add("Ada")
    job = await take(queue, worker_id)
    assert job.id is not None
    if is_spared:
        queue.turns.spare(job.id)
    await queue.turns.retry_job(job, datetime.now(UTC))
    assert (await take(queue, worker_id)).attempts == (0 if is_spared else 1)


async def test_a_worker_lives_although_its_row_is_gone(queue: Queue, worker_id: int, db: Database) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("delete from jobs.procrastinate_workers")
    await queue.turns.update_heartbeat(worker_id)
    async with db.as_service("test") as tx:
        assert await tx.fetch("select id from jobs.procrastinate_workers") == [{"id": worker_id}]
    assert await queue.turns.prune_stalled_workers(0) == []


async def test_others_wait_while_they_have_fewer_places(queue: Queue, worker_id: int, people: People) -> None:
    await people.add("Ada", 3)
    older, newer = await take(queue, worker_id), await take(queue, worker_id)
    assert not await people.want(newer)  # only her own third one waits
    await people.add("Bob", 2)
    assert await people.want(newer)
    assert not await people.want(older)  # one of them is enough
    bobs = await take(queue, worker_id)
    assert await people.want(newer)
    await queue.turns.finish_job(newer, Status.SUCCEEDED, delete_job=True)
    assert not await people.want(older)  # one each
    assert not await people.want(bobs)
    await queue.turns.finish_job(older, Status.SUCCEEDED, delete_job=True)
    assert await people.want(bobs)


async def test_a_turn_is_one_video_through_short_stages(
    queue: Queue, worker_id: int, people: People, db: Database
) -> None:
    await people.add("Ada", 2)
    await people.add("Bob", 2)
    served: list[tuple[str, str]] = []
    for _ in range(8):
        job = await take(queue, worker_id)
        served.append((people.name_of(job), job.task_name.removeprefix("pipeline.")))
        await queue.turns.finish_job(job, Status.SUCCEEDED, delete_job=True)
        if job.task_name == "pipeline.probe":
            async with db.as_service("test") as tx:
                await enqueue_stage(tx, VideoId(UUID(str(job.task_kwargs["video_id"]))), "embed")
    assert served == [(name, stage) for name in ("Ada", "Bob", "Ada", "Bob") for stage in ("probe", "embed")]

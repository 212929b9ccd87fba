"""A video in the bin is nowhere, and comes back whole."""

from pathlib import Path

import pytest

from chronos import courses
from chronos.courses import NewModule
from chronos.db import Database, Tx
from chronos.errors import Conflict, NotAllowed, NotFound, OverLimit
from chronos.model import Actor, CreatorId, VideoId
from chronos.pipeline import index_video
from chronos.pipeline.chunk import chunk_video
from chronos.pipeline.embed import embed_video
from chronos.pipeline.probe import probe_video
from chronos.pipeline.transcribe import transcribe_video
from chronos.providers.embedding.minilm import MiniLM
from chronos.providers.objects import ObjectStore
from chronos.providers.speech import Transcriber
from chronos.search import Engine, find_moments
from chronos.storage import Access
from chronos.videos import Details, add_file, bin_video, get_video, list_bin, list_videos, remove_video, restore_video
from tests.factories import a_creator, a_student, a_video, as_creator, as_student
from tests.media import a_silent_video

CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:04.000\nA wide aperture lets in more light.\n"


def no_transcriber() -> Transcriber:
    raise AssertionError("there are captions")


def own(actor: Actor) -> CreatorId:
    assert actor.creator_id
    return actor.creator_id


async def jobs_of(tx: Tx, video_id: VideoId) -> list[str]:
    rows = await tx.fetch(
        "select task_name from jobs.procrastinate_jobs where args ->> 'video_id' = %(id)s and status = 'todo' "
        "order by id",
        {"id": str(video_id)},
    )
    return [row["task_name"] for row in rows]


async def test_it_is_neither_found_nor_played_and_comes_back_whole(
    db: Database, objects: ObjectStore, creator: Actor, embedder: MiniLM, tmp_path: Path
) -> None:
    (tmp_path / "talk.vtt").write_text(CAPTIONS)
    film = a_silent_video(tmp_path / "talk.mp4")
    video_id = (await add_file(Access(db, objects, creator), film, Details(captions=tmp_path / "talk.vtt"))).video_id
    await probe_video(db, objects, video_id)
    await transcribe_video(db, objects, no_transcriber, video_id)
    await chunk_video(db, video_id)
    await embed_video(db, embedder, video_id)
    async with db.as_service("test") as tx:
        student = as_student(await a_student(tx, own(creator)))

    async def found(actor: Actor) -> int:
        moments = await find_moments(db, Engine(embedder), actor, "Which aperture lets in more light?")
        return len(moments.moments)

    async def left() -> int:
        async with db.acting_as(creator) as tx:
            row = await tx.fetch_one("select remaining_bytes from private.storage_allowance()")
        assert row is not None
        return int(row["remaining_bytes"])

    assert [await found(actor) for actor in (creator, student)] == [1, 1]
    room = await left()
    async with db.acting_as(creator) as tx:
        binned = await bin_video(tx, creator, video_id)
    assert (binned.id, binned.title, (binned.ends_at - binned.binned_at).days) == (video_id, "talk", 30)
    assert [await found(actor) for actor in (creator, student)] == [0, 0]
    assert await left() == room
    for actor in (creator, student):
        async with db.acting_as(actor) as tx:
            assert (await list_videos(tx)).videos == []
            with pytest.raises(NotFound):
                await get_video(tx, video_id)
    async with db.acting_as(creator) as tx:
        assert await list_bin(tx, creator) == [binned]
        with pytest.raises(NotFound):
            await bin_video(tx, creator, video_id)
    await index_video(db, embedder, video_id)  # a job that was on its way makes nothing
    assert await found(creator) == 0

    async with db.acting_as(creator) as tx:
        assert (await restore_video(tx, creator, video_id)).status == "completed"
        with pytest.raises(NotFound):
            await restore_video(tx, creator, video_id)
        assert await list_bin(tx, creator) == []
    async with db.as_service("test") as tx:
        assert "pipeline.index" in await jobs_of(tx, video_id)
    await index_video(db, embedder, video_id)
    assert [await found(actor) for actor in (creator, student)] == [1, 1]


async def test_it_returns_to_the_places_that_it_left(db: Database, creator: Actor) -> None:
    async with db.as_service("test") as tx:
        first, second, third = [await a_video(tx, own(creator), title=f"Part {n}") for n in (1, 2, 3)]
    async with db.acting_as(creator) as tx:
        course = (await courses.add_course(tx, creator, "Light")).summary.id
        await courses.add_module(tx, creator, course, NewModule("One", video_ids=[first, second, third]))
        gone = await courses.add_module(tx, creator, course, NewModule("Two", video_ids=[second]))

    async def lessons() -> list[list[VideoId]]:
        async with db.acting_as(creator) as tx:
            return [list(module.video_ids) for module in (await courses.get_course(tx, course)).modules]

    async with db.acting_as(creator) as tx:
        await bin_video(tx, creator, second)
    assert await lessons() == [[first, third], []]
    async with db.acting_as(creator) as tx:
        await courses.remove_module(tx, creator, course, gone)
        await restore_video(tx, creator, second)
    assert await lessons() == [[first, second, third]]


@pytest.mark.parametrize(
    ("status", "job"),
    [("pending", "probe"), ("transcribing", "transcribe"), ("processing", "chunk"), ("embedding", "embed")],
)
async def test_a_step_that_was_not_at_its_end_is_begun_again(
    db: Database, creator: Actor, status: str, job: str
) -> None:
    async with db.as_service("test") as tx:
        video_id = await a_video(tx, own(creator), status=status)
        await tx.execute("update videos set storage_path = creator_id || '/' || id || '/source.mp4'")
    async with db.acting_as(creator) as tx:
        await bin_video(tx, creator, video_id)
        await restore_video(tx, creator, video_id)
    async with db.as_service("test") as tx:
        assert await jobs_of(tx, video_id) == [f"pipeline.{job}"]


async def test_the_same_file_again_and_a_full_plan_refuse_it(
    db: Database, objects: ObjectStore, creator: Actor, tmp_path: Path
) -> None:
    access, film = Access(db, objects, creator), a_silent_video(tmp_path / "talk.mp4")
    video_id = (await add_file(access, film)).video_id
    async with db.acting_as(creator) as tx:
        await bin_video(tx, creator, video_id)
    again = (await add_file(access, film, Details(title="Again"))).video_id
    assert again != video_id
    with pytest.raises(Conflict, match="“Again”") as refused:
        async with db.acting_as(creator) as tx:
            await restore_video(tx, creator, video_id)
    assert refused.value.code == "video_added_again"
    async with db.as_service("test") as tx:
        await tx.execute(
            "insert into private.limit_overrides (creator_id, videos) values (%(id)s, 1)", {"id": own(creator)}
        )
    await remove_video(access, again)
    other = (await add_file(access, a_silent_video(tmp_path / "other.mp4", seconds=5))).video_id
    with pytest.raises(OverLimit):
        async with db.acting_as(creator) as tx:
            await restore_video(tx, creator, video_id)
    await remove_video(access, other)
    async with db.acting_as(creator) as tx:
        assert (await restore_video(tx, creator, video_id)).id == video_id


async def test_only_its_creator_puts_it_there(db: Database, creator: Actor) -> None:
    async with db.as_service("test") as tx:
        sam, bob = as_student(await a_student(tx, own(creator))), as_creator(await a_creator(tx, name="Bob"))
        video_id = await a_video(tx, own(creator))
    with pytest.raises(NotAllowed):
        async with db.acting_as(sam) as tx:
            await bin_video(tx, sam, video_id)
    with pytest.raises(NotFound):
        async with db.acting_as(bob) as tx:
            await bin_video(tx, bob, video_id)
    async with db.acting_as(creator) as tx:
        await bin_video(tx, creator, video_id)
    with pytest.raises(NotFound):
        async with db.acting_as(bob) as tx:
            await restore_video(tx, bob, video_id)
    async with db.acting_as(bob) as tx:
        assert await list_bin(tx, bob) == []
    for act in (list_bin, restore_video):
        with pytest.raises(NotAllowed):
            async with db.acting_as(sam) as tx:
                await (list_bin(tx, sam) if act is list_bin else restore_video(tx, sam, video_id))

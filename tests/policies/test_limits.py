"""What no actor may ever do, by name: raise tiers, set statuses, forge answers, reach others' jobs and files."""

from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest

from chronos.db import Database, Tx
from chronos.errors import ChronosError, Invalid, NotAllowed
from chronos.model import Actor, CreatorId, VideoId
from tests.factories import a_creator, a_session, a_student, a_video, as_creator, as_student, some_chunks
from tests.policies.world import World

DENIED = psycopg.errors.InsufficientPrivilege


@pytest.mark.parametrize("actor", ["creator", "editor", "student"])
@pytest.mark.parametrize(
    "statement",
    [
        "update creators set subscription_tier = 'enterprise'",
        "update creators set is_active = true",
        "update creators set whop_company_id = 'biz_1'",
        "update creators set name = 'Ada', subscription_tier = 'enterprise'",
        "insert into creators (name, subscription_tier) values ('Me', 'enterprise')",
        "update students set is_active = true",
        "update students set creator_id = creator_id",
        "update videos set status = 'completed'",
        "update videos set transcript = 'I said something else'",
        "update videos set creator_id = creator_id",
        "update videos set storage_path = null",
        "insert into videos (creator_id, title, status) values (gen_random_uuid(), 'New', 'completed')",
        "update video_chunks set chunk_text = 'I said something else'",
        "update video_chunks set is_visible = true",
        "update chat_messages set content = 'I said something else'",
        "delete from chat_messages",
        "update chat_sessions set student_id = student_id",
        "update usage_metrics set ai_credits_used = 0",
        "delete from private.video_status_changes",
        "truncate videos",
        "select private.failed_status(gen_random_uuid())",
        "select * from jobs.procrastinate_jobs",
        "set local session authorization postgres",
        "set local role supabase_storage_admin",
    ],
)
async def test_forbidden_statements_have_no_grant(
    shared_world_db: Database, world: World, actor: str, statement: LiteralString
) -> None:
    with pytest.raises(DENIED, match="permission denied"):
        async with shared_world_db.acting_as(world.actors[actor]) as tx:
            await tx.execute(statement)


@pytest.mark.parametrize("role", ["assistant", "system"])
async def test_a_student_adds_messages_as_user_only(shared_world_db: Database, world: World, role: str) -> None:
    with pytest.raises(NotAllowed):
        async with shared_world_db.acting_as(world.actors["student"]) as tx:
            await tx.execute(
                "insert into chat_messages (session_id, role, content) select id, %(role)s::message_role, 'Trust me.' "
                "from chat_sessions",
                {"role": role},
            )


@pytest.mark.parametrize("column", ["model", "cost_usd", "input_tokens", "video_references", "created_at", "id"])
async def test_a_student_cannot_set_the_columns_of_an_answer(
    shared_world_db: Database, world: World, column: str
) -> None:
    with pytest.raises(DENIED, match="permission denied"):
        async with shared_world_db.acting_as(world.actors["student"]) as tx:
            await tx.execute(
                f"insert into chat_messages (session_id, role, content, {column}) "  # noqa: S608
                "select id, 'user', 'Why?', default from chat_sessions".replace("default", "null")
            )


@pytest.mark.parametrize(
    "statement",
    [
        "select content from chat_messages",
        "select title from chat_sessions",
        "select creator_id from chat_sessions",
        "update chat_messages set content = 'x'",
        "delete from chat_messages",
        "insert into chat_sessions (student_id, creator_id) values (gen_random_uuid(), gen_random_uuid())",
        "select id from videos",
        "select id from students",
        "select chunk_text from video_chunks",
        "select * from vector_index_stats",
        "select * from search_video_chunks(array_fill(0, array[1536])::vector, 5)",
        "select private.retry_video(gen_random_uuid())",
        "select private.enqueue_stage(gen_random_uuid(), 'probe')",
        "select * from private.transcript_windows",
        "select * from storage.objects",
        "select * from jobs.procrastinate_jobs",
    ],
)
async def test_the_assistant_can_only_answer(shared_world_db: Database, world: World, statement: LiteralString) -> None:
    with pytest.raises(psycopg.Error, match=r"permission denied|does not exist"):
        async with shared_world_db.acting_as(world.actors["assistant"]) as tx:
            await tx.execute(statement)


# The caller ---------------------------------------------------------------------------------------------------------

WHO = """
select private.acting_creator() as creator, private.acting_student() as student, private.acting_tenant() as tenant,
       private.acts_as_creator() as is_creator
"""
NO_CALLER = {"creator": None, "student": None, "tenant": None, "is_creator": False}


@pytest.mark.parametrize(
    "claims",
    [
        "",
        "{}",
        '{"app_metadata": null}',
        '{"app_metadata": {}}',
        '{"app_metadata": {"creator_id": null}}',
        '{"app_metadata": {"creator_id": ""}}',
        '{"creator_id": "%(id)s"}',
        '{"user_metadata": {"creator_id": "%(id)s"}}',
        '{"sub": "%(id)s"}',
        '{"app_metadata": {"student_id": "%(id)s"}}',
        '{"app_metadata": {"role": "service_role"}, "role": "service_role"}',
    ],
)
async def test_claims_without_a_valid_id_are_no_caller(shared_world_db: Database, world: World, claims: str) -> None:
    ada = world.actors["creator"].creator_id
    async with shared_world_db.acting_as(Actor("authenticated")) as tx:
        await tx.fetch("select set_config('request.jwt.claims', %(claims)s, true)", {"claims": claims % {"id": ada}})
        assert await tx.fetch_one(WHO) == NO_CALLER


async def test_a_student_of_an_inactive_creator_is_no_caller(db: Database) -> None:
    async with db.as_service("test") as tx:
        cal = await a_creator(tx, is_active=False)
        coy = await a_student(tx, cal)
    async with db.acting_as(as_student(coy)) as tx:
        assert await tx.fetch_one(WHO) == NO_CALLER


async def test_a_creator_who_is_also_a_student_acts_as_creator(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada, bob = await a_creator(tx), await a_creator(tx, name="Bob")
        sam = await a_student(tx, bob)
        await a_video(tx, bob)
    both = Actor("authenticated", subject=uuid4(), creator_id=ada, student_id=sam)
    async with db.acting_as(both) as tx:
        assert await tx.fetch_one(WHO) == {"creator": ada, "student": sam, "tenant": ada, "is_creator": True}
        assert await tx.fetch("select id from videos") == []


# Jobs ---------------------------------------------------------------------------------------------------------------


async def _jobs(tx: Tx) -> list[str]:
    rows = await tx.fetch("select task_name from jobs.procrastinate_jobs order by id")
    return [row["task_name"] for row in rows]


async def test_a_creator_enqueues_its_own_video_only(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada, bob = await a_creator(tx), await a_creator(tx, name="Bob")
        sam = await a_student(tx, ada)
        video = await a_video(tx, ada, status="pending")
    enqueue: LiteralString = "select private.enqueue_stage(%(id)s, %(stage)s)"
    for actor in (as_creator(bob), as_student(sam), Actor("authenticated", subject=uuid4())):
        for asked in (video, VideoId(uuid4())):  # a foreign video and a missing one get the same answer
            with pytest.raises(NotAllowed):
                async with db.acting_as(actor) as tx:
                    await tx.fetch(enqueue, {"id": asked, "stage": "probe"})
    async with db.acting_as(as_creator(ada)) as tx:
        assert await tx.fetch_one(enqueue, {"id": video, "stage": "probe"}) != {"enqueue_stage": None}
        assert await tx.fetch_one(enqueue, {"id": video, "stage": "probe"}) == {"enqueue_stage": None}
    # The session's role decides, not a claim to be the service.
    with pytest.raises(NotAllowed):
        async with db.acting_as(as_creator(bob)) as tx:
            await tx.fetch(
                "select private.enqueue_stage(%(id)s, 'probe') from (select set_config('request.jwt.claims', "
                '\'{"role": "service_role"}\', true) offset 0) as claimed',
                {"id": video},
            )
    with pytest.raises(Invalid, match="no stage"):
        async with db.acting_as(as_creator(ada)) as tx:
            await tx.fetch(enqueue, {"id": video, "stage": "format_disk"})
    async with db.as_service("test") as tx:
        assert await _jobs(tx) == ["pipeline.probe"]


@pytest.mark.parametrize(
    ("failed_at", "stage"),
    [
        ("pending", "pipeline.probe"),
        ("uploading", "pipeline.probe"),
        ("transcribing", "pipeline.transcribe"),
        ("processing", "pipeline.chunk"),
        ("embedding", "pipeline.embed"),
        ("completed", None),
    ],
)
async def test_a_creator_retries_its_own_failed_video_only(db: Database, failed_at: str, stage: str | None) -> None:
    async with db.as_service("test") as tx:
        ada, bob = await a_creator(tx), await a_creator(tx, name="Bob")
        sam = await a_student(tx, ada)
        video = await a_video(tx, ada, status=failed_at)
        healthy = await a_video(tx, ada)
        await tx.execute(
            "update videos set status = 'failed', error_message = 'It broke.' where id = %(id)s", {"id": video}
        )
    retry: LiteralString = "select private.retry_video(%(id)s)::text as status"
    for actor in (as_creator(bob), as_student(sam)):
        async with db.acting_as(actor) as tx:
            assert await tx.fetch_one(retry, {"id": video}) == {"status": None}
    async with db.acting_as(as_creator(ada)) as tx:
        assert await tx.fetch_one(retry, {"id": healthy}) == {"status": None}
        assert await tx.fetch_one(retry, {"id": video}) == {"status": failed_at}
        assert await tx.fetch_one(retry, {"id": video}) == {"status": None}
    async with db.as_service("test") as tx:
        assert await _jobs(tx) == ([stage] if stage else [])


# Files --------------------------------------------------------------------------------------------------------------


async def _add(db: Database, ada: CreatorId, **row: object) -> None:
    columns = ", ".join(row)
    values = ", ".join(f"%({column})s" for column in row)
    async with db.acting_as(as_creator(ada)) as tx:
        await tx.execute(
            f"insert into videos (creator_id, title, {columns}) values (%(ada)s, 'New', {values})",  # noqa: S608
            {"ada": ada, **row},
        )


async def test_a_video_is_a_file_of_its_own_folder(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada, bob = await a_creator(tx), await a_creator(tx, name="Bob")
        bobs = await a_video(tx, bob)
    mine = uuid4()
    for path in (
        f"{bob}/{bobs}/source.mp4",
        f"{ada}/{bobs}/source.mp4",
        f"{ada}/{mine}/../../{bob}/{bobs}/source.mp4",
        f"{ada}/{mine}/./source.mp4",
        f"/{ada}/{mine}/source.mp4",
        "source.mp4",
        "",
    ):
        with pytest.raises(Invalid):
            await _add(db, ada, id=mine, storage_path=path)
        with pytest.raises(Invalid):
            await _add(db, ada, id=mine, metadata=f'{{"captions": "{path}"}}')
    with pytest.raises(Invalid):
        await _add(db, ada, id=mine, thumbnail_path=f"{bob}/thumbnail.png")
    with pytest.raises(Invalid):
        await _add(db, ada, id=mine, metadata='{"content_type": "text/html"}')
    await _add(db, ada, id=mine, storage_path=f"{ada}/{mine}/source.mp4", metadata='{"content_type": "video/mp4"}')


async def test_the_same_file_is_one_video_of_one_creator(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada, bob = await a_creator(tx), await a_creator(tx, name="Bob")
    sha256 = "a" * 64
    await _add(db, ada, content_sha256=sha256)
    await _add(db, bob, content_sha256=sha256)  # nothing reveals to Bob that Ada has it
    with pytest.raises(ChronosError):
        await _add(db, ada, content_sha256=sha256)


async def test_search_returns_what_its_caller_may_read(db: Database) -> None:
    search: LiteralString = (
        "select video_id, similarity from search_video_chunks("
        "(array[1] || array_fill(0, array[1535]))::real[]::vector, 10, 0, %(videos)s)"
    )
    async with db.as_service("test") as tx:
        ada, bob = await a_creator(tx), await a_creator(tx, name="Bob")
        sam, tim = await a_student(tx, ada), await a_student(tx, bob)
        await a_session(tx, ada, sam)
        shown, draft, bobs = await a_video(tx, ada), await a_video(tx, ada, is_published=False), await a_video(tx, bob)
        for owner, video in ((ada, shown), (ada, draft), (bob, bobs)):
            await some_chunks(tx, owner, video, ["one"], vectors=[[1.0]])
    for actor, seen in (
        (as_student(sam), {shown}),
        (as_student(tim), {bobs}),
        (as_creator(ada), {shown, draft}),
        (as_creator(bob), {bobs}),
        (Actor("authenticated", subject=uuid4()), set()),
    ):
        async with db.acting_as(actor) as tx:
            assert {row["video_id"] for row in await tx.fetch(search, {"videos": None})} == seen
            asked = await tx.fetch(search, {"videos": [shown, draft, bobs]})
            assert {row["video_id"] for row in asked} == seen

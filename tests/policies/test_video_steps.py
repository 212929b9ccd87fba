"""Steps in the flow of a video's status are taken and logged; all others are refused."""

from itertools import pairwise, product
from uuid import UUID

import pytest

from chronos.db import Database, Tx
from chronos.errors import Conflict, Invalid
from chronos.model import CreatorId, VideoId
from tests.factories import STEPS, a_creator, a_session, a_student, a_video, as_creator, some_chunks

STATUSES = (*STEPS, "failed")
FLOW = set(pairwise(STEPS))


async def _step(tx: Tx, video: VideoId, status: str, reason: str = "It broke.") -> None:
    await tx.execute(
        "update videos set status = %(status)s::video_status, "
        "error_message = case when %(status)s = 'failed' then %(reason)s end where id = %(id)s",
        {"id": video, "status": status, "reason": reason},
    )


async def _status(tx: Tx, video: VideoId) -> str:
    row = await tx.fetch_one("select status::text from videos where id = %(id)s", {"id": video})
    assert row
    return str(row["status"])


async def _log(tx: Tx, video: VideoId) -> list[tuple[str | None, str, str | None]]:
    rows = await tx.fetch(
        "select from_status::text, to_status::text, reason from private.video_status_changes "
        "where video_id = %(id)s order by id",
        {"id": video},
    )
    return [(row["from_status"], row["to_status"], row["reason"]) for row in rows]


async def _visible(tx: Tx, video: VideoId) -> set[bool]:
    rows = await tx.fetch("select is_visible from video_chunks where video_id = %(id)s", {"id": video})
    return {row["is_visible"] for row in rows}


@pytest.fixture
async def ada(db: Database) -> CreatorId:
    async with db.as_service("test") as tx:
        return await a_creator(tx)


async def _attempt(db: Database, creator: CreatorId, path: tuple[str, ...], to: str) -> bool:
    """Return whether a video that went along `path` may become `to`, and check the log."""
    async with db.as_service("test") as tx:
        video = await a_video(tx, creator, status=path[0])
        for status in path[1:]:
            await _step(tx, video, status)
        before = await _log(tx, video)
    try:
        async with db.as_service("test") as tx:
            await _step(tx, video, to)
    except Conflict:
        taken = False
    else:
        taken = True
    async with db.as_service("test") as tx:
        assert await _status(tx, video) == (to if taken else path[-1])
        reason = "It broke." if to == "failed" else "retry" if path[-1] == "failed" else None
        steps = [(path[-1], to, reason)] if taken and to != path[-1] else []
        assert await _log(tx, video) == before + steps
    return taken


async def test_only_the_steps_of_the_flow_are_taken(db: Database, ada: CreatorId) -> None:
    for start, to in product(STEPS, STATUSES):
        allowed = start == to or to == "failed" or (start, to) in FLOW
        assert await _attempt(db, ada, (start,), to) is allowed, f"{start} → {to}"


async def test_a_failed_video_returns_only_to_the_step_that_failed(db: Database, ada: CreatorId) -> None:
    for start, to in product(STEPS, STATUSES):
        assert await _attempt(db, ada, (start, "failed"), to) is (to in (start, "failed")), f"{start}, failed → {to}"


async def test_a_video_returns_to_its_last_failure(db: Database, ada: CreatorId) -> None:
    path = ("uploading", "failed", "uploading", "transcribing", "failed")
    assert not await _attempt(db, ada, path, "uploading")
    assert await _attempt(db, ada, path, "transcribing")


@pytest.mark.parametrize("status", [status for status in STATUSES if status != "pending"])
async def test_every_video_starts_as_pending(db: Database, ada: CreatorId, status: str) -> None:
    with pytest.raises(Invalid):
        async with db.as_service("test") as tx:
            await tx.execute(
                "insert into videos (creator_id, title, status, error_message) "
                "values (%(id)s, 'New', %(status)s::video_status, 'It broke.')",
                {"id": ada, "status": status},
            )


async def test_a_failure_has_a_reason_until_the_retry(db: Database, ada: CreatorId) -> None:
    async with db.as_service("test") as tx:
        video = await a_video(tx, ada, status="transcribing")
    with pytest.raises(Invalid):
        async with db.as_service("test") as tx:
            await tx.execute("update videos set status = 'failed' where id = %(id)s", {"id": video})
    message = "select error_message, progress from videos where id = %(id)s"
    async with db.as_service("test") as tx:
        await tx.execute("update videos set progress = .5 where id = %(id)s", {"id": video})
        await _step(tx, video, "failed", "No sound.")
        assert await tx.fetch(message, {"id": video}) == [{"error_message": "No sound.", "progress": 0.5}]
        await _step(tx, video, "transcribing")
        assert await tx.fetch(message, {"id": video}) == [{"error_message": None, "progress": 0}]
        assert (await _log(tx, video))[-2:] == [
            ("transcribing", "failed", "No sound."),
            ("failed", "transcribing", "retry"),
        ]
        rows = await tx.fetch("select changed_at from private.video_status_changes order by id")
    times = [row["changed_at"] for row in rows]
    assert times == sorted(times)
    assert len(set(times)) == len(times)


async def test_a_rerun_keeps_transcript_and_metadata(db: Database, ada: CreatorId) -> None:
    async with db.as_service("test") as tx:
        video = await a_video(tx, ada, status="transcribing")
        await tx.execute(
            "update videos set transcript = 'Hello.', transcript_language = 'en', "
            'metadata = \'{"tool": "old", "fps": 25}\' where id = %(id)s',
            {"id": video},
        )
        await _step(tx, video, "failed")
        await tx.execute(
            "update videos set status = 'transcribing', transcript = null, transcript_language = null, "
            'metadata = \'{"tool": "new"}\' where id = %(id)s',
            {"id": video},
        )
        row = await tx.fetch_one(
            "select transcript, transcript_language, metadata from videos where id = %(id)s", {"id": video}
        )
    assert row == {"transcript": "Hello.", "transcript_language": "en", "metadata": {"tool": "new", "fps": 25}}


async def test_the_times_of_processing_are_kept(db: Database, ada: CreatorId) -> None:
    times = (
        "select processing_started_at as started, processing_completed_at as completed from videos where id = %(id)s"
    )
    async with db.as_service("test") as tx:
        video = await a_video(tx, ada, status="uploading")
        assert await tx.fetch_one(times, {"id": video}) == {"started": None, "completed": None}
    async with db.as_service("test") as tx:
        for status in ("transcribing", "failed"):
            await _step(tx, video, status)
        first = await tx.fetch_one(times, {"id": video})
    async with db.as_service("test") as tx:
        for status in STEPS[2:]:
            await _step(tx, video, status)
        last = await tx.fetch_one(times, {"id": video})
    assert first
    assert last
    assert first["started"] == last["started"]
    assert first["completed"] is None
    assert last["completed"] > last["started"]


async def test_chunks_are_visible_exactly_while_the_video_is(db: Database, ada: CreatorId) -> None:
    async with db.as_service("test") as tx:
        video = await a_video(tx, ada, status="embedding")
        other = await a_video(tx, ada)
        await some_chunks(tx, ada, video, ["one", "two"])
        await some_chunks(tx, ada, other, ["one"])
        seen = [await _visible(tx, video)]
        changes = ("status = 'completed'", "is_published = false", "is_published = true", "deleted_at = now()")
        for change in (*changes, "deleted_at = null", "status = 'failed', error_message = 'It broke.'"):
            await tx.execute(f"update videos set {change} where id = %(id)s", {"id": video})  # noqa: S608
            seen.append(await _visible(tx, video))
        assert seen == [{False}, {True}, {False}, {True}, {False}, {True}, {False}]
        assert await _visible(tx, other) == {True}


@pytest.mark.parametrize("claimed", [True, False])
async def test_new_chunks_are_visible_only_if_their_video_is(db: Database, ada: CreatorId, claimed: bool) -> None:
    add = (
        "insert into video_chunks (video_id, creator_id, chunk_index, chunk_text, start_seconds, end_seconds, "
        "word_starts, is_visible) select id, creator_id, 7, 'seven', 0, 1, '{0}', %(claimed)s from videos"
    )
    async with db.as_service("test") as tx:
        shown = await a_video(tx, ada)
        hidden = await a_video(tx, ada, is_published=False)
        await tx.execute(add, {"claimed": claimed})
        assert await _visible(tx, shown) == {True}
        assert await _visible(tx, hidden) == {False}


async def test_a_creator_unpublishes_its_own_chunks(db: Database, ada: CreatorId) -> None:
    async with db.as_service("test") as tx:
        video = await a_video(tx, ada)
        await some_chunks(tx, ada, video, ["one"])
    async with db.acting_as(as_creator(ada)) as tx:
        await tx.execute("update videos set is_published = false")
    async with db.as_service("test") as tx:
        assert await _visible(tx, video) == {False}


async def _add_module(tx: Tx, course: UUID, videos: list[VideoId]) -> None:
    await tx.execute(
        "insert into course_modules (course_id, title, video_ids) values (%(course)s, 'Module', %(videos)s)",
        {"course": course, "videos": videos},
    )


async def test_a_module_lists_videos_of_its_own_creator_only(db: Database, ada: CreatorId) -> None:
    async with db.as_service("test") as tx:
        bob = await a_creator(tx, name="Bob")
        mine, bobs = await a_video(tx, ada), await a_video(tx, bob)
        row = await tx.fetch_one(
            "insert into courses (creator_id, title) values (%(id)s, 'C') returning id", {"id": ada}
        )
        assert row
        await _add_module(tx, row["id"], [mine])
    missing = VideoId(UUID(int=1))
    for videos in ([bobs], [mine, bobs], [missing]):
        with pytest.raises(Invalid, match="Every video of a module"):
            async with db.acting_as(as_creator(ada)) as tx:
                await _add_module(tx, row["id"], videos)
        with pytest.raises(Invalid):
            async with db.acting_as(as_creator(ada)) as tx:
                await tx.execute("update course_modules set video_ids = %(videos)s", {"videos": videos})


async def test_a_new_message_moves_the_session_to_the_top(db: Database, ada: CreatorId) -> None:
    async with db.as_service("test") as tx:
        student = await a_student(tx, ada)
        sessions = [await a_session(tx, ada, student) for _ in range(2)]
        await tx.execute(
            "insert into chat_messages (session_id, role, content) values (%(id)s, 'user', 'Why?')", {"id": sessions[1]}
        )
        rows = await tx.fetch(
            "select s.id::text, s.last_message_at = m.created_at as same from chat_sessions s "
            "left join chat_messages m on m.session_id = s.id order by s.last_message_at nulls last"
        )
    assert rows == [{"id": sessions[1], "same": True}, {"id": sessions[0], "same": None}]

"""A school with a row in every table of an archive, and stored files."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from psycopg.types.json import Jsonb

from chronos.db import Database, Tx, embedded
from chronos.model import CreatorId
from chronos.providers.objects import ObjectStore
from tests.conftest import ADatabase, create_database, drop_database
from tests.factories import a_creator, a_session, a_student, a_talk_to_chunk, a_video

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@pytest.fixture
def another(server: embedded.EmbeddedServer, migrated: str) -> Iterator[ADatabase]:
    """Another Chronos's database."""
    yield create_database(server, "another_chronos", migrated)
    drop_database(server, "another_chronos")


@pytest.fixture
def elsewhere(tmp_path: Path) -> ObjectStore:
    """Another Chronos's store of files."""
    return ObjectStore(None, tmp_path / "elsewhere")


@pytest.fixture
async def school(db: Database, objects: ObjectStore) -> CreatorId:
    """Ada's, beside Bob's."""
    async with db.as_service("test") as tx:
        await _a_school(tx, objects, "Bob")
        return await _a_school(tx, objects, "Ada")


async def _a_school(tx: Tx, objects: ObjectStore, name: str) -> CreatorId:
    creator = await a_creator(tx, name=name)
    student = await a_student(tx, creator, name=f"{name}'s Sam")
    talk = await a_talk_to_chunk(tx, creator, ["Light is fast — très rapide.", "Sound is slow."])
    await tx.execute("update videos set status = 'embedding' where id = %(id)s", {"id": talk})
    await tx.execute(
        "update videos set status = 'completed', metadata = '{\"own\": 1.50}' where id = %(id)s", {"id": talk}
    )
    await a_video(tx, creator, title="Broken", status="failed")
    session = await a_session(tx, creator, student)
    values = {
        "creator": creator,
        "student": student,
        "talk": talk,
        "session": session,
        "message": uuid4(),
        "answer": uuid4(),
        "cited": Jsonb([{"video_id": str(talk), "start_seconds": 1, "end_seconds": 2, "play_seconds": 0.5}]),
    }
    statements = (
        "insert into private.video_pictures (video_id, content_sha256, storyboard, tiles, seconds_between) "
        "values (%(talk)s, repeat('a', 64), repeat('b', 32), 12, 5)",
        "insert into courses (id, creator_id, title, is_published) values (%(message)s, %(creator)s, 'Physics', true)",
        "insert into staff (creator_id, name, role, email) values (%(creator)s, 'Eve', 'editor', 'eve@example.com')",
        "insert into whop_products (creator_id, product_id, gives) values (%(creator)s, 'prod_1', 'chosen_courses')",
        "insert into whop_product_courses values (%(creator)s, 'prod_1', %(message)s)",
        "insert into course_modules (course_id, title, video_ids) values (%(message)s, 'One', array[%(talk)s::uuid])",
        "insert into course_modules (course_id, title, requires_module_id) "
        "select course_id, 'Two', id from course_modules where course_id = %(message)s",
        "insert into course_enrolments (course_id, student_id, creator_id) "
        "values (%(message)s, %(student)s, %(creator)s)",
        "insert into video_progress (student_id, video_id, creator_id, heard) "
        "values (%(student)s, %(talk)s, %(creator)s, '{[0,1500),[3000,4000)}')",
        "insert into notes (student_id, creator_id, video_id, at_seconds, content) "
        "values (%(student)s, %(creator)s, %(talk)s, 1, E'A note\\\\ \\n of mine')",
        "insert into chat_messages (id, session_id, role, content) values (%(message)s, %(session)s, 'user', 'Why?')",
        "insert into chat_messages (id, session_id, role, content, video_references, cost_usd) "
        "values (%(answer)s, %(session)s, 'assistant', 'So.', %(cited)s, 0.000100)",
        "insert into message_feedback "
        "(message_id, student_id, creator_id, verdict, better_video_id, better_at_seconds) "
        "values (%(answer)s, %(student)s, %(creator)s, 'wrong_moment', %(talk)s, 1)",
        "insert into saved_answers (student_id, creator_id, message_id, question, content, video_references) "
        "values (%(student)s, %(creator)s, %(answer)s, 'Why?', 'So.', %(cited)s)",
        "insert into teacher_answers (id, creator_id, content, video_references) "
        "values (%(answer)s, %(creator)s, 'So. [1]', %(cited)s)",
        "insert into private.teacher_questions (creator_id, teacher_answer_id, place, question, embedding, "
        "embedding_model) values (%(creator)s, %(answer)s, 1, 'Why?', '[0.6,0.8]', 'test')",
        "insert into shared_answers (message_id, student_id, creator_id, token_hash) "
        "values (%(answer)s, %(student)s, %(creator)s, sha256(%(answer)s::text::bytea))",
        "insert into private.asked_questions (message_id, creator_id, student_id, is_covered, embedding, "
        "embedding_model) values (%(message)s, %(creator)s, %(student)s, false, '[0.6,0.8]', 'test')",
        "insert into evaluation_cases (creator_id, question, video_id, at_seconds) "
        "values (%(creator)s, 'Why?', %(talk)s, 1)",
        "insert into private.facts (creator_id, student_id, kind, video_id) "
        "values (%(creator)s, %(student)s, 'play', %(talk)s)",
        "insert into private.erased_activity (creator_id, date) values (%(creator)s, '2025-01-01')",
        "insert into private.creator_days (creator_id, date) values (%(creator)s, '2025-01-01')",
        "insert into private.student_days (creator_id, student_id) values (%(creator)s, %(student)s)",
        "insert into usage_metrics (creator_id, date) values (%(creator)s, '2025-01-01')",
        "insert into video_analytics (video_id, date) values (%(talk)s, '2025-01-01')",
        "insert into private.ledger (date, creator_id, student_id, kind, quantity, idempotency_key) "
        "values ('2025-01-01', %(creator)s, %(student)s, 'questions', 1, 'message:' || %(message)s::uuid)",
        "insert into private.notification_people (person_id, creator_id, student_id) "
        "values (%(student)s, %(creator)s, %(student)s)",
        "insert into private.notification_choices values (%(student)s, 'lesson.opened', 'email', 'never')",
    )
    for statement in statements:
        await tx.execute(statement, values)
    for bucket, path, content, kind in (
        ("thumbnails", f"{creator}/{talk}.png", PNG, "image/png"),
        ("user-uploads", f"{creator}/notes.txt", b"text", "text/plain"),
        ("user-uploads", f"{creator}/{'long name ' * 14}/empty", b"", "text/plain"),
    ):
        await tx.execute(
            "insert into storage.objects (bucket_id, name, metadata) values (%(bucket)s, %(name)s, %(metadata)s)",
            {"bucket": bucket, "name": path, "metadata": Jsonb({"size": len(content), "mimetype": kind})},
        )
        await objects.put(f"{bucket}/{path}", content)
    return creator

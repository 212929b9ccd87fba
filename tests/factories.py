"""Rows for tests, each with defaults for all that the test does not care about."""

from collections.abc import Sequence
from typing import LiteralString
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from chronos.db import Database, Tx
from chronos.members.secret import hash_secret, make_secret
from chronos.model import Actor, CreatorId, StudentId, VideoId
from chronos.pipeline.chunk import chunk_video
from chronos.pipeline.embed import embed_video
from chronos.providers.embedding import Embedder

# What is derived from transcripts for search.
SEARCHED: Sequence[LiteralString] = (
    "private.search_documents",
    "private.search_sentences",
    "private.search_terms",
)
STEPS = ("pending", "uploading", "transcribing", "processing", "embedding", "completed")


async def a_creator(tx: Tx, *, name: str = "Ada", is_active: bool = True) -> CreatorId:
    row = await tx.fetch_one(
        "insert into creators (name, is_active) values (%(name)s, %(active)s) returning id",
        {"name": name, "active": is_active},
    )
    assert row
    return CreatorId(row["id"])


async def a_staff_member(
    tx: Tx, creator_id: CreatorId, role: str, *, name: str = "Ed", email: str | None = None, is_active: bool = True
) -> UUID:
    row = await tx.fetch_one(
        "insert into staff (creator_id, role, name, email, is_active) "
        "values (%(creator)s, %(role)s, %(name)s, %(email)s, %(active)s) returning id",
        {"creator": creator_id, "role": role, "name": name, "email": email, "active": is_active},
    )
    assert row
    return UUID(str(row["id"]))


async def a_student(tx: Tx, creator_id: CreatorId, *, name: str = "Sam", is_active: bool = True) -> StudentId:
    row = await tx.fetch_one(
        "insert into students (creator_id, name, is_active) values (%(creator)s, %(name)s, %(active)s) returning id",
        {"creator": creator_id, "name": name, "active": is_active},
    )
    assert row
    return StudentId(row["id"])


async def a_video(
    tx: Tx, creator_id: CreatorId, *, title: str = "Intro", status: str = "completed", is_published: bool = True
) -> VideoId:
    """A video that took every step up to `status`; `failed` fails at the first step."""
    video_id = VideoId(uuid4())
    await tx.execute(
        "insert into videos (id, creator_id, title, is_published, storage_path, duration_seconds) "
        "values (%(id)s, %(creator)s, %(title)s, %(published)s, %(path)s, 60)",
        {
            "id": video_id,
            "creator": creator_id,
            "title": title,
            "published": is_published,
            "path": f"{creator_id}/{video_id}/source.mp4",
        },
    )
    steps = ("failed",) if status == "failed" else STEPS[1 : STEPS.index(status) + 1]
    for step in steps:
        await tx.execute(
            "update videos set status = %(step)s::video_status, "
            "error_message = case when %(step)s = 'failed' then 'It broke.' end where id = %(id)s",
            {"step": step, "id": video_id},
        )
    return video_id


async def some_chunks(
    tx: Tx, creator_id: CreatorId, video_id: VideoId, texts: Sequence[str], *, vectors: Sequence[Sequence[float]] = ()
) -> None:
    """Chunks of ten seconds each, one word a second; a vector each when given, padded to 1536."""
    await _lengthen(tx, video_id, len(texts) * 10.0)
    for index, text in enumerate(texts):
        start = index * 10.0
        vector = [*vectors[index], *([0.0] * (1536 - len(vectors[index])))] if vectors else None
        await tx.execute(
            "insert into video_chunks (video_id, creator_id, chunk_index, chunk_text, embedding, embedding_model, "
            "start_seconds, end_seconds, word_starts, is_visible) select %(video)s, %(creator)s, %(index)s, %(text)s, "
            "%(vector)s::text::vector, %(model)s, %(start)s, %(end)s, %(words)s, "
            "v.status = 'completed' and v.is_published and v.deleted_at is null from videos v where v.id = %(video)s",
            {
                "video": video_id,
                "creator": creator_id,
                "index": index,
                "text": text,
                "vector": str(vector) if vector else None,
                "model": "test" if vector else None,
                "start": start,
                "end": start + 10,
                "words": [start + second for second in range(len(text.split()))],
            },
        )


async def _lengthen(tx: Tx, video_id: VideoId, seconds: float) -> None:
    await tx.execute(
        "update videos set duration_seconds = %(seconds)s where id = %(id)s and duration_seconds < %(seconds)s",
        {"id": video_id, "seconds": seconds},
    )


def search_rows(creator_id: CreatorId, video_id: VideoId) -> dict[str, dict[str, object]]:
    """A row of each table that search derives from a transcript."""
    own = {"creator_id": creator_id, "video_id": video_id}
    sentence = {"first_word": 0, "last_word": 1, "start_seconds": 0, "end_seconds": 1, "sentence_text": "One."}
    return {
        "private.search_documents": own | {"title": "Intro", "chunk_lengths": b"\0\1"},
        "private.search_sentences": own | {"sentence_index": 0, "chunk_index": 0} | sentence,
        "private.search_terms": own | {"term": "one", "postings": b"\0\0\0\1"},
    }


async def some_search_rows(tx: Tx, creator_id: CreatorId, video_id: VideoId) -> None:
    """Add them, visible to students when the video is."""
    for table, row in search_rows(creator_id, video_id).items():
        statement = sql.SQL(
            "insert into {} ({}, is_visible) select {}, status = 'completed' and is_published and deleted_at is null "
            "from videos where id = %(video_id)s"
        ).format(
            sql.Identifier(*table.split(".")),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(map(sql.Placeholder, row)),
        )
        await tx.execute(statement, row)  # type: ignore[arg-type]


async def a_talk(
    db: Database, embedder: Embedder, creator_id: CreatorId, sentences: Sequence[str], *, title: str = "Talk"
) -> VideoId:
    """A talk as `a_talk_to_chunk` makes it, prepared for search by the stages."""
    async with db.as_service("test") as tx:
        video_id = await a_talk_to_chunk(tx, creator_id, sentences, title=title)
    await chunk_video(db, video_id)
    await embed_video(db, embedder, video_id)
    return video_id


async def a_talk_to_chunk(tx: Tx, creator_id: CreatorId, sentences: Sequence[str], *, title: str = "Talk") -> VideoId:
    """A video whose words are known: a sentence every ten seconds, a word in half a second."""
    words: list[str] = []
    starts: list[float] = []
    for index, sentence in enumerate(sentences):
        for place, word in enumerate(sentence.split()):
            words.append(word)
            starts.append(index * 10 + place / 2)
    video_id = await a_video(tx, creator_id, title=title, status="processing")
    await _lengthen(tx, video_id, max([len(sentences) * 10.0, *(start + 0.4 for start in starts)]))
    await tx.execute(
        "insert into private.transcript_windows (video_id, start_seconds, end_seconds, words, word_starts, "
        "word_ends) values (%(id)s, 0, %(end)s, %(words)s, %(starts)s, %(ends)s)",
        {
            "id": video_id,
            "end": len(sentences) * 10.0 or 0.1,
            "words": words,
            "starts": starts,
            "ends": [start + 0.4 for start in starts],
        },
    )
    return video_id


async def a_session(tx: Tx, creator_id: CreatorId, student_id: StudentId, *, title: str = "Questions") -> str:
    row = await tx.fetch_one(
        "insert into chat_sessions (creator_id, student_id, title, metadata) "
        "values (%(creator)s, %(student)s, %(title)s, %(metadata)s) returning id",
        {"creator": creator_id, "student": student_id, "title": title, "metadata": Jsonb({})},
    )
    assert row
    return str(row["id"])


def as_creator(creator_id: CreatorId) -> Actor:
    return Actor("authenticated", subject=creator_id, creator_id=creator_id)


def as_staff(creator_id: CreatorId, staff_id: UUID) -> Actor:
    return Actor("authenticated", subject=staff_id, creator_id=creator_id)


def as_student(student_id: StudentId) -> Actor:
    return Actor("authenticated", subject=student_id, student_id=student_id)


def a_sign_in(superuser_url: str, actor: Actor, *, browser: str = "Firefox on Linux") -> str:
    """The secret of a new sign-in. Not asynchronous: clients are made where nothing can be awaited."""
    secret = make_secret()
    with psycopg.connect(superuser_url) as connection:
        connection.execute(
            "insert into private.sign_ins (secret_hash, subject, creator_id, student_id, browser, expires_at, ends_at) "
            "values (%(hash)s, %(subject)s, %(creator)s, %(student)s, %(browser)s, now() + interval '30 days', "
            "now() + interval '180 days')",
            {
                "hash": hash_secret(secret),
                "subject": actor.subject,
                "creator": actor.creator_id,
                "student": actor.student_id,
                "browser": browser,
            },
        )
    return secret

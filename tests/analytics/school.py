"""A school whose students did known things on known days."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from chronos.db import Database, Tx
from chronos.model import Actor, CreatorId, StudentId, VideoId
from tests.factories import a_session, a_student, a_video, as_creator, as_student

Parts = Sequence[tuple[float, float]]
DAY = date(2026, 3, 10)


@dataclass
class School:
    """A creator with students and one video of 60 seconds."""

    creator_id: CreatorId
    students: list[StudentId]
    video: VideoId
    sessions: dict[StudentId, str] = field(default_factory=dict)

    @property
    def creator(self) -> Actor:
        """The creator as the actor of a transaction."""
        return as_creator(self.creator_id)

    @property
    def student(self) -> Actor:
        """The first student as the actor of a transaction."""
        return as_student(self.students[0])


async def a_school(db: Database, creator: Actor, *, students: int = 6) -> School:
    """A school with so many students, Student 0 and so on."""
    assert creator.creator_id
    async with db.as_service("test") as tx:
        people = [await a_student(tx, creator.creator_id, name=f"Student {n}") for n in range(students)]
        return School(creator.creator_id, people, await a_video(tx, creator.creator_id))


async def hears(
    tx: Tx,
    school: School,
    student: StudentId,
    parts: Parts,
    *,
    again: Parts = (),
    video: VideoId | None = None,
    is_completed: bool = False,
    days_ago: int = 0,
) -> None:
    """Let a student have heard parts of the video, in seconds."""
    await tx.execute(
        "insert into video_progress (student_id, video_id, creator_id, heard, heard_again, completed_at, "
        "last_watched_at) values (%(student)s, %(video)s, %(creator)s, %(heard)s::text::int4multirange, "
        "%(again)s::text::int4multirange, case when %(done)s then now() end, now() - make_interval(days => %(days)s))",
        {
            "student": student,
            "video": video or school.video,
            "creator": school.creator_id,
            "heard": as_multirange(parts),
            "again": as_multirange(again),
            "done": is_completed,
            "days": days_ago,
        },
    )


def as_multirange(parts: Parts) -> str:
    """The text of parts in milliseconds."""
    return "{" + ",".join(f"[{round(first * 1000)},{round(last * 1000)})" for first, last in parts) + "}"


async def does(
    tx: Tx,
    school: School,
    student: StudentId,
    kind: str,
    at: datetime,
    *,
    video: VideoId | None = None,
    seconds: float = 0,
) -> None:
    """Add a fact."""
    await tx.execute(
        "insert into private.facts (occurred_at, creator_id, student_id, kind, video_id, played_ms) "
        "values (%(at)s, %(creator)s, %(student)s, %(kind)s, %(video)s, %(ms)s)",
        {
            "at": at,
            "creator": school.creator_id,
            "student": student,
            "kind": kind,
            "video": video,
            "ms": round(seconds * 1000),
        },
    )


async def asks(
    tx: Tx,
    school: School,
    student: StudentId,
    question: str,
    *,
    is_covered: bool = True,
    at_seconds: float | None = 12.5,
    vector: Sequence[float] = (),
    asked_at: datetime | None = None,
) -> UUID:
    """Let a student ask; `at_seconds` is the closest moment of the video, None: there is none."""
    if student not in school.sessions:
        school.sessions[student] = await a_session(tx, school.creator_id, student)
    message = uuid4()
    values = {
        "id": message,
        "session": school.sessions[student],
        "content": question,
        "creator": school.creator_id,
        "student": student,
        "covered": is_covered,
        "vector": str(list(vector)) if vector else None,
        "model": "test" if vector else None,
        "video": school.video if at_seconds is not None else None,
        "at": at_seconds,
        "score": 0.5 if at_seconds is not None else None,
        "asked_at": asked_at,
    }
    await tx.execute(
        "insert into chat_messages (id, session_id, role, content) values (%(id)s, %(session)s, 'user', %(content)s)",
        values,
    )
    await tx.execute(
        "insert into private.asked_questions (message_id, creator_id, student_id, asked_at, is_covered, embedding, "
        "embedding_model, closest_video_id, closest_start_seconds, closest_play_seconds, closest_score) "
        "values (%(id)s, %(creator)s, %(student)s, coalesce(%(asked_at)s, now()), %(covered)s, "
        "%(vector)s::text::vector, %(model)s, %(video)s, %(at)s, %(at)s, %(score)s)",
        values,
    )
    return message


async def refuses(
    tx: Tx, school: School, question: UUID, seconds: Sequence[float], *, is_covered: bool = False
) -> None:
    """Answer a question, or refuse it with the moments of the video that come closest, best first."""
    cited = [
        {"video_id": str(school.video), "start_seconds": each, "end_seconds": each + 1, "play_seconds": each - 1}
        for each in seconds
    ]
    await tx.execute(
        "insert into chat_messages (session_id, parent_id, role, content, video_references, metadata) "
        "select session_id, id, 'assistant', 'Closest', %(cited)s, %(metadata)s from chat_messages where id = %(id)s",
        {"id": question, "cited": Jsonb(cited), "metadata": Jsonb({"covered": is_covered})},
    )


async def count_day(tx: Tx, school: School, day: date = DAY) -> None:
    """Count a day as the periodic job does."""
    await tx.execute(
        "select private.roll_up_creator_day(%(creator)s, %(day)s)", {"creator": school.creator_id, "day": day}
    )

"""Past: let what was made just now have happened over weeks, as the owner of the tables, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chronos.db import Owner, fetch_one, load_queries, owner_connection
from chronos.model import CreatorId, StudentId
from chronos.operations.demo_school.converse import Begun
from chronos.operations.demo_school.plan import Plan
from chronos.operations.demo_school.watch import Lesson, Part, Watched, watch

_QUERIES = load_queries("chronos.operations.demo_school", "past.sql")
_OF_SESSION = (
    "date_messages", "date_session", "date_questions", "date_facts", "date_feedback", "date_saved",
    "date_questions_charged",
)  # fmt: skip
_BEGINNING = (
    "forget_facts", "forget_conversations", "forget_notes", "forget_teaching", "forget_invitations", "forget_courses",
)  # fmt: skip
EARLIER_DAYS = 3  # by which the school is older than its first student


@dataclass(frozen=True, slots=True)
class Made:
    """What the school was given, in the order of the plan."""

    course_id: UUID
    students: Mapping[str, StudentId]
    lessons: Sequence[Lesson]
    conversations: Sequence[Begun]
    notes: Sequence[UUID]
    answers: Sequence[UUID]
    invitations: Sequence[UUID]


async def is_filled(url: str, creator_id: CreatorId) -> bool:
    """Return whether the school was filled to the end."""
    async with owner_connection(url) as connection:
        return bool((await fetch_one(connection, _QUERIES["is_filled"], {"creator_id": creator_id}))["is_filled"])


async def forget_beginning(url: str, creator_id: CreatorId, students: Sequence[StudentId]) -> None:
    """Remove what an interrupted filling left, other than people and the titles of videos."""
    values = {"creator_id": creator_id, "students": list(students)}
    async with owner_connection(url) as connection, connection.transaction():
        for name in _BEGINNING:
            await connection.execute(_QUERIES[name].encode(), values)


async def write_past(url: str, creator_id: CreatorId, plan: Plan, made: Made, now: datetime) -> int:
    """Date back all that was made, add weeks of watching, count their days; return how often something was watched."""
    began = _morning(now - timedelta(days=EARLIER_DAYS + max(person.joined_days_ago for person in plan.people)))
    school = {"creator_id": creator_id, "at": began, "course_id": made.course_id}
    async with owner_connection(url) as connection, connection.transaction():

        async def run(name: str, values: Mapping[str, object]) -> None:
            await connection.execute(_QUERIES[name].encode(), {**school, **values})

        for name in ("date_school", "date_videos", "date_charges", "date_courses"):
            await run(name, {})
        for conversation in made.conversations:
            for name in _OF_SESSION:
                await run(name, {"session_id": conversation.session_id, "at": conversation.at})
        for note, note_id in zip(plan.notes, made.notes, strict=True):
            await run("date_note", {"id": note_id, "at": now - timedelta(days=note.days_ago)})
        for teaching, answer_id in zip(plan.teaches, made.answers, strict=True):
            await run("date_teaching", {"id": answer_id, "at": now - timedelta(days=teaching.days_ago)})
        for invitation, link_id in zip(plan.invitations, made.invitations, strict=True):
            await run("use_invitation", {"id": link_id, "uses": invitation.uses})
        reports = await _watch(connection, creator_id, plan, made, now)
        for name in ("keep_storage_of_days", "forget_news", "count_days", "mark_filled"):
            await run(name, {})
    return reports


async def _watch(connection: Owner, creator_id: CreatorId, plan: Plan, made: Made, now: datetime) -> int:
    reports = 0
    for person in plan.people:
        of_student = {"creator_id": creator_id, "student_id": made.students[person.name]}
        joined = _morning(now - timedelta(days=person.joined_days_ago))
        await connection.execute(_QUERIES["date_student"].encode(), {**of_student, "at": joined, "ended": person.ended})
        watched, acts = watch(person, made.lessons, now)
        for seen in watched:
            await connection.execute(_QUERIES["insert_progress"].encode(), {**of_student, **_progress(seen)})
        for act in acts:
            await connection.execute(_QUERIES["insert_fact"].encode(), {**of_student, **asdict(act)})
        reports += sum(act.kind == "watch" for act in acts)
    return reports


def _progress(seen: Watched) -> dict[str, object]:
    return asdict(seen) | {"heard": _multirange(seen.heard), "again": _multirange(seen.again)}


def _multirange(parts: Sequence[Part]) -> str:
    return "{" + ",".join(f"[{start},{end})" for start, end in parts) + "}"


def _morning(day: datetime) -> datetime:
    return day.replace(hour=6, minute=0, second=0)

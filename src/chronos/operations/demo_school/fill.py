"""Fill: turn a demo school with its videos into one that looks alive, once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from chronos.chat import Answerer, TaughtMoment, Teaching, teach
from chronos.courses import CourseChange, add_note, change_course, change_cover, import_outline, read_outline
from chronos.errors import Conflict, NotAllowed
from chronos.members import (
    NewInviteLink,
    NewStaffMember,
    add_staff,
    add_student,
    is_demo,
    list_staff,
    list_students,
    make_invite_link,
    overseeing_staff,
)
from chronos.model import Actor, CreatorId, StudentId, VideoId
from chronos.operations.demo_school.converse import converse
from chronos.operations.demo_school.past import Made, forget_beginning, is_filled, write_past
from chronos.operations.demo_school.plan import Plan, PlannedPerson
from chronos.operations.demo_school.watch import Lesson
from chronos.providers.embedding import Embedder
from chronos.storage import Access
from chronos.videos import Change, PosterChoice, change_poster, change_video, list_videos


@dataclass(frozen=True, slots=True)
class School:
    """A creator's school, acted for by its owner, and what answers its students. `url`: the owner's of the database."""

    url: str
    access: Access
    answerer: Answerer
    embedder: Embedder

    @property
    def creator_id(self) -> CreatorId:
        """Whose school it is."""
        creator_id = self.access.actor.creator_id
        assert creator_id is not None  # noqa: S101 - an owner's actor has one
        return creator_id


@dataclass(frozen=True, slots=True)
class Filled:
    """What a school was filled with. All 0: it was filled before, and nothing was changed."""

    students: int
    questions: int
    reports: int


async def fill(school: School, plan: Plan, folder: Path) -> Filled:
    """Fill a demo school as `plan` says, whose cover lies in `folder`; a filled one stays as it is.

    Raises NotAllowed (`not_a_demo`) for a school that a person made, Conflict (`demo_videos_missing`) before all videos
    of the plan are ready.
    """
    if not is_demo(school.creator_id):
        raise NotAllowed(
            "Only a school that `chronos creator add --demo` made is filled with made-up people.", code="not_a_demo"
        )
    if await is_filled(school.url, school.creator_id):
        return Filled(0, 0, 0)
    now = datetime.now(UTC).replace(microsecond=0)
    lessons = await _name_videos(school, plan)
    students = await _add_people(school, plan)
    await forget_beginning(school.url, school.creator_id, list(students.values()))
    course_id = await _add_courses(school, plan, folder)
    ids = {lesson.plan.file: lesson.id for lesson in lessons}
    conversations = [
        await converse(school.access.db, school.answerer, students[one.student], one, ids, now)
        for one in sorted(plan.conversations, key=lambda one: -one.days_ago)
    ]
    made = Made(
        course_id=course_id,
        students=students,
        lessons=lessons,
        conversations=conversations,
        notes=await _add_notes(school, plan, lessons, students),
        answers=await _teach(school, plan, lessons),
        invitations=await _invite(school, plan, course_id),
    )
    reports = await write_past(school.url, school.creator_id, plan, made, now)
    return Filled(len(students), sum(len(one.questions) for one in plan.conversations), reports)


async def _name_videos(school: School, plan: Plan) -> list[Lesson]:
    """Give the videos their titles, descriptions and posters; return them in the order of the plan."""
    db, actor = school.access.db, school.access.actor
    async with db.acting_as(actor) as tx:
        known = {video.title: video for video in (await list_videos(tx, status="completed", limit=100)).videos}
    lessons = []
    for planned in plan.videos:
        video = known.get(planned.file) or known.get(planned.title)
        if video is None or video.duration_seconds is None:
            raise Conflict(
                f"The video {planned.file} is not ready: add it with `chronos add`, then fill the school.",
                code="demo_videos_missing",
            )
        if video.title != planned.title:
            await change_poster(school.access, video.id, PosterChoice(at_seconds=planned.poster_second))
            async with db.acting_as(actor) as tx:
                await change_video(tx, actor, video.id, Change(title=planned.title, description=planned.description))
        lessons.append(Lesson(video.id, video.duration_seconds, planned))
    return lessons


async def _add_people(school: School, plan: Plan) -> dict[str, StudentId]:
    """Add missing students and staff; return the ids of the students by name."""
    db = school.access.db
    known = {student.email: student.id for student in await list_students(db, school.creator_id)}
    students = {}
    for person in plan.people:
        students[person.name] = known.get(person.email) or await _add_student(school, person)
    async with overseeing_staff(db) as tx:
        there = {one.email for one in await list_staff(tx, school.creator_id)}
        for member in plan.staff:
            if member.email not in there:
                new = NewStaffMember(name=member.name, email=member.email, role=member.role)
                await add_staff(tx, school.creator_id, new)
    return students


async def _add_student(school: School, person: PlannedPerson) -> StudentId:
    return (await add_student(school.access.db, school.creator_id, person.name, person.email)).id


async def _add_courses(school: School, plan: Plan, folder: Path) -> UUID:
    db, actor = school.access.db, school.access.actor
    async with db.acting_as(actor) as tx:
        course = await import_outline(tx, actor, read_outline(json.dumps(plan.course)))
        await change_course(tx, actor, course.summary.id, CourseChange(is_published=True))
        await import_outline(tx, actor, read_outline(json.dumps(plan.draft)))
    await change_cover(school.access, course.summary.id, folder / plan.cover)
    return course.summary.id


async def _add_notes(
    school: School, plan: Plan, lessons: Sequence[Lesson], students: Mapping[str, StudentId]
) -> list[UUID]:
    titles = _by_title(lessons)
    notes = []
    for planned in plan.notes:
        student_id = students[planned.student]
        actor = Actor("authenticated", subject=student_id, student_id=student_id)
        async with school.access.db.acting_as(actor) as tx:
            notes.append((await add_note(tx, actor, titles[planned.video], planned.second, planned.text)).id)
    return notes


async def _teach(school: School, plan: Plan, lessons: Sequence[Lesson]) -> list[UUID]:
    titles = _by_title(lessons)
    answers = []
    for planned in plan.teaches:
        moment = TaughtMoment(titles[planned.moment.video], planned.moment.start, planned.moment.end)
        teaching = Teaching(planned.questions, [moment], planned.content)
        answers.append((await teach(school.access.db, school.embedder, school.access.actor, teaching)).id)
    return answers


async def _invite(school: School, plan: Plan, course_id: UUID) -> list[UUID]:
    made = []
    async with school.access.db.acting_as(school.access.actor) as tx:
        for planned in plan.invitations:
            wanted = NewInviteLink(course_id, planned.days, planned.max_uses)
            made.append((await make_invite_link(tx, school.access.actor, wanted))[0].id)
    return made


def _by_title(lessons: Sequence[Lesson]) -> dict[str, VideoId]:
    return {lesson.plan.title: lesson.id for lesson in lessons}

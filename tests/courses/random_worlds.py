"""Random schools, and by the rules as they are written for people: which videos each student may see."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from uuid import UUID

from chronos.db import Database, Tx
from chronos.model import CreatorId, StudentId, VideoId
from tests.factories import a_creator, a_session, a_student, a_video, some_chunks, some_search_rows

DAY = 86_400

AddVideo = Callable[[CreatorId, int], Awaitable[VideoId]]


@dataclass
class AModule:
    """Conditions in seconds from now; `requires` is the place of another module in the course."""

    videos: list[int]
    opens_after_days: int | None = None
    opens_in: int | None = None
    requires: int | None = None


@dataclass
class ACourse:
    """Modules in order."""

    is_published: bool
    is_removed: bool
    modules: list[AModule]


@dataclass
class AStudent:
    """`joined` and the values of `courses` are seconds before now; `courses` None: all of them."""

    joined: int
    courses: Mapping[int, int] | None
    done: set[int]


@dataclass
class ASchool:
    """Videos by number: `is_shown`, whether it is completed, published and not deleted; `in_library`."""

    is_shown: list[bool]
    in_library: list[bool]
    courses: list[ACourse]
    students: list[AStudent]
    video_ids: list[VideoId] = field(default_factory=list)
    student_ids: list[StudentId] = field(default_factory=list)


def a_school(random: Random, students: int) -> ASchool:
    """A school of up to six videos and three courses."""
    videos = random.randint(1, 6)
    courses = []
    for _ in range(random.randint(0, 3)):
        modules = [
            AModule(
                videos=random.sample(range(videos), random.randint(0, min(3, videos))),
                opens_after_days=random.choice((None, None, 0, 3, 10)),
                opens_in=random.choice((None, None, None, -DAY, DAY)),
                requires=random.choice((None, place - 1)) if place else None,
            )
            for place in range(random.randint(0, 4))
        ]
        courses.append(ACourse(random.random() < 0.8, random.random() < 0.1, modules))
    return ASchool(
        is_shown=[random.random() < 0.85 for _ in range(videos)],
        in_library=[random.random() < 0.6 for _ in range(videos)],
        courses=courses,
        students=[_a_student(random, videos, len(courses)) for _ in range(students)],
    )


def _a_student(random: Random, videos: int, courses: int) -> AStudent:
    given = None
    if random.random() < 0.5:
        given = {
            course: random.choice((1, 5, 20)) * DAY - DAY // 2
            for course in random.sample(range(courses), random.randint(0, courses))
        }
    return AStudent(
        joined=random.choice((1, 5, 20)) * DAY - DAY // 2,
        courses=given,
        done={video for video in range(videos) if random.random() < 0.5},
    )


def visible(school: ASchool, student: AStudent) -> set[int]:
    """The videos that a student may see.

    A module is open when it is in a course that the student sees, its time has come, and the module that it waits for
    is completed. A student sees what is in open modules; one who was given no particular courses also sees the library,
    except for what is in modules that are not open.
    """
    is_open: set[int] = set()
    is_locked: set[int] = set()
    for number, course in enumerate(school.courses):
        if (
            not course.is_published
            or course.is_removed
            or (student.courses is not None and number not in student.courses)
        ):
            continue
        joined = student.joined if student.courses is None else student.courses[number]
        for module in course.modules:
            has_come = (module.opens_in is None or module.opens_in <= 0) and (
                module.opens_after_days is None or joined >= module.opens_after_days * DAY
            )
            required = course.modules[module.requires].videos if module.requires is not None else []
            is_due = all(video in student.done for video in required if school.is_shown[video])
            (is_open if has_come and is_due else is_locked).update(module.videos)
    seen = set(is_open)
    if student.courses is None:
        seen |= {video for video, listed in enumerate(school.in_library) if listed} - (is_locked - is_open)
    return {video for video in seen if school.is_shown[video]}


async def store(db: Database, school: ASchool, add_video: AddVideo | None = None) -> None:
    """Write the school to the database; its ids are set. `add_video` makes a video; default: one of a few rows."""
    async with db.as_service("test") as tx:
        creator = await a_creator(tx)
    add_video = add_video or partial(_a_video, db)
    school.video_ids = [await add_video(creator, video) for video in range(len(school.is_shown))]
    async with db.as_service("test") as tx:
        for video, id_ in enumerate(school.video_ids):
            await tx.execute(
                "update videos set is_published = %(shown)s, is_in_library = %(listed)s where id = %(id)s",
                {"id": id_, "shown": school.is_shown[video], "listed": school.in_library[video]},
            )
        courses = [await _a_course(tx, creator, school, course) for course in school.courses]
        school.student_ids = [await _store_student(tx, creator, school, courses, each) for each in school.students]


async def _a_video(db: Database, creator: CreatorId, video: int) -> VideoId:
    async with db.as_service("test") as tx:
        id_ = await a_video(tx, creator)
        await some_chunks(tx, creator, id_, ["one two three"], vectors=[[1.0]])
        await some_search_rows(tx, creator, id_)
        await tx.execute(
            "insert into private.transcript_windows "
            "(video_id, start_seconds, end_seconds, words, word_starts, word_ends) "
            "values (%(id)s, 0, 60, '{one}', '{0}', '{1}')",
            {"id": id_},
        )
        await place_file(tx, id_)
    return id_


async def place_file(tx: Tx, video_id: VideoId) -> None:
    """Add the row of the video's file."""
    await tx.execute(
        "insert into storage.objects (bucket_id, name) select 'videos', storage_path from videos where id = %(id)s",
        {"id": video_id},
    )


async def _a_course(tx: Tx, creator: CreatorId, school: ASchool, course: ACourse) -> UUID:
    row = await tx.fetch_one(
        "insert into courses (creator_id, title, is_published, deleted_at) "
        "values (%(creator)s, 'Course', %(published)s, case when %(removed)s then now() end) returning id",
        {"creator": creator, "published": course.is_published, "removed": course.is_removed},
    )
    assert row
    modules: list[UUID] = []
    for module in course.modules:
        added = await tx.fetch_one(
            "insert into course_modules (course_id, title, video_ids, opens_after_days, opens_at, requires_module_id) "
            "values (%(course)s, 'Module', %(videos)s, %(days)s, now() + make_interval(secs => %(in)s), %(requires)s) "
            "returning id",
            {
                "course": row["id"],
                "videos": [school.video_ids[video] for video in module.videos],
                "days": module.opens_after_days,
                "in": module.opens_in,
                "requires": None if module.requires is None else modules[module.requires],
            },
        )
        assert added
        modules.append(added["id"])
    course_id: UUID = row["id"]
    return course_id


async def _store_student(
    tx: Tx, creator: CreatorId, school: ASchool, courses: Sequence[UUID], student: AStudent
) -> StudentId:
    id_ = await a_student(tx, creator)
    await tx.execute(
        "update students set created_at = now() - make_interval(secs => %(joined)s), sees_all_courses = %(all)s "
        "where id = %(id)s",
        {"id": id_, "joined": student.joined, "all": student.courses is None},
    )
    for course, joined in (student.courses or {}).items():
        await tx.execute(
            "insert into course_enrolments (course_id, student_id, creator_id, created_at) "
            "values (%(course)s, %(id)s, %(creator)s, now() - make_interval(secs => %(joined)s))",
            {"course": courses[course], "id": id_, "creator": creator, "joined": joined},
        )
    session = await a_session(tx, creator, id_)
    await tx.execute(
        "insert into chat_messages (session_id, role, content, video_references) "
        "select %(session)s, 'assistant', 'So.', jsonb_build_array(jsonb_build_object('video_id', id)) "
        "from videos where creator_id = %(creator)s",
        {"session": session, "creator": creator},
    )
    for video in student.done:
        await tx.execute(
            "insert into video_progress (student_id, video_id, creator_id, completed_at) "
            "values (%(id)s, %(video)s, %(creator)s, now())",
            {"id": id_, "video": school.video_ids[video], "creator": creator},
        )
    return id_

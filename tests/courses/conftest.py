"""A school with a course of three lessons."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from chronos.courses import CourseChange, NewModule, add_course, add_module, change_course
from chronos.db import Database
from chronos.model import Actor, StudentId, VideoId
from tests.factories import a_student, a_video, as_creator, as_student


@dataclass(frozen=True)
class School:
    """Ada's published course: module `first` has `videos[0]` and `videos[1]`, module `second` has `videos[2]`."""

    creator: Actor
    student: Actor
    student_id: StudentId
    course: UUID
    first: UUID
    second: UUID
    videos: tuple[VideoId, VideoId, VideoId]


@pytest.fixture
async def school(db: Database, creator: Actor) -> School:
    """Ada's school; each video lasts 60 seconds."""
    assert creator.creator_id
    async with db.as_service("test") as tx:
        student = await a_student(tx, creator.creator_id)
        one, two, three = [await a_video(tx, creator.creator_id, title=f"Part {n}") for n in (1, 2, 3)]
    async with db.acting_as(creator) as tx:
        course = (await add_course(tx, creator, "Light")).summary.id
        first = await add_module(tx, creator, course, NewModule("First", video_ids=[one, two]))
        second = await add_module(tx, creator, course, NewModule("Second", video_ids=[three]))
        await change_course(tx, creator, course, CourseChange(is_published=True))
    return School(
        as_creator(creator.creator_id), as_student(student), student, course, first, second, (one, two, three)
    )

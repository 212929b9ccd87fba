"""A school with students and videos, and one of six students."""

from dataclasses import dataclass

import pytest

from chronos.db import Database
from chronos.model import Actor, CreatorId, StudentId, VideoId
from tests.analytics.school import School, a_school
from tests.factories import a_creator, a_student, a_video


@dataclass(frozen=True)
class Class:
    """A creator with eight students and three videos; a day begins in New York."""

    creator_id: CreatorId
    students: tuple[StudentId, ...]
    videos: tuple[VideoId, ...]


ZONE = "America/New_York"


@pytest.fixture
async def school(db: Database) -> Class:
    """Ada's class."""
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        await tx.execute(
            "update creators set settings = jsonb_build_object('time_zone', %(zone)s::text)", {"zone": ZONE}
        )
        students = [await a_student(tx, ada, name=f"Student {number}") for number in range(8)]
        videos = [await a_video(tx, ada, title=f"Video {number}") for number in range(3)]
    return Class(ada, tuple(students), tuple(videos))


@pytest.fixture
async def six(db: Database, creator: Actor) -> School:
    """Ada's school of six students; its video lasts 60 seconds."""
    return await a_school(db, creator)

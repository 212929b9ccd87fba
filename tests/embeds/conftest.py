"""A school with a video and a course in other sites."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from chronos.db import Database
from chronos.model import Actor, VideoId
from tests.factories import a_creator, a_video, as_creator


@dataclass(frozen=True)
class School:
    """An owner, and their videos: `shown` opens a course, `later` opens a week after a student joined."""

    owner: Actor
    shown: VideoId
    later: VideoId
    draft: VideoId
    course: UUID


@pytest.fixture
async def school(db: Database) -> School:
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        shown, later, draft = (
            await a_video(tx, ada, title="Shown"),
            await a_video(tx, ada, title="Later"),
            await a_video(tx, ada, title="Draft", is_published=False),
        )
        row = await tx.fetch_one(
            "insert into courses (creator_id, title, is_published) values (%(ada)s, 'Course', true) returning id",
            {"ada": ada},
        )
        assert row
        for videos, days in (([shown, draft], None), ([later], 7)):
            await tx.execute(
                "insert into course_modules (course_id, title, video_ids, opens_after_days) "
                "values (%(course)s, 'Module', %(videos)s, %(days)s)",
                {"course": row["id"], "videos": videos, "days": days},
            )
    return School(as_creator(ada), shown, later, draft, row["id"])

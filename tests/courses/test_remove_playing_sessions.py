"""Playing sessions go when no report can belong to them."""

from uuid import uuid4

from chronos.courses import remove_playing_sessions
from chronos.db import Database
from tests.courses.conftest import School


async def test_sessions_without_a_report_for_a_week_go(db: Database, school: School) -> None:
    async with db.as_service("test") as tx:
        for days in (0, 6, 8, 400):
            await tx.execute(
                "insert into private.playing_sessions (student_id, id, video_id, last_beat_at) "
                "values (%(student)s, %(id)s, %(video)s, now() - make_interval(days => %(days)s))",
                {"student": school.student_id, "id": uuid4(), "video": school.videos[0], "days": days},
            )
    await remove_playing_sessions(db)
    async with db.as_service("test") as tx:
        assert len(await tx.fetch("select from private.playing_sessions")) == 2

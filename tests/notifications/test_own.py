"""A person sees what it was notified of, and nothing of others."""

from chronos.db import Database
from chronos.notifications import Channels, deliver, list_own
from tests.factories import a_creator, a_student, as_creator, as_student
from tests.notifications.conftest import School, fail


async def test_each_person_sees_its_own(db: Database, school: School, channels: Channels) -> None:
    await fail(db, school)
    async with db.as_service("test") as tx:
        eve = as_student(await a_student(tx, school.creator_id, name="Eve"))
        bob = as_creator(await a_creator(tx, name="Bob"))
        await tx.execute(
            "select private.tell(%(creator)s, 'lesson.opened', 'one', '{}', %(student)s)",
            {"creator": school.creator_id, "student": school.student_id},
        )
    await deliver(db, channels)
    seen = {}
    for name, actor in (("ada", school.creator), ("sam", school.student), ("eve", eve), ("bob", bob)):
        async with db.acting_as(actor) as tx:
            seen[name] = await list_own(tx)
    assert {name: [one.kind for one in found] for name, found in seen.items()} == {
        "ada": ["video.failed"],
        "sam": ["lesson.opened"],
        "eve": [],
        "bob": [],
    }
    [mailed] = seen["ada"][0].deliveries
    assert (mailed["channel"], mailed["status"], mailed["attempts"]) == ("email", "sent", 1)
    async with db.acting_as(school.creator) as tx:
        assert await list_own(tx, before=seen["ada"][0].occurred_at) == []

"""What happened in a school of late."""

from chronos.analytics import list_events
from chronos.db import Database
from tests.analytics.school import School, hears
from tests.factories import a_creator, a_student, a_video, as_creator


async def test_the_last_things_come_first(db: Database, six: School) -> None:
    first, second = six.students[:2]
    async with db.as_service("test") as tx:
        await tx.execute("update students set created_at = now() - interval '20 days'")
        await tx.execute("update videos set processing_completed_at = now() - interval '3 days'")
        await tx.execute("update students set created_at = now() - interval '2 days' where id = %(id)s", {"id": first})
        await hears(tx, six, second, [(0, 60)], is_completed=True)
        await hears(tx, six, first, [(0, 20)])
    async with db.acting_as(six.creator) as tx:
        events = await list_events(tx)
        assert len(await list_events(tx, 1)) == 1
    assert [(event.kind, event.id) for event in events] == [
        ("finished", second),
        ("joined", first),
        ("ready", six.video),
    ]
    assert (events[0].name, events[0].title) == ("Student 1", events[2].title)


async def test_other_schools_and_former_weeks_are_left_out(db: Database, six: School) -> None:
    async with db.as_service("test") as tx:
        other = await a_creator(tx)
        await a_student(tx, other)
        await a_video(tx, other)
        await tx.execute(
            "update students set created_at = now() - interval '20 days' where creator_id = %(id)s",
            {"id": six.creator_id},
        )
        await tx.execute(
            "update videos set processing_completed_at = now() - interval '20 days' where creator_id = %(id)s",
            {"id": six.creator_id},
        )
    async with db.acting_as(six.creator) as tx:
        assert await list_events(tx) == []
    async with db.acting_as(as_creator(other)) as tx:
        assert "joined" in {event.kind for event in await list_events(tx)}

"""Notes: a student's own, inside of their video, and so many."""

import asyncio
from uuid import uuid4

import pytest

from chronos.courses import (
    ModuleChange,
    NoteChange,
    add_note,
    change_module,
    change_note,
    get_note,
    list_notes,
    remove_note,
)
from chronos.db import Database
from chronos.errors import Invalid, NotAllowed, NotFound, OverLimit
from chronos.model import Actor, VideoId
from tests.courses.conftest import School
from tests.factories import a_creator, a_student, a_video, as_student


async def _count(db: Database, actor: Actor) -> int:
    async with db.acting_as(actor) as tx:
        return len(await list_notes(tx))


async def test_notes_are_added_listed_changed_and_removed(db: Database, school: School) -> None:
    one, two, _ = school.videos
    async with db.acting_as(school.student) as tx:
        note = await add_note(tx, school.student, one, 12.5, "  Try this at f/8.\0 ")
        mark = await add_note(tx, school.student, two, 60)
        assert (note.content, note.title, note.at_seconds) == ("Try this at f/8.", "Part 1", 12.5)
        assert mark.content == ""
    async with db.acting_as(school.student) as tx:
        assert [each.id for each in await list_notes(tx)] == [mark.id, note.id]
        assert [each.id for each in await list_notes(tx, limit=1)] == [mark.id]
        assert [each.id for each in await list_notes(tx, cursor=mark.id)] == [note.id]
        assert [each.id for each in await list_notes(tx, video_id=one)] == [note.id]
        changed = await change_note(tx, note.id, NoteChange(at_seconds=13))
        assert (changed.at_seconds, changed.content) == (13, note.content)
        assert (await change_note(tx, note.id, NoteChange(content=""))).content == ""
        await remove_note(tx, note.id)
        for work in (get_note(tx, note.id), remove_note(tx, note.id), change_note(tx, note.id, NoteChange(1, "x"))):
            with pytest.raises(NotFound):
                await work


async def test_notes_are_the_students_alone(db: Database, school: School) -> None:
    assert school.creator.creator_id
    async with db.as_service("test") as tx:
        other = as_student(await a_student(tx, school.creator.creator_id, name="Eve"))
    async with db.acting_as(school.student) as tx:
        note = await add_note(tx, school.student, school.videos[0], 1, "Mine")
    for actor in (other, school.creator):
        assert await _count(db, actor) == 0
        with pytest.raises(NotFound):
            async with db.acting_as(actor) as tx:
                await change_note(tx, note.id, NoteChange(content="Ours"))
    with pytest.raises(NotAllowed):
        async with db.acting_as(school.creator) as tx:
            await add_note(tx, school.creator, school.videos[0], 1, "Ours")
    assert await _count(db, school.student) == 1


async def test_a_locked_video_keeps_its_notes_and_takes_no_more(db: Database, school: School) -> None:
    async with db.acting_as(school.student) as tx:
        note = await add_note(tx, school.student, school.videos[2], 1, "Mine")
    async with db.acting_as(school.creator) as tx:
        change = ModuleChange(conditions={"opens_after_days": 5})
        await change_module(tx, school.creator, school.course, school.second, change)
    async with db.acting_as(school.student) as tx:
        assert (await get_note(tx, note.id)).title is None
        assert (await change_note(tx, note.id, NoteChange(content="Still mine"))).content == "Still mine"
    for video in (school.videos[2], VideoId(uuid4())):
        with pytest.raises(NotFound):
            async with db.acting_as(school.student) as tx:
                await add_note(tx, school.student, video, 1)
    async with db.as_service("test") as tx:
        await tx.execute("delete from videos where id = %(id)s", {"id": school.videos[2]})
    assert await _count(db, school.student) == 0


async def test_a_note_lies_inside_its_video_and_has_an_end(db: Database, school: School) -> None:
    one = school.videos[0]  # of 60 s
    for at, text in ((60.1, ""), (-1.0, ""), (float("nan"), ""), (float("inf"), ""), (1.0, "x" * 10_001)):
        with pytest.raises(Invalid) as caught:
            async with db.acting_as(school.student) as tx:
                await add_note(tx, school.student, one, at, text)
        assert caught.value.code == ("note_too_long" if text else "note_outside_video")
    async with db.acting_as(school.student) as tx:
        note = await add_note(tx, school.student, one, 60, "x" * 10_000)
        with pytest.raises(Invalid):
            await change_note(tx, note.id, NoteChange(at_seconds=61))
    # Who writes rows by SQL meets the same limits.
    for statement in (
        "update notes set at_seconds = 61",
        "update notes set at_seconds = 'NaN'",
        "update notes set at_seconds = -1",
        "update notes set content = repeat('x', 10001)",
    ):
        with pytest.raises(Invalid):
            async with db.as_service("test") as tx:
                await tx.execute(statement)


async def test_a_refused_note_tells_nothing_of_videos_and_students(db: Database, school: School) -> None:
    async with db.as_service("test") as tx:
        bob = await a_creator(tx, name="Bob")
        foreign, stranger = await a_video(tx, bob), await a_student(tx, bob)
        unpublished = await a_video(tx, school.creator.creator_id, is_published=False)  # type: ignore[arg-type]
    for student, creator, video in (
        (school.student_id, school.creator.creator_id, unpublished),
        (school.student_id, school.creator.creator_id, foreign),
        (stranger, bob, foreign),
    ):
        with pytest.raises(NotAllowed):
            async with db.acting_as(school.student) as tx:
                await tx.execute(
                    "insert into notes (student_id, creator_id, video_id, at_seconds) "
                    "values (%(student)s, %(creator)s, %(video)s, 1e9)",
                    {"student": student, "creator": creator, "video": video},
                )


async def test_of_notes_that_arrive_at_once_none_is_above_the_limit(db: Database, school: School) -> None:
    async with db.as_service("test") as tx:
        row = await tx.fetch_one("select private.most_notes() as most")
        assert row
        await tx.execute(
            "insert into notes (student_id, creator_id, video_id, at_seconds) "
            "select %(student)s, creator_id, id, 1 from videos, generate_series(1, %(most)s - 2) where id = %(video)s",
            {"student": school.student_id, "video": school.videos[0], "most": row["most"]},
        )

    async def add() -> bool:
        try:
            async with db.acting_as(school.student) as tx:
                await add_note(tx, school.student, school.videos[0], 1)
        except (OverLimit, Invalid):
            return False
        return True

    assert sum(await asyncio.gather(*(add() for _ in range(6)))) == 2

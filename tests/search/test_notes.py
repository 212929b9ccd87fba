"""The student's notes that a search finds."""

import pytest

from chronos.courses import ModuleChange, NoteChange, add_note, change_module, change_note
from chronos.db import Database
from chronos.errors import Invalid
from chronos.search import Scope, find_notes
from tests.courses.conftest import School, school
from tests.factories import a_student, as_student

__all__ = ["school"]


async def _found(db: Database, school: School, query: str, **scope: object) -> list[str]:
    found = await find_notes(db, school.student, query, scope=Scope(**scope))  # type: ignore[arg-type]
    return [note.content for note in found]


async def test_notes_are_found_by_words_in_any_form(db: Database, school: School) -> None:
    one, two, three = school.videos
    async with db.as_service("test") as tx:
        await tx.execute("update videos set transcript_language = 'de' where id = %(id)s", {"id": two})
    async with db.acting_as(school.student) as tx:
        both = await add_note(tx, school.student, one, 5, "Blurred backgrounds need a wide aperture")
        await add_note(tx, school.student, two, 6, "Die Blenden der Kamera: mehr Aperture")
        await add_note(tx, school.student, three, 7)
    assert await _found(db, school, "blurring the background by aperture") == [
        "Blurred backgrounds need a wide aperture",
        "Die Blenden der Kamera: mehr Aperture",
    ]
    assert await _found(db, school, "Welche Blende?") == ["Die Blenden der Kamera: mehr Aperture"]
    assert await _found(db, school, "aperture", video_ids=(one,)) == ["Blurred backgrounds need a wide aperture"]
    assert await _found(db, school, "aperture", language="de") == ["Die Blenden der Kamera: mehr Aperture"]
    assert await _found(db, school, "aperture", course_id=school.course) != []
    assert await _found(db, school, "sourdough") == await _found(db, school, "the of") == []
    async with db.acting_as(school.student) as tx:
        await change_note(tx, both.id, NoteChange(content="Sourdough"))
    assert await _found(db, school, "sourdough") == ["Sourdough"]
    [found] = await find_notes(db, school.student, "sourdough bread")
    assert (found.id, found.title, found.at_seconds, found.score) == (both.id, "Part 1", 5, 0.5)
    with pytest.raises(Invalid):
        await find_notes(db, school.student, "  ")


async def test_notes_of_others_and_of_locked_videos_are_left_out(db: Database, school: School) -> None:
    assert school.creator.creator_id
    async with db.as_service("test") as tx:
        other = as_student(await a_student(tx, school.creator.creator_id, name="Eve"))
    async with db.acting_as(school.student) as tx:
        await add_note(tx, school.student, school.videos[2], 1, "Aperture")
    assert await _found(db, school, "aperture") == ["Aperture"]
    for actor in (other, school.creator):
        assert await find_notes(db, actor, "aperture") == []
    async with db.acting_as(school.creator) as tx:
        change = ModuleChange(conditions={"opens_after_days": 5})
        await change_module(tx, school.creator, school.course, school.second, change)
    assert await _found(db, school, "aperture") == []

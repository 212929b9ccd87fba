"""A course of Whop becomes a course here; run again, the import changes only what changed on Whop."""

import asyncio
from typing import Any

import psycopg
import pytest

from chronos.courses import CourseChange, change_course, get_course, list_courses
from chronos.errors import ChronosError, Conflict, NotFound
from chronos.videos import remove_video
from chronos.whop.simulator.courses import SimulatedChapter
from chronos.whop_courses import import_course
from chronos.whop_courses.import_course import ImportedCourse
from tests.whop_courses.conftest import School


async def outcomes(school: School) -> dict[str, str]:
    """Import; return what became of each lesson."""
    return {one.title: one.outcome for one in (await import_course(school.means, "Photography")).lessons}


async def modules(school: School, imported: ImportedCourse) -> list[tuple[str, list[str], int | None]]:
    """Title, lessons and days of each module."""
    async with school.means.access.db.acting_as(school.means.access.actor) as tx:
        course = await get_course(tx, imported.course_id)
    return [
        (one.title, [lesson.title for lesson in one.lessons], one.conditions.opens_after_days) for one in course.modules
    ]


async def test_lessons_become_videos_and_chapters_modules(school: School) -> None:
    imported = await import_course(school.means, "Photography")
    assert [(one.title, one.outcome) for one in imported.lessons] == [
        ("Aperture", "imported"),
        ("A talk", "left out"),
        ("Reading list", "left out"),
        ("Exposure", "imported"),
    ]
    assert "on YouTube" in (imported.lessons[1].reason or "")
    assert await modules(school, imported) == [("Light", ["Aperture"], None), ("Practice", ["Exposure"], 7)]
    async with school.means.access.db.as_service("test") as tx:
        [row] = await tx.fetch("select storage_path, metadata from videos where title = 'Aperture'")
    assert "captions" in row["metadata"]
    assert row["storage_path"].endswith("/source.mp4")
    assert not list(school.means.incoming.iterdir())  # nothing is left behind, and no token


async def test_again_nothing_changes_and_a_change_on_whop_arrives(school: School) -> None:
    first = await import_course(school.means, "cors_1")
    assert set((await outcomes(school)).values()) == {"unchanged", "left out"}
    chapters = school.course.chapters
    chapters[0].lessons[0].title = "Aperture and light"
    chapters[1].title = "Exercises"
    chapters.insert(1, SimulatedChapter("chap_3", "Extra", [chapters[1].lessons.pop()]))
    again = await import_course(school.means, "cors_1")
    assert (again.course_id, again.is_new) == (first.course_id, False)
    assert [one.outcome for one in again.lessons if one.video_id] == ["renamed", "unchanged"]
    assert await modules(school, again) == [
        ("Light", ["Aperture and light"], None),
        ("Extra", ["Exposure"], 7),
        ("Exercises", [], None),
    ]


async def test_import_that_dies_before_it_notes_a_module_makes_nothing(
    school: School, superuser: psycopg.Connection[Any]
) -> None:
    superuser.execute("alter table private.whop_chapters add constraint dies check (id <> 'chap_2')")
    with pytest.raises(ChronosError):
        await import_course(school.means, "cors_1")
    async with school.means.access.db.acting_as(school.means.access.actor) as tx:
        assert await list_courses(tx) == []
    superuser.execute("alter table private.whop_chapters drop constraint dies")
    imported = await import_course(school.means, "cors_1")
    assert [one.outcome for one in imported.lessons if one.video_id] == ["unchanged", "unchanged"]
    assert await modules(school, imported) == [("Light", ["Aperture"], None), ("Practice", ["Exposure"], 7)]


async def test_two_imports_at_once_make_one_course(school: School) -> None:
    imported = await asyncio.gather(*(import_course(school.means, "cors_1") for _ in range(2)))
    assert len({one.course_id for one in imported}) == 1
    assert await modules(school, imported[0]) == [("Light", ["Aperture"], None), ("Practice", ["Exposure"], 7)]


async def test_changes_made_here_stay(school: School) -> None:
    actor, db = school.means.access.actor, school.means.access.db
    first = await import_course(school.means, "cors_1")
    async with db.acting_as(actor) as tx:
        await change_course(tx, actor, first.course_id, CourseChange(title="My own title"))
        await tx.execute("update videos set title = 'Mine' where title = 'Aperture'")
    school.course.title = "Photography 2"
    school.course.chapters[0].lessons[0].title = "Aperture 2"
    await import_course(school.means, "cors_1")
    async with db.acting_as(actor) as tx:
        assert (await get_course(tx, first.course_id)).summary.title == "My own title"
        assert await tx.fetch("select 1 from videos where title = 'Mine'")


async def test_a_video_that_was_removed_here_does_not_come_back_but_another_file_on_whop_does(school: School) -> None:
    chapter = school.course.chapters[0]
    chapter.lessons.append(school.course.chapters[1].lessons.pop())
    first = await import_course(school.means, "cors_1")
    [video_id] = [one.video_id for one in first.lessons if one.title == "Aperture"]
    assert video_id
    await remove_video(school.means.access, video_id)
    again = await import_course(school.means, "cors_1")
    assert [(one.title, one.outcome) for one in again.lessons][0::3] == [
        ("Aperture", "left out"),
        ("Exposure", "unchanged"),
    ]
    assert again.lessons[0].reason == "Its video was removed here."
    assert (await modules(school, again))[0][1] == ["Exposure"]
    async with school.means.access.db.as_service("test") as tx:
        await tx.execute("update private.whop_lessons set asset_id = 'an earlier file' where id = 'lesn_1'")
    assert (await outcomes(school))["Aperture"] == "imported"
    assert (await modules(school, again))[0][1] == ["Aperture", "Exposure"]


async def test_unknown_course_and_unconnected_creator(school: School) -> None:
    with pytest.raises(NotFound):
        await import_course(school.means, "Astronomy")
    async with school.means.access.db.as_service("test") as tx:
        await tx.execute("update creators set whop_company_id = null")
    with pytest.raises(Conflict):
        await import_course(school.means, "Photography")

"""A lesson's video is imported once; one that fails keeps no other."""

from chronos.whop.simulator.courses import SimulatedLesson
from chronos.whop_courses import import_course
from tests.whop_courses.conftest import School


async def outcomes(school: School) -> dict[str, str]:
    """Import; return what became of each lesson."""
    return {one.title: one.outcome for one in (await import_course(school.means, "Photography")).lessons}


async def test_lesson_that_fails_keeps_no_other_and_is_tried_again(school: School) -> None:
    media = school.whop.simulator.media.pop("play-lesn_1")
    broken = school.folder / "lesn_4" / "piece-0.ts"
    whole = broken.read_bytes()
    broken.write_bytes(b"this is not a stream" * 100)
    assert await outcomes(school) == {
        "Aperture": "left out",
        "A talk": "left out",
        "Reading list": "left out",
        "Exposure": "failed",
    }
    school.whop.simulator.media["play-lesn_1"] = media
    broken.write_bytes(whole)
    found = await outcomes(school)
    assert (found["Aperture"], found["Exposure"]) == ("imported", "imported")


async def test_new_file_on_whop_is_imported_anew(school: School) -> None:
    await import_course(school.means, "Photography")
    lesson = school.course.chapters[1].lessons[0]
    school.course.chapters[1].lessons[0] = SimulatedLesson("lesn_5", "Exposure again", file=lesson.file)
    await school.host(school.course.chapters[1].lessons[0])
    again = await import_course(school.means, "Photography")
    assert [one.outcome for one in again.lessons if one.lesson_id == "lesn_5"] == ["imported"]

"""Courses of the simulated Whop: lists carry no video, a lesson does; completing needs its user's token."""

from chronos.whop.records import Chapter
from chronos.whop.simulator.courses import SimulatedChapter, SimulatedCourse, SimulatedLesson
from tests.whop.simulated import Whop, a_whop


def with_course() -> Whop:
    """A school with one course of a chapter with two lessons."""
    whop = a_whop()
    lessons = [SimulatedLesson("lesn_1", "Aperture"), SimulatedLesson("lesn_2", "Talk", embed=("youtube", "abc"))]
    whop.company.courses.append(
        SimulatedCourse("cors_1", "Photography", chapters=[SimulatedChapter("chap_1", "One", lessons)])
    )
    return whop


async def test_courses_chapters_and_lessons_are_listed_in_order() -> None:
    client = (whop := with_course()).client
    assert [course.title async for course in client.list_courses(whop.company.id)] == ["Photography"]
    assert [one async for one in client.list_chapters("cors_1")] == [Chapter("chap_1", "One", 0)]
    lessons = [one async for one in client.list_lessons("chap_1")]
    assert [(one.title, one.order, one.embed) for one in lessons] == [("Aperture", 0, None), ("Talk", 1, "youtube")]
    assert (await client.get_lesson("lesn_1")).video is None


async def test_lesson_is_completed_with_the_token_of_its_student() -> None:
    whop = with_course()
    sam = whop.person("Sam Student")
    for _ in range(2):
        await whop.client.mark_completed("lesn_1", whop.simulator.keys.user_token(sam, "app"))
    assert whop.simulator.world.completed == {(sam, "lesn_1")}
    answer = await whop.http.post(
        "/api/v1/course_lessons/lesn_1/mark_as_completed", headers={"Authorization": "Bearer x"}
    )
    assert answer.status_code == 401

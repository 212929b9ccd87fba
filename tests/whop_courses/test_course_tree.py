"""Courses of Whop are listed with the reason why a lesson is left out."""

import pytest

from chronos.errors import NotFound
from chronos.whop import WhopLesson
from chronos.whop.simulator.courses import SimulatedChapter, SimulatedCourse, SimulatedLesson
from chronos.whop_courses import list_trees, why_not
from chronos.whop_courses.course_tree import get_tree
from tests.whop.simulated import a_whop


def lesson(**changes: object) -> WhopLesson:
    """A video lesson, changed."""
    values = {
        "id": "l",
        "title": "t",
        "order": 0,
        "kind": "video",
        "is_visible": True,
        "embed": None,
        "unlock_days": None,
    }
    return WhopLesson(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"kind": "multi"}, None),
        ({"embed": "youtube"}, "on YouTube"),
        ({"embed": "loom"}, "on Loom"),
        ({"kind": "quiz"}, "no video"),
        ({"is_visible": False}, "hidden"),
    ],
)
def test_reason_is_a_sentence(changes: dict[str, object], reason: str | None) -> None:
    found = why_not(lesson(**changes))
    assert (found is None) == (reason is None)
    assert reason is None or (found is not None and reason in found and found.endswith("."))


async def test_trees_have_chapters_and_lessons_in_order() -> None:
    whop = a_whop()
    chapters = [SimulatedChapter(f"chap_{n}", f"{n}", [SimulatedLesson(f"lesn_{n}", f"L{n}")]) for n in range(25)]
    whop.company.courses.append(SimulatedCourse("cors_1", "Photography", chapters=chapters))
    [tree] = await list_trees(whop.client, whop.company.id)
    assert [one.lessons[0].title for one in tree.chapters] == [f"L{n}" for n in range(25)]
    assert (await get_tree(whop.client, whop.company.id, "Photography")).course.id == "cors_1"
    with pytest.raises(NotFound):
        await get_tree(whop.client, whop.company.id, "Astronomy")

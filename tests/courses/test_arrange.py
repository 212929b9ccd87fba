"""One step in the order of a course."""

from uuid import uuid4

import pytest

from chronos.courses import (
    Placed,
    drop_lesson,
    find_module,
    get_course,
    move_lesson,
    move_module,
    order_of,
    place_lesson,
)
from chronos.db import Database
from chronos.errors import NotFound
from chronos.model import VideoId
from tests.courses.conftest import School

ONE, TWO, THREE = (uuid4() for _ in range(3))
A, B, C = (VideoId(uuid4()) for _ in range(3))
ORDER = [Placed(ONE, [A, B]), Placed(TWO, []), Placed(THREE, [C])]


def test_module_moves_and_stays_at_the_ends() -> None:
    assert [each.id for each in move_module(ORDER, ONE, 1)] == [TWO, ONE, THREE]
    assert [each.id for each in move_module(ORDER, THREE, -1)] == [ONE, THREE, TWO]
    assert move_module(ORDER, ONE, -1) == move_module(ORDER, THREE, 1) == ORDER


def test_lesson_moves_within_and_into_the_next_module() -> None:
    assert move_lesson(ORDER, ONE, A, 1)[0].video_ids == [B, A]
    assert [each.video_ids for each in move_lesson(ORDER, ONE, B, 1)] == [[A], [B], [C]]
    assert [each.video_ids for each in move_lesson(ORDER, THREE, C, -1)] == [[A, B], [C], []]
    assert move_lesson(ORDER, ONE, A, -1) == move_lesson(ORDER, THREE, C, 1) == ORDER


def test_lesson_that_the_other_module_has_is_there_once() -> None:
    order = [Placed(ONE, [A, B]), Placed(TWO, [A, C])]
    assert [each.video_ids for each in place_lesson(order, ONE, A, TWO)] == [[B], [C, A]]
    assert [each.video_ids for each in place_lesson(order, ONE, A, TWO, at_end=False)] == [[B], [A, C]]
    assert [each.video_ids for each in place_lesson(order, ONE, A, ONE)] == [[B, A], [A, C]]


def test_lesson_is_dropped_from_its_module_alone() -> None:
    order = [Placed(ONE, [A]), Placed(TWO, [A])]
    assert [each.video_ids for each in drop_lesson(order, ONE, A)] == [[], [A]]


def test_unknown_ones_are_not_found() -> None:
    with pytest.raises(NotFound):
        move_module(ORDER, uuid4(), 1)
    with pytest.raises(NotFound):
        move_lesson(ORDER, ONE, C, 1)
    with pytest.raises(NotFound):
        place_lesson(ORDER, ONE, A, uuid4())
    with pytest.raises(NotFound):
        drop_lesson(ORDER, TWO, A)


async def test_order_and_modules_of_a_course(db: Database, school: School) -> None:
    async with db.acting_as(school.creator) as tx:
        course = await get_course(tx, school.course)
    one, two, three = school.videos
    assert order_of(course) == [Placed(school.first, [one, two]), Placed(school.second, [three])]
    assert find_module(course, school.second).title == "Second"
    with pytest.raises(NotFound):
        find_module(course, uuid4())

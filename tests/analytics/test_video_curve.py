"""Video curves: exact per second, where students stop, where they are confused."""

from collections.abc import Sequence
from random import Random

import pytest

from chronos.analytics import VideoCurve, get_video_curve
from chronos.analytics.video_curve import Confused, DropOff, find_confused, find_drop_offs
from chronos.db import Database
from chronos.errors import NotFound
from chronos.model import VideoId
from tests.analytics.school import Parts, School, a_school, as_multirange, asks, hears
from tests.factories import a_creator, as_creator


async def _read(db: Database, six: School) -> VideoCurve:
    async with db.acting_as(six.creator) as tx:
        return await get_video_curve(tx, six.video)


async def test_each_second_counts_the_students_who_heard_it(db: Database, six: School) -> None:
    async with db.as_service("test") as tx:
        for student in six.students[:5]:
            await hears(tx, six, student, [(0, 60)], again=[(20, 30)], is_completed=student == six.students[0])
        await hears(tx, six, six.students[5], [(0, 10), (50, 60)])
        for student in six.students[:5]:
            await asks(tx, six, student, "Why?", at_seconds=25.5)
    shown = await _read(db, six)
    assert (shown.viewers, shown.completed, shown.rewatchers, shown.askers, shown.questions) == (6, 1, 5, 5, 5)
    assert shown.heard == [6] * 10 + [5] * 40 + [6] * 10
    assert shown.heard_again == [0] * 20 + [5] * 10 + [0] * 30
    assert shown.questions_at == [0] * 25 + [5] + [0] * 34
    assert shown.confused == [Confused(20, 30, 5, 5)]
    assert "at least 5 students" in shown.rules["drop_offs"]
    assert shown.table().rows[25] == (25, 5, 5, 5)


async def test_curves_of_fewer_than_five_students_are_not_shown(db: Database, six: School) -> None:
    async with db.as_service("test") as tx:
        for student in six.students[:4]:
            await hears(tx, six, student, [(0, 60)], again=[(20, 30)])
            await asks(tx, six, student, "Why?")
            await asks(tx, six, student, "How?")
    shown = await _read(db, six)
    assert (shown.viewers, shown.completed, shown.rewatchers, shown.askers, shown.questions) == (4, None, None, 4, 8)
    assert (shown.heard, shown.heard_again, shown.questions_at) == (None, None, None)
    assert (shown.drop_offs, shown.confused, shown.table().rows) == ([], [], [])
    async with db.as_service("test") as tx:
        await hears(tx, six, six.students[4], [(0, 60)])
    shown = await _read(db, six)
    assert (shown.heard, shown.rewatchers) == ([5] * 60, 4)
    # Each curve has its own group: four of the five listened again, four asked.
    assert (shown.heard_again, shown.questions_at) == (None, None)
    assert shown.table().rows[0] == (0, 5, None, None)


async def test_only_the_owner_reads_it(db: Database, six: School) -> None:
    async with db.as_service("test") as tx:
        for student in six.students:
            await hears(tx, six, student, [(0, 60)])
        bob = await a_creator(tx, name="Bob")
    other = await a_school(db, as_creator(bob))
    for actor in (other.creator, six.student):
        with pytest.raises(NotFound):
            async with db.acting_as(actor) as tx:
                await get_video_curve(tx, six.video)


async def test_a_video_of_unknown_length_has_no_curve(db: Database, six: School) -> None:
    async with db.as_service("test") as tx:
        for student in six.students:
            await hears(tx, six, student, [(0, 5)])
        await tx.execute("update videos set duration_seconds = null")
    assert (await _read(db, six)).heard is None
    with pytest.raises(NotFound):
        async with db.acting_as(six.creator) as tx:
            await get_video_curve(tx, VideoId(six.creator_id))


@pytest.mark.parametrize("seed", range(5))
async def test_the_sweep_counts_as_asking_each_student_does(db: Database, six: School, seed: int) -> None:
    random = Random(seed)

    def parts() -> Parts:
        cuts = sorted(random.uniform(0, 61) for _ in range(2 * random.randint(0, 4)))
        return list(zip(cuts[::2], cuts[1::2], strict=True))

    heard = [parts() for _ in range(30)]
    async with db.acting_as(six.creator) as tx:
        row = await tx.fetch_one(
            "select private.people_per_second((%(parts)s::text[])::int4multirange[], 60) as people",
            {"parts": [as_multirange(one) for one in heard]},
        )
    assert row
    assert row["people"] == [
        sum(any(round(a * 1000) <= second * 1000 + 500 < round(b * 1000) for a, b in one) for one in heard)
        for second in range(60)
    ]


def test_students_stop_where_the_curve_falls_most() -> None:
    heard = [100] * 40 + [80] * 50 + [79] * 30 + [30] * 60
    assert find_drop_offs(heard, 100, 5) == [DropOff(40, 20, 0.2), DropOff(120, 49, 0.49)]
    assert find_drop_offs([100] * 200, 100, 5) == []
    assert find_drop_offs([100] * 55 + [0] * 5, 100, 5) == []  # the last ten seconds do not count
    assert find_drop_offs([6] * 40 + [2] * 40, 6, 5) == []  # fewer than five
    for short in ([], [5], [5] * 20):
        assert find_drop_offs(short, 5, 5) == []


@pytest.mark.parametrize(
    ("again", "viewers", "expected"),
    [
        ([0] * 10 + [5] * 5 + [0] * 3 + [7] * 2 + [0] * 20, 20, [(10, 20, 7)]),
        ([0] * 10 + [5] * 5 + [0] * 6 + [7] * 2, 20, [(10, 15, 5), (21, 23, 7)]),
        ([4] * 60, 10, []),
        ([9] * 60, 50, []),
        ([], 0, []),
    ],
)
def test_confusion_is_where_many_listen_again(
    again: Sequence[int], viewers: int, expected: list[tuple[int, int, int]]
) -> None:
    found = find_confused(again, None, viewers, 5)
    assert [(one.from_seconds, one.to_seconds, one.students) for one in found] == expected

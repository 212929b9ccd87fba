"""Seconds really watched: a report counts once, nobody hears more than time has passed, and a loss invents nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from uuid import UUID, uuid4

import pytest

from chronos.courses import (
    Beat,
    ModuleChange,
    Segment,
    change_module,
    get_learning_rules,
    get_progress,
    give_courses,
    mark_done,
    record_beat,
)
from chronos.db import Database
from chronos.errors import Conflict, Invalid, NotAllowed, NotFound, OverLimit
from chronos.model import VideoId
from tests.courses.conftest import School
from tests.factories import a_creator, a_video

TOLERANCE = 2.0


async def _report(db: Database, school: School, beat: Beat, video: VideoId | None = None) -> float:
    async with db.acting_as(school.student) as tx:
        return (await record_beat(tx, school.student, video or school.videos[0], beat)).credited_seconds


async def _pass(db: Database, school: School, seconds: float) -> None:
    """Let time pass for the student, as the server counts it."""
    async with db.as_service("test") as tx:
        await tx.execute(
            "update private.watch_budgets set counted_at = counted_at - make_interval(secs => %(s)s) "
            "where student_id = %(id)s",
            {"s": seconds, "id": school.student_id},
        )


async def _heard(db: Database, school: School, video: VideoId | None = None) -> float:
    async with db.acting_as(school.student) as tx:
        return (await get_progress(tx, video or school.videos[0])).heard_seconds


def _beat(session: UUID, number: int, *parts: tuple[float, float] | tuple[float, float, float]) -> Beat:
    return Beat(session, number, [Segment(*part) for part in parts], parts[-1][1] if parts else 0.0)


async def test_a_claim_is_credited_as_far_as_time_has_passed(db: Database, school: School) -> None:
    session = uuid4()
    assert await _report(db, school, _beat(session, 0)) == 0
    assert await _report(db, school, _beat(session, 1, (0, 60))) == pytest.approx(TOLERANCE, abs=0.5)
    await _pass(db, school, 12)
    assert await _report(db, school, _beat(session, 2, (10, 20))) == pytest.approx(10)
    await _pass(db, school, 10)
    assert await _report(db, school, _beat(session, 3, (20, 40, 2.0))) == pytest.approx(20)
    assert await _heard(db, school) == pytest.approx(32, abs=0.5)


async def test_parts_outside_of_the_video_and_backwards_count_nothing(db: Database, school: School) -> None:
    session = uuid4()
    await _report(db, school, _beat(session, 0))
    await _pass(db, school, 500)
    assert await _report(db, school, _beat(session, 1, (55, 90), (80, 90), (30, 20))) == pytest.approx(5)
    async with db.as_service("test") as tx:
        rows = await tx.fetch("select upper(heard) as last from video_progress")
    assert [row["last"] for row in rows] == [60_000]


async def test_a_second_watched_twice_is_heard_once_and_played_twice(db: Database, school: School) -> None:
    session = uuid4()
    await _report(db, school, _beat(session, 0))
    for number in (1, 2):
        await _pass(db, school, 10)
        await _report(db, school, _beat(session, number, (0, 10)))
    async with db.acting_as(school.student) as tx:
        progress = await get_progress(tx, school.videos[0])
    assert progress.heard_seconds == pytest.approx(10)
    assert progress.played_seconds == pytest.approx(20)


async def test_parts_that_are_played_again_are_known(db: Database, school: School) -> None:
    session = uuid4()
    await _report(db, school, _beat(session, 0))
    for number, parts in enumerate([[(0, 10), (5, 12)], [(20, 30)], [(8, 22)]], start=1):
        await _pass(db, school, 20)
        await _report(db, school, _beat(session, number, *parts))
    async with db.as_service("test") as tx:
        row = await tx.fetch_one("select heard::text, heard_again::text from video_progress")
    assert row == {"heard": "{[0,30000)}", "heard_again": "{[5000,12000),[20000,22000)}"}


async def test_credited_reports_leave_facts(db: Database, school: School) -> None:
    session = uuid4()
    await _report(db, school, _beat(session, 0))
    await _pass(db, school, 100)
    for number, part in ((1, (0, 10)), (2, (10, 54)), (2, (10, 54)), (3, (54, 56)), (4, (90, 95))):
        await _report(db, school, _beat(session, number, part))
    async with db.acting_as(school.creator) as tx:
        await record_beat(tx, school.creator, school.videos[0], _beat(uuid4(), 1, (0, 2)))
    async with db.as_service("test") as tx:
        facts = await tx.fetch(
            "select kind, played_ms, at_seconds, session_id, student_id, video_id from private.facts order by id"
        )
    assert [(fact["kind"], fact["played_ms"], fact["at_seconds"]) for fact in facts] == [
        ("play", 0, 0),
        ("watch", 10_000, 0),
        ("watch", 44_000, 10),
        ("complete", 0, 10),
        ("watch", 2_000, 54),
    ]
    assert {(fact["session_id"], fact["student_id"], fact["video_id"]) for fact in facts} == {
        (session, school.student_id, school.videos[0])
    }


async def test_sessions_of_one_sitting_are_one_view(db: Database, school: School) -> None:
    for second in range(5):
        await _report(db, school, _beat(uuid4(), 0, (second / 10, second / 10 + 0.1)))
    assert await _report(db, school, _beat(uuid4(), 0, (0, 0.1)), school.videos[1]) > 0
    async with db.as_service("test") as tx:
        await tx.execute("update private.playing_sessions set last_beat_at = last_beat_at - interval '31 minutes'")
    await _report(db, school, _beat(uuid4(), 0, (2, 2.1)))
    async with db.as_service("test") as tx:
        plays = await tx.fetch("select video_id from private.facts where kind = 'play' order by id")
    assert [row["video_id"] for row in plays] == [school.videos[0], school.videos[1], school.videos[0]]


async def test_a_student_resumes_within_the_video(db: Database, school: School) -> None:
    for number, at_seconds in enumerate((999_999.0, 1.0, 999_999.0)):
        await _report(db, school, Beat(UUID(int=1), number, [], at_seconds))
        async with db.acting_as(school.student) as tx:
            resume = (await get_progress(tx, school.videos[0])).resume_seconds
            [row] = await tx.fetch("select duration_seconds from videos where id = %(id)s", {"id": school.videos[0]})
        assert resume == min(at_seconds, row["duration_seconds"])


async def test_a_video_is_completed_at_the_share_that_its_creator_chose(db: Database, school: School) -> None:
    for share, last, is_completed in ((None, 53, False), (None, 54, True), (0.5, 30, True), ("all", 53, False)):
        async with db.as_service("test") as tx:
            await tx.execute("delete from video_progress")
            await tx.execute(
                "update creators set settings = case when %(share)s::text is null then '{}' "
                "else jsonb_build_object('completion_share', %(share)s::jsonb) end",
                {"share": None if share is None else f'"{share}"' if isinstance(share, str) else str(share)},
            )
        session = uuid4()
        await _report(db, school, _beat(session, 0))
        await _pass(db, school, 60)
        async with db.acting_as(school.student) as tx:
            counted = await record_beat(tx, school.student, school.videos[0], _beat(session, 1, (0, last)))
            progress = await get_progress(tx, school.videos[0])
        assert counted.is_completed is is_completed
        assert (progress.completed_at is not None) is is_completed


async def test_marking_is_told_apart_from_hearing_and_only_where_it_is_allowed(db: Database, school: School) -> None:
    async with db.acting_as(school.student) as tx:
        assert (await get_learning_rules(tx)).may_mark_done is False
    with pytest.raises(NotAllowed) as caught:
        async with db.acting_as(school.student) as tx:
            await mark_done(tx, school.student, school.videos[0], True)
    assert caught.value.code == "marking_off"
    async with db.acting_as(school.creator) as tx:
        await tx.execute("update creators set settings = '{\"students_may_mark_done\": true}'")
    for is_done in (True, False):
        async with db.acting_as(school.student) as tx:
            await mark_done(tx, school.student, school.videos[0], is_done)
            progress = await get_progress(tx, school.videos[0])
        assert (progress.marked_done_at is not None, progress.completed_at, progress.heard_seconds) == (
            is_done,
            None,
            0,
        )
    with pytest.raises(NotAllowed):
        async with db.acting_as(school.creator) as tx:
            await mark_done(tx, school.creator, school.videos[0], True)


async def test_only_a_student_with_access_is_counted(db: Database, school: School) -> None:
    beat = _beat(uuid4(), 0, (0, 1))
    async with db.acting_as(school.creator) as tx:
        assert (await record_beat(tx, school.creator, school.videos[0], beat)).credited_seconds == 0
    async with db.as_service("test") as tx:
        foreign = await a_video(tx, await a_creator(tx, name="Bob"))
    async with db.acting_as(school.creator) as tx:
        await change_module(
            tx, school.creator, school.course, school.second, ModuleChange(conditions={"opens_after_days": 5})
        )
    for video in (foreign, school.videos[2], VideoId(uuid4())):
        for work in (
            lambda tx, video=video: record_beat(tx, school.student, video, beat),
            lambda tx, video=video: mark_done(tx, school.student, video, True),
        ):
            with pytest.raises(NotFound):
                async with db.acting_as(school.student) as tx:
                    await work(tx)
    async with db.acting_as(school.creator) as tx:
        await give_courses(tx, school.creator, school.student_id, [])
    with pytest.raises(NotFound):
        await _report(db, school, beat)
    async with db.as_service("test") as tx:
        assert await tx.fetch("select 1 from video_progress") == []


async def test_reports_that_cannot_be_read_are_refused(db: Database, school: School) -> None:
    session = uuid4()
    for parts in ([(0.0, float("nan"))], [(0.0, float("inf"))], [(0.0, 1.0)] * 101):
        with pytest.raises(Invalid):
            await _report(db, school, Beat(session, 0, [Segment(*part) for part in parts], 0))
    await _report(db, school, _beat(session, 0))
    with pytest.raises((Invalid, Conflict)):
        await _report(db, school, _beat(session, 1), school.videos[1])


async def test_two_tabs_at_once_share_the_time_of_one_student(db: Database, school: School) -> None:
    one, two = uuid4(), uuid4()
    await _report(db, school, _beat(one, 0))
    await _pass(db, school, 10)
    credited = await asyncio.gather(
        _report(db, school, _beat(one, 1, (0, 10))), _report(db, school, _beat(two, 1, (0, 10)), school.videos[1])
    )
    assert sum(credited) == pytest.approx(12, abs=0.5)


@dataclass
class _Player:
    """A player that plays, jumps, changes speed and pauses at random; `said` are its reports, `heard` is the truth."""

    random: Random
    session: UUID = field(default_factory=uuid4)
    number: int = 0
    at: float = 0.0
    heard: list[tuple[float, float]] = field(default_factory=list)
    wall: float = 0.0
    most: float = 0.0

    def play(self) -> Beat:
        """Play for about ten seconds of wall time."""
        parts = []
        for _ in range(self.random.randint(1, 3)):
            rate = self.random.choice((0.5, 1.0, 1.0, 1.5, 2.0, 3.0))
            wall = min(self.random.uniform(1, 4), (60 - self.at) / rate)
            if wall > 0.01:
                parts.append((self.at, self.at + wall * rate, rate))
                self.heard.append((self.at, self.at + wall * rate))
                self.wall += wall
                self.most += wall * rate
                self.at += wall * rate
            if self.random.random() < 0.3 or self.at >= 59:
                self.at = self.random.uniform(0, 50)
        self.number += 1
        return Beat(self.session, self.number, [Segment(*part) for part in parts], self.at)


def _length(parts: Sequence[tuple[float, float]]) -> float:
    covered, end = 0.0, -1.0
    for first, last in sorted(parts):
        covered += max(0.0, last - max(first, end))
        end = max(end, last)
    return covered


@pytest.mark.parametrize("seed", range(12))
async def test_honest_reports_are_credited_in_full(db: Database, school: School, seed: int) -> None:
    """Honest reports that come in order, late, twice or out of order give the truth; lost ones lack what they told."""
    random = Random(seed)
    player = _Player(random)
    await _report(db, school, Beat(player.session, 0, [], 0))
    waiting: list[Beat] = []
    lost = 0
    for _ in range(12):
        before = player.wall
        waiting.append(player.play())
        await _pass(db, school, player.wall - before)
        if random.random() < 0.3:
            continue  # it is offline: the reports wait
        if random.random() < 0.3:
            random.shuffle(waiting)
        if random.random() < 0.2:
            waiting.append(random.choice(waiting))
        if seed % 3 == 2 and random.random() < 0.2:
            waiting.pop()
            lost += 1
        for beat in waiting:
            await _report(db, school, beat)
        waiting = []
    for beat in waiting:
        await _report(db, school, beat)
    async with db.acting_as(school.student) as tx:
        progress = await get_progress(tx, school.videos[0])
    truth = _length(player.heard)
    assert progress.played_seconds <= player.most + 0.1
    assert progress.heard_seconds <= truth + 0.1
    assert (
        progress.heard_seconds >= truth - 0.1 - 36 * lost
    )  # a report tells of three parts of 4 s at most, at up to 3 times
    if not lost:
        assert progress.heard_seconds == pytest.approx(truth, abs=0.1)


async def test_a_script_that_claims_seconds_gets_none(db: Database, school: School) -> None:
    random, credited, passed = Random(1), 0.0, 0.0
    for number in range(40):
        wait = random.uniform(0, 3)
        await _pass(db, school, wait if number else 0)
        passed += wait if number else 0
        first = random.uniform(0, 55)
        credited += await _report(db, school, _beat(uuid4(), number, (first, first + 60, random.choice((1.0, 2.0)))))
    assert credited <= 2 * (passed + TOLERANCE + 15)  # the real time that the test itself took


async def test_reports_have_a_limit_of_their_own(db: Database, school: School) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update private.rate_limits set burst = 3, per_minute = 6 where kind = 'beat'")
    session = uuid4()
    for number in range(3):
        await _report(db, school, _beat(session, number))
    with pytest.raises(OverLimit) as refused:
        await _report(db, school, _beat(session, 3))
    assert refused.value.code == "rate_limited"
    assert refused.value.retry_after_seconds == pytest.approx(10, abs=1)
    async with db.acting_as(school.creator) as tx:  # a creator's count nothing, and are not counted
        assert (await record_beat(tx, school.creator, school.videos[0], _beat(session, 4))).credited_seconds == 0


@pytest.mark.parametrize("shattered", ["heard", "heard_again"])
async def test_a_script_does_not_make_a_row_without_bound(db: Database, school: School, shattered: str) -> None:
    session = uuid4()
    await _report(db, school, _beat(session, 0))
    await _pass(db, school, 60)
    tiny = [(n / 100, n / 100 + 0.001) for n in range(10)]
    assert await _report(db, school, _beat(session, 1, *tiny)) == pytest.approx(0.01)
    async with db.as_service("test") as tx:
        await tx.execute(
            f"update video_progress set {shattered} = (select range_agg(int4range(n * 2, n * 2 + 1)) "  # noqa: S608
            "from generate_series(5000, 20000) n)"
        )
    again = [(40 + start, 40 + end) for start, end in tiny]
    assert await _report(db, school, _beat(session, 2, *again)) == 0
    assert await _report(db, school, _beat(session, 3, (40, 41))) == pytest.approx(1)

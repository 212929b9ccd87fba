"""Weeks of watching: believable, and the same each time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from chronos.model import VideoId
from chronos.operations.demo_school import Plan
from chronos.operations.demo_school.watch import Act, Lesson, Watched, watch

NOW = datetime(2026, 5, 20, 15, 30, tzinfo=UTC)


def lessons_of(plan: Plan) -> list[Lesson]:
    return [Lesson(VideoId(UUID(int=number)), 120.0, video) for number, video in enumerate(plan.videos)]


def all_of(plan: Plan) -> list[tuple[list[Watched], list[Act]]]:
    return [watch(person, lessons_of(plan), NOW) for person in plan.people]


def test_the_same_people_watch_the_same(plan: Plan) -> None:
    assert all_of(plan) == all_of(plan)


def test_everything_is_within_the_video_and_the_weeks(plan: Plan) -> None:
    for person, (watched, acts) in zip(plan.people, all_of(plan), strict=True):
        assert watched
        assert all(0 <= start < end <= 120_000 for seen in watched for start, end in (*seen.heard, *seen.again))
        assert all(seen.heard_ms <= seen.played_ms for seen in watched)
        earliest = NOW - timedelta(days=person.joined_days_ago + 1)
        assert all(earliest < act.occurred_at < NOW for act in acts)


def test_reports_add_up_to_the_playing_time(plan: Plan) -> None:
    for watched, acts in all_of(plan):
        for seen in watched:
            of_video = [act for act in acts if act.video_id == seen.video_id]
            assert sum(act.played_ms for act in of_video) == seen.played_ms
            done = [act.occurred_at for act in of_video if act.kind == "complete"]
            assert done == ([seen.completed_at] if seen.completed_at else [])
            assert (seen.heard_ms >= 0.9 * 120_000) == bool(done)


def test_one_who_stops_resumes_there(plan: Plan) -> None:
    watched, _ = all_of(plan)[-1]
    assert watched[-1].resume_seconds == 54
    assert watched[-1].completed_at is None


def test_a_part_heard_twice_is_heard_again() -> None:
    seen = Watched(VideoId(UUID(int=1)))
    for part in ((0, 60_000), (50_000, 100_000), (10_000, 20_000)):
        seen.hear(part, NOW)
    assert seen.heard == [(0, 100_000)]
    assert seen.again == [(50_000, 60_000), (10_000, 20_000)]
    assert seen.played_ms == 120_000

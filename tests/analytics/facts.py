"""Facts for tests: a year of them at random, written in any order, and how a day is counted without the database."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chronos.db import Tx
from chronos.model import CreatorId, StudentId, VideoId

# The last day that is counted: facts of a year before now would soon be too old.
TODAY = datetime.now(UTC).date()
FIRST_DAY = TODAY - timedelta(days=366)


@dataclass(frozen=True)
class Fact:
    """A row of private.facts."""

    occurred_at: datetime
    creator_id: CreatorId
    student_id: StudentId
    kind: str
    video_id: VideoId | None = None
    played_ms: int = 0


async def add_facts(tx: Tx, facts: Sequence[Fact]) -> None:
    """Record them in this order."""
    await tx.execute(
        "insert into private.facts (occurred_at, creator_id, student_id, kind, video_id, played_ms) "
        "select f.* from jsonb_to_recordset(%(facts)s::jsonb) as f (occurred_at timestamptz, creator_id uuid, "
        "student_id uuid, kind text, video_id uuid, played_ms integer)",
        {"facts": json.dumps([asdict(fact) for fact in facts], default=str)},
    )


def some_facts(
    random: Random, creator_id: CreatorId, students: Sequence[StudentId], videos: Sequence[VideoId], count: int
) -> list[Fact]:
    """Return facts of the last year, in the order of their times; many lie around midnight."""
    found = []
    for _ in range(count):
        day = datetime.combine(TODAY - timedelta(days=random.randint(1, 365)), datetime.min.time(), UTC)
        hour = random.choice((random.uniform(0, 24), random.gauss(0, 1.5), random.gauss(5, 1)))
        kind = random.choice(
            ("play", "watch", "watch", "complete", "search", "question", "citation", "citation_opened")
        )
        of_video = kind not in ("search", "question")
        found.append(
            Fact(
                day + timedelta(hours=hour),
                creator_id,
                random.choice(students),
                kind,
                random.choice(videos) if of_video else None,
                random.randint(1, 12_000) if kind == "watch" else 0,
            )
        )
    return sorted(found, key=lambda fact: fact.occurred_at)


def counted_days(facts: Sequence[Fact], zone: str) -> tuple[dict[tuple[UUID, date], Any], dict[date, Any]]:
    """Return what the rows of videos and of the creator must say."""
    videos: dict[tuple[UUID, date], list[Fact]] = defaultdict(list)
    days: dict[date, list[Fact]] = defaultdict(list)
    for fact in facts:
        day = day_of(fact, zone)
        days[day].append(fact)
        if fact.video_id is not None and fact.kind != "citation_opened":
            videos[fact.video_id, day].append(fact)
    rows = {key: _video_day(of_day) for key, of_day in videos.items()}
    return (
        {key: row for key, row in rows.items() if row["views"] or row["unique_viewers"] or row["ai_interactions"]},
        {
            day: {
                "chat_messages_sent": sum(fact.kind == "question" for fact in of_day),
                "active_students": len({fact.student_id for fact in of_day}),
            }
            for day, of_day in days.items()
        },
    )


def day_of(fact: Fact, zone: str) -> date:
    """Return the day on which it happened."""
    return fact.occurred_at.astimezone(ZoneInfo(zone)).date()


def _video_day(facts: Sequence[Fact]) -> dict[str, float]:
    viewers = {fact.student_id for fact in facts if fact.kind in ("play", "watch")}
    completed = {fact.student_id for fact in facts if fact.kind == "complete"}
    return {
        "views": sum(fact.kind == "play" for fact in facts),
        "unique_viewers": len(viewers),
        "watch_seconds": sum(fact.played_ms for fact in facts) / 1000,
        "completion_rate": min(1.0, len(completed) / len(viewers)) if viewers else 0.0,
        "ai_interactions": sum(fact.kind == "citation" for fact in facts),
    }


async def video_rows(tx: Tx) -> dict[tuple[UUID, date], Mapping[str, Any]]:
    """Return the rows of videos by video and day."""
    rows = await tx.fetch(
        "select video_id, date, views, unique_viewers, watch_seconds, completion_rate, ai_interactions "
        "from video_analytics"
    )
    return {(row.pop("video_id"), row.pop("date")): row for row in rows}


async def creator_rows(tx: Tx) -> dict[date, Mapping[str, Any]]:
    """Return the rows of creators on days on which students did something, by day."""
    rows = await tx.fetch(
        "select date, chat_messages_sent, active_students from usage_metrics "
        "where chat_messages_sent + active_students > 0"
    )
    return {row.pop("date"): row for row in rows}


async def every_byte(tx: Tx) -> Sequence[Mapping[str, Any]]:
    """Return both tables with their ids and times."""
    return await tx.fetch(
        "select a::text as row from video_analytics a union all select m::text from usage_metrics m order by 1"
    )

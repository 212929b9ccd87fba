"""What a creator asks, in a school of 500 videos and 5,000 students after 13 months; used by bench/watching.py.

The rows are made in SQL as the product would have left them: each student has watched 100 of the videos, on one day of
five, and 10,000 students one video of an hour. Times are those of requests through the API in this process.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import httpx2
import numpy as np
import psycopg

from chronos.app import App, owner_url
from chronos.members import add_creator
from chronos.model import Actor, CreatorId, StudentId
from chronos.web import create_application

VIDEOS, STUDENTS, DAYS, WATCHED = 500, 5_000, 395, 100
VIEWERS = 10_000  # of the video of an hour
HOUR_MS = 3_600_000

# Each statement may take minutes; parameters: creator, and the sizes above.
SCHOOL = (
    "alter table videos disable trigger user",
    """
    insert into videos (id, creator_id, title, status, duration_seconds, created_at)
    select gen_random_uuid(), %(creator)s, 'Video ' || n, 'completed', 3600, now() - interval '400 days'
      from generate_series(1, %(videos)s) as n
    """,
    "alter table videos enable trigger user",
    """
    insert into students (creator_id, name, created_at)
    select %(creator)s, 'Student ' || n, now() - interval '400 days' from generate_series(1, %(students)s) as n
    """,
    """
    with course as (
      insert into courses (creator_id, title, is_published)
      select %(creator)s, 'Course ' || n, true from generate_series(1, 10) as n
      returning id
    )
    insert into course_modules (course_id, title, video_ids)
    select c.id, 'Module', array_agg(v.id)
      from (select id, row_number() over () as n from course) as c
      join (select id, row_number() over (order by id) as n from videos where creator_id = %(creator)s) as v
        on v.n %% 10 = c.n - 1
     group by c.id
    """,
    """
    insert into video_progress (student_id, video_id, creator_id, heard, heard_again, played_ms, completed_at,
                                last_watched_at)
    select s.id, v.id, %(creator)s,
           int4multirange(int4range(a.at, a.at + 400000), int4range(b.at, b.at + 600000),
                          int4range(c.at, c.at + 800000)),
           int4multirange(int4range(b.at, b.at + 60000)), 1860000,
           case when random() < 0.3 then now() end, now() - random() * interval '390 days'
      from (select id, row_number() over (order by id) as n from students where creator_id = %(creator)s) as s
      join (select id, row_number() over (order by id) as n from videos where creator_id = %(creator)s) as v
        on (s.n + v.n) %% (%(videos)s / %(watched)s) = 0
     cross join lateral (select (random() * 500000)::integer + (s.n * 0)::integer as at) as a
     cross join lateral (select (random() * 500000)::integer + 1000000 + (s.n * 0)::integer as at) as b
     cross join lateral (select (random() * 500000)::integer + 2200000 + (s.n * 0)::integer as at) as c
    """,
    """
    insert into private.student_days (creator_id, student_id, watched, asked, searched)
    select %(creator)s, s.id, days.whole, coalesce(days.asked, '{}'), coalesce(days.searched, '{}')
      from students s
     cross join lateral (
       select range_agg(daterange(current_date - n, current_date - n + 1)) as whole,
              range_agg(daterange(current_date - n, current_date - n + 1)) filter (where n %% 4 = 0) as asked,
              range_agg(daterange(current_date - n, current_date - n + 1)) filter (where n %% 3 = 0) as searched
         from generate_series(0, %(days)s) as n
        where random() < 0.2 + 0 * length(s.name)
     ) as days
     where s.creator_id = %(creator)s
    """,
    """
    insert into private.creator_days (creator_id, date, viewers, active_students, views, viewings, watch_seconds,
                                      completions, questions, refusals)
    select %(creator)s, current_date - n, 1000, 1000, 1500, 1400, 900000, 300, 200, 20
      from generate_series(0, %(days)s) as n
    """,
    """
    insert into video_analytics (video_id, date, views, unique_viewers, watch_seconds, completion_rate)
    select v.id, current_date - n, 3, 3, 1800, 0.2
      from videos v cross join generate_series(0, %(days)s) as n
     where v.creator_id = %(creator)s
    """,
    """
    insert into private.facts (occurred_at, creator_id, student_id, kind, video_id)
    select now() - n * interval '30 seconds', %(creator)s, s.ids[1 + n %% %(students)s], 'play',
           v.ids[1 + n %% %(videos)s]
      from generate_series(1, 1500 * %(days)s) as n
     cross join (select array_agg(id) as ids from students where creator_id = %(creator)s) as s
     cross join (select array_agg(id) as ids from videos where creator_id = %(creator)s) as v
    """,
)
LARGE_VIDEO = (
    "alter table videos disable trigger user",
    """
    insert into videos (id, creator_id, title, status, duration_seconds)
    values (%(video)s, %(creator)s, 'One hour', 'completed', 3600)
    """,
    "alter table videos enable trigger user",
    """
    with new as (
      insert into students (creator_id, name)
      select %(creator)s, 'Viewer ' || n from generate_series(1, %(viewers)s) as n
      returning id
    )
    insert into video_progress (student_id, video_id, creator_id, heard, heard_again, played_ms)
    select new.id, %(video)s, %(creator)s,
           int4multirange(int4range(0, (random() * 900000)::integer + 1),
                          int4range(1000000, 1000001 + (random() * 900000)::integer),
                          int4range(2000000, 2000001 + (random() * 900000)::integer),
                          int4range(3000000, 3000001 + (random() * 600000)::integer)),
           int4multirange(int4range(1000000, 1000001 + (random() * 60000)::integer)), 1
      from new
    """,
)


@dataclass(frozen=True, slots=True)
class Row:
    """Milliseconds of one kind of request; `note`: another figure of the same run."""

    part: str
    p50: float
    p95: float
    aim: float | None
    note: str = ""


async def heat_map(app: App) -> list[Row]:
    """Curves of a video of an hour that 10,000 students watched; the aim: under a second."""
    creator = await new_creator(app, "One hour")
    video = UUID(int=1)
    fill(app, LARGE_VIDEO, {"creator": creator.creator_id, "video": video, "viewers": VIEWERS})
    address = f"/api/v1/analytics/videos/{video}"
    return [await _measure(app, creator, f"heat map, {VIEWERS:,} students, 1 h", address, rounds=20, aim=1000)]


async def overview(app: App) -> list[Row]:
    """The overview, and `GET home`; the aim: 50 ms at p95."""
    creator = await new_creator(app, "Large school")
    sizes: dict[str, object] = {"videos": VIDEOS, "students": STUDENTS, "days": DAYS, "watched": WATCHED}
    fill(app, SCHOOL, sizes | {"creator": creator.creator_id})
    async with app.db.as_service("bench") as tx:
        row = await tx.fetch_one(
            "select id from students where creator_id = %(id)s limit 1", {"id": creator.creator_id}
        )
    assert row is not None
    student = Actor("authenticated", subject=row["id"], student_id=StudentId(row["id"]))
    year = f"from={date.today() - timedelta(days=DAYS)}"
    return [
        await _measure(app, creator, "overview, 30 days", "/api/v1/analytics/overview", aim=50),
        await _measure(app, creator, "overview, 13 months", f"/api/v1/analytics/overview?{year}", aim=50),
        await _measure(app, creator, "home of the creator", "/api/v1/home", aim=50),
        await _measure(app, student, "home of a student", "/api/v1/home", aim=50),
        await _measure(app, creator, "videos, 30 days", "/api/v1/analytics/videos", rounds=20),
        await _measure(app, creator, "videos, 13 months", f"/api/v1/analytics/videos?{year}", rounds=5),
        await _measure(app, creator, "100 students", "/api/v1/analytics/students", rounds=20),
        await _measure(app, creator, "all at risk", "/api/v1/analytics/students?at_risk=true&format=csv", rounds=5),
    ]


async def new_creator(app: App, name: str) -> Actor:
    """Add a creator."""
    made = (await add_creator(app.db, name, None)).id
    return Actor("authenticated", subject=made, creator_id=CreatorId(made))


def fill(app: App, statements: Sequence[str], values: dict[str, object]) -> None:
    """Run statements that make rows, those that disable triggers as the owner."""
    with psycopg.connect(owner_url(app.settings), autocommit=True) as connection:
        connection.execute("set search_path = public, extensions")
        for statement in statements:
            connection.execute("reset role" if statement.startswith("alter") else "set role service_role")
            connection.execute(statement.encode(), values if "%(" in statement else None)
        connection.execute("reset role")
        connection.execute("vacuum analyze")


async def _measure(
    app: App, actor: Actor, part: str, address: str, *, rounds: int = 100, aim: float | None = None
) -> Row:
    headers = {"Authorization": f"Bearer {app.tokens.mint(actor)}"}
    transport = httpx2.ASGITransport(app=create_application(app))
    seconds = []
    async with httpx2.AsyncClient(transport=transport, base_url="http://bench") as client:
        for _ in range(rounds + 1):
            started = time.perf_counter()
            (await client.get(address, headers=headers)).raise_for_status()
            seconds.append(time.perf_counter() - started)
    times = np.array(seconds[1:]) * 1000
    return Row(part, float(np.median(times)), float(np.percentile(times, 95)), aim)

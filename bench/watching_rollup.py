"""Counting a day with a million facts; used by bench/watching.py.

5,000 students play three of 500 videos each, at once, and every fact is a report of a player or its beginning.
"""

import time
from datetime import date, timedelta

import psycopg

from chronos.app import App, owner_url
from chronos.members import add_creator
from watching_views import Row

VIDEOS, STUDENTS, FACTS = 500, 5_000, 1_000_000
ROUNDS = 5

PEOPLE = """
insert into videos (creator_id, title, duration_seconds)
select %(creator)s, 'Video ' || n, 3600 from generate_series(1, %(videos)s) as n;
insert into students (creator_id, name)
select %(creator)s, 'Student ' || n from generate_series(1, %(students)s) as n
"""
DAY = """
insert into private.facts (occurred_at, creator_id, student_id, kind, video_id, played_ms, at_seconds)
select %(day)s::timestamp at time zone 'UTC' + n * interval '24 hours' / %(facts)s, %(creator)s,
       s.ids[1 + n %% %(students)s], case when n / %(students)s %% 67 = 0 then 'play' else 'watch' end,
       v.ids[1 + (n %% %(students)s * 7 + n / %(students)s / 67) %% %(videos)s],
       case when n / %(students)s %% 67 = 0 then 0 else 10000 end, n / %(students)s %% 67 * 10
  from generate_series(0, %(facts)s - 1) as n
 cross join (select array_agg(id) as ids from students where creator_id = %(creator)s) as s
 cross join (select array_agg(id) as ids from videos where creator_id = %(creator)s) as v
"""


async def rollup(app: App) -> list[Row]:
    """Count the day for the first time, and again without a change."""
    creator = (await add_creator(app.db, "Busy day", None)).id
    day = date.today() - timedelta(days=2)
    values = {"creator": creator, "videos": VIDEOS, "students": STUDENTS, "facts": FACTS, "day": day}
    with psycopg.connect(owner_url(app.settings), autocommit=True) as connection:
        connection.execute("set search_path = public, extensions")
        connection.execute("set role service_role")
        connection.execute("update creators set subscription_tier = 'enterprise' where id = %(creator)s", values)
        for statement in (*PEOPLE.split(";"), DAY):
            connection.execute(statement.encode(), values)
        connection.execute("reset role")
        connection.execute("vacuum analyze")
        connection.execute("set role service_role")
        times = []
        for _ in range(ROUNDS + 1):
            started = time.perf_counter()
            connection.execute("select private.roll_up(%(creator)s, %(day)s)", values)
            times.append((time.perf_counter() - started) * 1000)
    first, again = times[0], sorted(times[1:])
    what = f"a day with {FACTS:,} facts"
    return [
        Row(f"rollup of {what}", first, first, None, "its rows are new"),
        Row("the same again", again[len(again) // 2], again[-1], None, "nothing changes"),
    ]

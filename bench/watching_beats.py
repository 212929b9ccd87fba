"""What players' reports cost, on a server in a process of its own; used by bench/watching.py.

The processor time is that of the server and of PostgreSQL, read from /proc; the clients' own is not in it.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.uploads.serving import ServerProcess

from chronos.app import App
from chronos.members import add_creator
from chronos.model import Actor, StudentId
from watching_views import Row

WATCHING, EVERY_SECONDS, SECONDS = 100, 10.0, 60.0
STUDENTS, CLIENTS = 1_000, 8  # of the second part; each student's first sixty reports are credited
TICKS = os.sysconf("SC_CLK_TCK")

SCHOOL = """
with video as (
  insert into public.videos (creator_id, title, duration_seconds)
  select %(creator)s, 'Video ' || n, 3600 from generate_series(1, 50) as n
  returning id
), ready as (
  select array_agg(id) as ids from video
), student as (
  insert into public.students (creator_id, name)
  select %(creator)s, 'Student ' || n from generate_series(1, %(students)s) as n
  returning id
), budget as (
  insert into private.watch_budgets (student_id, seconds, counted_at) select id, 600, now() from student
)
select student.id, ready.ids[1 + (row_number() over ())::integer %% 50] as video_id from student cross join ready
"""
STEPS = ("uploading", "transcribing", "processing", "embedding", "completed")


@dataclass(slots=True)
class Player:
    """A student's player, which has reported `number` times."""

    token: str
    video_id: UUID
    session: str
    number: int = 0


async def beats(app: App) -> list[Row]:
    """100 students who report every ten seconds, then as many reports as eight clients can send."""
    players = await _players(app)
    settings = {"CHRONOS_HOME": str(app.settings.home), "CHRONOS_JWT_SECRET": "x" * 40}
    with ServerProcess(settings, app.settings.home) as server:
        assert server.process
        await asyncio.sleep(10)  # models are loaded after the start
        roots = [server.process.pid, _postmaster(app.settings.home)]
        limits = httpx2.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)
        async with httpx2.AsyncClient(base_url=server.url, limits=limits) as client:
            idle = _cpu_seconds(roots)
            await asyncio.sleep(SECONDS / 4)
            idle_share = (_cpu_seconds(roots) - idle) / (SECONDS / 4)
            steady, used, passed = await _timed(roots, lambda: _steadily(client, players[:WATCHING]))
            share = used / passed - idle_share
            flood, used, _ = await _timed(roots, lambda: _at_full_speed(client, players[WATCHING:]))
    return [
        _row(f"{WATCHING} students, a beat every {EVERY_SECONDS:.0f} s", steady, f"{share:.1%} of one core"),
        _row(f"beats of {CLIENTS} clients at full speed", flood, f"{len(flood) / used:.0f} beats/s on one core"),
    ]


async def _players(app: App) -> list[Player]:
    creator = (await add_creator(app.db, "Watched", None)).id
    async with app.db.as_service("bench") as tx:
        rows = await tx.fetch(SCHOOL, {"creator": creator, "students": STUDENTS + WATCHING})
        for step in STEPS:
            await tx.execute(
                "update public.videos set status = %(step)s::public.video_status where creator_id = %(creator)s",
                {"step": step, "creator": creator},
            )
    actors = [Actor("authenticated", subject=row["id"], student_id=StudentId(row["id"])) for row in rows]
    return [
        Player(app.tokens.mint(actor), row["video_id"], str(uuid4())) for actor, row in zip(actors, rows, strict=True)
    ]


async def _steadily(client: httpx2.AsyncClient, players: Sequence[Player]) -> list[float]:
    """Report of each player every ten seconds, the players one after the other."""

    async def watch(place: int, player: Player) -> list[float]:
        await asyncio.sleep(EVERY_SECONDS * place / len(players))
        times = []
        for _ in range(round(SECONDS / EVERY_SECONDS)):
            times.append(await _beat(client, player))
            await asyncio.sleep(max(0.0, EVERY_SECONDS - times[-1]))
        return times

    return [each for times in await asyncio.gather(*map(watch, range(len(players)), players)) for each in times]


async def _at_full_speed(client: httpx2.AsyncClient, players: Sequence[Player]) -> list[float]:
    until = time.perf_counter() + SECONDS / 2

    async def flood(place: int) -> list[float]:
        own, times = players[place::CLIENTS], list[float]()
        while time.perf_counter() < until:
            times.append(await _beat(client, own[len(times) % len(own)]))
        return times

    return [each for times in await asyncio.gather(*map(flood, range(CLIENTS))) for each in times]


async def _beat(client: httpx2.AsyncClient, player: Player) -> float:
    at = 10.0 * (player.number % 360)
    body = {"session": player.session, "number": player.number, "segments": [[at, at + 10, 1]], "at_seconds": at + 10}
    started = time.perf_counter()
    answer = await client.post(
        f"/api/v1/videos/{player.video_id}/beats", json=body, headers={"Authorization": f"Bearer {player.token}"}
    )
    answer.raise_for_status()
    player.number += 1
    return time.perf_counter() - started


async def _timed(
    roots: Sequence[int], work: Callable[[], Coroutine[Any, Any, list[float]]]
) -> tuple[list[float], float, float]:
    """Return what `work` returns, the processor's seconds that it took, and the seconds that passed."""
    before, started = _cpu_seconds(roots), time.perf_counter()
    times = await work()
    return times, _cpu_seconds(roots) - before, time.perf_counter() - started


def _row(part: str, seconds: Sequence[float], note: str) -> Row:
    times = np.array(seconds) * 1000
    return Row(part, float(np.median(times)), float(np.percentile(times, 95)), None, note)


def _postmaster(home: Path) -> int:
    [file] = (home / "postgres").rglob("postmaster.pid")
    return int(file.read_text().split()[0])


def _cpu_seconds(roots: Sequence[int]) -> float:
    """Return the processor time of these processes and of their children, also of those that have ended."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        pid, parent = int(stat.parent.name), int(fields[1])
        if pid in roots:
            total += sum(map(int, fields[11:15]))  # its own, and that of children that it waited for
        elif parent in roots:
            total += sum(map(int, fields[11:13]))
    return total / TICKS

"""What do courses cost a search? The same questions through the API, as courses open the library in three ways.

"plain": no course has a condition. "drip": every video stands in a module of ten that opened some days ago, one module
of twenty is still locked. "given": the student was given the course that has all videos. Rounds of the three follow
each other, each begins with one search that is not counted, and the ratio is that of the medians. Answers are forgotten
between searches; the list of videos is remembered, as in the product, but for "cold", which forgets it too.

Run: python bench/courses.py [DIR] [--chunks 5000 20000] [--questions 40] [--rounds 3]
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx2
import numpy as np
import psycopg
from rich.console import Console
from rich.table import Table

from chronos.app import App, opened, owner_url
from chronos.config import Settings
from chronos.db import embedded
from chronos.evaluation.scratch_tenant import Scratch, scratch_tenant
from chronos.operations.vector_index.reindex import reindex
from chronos.web import create_application
from copies import Copies
from moments import MODELS, do_without_safety, read

RESULTS = Path(__file__).parent / "results" / "courses.json"
WAYS = ("plain", "drip", "given")


@dataclass(frozen=True, slots=True)
class Row:
    """Medians in milliseconds, warm and cold, and how they compare with "plain"."""

    chunks: int
    videos: int
    way: str
    p50: float
    p95: float
    ratio: float
    cold: float
    cold_ratio: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path(__file__).parent / "guard")
    parser.add_argument("--chunks", type=int, nargs="+", default=[5_000, 20_000])
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    rows = asyncio.run(run(arguments.folder, arguments.chunks, arguments.questions, arguments.rounds))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(row) for row in rows], indent=2))


async def run(folder: Path, sizes: Sequence[int], questions: int, rounds: int) -> list[Row]:
    taught = read(folder)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        (home / "models").symlink_to(MODELS / "models")
        try:
            settings = Settings(home=home, jwt_secret="x" * 40, _env_file=None)
            do_without_safety(await asyncio.to_thread(owner_url, settings))
            async with opened(settings) as app, scratch_tenant(app.db, app.objects) as scratch:
                copies = Copies(app, scratch)
                await copies.add_originals(taught.transcripts)
                for size in sizes:
                    await copies.grow(chunks=size)
                    url = await asyncio.to_thread(owner_url, settings)
                    with psycopg.connect(url, autocommit=True) as connection:
                        connection.execute("vacuum analyze")
                    await reindex(url, "tiered")
                    rows += await measure(app, scratch, copies, taught.questions[:questions], rounds)
                    show(rows)
        finally:
            embedded.stop(home / "postgres")
    return rows


async def measure(app: App, scratch: Scratch, copies: Copies, questions: Sequence[str], rounds: int) -> list[Row]:
    warm: dict[str, list[float]] = {way: [] for way in WAYS}
    cold: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way in WAYS:
            await arrange(app, scratch, way)
            warm[way] += await ask(app, scratch, questions)
            cold[way] += await ask(app, scratch, questions[: len(questions) // 4], forgets_library=True)
    medians = {way: (float(np.median(warm[way])) * 1000, float(np.median(cold[way])) * 1000) for way in WAYS}
    return [
        Row(
            chunks=len(copies.ids),
            videos=copies.videos,
            way=way,
            p50=medians[way][0],
            p95=float(np.percentile(warm[way], 95)) * 1000,
            ratio=medians[way][0] / medians["plain"][0],
            cold=medians[way][1],
            cold_ratio=medians[way][1] / medians["plain"][1],
        )
        for way in WAYS
    ]


async def arrange(app: App, scratch: Scratch, way: str) -> None:
    """Make the creator's courses those of `way`."""
    own = {"creator": scratch.creator_id, "student": scratch.student.student_id}
    async with app.db.as_service("bench") as tx:
        await tx.execute("update private.rate_limits set burst = 1000000")
        await tx.execute("delete from courses where creator_id = %(creator)s", own)
        await tx.execute(
            "update students set sees_all_courses = %(all)s, created_at = now() - interval '9 days' "
            "where id = %(student)s",
            own | {"all": way != "given"},
        )
        if way == "plain":
            return
        course = await tx.fetch_one(
            "insert into courses (creator_id, title, is_published) values (%(creator)s, 'Course', true) returning id",
            own,
        )
        assert course is not None
        # One of twenty modules opens in a month.
        await tx.execute(
            "insert into course_modules (course_id, title, video_ids, opens_after_days) "
            "select %(course)s, 'Module', array_agg(listed.id), "
            "       case when not %(dripped)s then null when place %% 20 = 0 then 40 else 3 end "
            "  from (select v.id, (row_number() over (order by v.id) - 1) / 10 as place "
            "          from videos v where v.creator_id = %(creator)s) as listed "
            " group by place",
            own | {"course": course["id"], "dripped": way == "drip"},
        )
        if way == "given":
            await tx.execute(
                "insert into course_enrolments (course_id, student_id, creator_id) "
                "values (%(course)s, %(student)s, %(creator)s)",
                own | {"course": course["id"]},
            )


async def ask(app: App, scratch: Scratch, questions: Sequence[str], *, forgets_library: bool = False) -> list[float]:
    """Seconds of each request."""
    token = app.tokens.mint(scratch.student)
    seconds = []
    transport = httpx2.ASGITransport(app=create_application(app))
    async with httpx2.AsyncClient(transport=transport, base_url="http://bench") as client:
        for question in [questions[0], *questions]:
            app.search_cache.answers.clear()
            if forgets_library:
                app.search_cache.libraries.clear()
            started = time.perf_counter()
            response = await client.post(
                "/api/v1/search", json={"query": question}, headers={"Authorization": f"Bearer {token}"}
            )
            seconds.append(time.perf_counter() - started)
            response.raise_for_status()
    return seconds[1:]


def show(rows: Sequence[Row]) -> None:
    table = Table(title="A search through the API, by what courses open")
    for column in ("chunks", "videos", "courses", "p50 ms", "p95 ms", "ratio", "cold p50 ms", "ratio"):
        table.add_column(column, justify="right")
    for row in rows:
        table.add_row(
            f"{row.chunks:,}", f"{row.videos:,}", row.way, f"{row.p50:.1f}", f"{row.p95:.1f}", f"{row.ratio:.2f}",
            f"{row.cold:.1f}", f"{row.cold_ratio:.2f}",
        )  # fmt: skip
    Console(width=100).print(table)


if __name__ == "__main__":
    main()

"""How long does a search take, from the API's side, as one creator's library grows? What does the meaning leg find?

A student asks through the API: the question is embedded, both legs run under Row Level Security, sentences are ranked,
moments come out. No answer is remembered between; the list of videos is, as in the product. Half of the questions are
about what the library teaches, half about what only other creators teach ("off"). Recall is of the ten chunks that are
really nearest. The library grows by copies (`copies.py`), and has its index built at each size.

Run: python bench/moments.py [DIR] [--chunks 5000 20000 100000 300000] [--videos 40 1300 10000] [--questions 100]
DIR holds transcripts/*.vtt and questions.jsonl. By the number of chunks it is DIR that is copied, and the guard set's
questions are off topic; by the number of videos it is the guard set, short lectures, and DIR's questions are off topic.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, LiteralString

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
from chronos.providers.embedding import stored_text
from chronos.web import create_application
from copies import Copies

HERE = Path(__file__).parent
MODELS = HERE.parent / ".chronos"
RESULTS = HERE / "results" / "moments.json"
WARM = 10  # questions before the clock counts
WANTED = 10

# As `candidate_chunks` asks for them.
NEAREST: LiteralString = """
select c.id
  from unnest(private.nearest_chunks(%(vector)s::text::extensions.vector(1536), 60, null)) as near (id)
  join video_chunks c using (id)
 order by c.embedding_half <#> %(vector)s::text::extensions.halfvec(1536)
 limit 10
"""


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one size; times in milliseconds."""

    chunks: int
    videos: int
    asked: str
    p50: float
    p95: float
    recall: float
    index_seconds: float


@dataclass(frozen=True, slots=True)
class Folder:
    """Transcripts, and questions in any order."""

    transcripts: list[Path]
    questions: list[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chunks", type=int, nargs="*", default=[5_000, 20_000, 100_000, 300_000])
    parser.add_argument("--videos", type=int, nargs="*", default=[40, 1_300, 10_000])
    parser.add_argument("--questions", type=int, default=100)
    arguments = parser.parse_args()
    large, guard = read(arguments.folder), read(HERE / "guard")
    rows = asyncio.run(run(large, guard, arguments.chunks, arguments.videos, arguments.questions))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(row) for row in rows], indent=2))


def read(folder: Path) -> Folder:
    lines = (folder / "questions.jsonl").read_text().splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    return Folder(
        sorted(folder.glob("transcripts/*.vtt")),
        [questions[i] for i in np.random.default_rng(7).permutation(len(questions))],
    )


async def run(large: Folder, guard: Folder, chunks: list[int], videos: list[int], questions: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        (home / "models").symlink_to(MODELS / "models")
        try:
            settings = Settings(home=home, jwt_secret="x" * 40, _env_file=None)
            do_without_safety(await asyncio.to_thread(owner_url, settings))
            async with opened(settings) as app:
                sizes = [{"chunks": size} for size in chunks]
                rows = await grow(app, large, guard, sizes, questions) if sizes else []
                sizes = [{"videos": size} for size in videos]
                return rows + (await grow(app, guard, large, sizes, questions) if sizes else [])
        finally:
            embedded.stop(home / "postgres")


def do_without_safety(url: str) -> None:
    """Let the server forget everything at a power cut: copies need not survive it."""
    with psycopg.connect(embedded_superuser(url), autocommit=True) as connection:
        connection.execute("alter system set fsync = off")
        connection.execute("alter system set synchronous_commit = off")
        connection.execute("alter system set max_wal_size = '8GB'")
        connection.execute("select pg_reload_conf()")


def embedded_superuser(url: str) -> str:
    return url.replace("//postgres@", f"//{embedded.SUPERUSER}@", 1)


async def grow(app: App, taught: Folder, others: Folder, sizes: Sequence[dict[str, int]], questions: int) -> list[Row]:
    """One tenant through all sizes."""
    rows: list[Row] = []
    asked = {"on": taught.questions[:questions], "off": others.questions[:questions]}
    async with scratch_tenant(app.db, app.objects) as scratch:
        copies = Copies(app, scratch)
        await copies.add_originals(taught.transcripts)
        for size in sizes:
            await copies.grow(**size)
            url = await asyncio.to_thread(owner_url, app.settings)
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("vacuum analyze")
            built = await reindex(url, "tiered")
            for name, some in asked.items():
                seconds = await ask_over_http(app, scratch, some)
                p50, p95 = (float(np.percentile(seconds, percent)) * 1000 for percent in (50, 95))
                recall = await measure_recall(app, scratch, copies, some)
                rows.append(Row(len(copies.ids), copies.videos, name, p50, p95, recall, built.seconds))
                show(rows)
    return rows


async def ask_over_http(app: App, scratch: Scratch, questions: Sequence[str]) -> list[float]:
    """Seconds of each request; the first few questions are asked twice and counted the second time."""
    async with app.db.as_service("bench") as tx:  # nobody asks as fast as this
        await tx.execute("update private.rate_limits set burst = 1000000")
    token = app.tokens.mint(scratch.student)
    web = create_application(app)
    seconds = []
    transport = httpx2.ASGITransport(app=web)
    async with httpx2.AsyncClient(transport=transport, base_url="http://bench") as client:
        for question in [*questions[:WARM], *questions]:
            app.search_cache.answers.clear()
            started = time.perf_counter()
            response = await client.post(
                "/api/v1/search", json={"query": question}, headers={"Authorization": f"Bearer {token}"}
            )
            seconds.append(time.perf_counter() - started)
            response.raise_for_status()
    return seconds[WARM:]


async def measure_recall(app: App, scratch: Scratch, copies: Copies, questions: Sequence[str]) -> float:
    """Share of the ten nearest chunks that the product's statement finds."""
    asked = np.asarray(app.embedder.embed(list(questions)), np.float32)
    similarities = asked @ copies.vectors.T
    truth = np.argpartition(-similarities, WANTED, axis=1)[:, :WANTED]
    found = 0
    for question, row in zip(asked, truth, strict=True):
        async with app.db.acting_as(scratch.student) as tx:
            nearest = await tx.fetch(NEAREST, {"vector": stored_text(question)})
        found += len({one["id"] for one in nearest} & {copies.ids[i] for i in row})
    return found / (WANTED * len(questions))


def show(rows: Sequence[Row]) -> None:
    table = Table(title="A search through the API, one creator")
    for column in ("chunks", "videos", "asked", "p50 ms", "p95 ms", "recall@10", "index s"):
        table.add_column(column, justify="right")
    for row in rows:
        cells: list[Any] = [f"{row.chunks:,}", f"{row.videos:,}", row.asked, f"{row.p50:.1f}", f"{row.p95:.1f}"]
        table.add_row(*cells, f"{row.recall:.3f}", f"{row.index_seconds:.1f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()

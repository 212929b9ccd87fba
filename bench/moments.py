"""How long does a search take, from the API's side, and where does the time go?

A creator with 10,000 windows (44 hours) or as many as asked for, asked as a student through the API: the question is
embedded, both legs run under Row Level Security, sentences are ranked, moments come out. Nothing is remembered between.

Run: python bench/moments.py [DIR] [--windows 10000] [--questions 300]; DIR holds transcripts/*.vtt and questions.jsonl,
without one it is the guard set; the transcripts are copied until there are so many windows.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, LiteralString

import httpx2
import numpy as np
from rich.console import Console
from rich.table import Table

from chronos.app import App, opened
from chronos.config import Settings
from chronos.db import embedded
from chronos.evaluation.ingest import ingest
from chronos.evaluation.scratch_tenant import Scratch, scratch_tenant
from chronos.web import create_application

HERE = Path(__file__).parent
MODELS = HERE.parent / ".chronos"
RESULTS = HERE / "results" / "moments.json"
WARM = 20  # questions before the clock counts

COUNT: LiteralString = "select sum(window_count)::integer as windows, count(*) as videos from private.search_documents"
SIZES: LiteralString = (
    "select relname, pg_total_relation_size(oid) as bytes from pg_class "
    "where relnamespace = 'private'::regnamespace and relname like 'search\\_%%' and relkind = 'r' order by relname"
)
HOURS: LiteralString = """
select sum(ends) / 3600 as hours
  from (select max(end_seconds) as ends from private.search_sentences group by video_id) as videos
"""
COPIES: Sequence[LiteralString] = (
    "insert into videos (id, creator_id, title) values (%(copy)s, %(creator)s, %(title)s)",
    "update videos set status = 'uploading' where id = %(copy)s",
    "update videos set status = 'transcribing' where id = %(copy)s",
    "update videos set status = 'processing' where id = %(copy)s",
    "update videos set status = 'embedding' where id = %(copy)s",
    "insert into private.search_documents select %(copy)s, creator_id, title, embedding_model, window_count, "
    "term_count, is_visible from private.search_documents where video_id = %(video)s",
    "insert into private.search_windows select %(copy)s, creator_id, window_index, term_count, joined_words, "
    "embedding, is_visible from private.search_windows where video_id = %(video)s",
    "insert into private.search_sentences select %(copy)s, creator_id, sentence_index, window_index, first_word, "
    "last_word, start_seconds, end_seconds, sentence_text, embedding, token_vectors, is_visible "
    "from private.search_sentences where video_id = %(video)s",
    "insert into private.search_terms select creator_id, term, %(copy)s, windows, counts, lengths, is_visible "
    "from private.search_terms where video_id = %(video)s",
    "update videos set status = 'completed' where id = %(copy)s",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=HERE / "guard")
    parser.add_argument("--windows", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=300)
    arguments = parser.parse_args()
    report = asyncio.run(run(*read(arguments.folder), arguments.windows, arguments.questions))
    show(report)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(report, indent=2))


def read(folder: Path) -> tuple[dict[str, str], list[str]]:
    """Captions by name, and questions."""
    captions = {path.stem: path.read_text() for path in sorted(folder.glob("transcripts/*.vtt"))}
    return captions, [json.loads(line)["question"] for line in (folder / "questions.jsonl").read_text().splitlines()]


async def run(captions: dict[str, str], asked: Sequence[str], windows: int, questions: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        (home / "models").symlink_to(MODELS / "models")
        try:
            settings = Settings(home=home, jwt_secret="x" * 40, _env_file=None)
            async with opened(settings) as app, scratch_tenant(app.db, app.objects) as scratch:
                async with app.worker():
                    await ingest(app.db, app.objects, scratch, captions)
                library = await enlarge(app, scratch, windows)
                seconds = await ask_over_http(
                    app, scratch, (list(asked) * (questions // len(asked) + 2))[: questions + WARM]
                )
                return library | {
                    "questions": questions,
                    "p50_ms": float(np.percentile(seconds, 50)) * 1000,
                    "p95_ms": float(np.percentile(seconds, 95)) * 1000,
                }
        finally:
            embedded.stop(home / "postgres")


async def enlarge(app: App, scratch: Scratch, windows: int) -> dict[str, Any]:
    """Copy videos until there are so many windows; what there is then."""
    async with app.db.as_service("bench") as tx:
        originals = await tx.fetch("select video_id, window_count, title from private.search_documents")
        have, number = sum(row["window_count"] for row in originals), 0
        while have < windows:
            row = originals[number % len(originals)]
            number += 1
            ids = await tx.fetch_one("select gen_random_uuid() as copy")
            assert ids
            values = ids | {"video": row["video_id"], "creator": scratch.creator_id, "title": row["title"]}
            for statement in COPIES:
                await tx.execute(statement, values)
            have += row["window_count"]
    async with app.db.as_service("bench") as tx:
        found, sizes, hours = await tx.fetch_one(COUNT), await tx.fetch(SIZES), await tx.fetch_one(HOURS)
    assert found
    assert hours
    bytes_an_hour = {row["relname"]: round(row["bytes"] / float(hours["hours"])) for row in sizes}
    return found | {"hours": float(hours["hours"]), "bytes_an_hour": bytes_an_hour}


async def ask_over_http(app: App, scratch: Scratch, questions: Sequence[str]) -> list[float]:
    """Seconds of each request, the first few left out."""
    async with app.db.as_service("bench") as tx:  # nobody asks as fast as this
        await tx.execute("update private.rate_limits set burst = 1000000")
    token = app.tokens.mint(scratch.student)
    web = create_application(app)
    seconds = []
    transport = httpx2.ASGITransport(app=web)
    async with httpx2.AsyncClient(transport=transport, base_url="http://bench") as client:
        for question in questions:
            started = time.perf_counter()
            response = await client.post(
                "/api/v1/search", json={"query": question}, headers={"Authorization": f"Bearer {token}"}
            )
            seconds.append(time.perf_counter() - started)
            response.raise_for_status()
            app._cache.clear()
    return seconds[WARM:]


def show(report: dict[str, Any]) -> None:
    table = Table(title=f"{report['windows']:,} windows, {report['videos']} videos, {report['hours']:.0f} hours")
    for column in ("questions", "p50", "p95"):
        table.add_column(column, justify="right")
    table.add_row(str(report["questions"]), f"{report['p50_ms']:.1f} ms", f"{report['p95_ms']:.1f} ms")
    console = Console()
    console.print(table)
    console.print({name: f"{size / 1e6:.2f} MB/h" for name, size in report["bytes_an_hour"].items()})


if __name__ == "__main__":
    main()

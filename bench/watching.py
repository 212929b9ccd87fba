"""What do watching and its analytics cost? Run: python bench/watching.py [PART …], by default all parts.

beats: what players report, 100 students every ten seconds and then as fast as they can. heat-map: curves of a video of
an hour that 10,000 students watched. overview: the overview and `GET home` with 500 videos, 5,000 students and 13
months. rollup: a day with a million facts. One function per part; the results are in bench/results/watching.json.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from chronos.app import App, opened
from chronos.config import Settings
from chronos.db import embedded
from moments import MODELS
from watching_beats import beats
from watching_rollup import rollup
from watching_views import Row, heat_map, overview

RESULTS = Path(__file__).parent / "results" / "watching.json"
PARTS: Mapping[str, Callable[[App], Awaitable[list[Row]]]] = {
    "beats": beats,
    "heat-map": heat_map,
    "overview": overview,
    "rollup": rollup,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parts = parser.parse_args().parts or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no part {unknown.pop()!r}")
    rows = asyncio.run(run(parts))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(row) for row in rows], indent=2))


async def run(parts: list[str]) -> list[Row]:
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        (home / "models").symlink_to(MODELS / "models")
        try:
            async with opened(Settings(home=home, jwt_secret="x" * 40, _env_file=None)) as app:
                for part in parts:
                    rows += await PARTS[part](app)
                    show(rows)
        finally:
            embedded.stop(home / "postgres")
    return rows


def show(rows: list[Row]) -> None:
    table = Table(title="Watching and analytics")
    for column in ("", "p50 ms", "p95 ms", "aim ms", "also"):
        table.add_column(column, justify="right" if column else "left")
    for row in rows:
        aim = "" if row.aim is None else f"{row.aim:.0f}"
        table.add_row(row.part, f"{row.p50:.1f}", f"{row.p95:.1f}", aim, row.note)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()

"""`chronos db stats`."""

import json
from pathlib import Path

from tests.cli.conftest import RunChronos


def test_stats_for_people(chronos: RunChronos, creator: str) -> None:
    run = chronos("db", "stats")
    assert run.code == 0, run.err
    assert run.out.startswith("Database ")
    lines = {line.split("  ")[0].strip(): line for line in run.out.splitlines()}
    assert " kB" in lines["public.creators"]
    assert "btree" in lines["creators_pkey"]
    assert "tiered" in lines["method"]
    assert lines["rebuild due"].endswith("no")


def test_for_programs(chronos: RunChronos) -> None:
    told = json.loads(chronos("db", "stats", "--json").out)
    assert {"tables", "indexes", "vector_index", "size_bytes", "cache_hits"} <= set(told)
    assert told["vector_index"]["index_method"] == "tiered"


def test_stats_of_a_library_with_vectors_are_json(chronos: RunChronos, creator: str, film: Path) -> None:
    """PostgreSQL sums whole numbers to a type of its own once there is a vector to count."""
    assert chronos("add", film, "--captions", film.with_suffix(".srt"), "--wait").code == 0
    run = chronos("db", "stats", "--json")
    assert run.code == 0, run.err
    told = json.loads(run.out)
    assert [table["rows"] for table in told["tables"] if table["name"] == "public.video_chunks"] == [1]
    counted = told["vector_index"]
    assert (counted["chunks_with_embeddings"], counted["chunks_by_model"]) == (1, {"minilm": 1})

"""`chronos db stats`."""

import json

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

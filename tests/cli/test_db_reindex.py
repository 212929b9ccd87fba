"""`chronos db reindex`."""

import json

from tests.cli.conftest import RunChronos
from tests.conftest import ADatabase
from tests.db.vectors import LARGE, SMALL, some_libraries


def test_it_tells_what_it_built_and_what_that_is_worth(chronos: RunChronos, database: ADatabase) -> None:
    some_libraries(database)
    run = chronos("db", "reindex")
    assert run.code == 0, run.err
    assert "Built 1 index (tiered)" in run.out
    assert "the largest tenant" in run.out
    built = json.loads(chronos("db", "reindex", "--method", "ivfflat", "--lists", "4", "--json").out)
    assert (built["method"], built["lists"], built["rows"]) == ("ivfflat", 4, LARGE + 2 * SMALL)
    assert built["indexes"] == ["idx_video_chunks_embedding_cosine"]
    assert built["seconds"] > 0
    assert len(built["recall_before"]) == len(built["recall_after"]) == 4


def test_an_empty_library_needs_no_index(chronos: RunChronos) -> None:
    run = chronos("db", "reindex")
    assert run.code == 0, run.err
    assert "every search is exact" in run.out
    refused = chronos("db", "reindex", "--method", "ivfflat")
    assert refused.code == 2
    assert "Add videos first" in refused.message
    assert chronos("db", "reindex", "--method", "hnsw", "--lists", "3").code == 2

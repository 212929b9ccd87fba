"""`chronos db reindex`."""

import json
from pathlib import Path

import psycopg

from tests.cli.conftest import RunChronos
from tests.conftest import ADatabase
from tests.operations.vector_index.vectors import LARGE, SMALL, some_libraries


def test_reindex_reports_the_index_and_its_recall(chronos: RunChronos, database: ADatabase) -> None:
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


def test_empty_library_needs_no_index(chronos: RunChronos) -> None:
    run = chronos("db", "reindex")
    assert run.code == 0, run.err
    assert "every search compares all" in run.out
    refused = chronos("db", "reindex", "--method", "ivfflat")
    assert refused.code == 2
    assert "Add videos first" in refused.message
    assert chronos("db", "reindex", "--method", "hnsw", "--lists", "3").code == 2


def test_missing_search_data_is_rebuilt(chronos: RunChronos, creator: str, database: ADatabase, film: Path) -> None:
    chronos("add", film, "--captions", film.with_suffix(".srt"), "--wait")
    with psycopg.connect(database.url) as connection:
        connection.execute("delete from private.search_terms")
        connection.execute("delete from private.search_documents")
    assert "not spoken in your videos" in chronos("search", "runner", "--words").out
    run = chronos("db", "reindex")
    assert run.code == 0, run.err
    assert "Indexed 1 video." in run.out
    assert "runner" in chronos("search", "runner", "--words").out
    assert json.loads(chronos("db", "reindex", "--json").out)["prepared"] == 0
    assert json.loads(chronos("db", "reindex", "--everything", "--json").out)["prepared"] == 1

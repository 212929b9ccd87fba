"""`chronos db stats`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from chronos.cli.output import AsJson, bytes_text, print_json, print_table
from chronos.cli.with_app import migrated_url

if TYPE_CHECKING:
    from datetime import datetime

    from chronos.operations.stats import DatabaseStats

SHOWN_INDEXES = 20


def stats(as_json: AsJson = False) -> None:
    """Show size and use of tables, indexes and vector index.

    Example: chronos db stats
    """
    import asyncio

    from chronos.config import load_settings
    from chronos.operations.stats import gather_stats

    gathered = asyncio.run(gather_stats(migrated_url(load_settings())))
    if as_json:
        print_json(gathered)
    else:
        _print(gathered)


def _print(gathered: "DatabaseStats") -> None:
    typer.echo(
        f"Database {gathered.name}: {bytes_text(gathered.size_bytes)}, {gathered.connections} connections, "
        f"{_share(gathered.cache_hits)} of blocks found in memory{_since(gathered.counted_since)}.\n"
    )
    print_table(
        ("TABLE", "ROWS", "DEAD", "TABLE SIZE", "INDEX SIZE", "SEQ SCANS", "INDEX SCANS", "CACHE", "ANALYZED"),
        [
            (
                table.name,
                f"{table.rows:,}",
                f"{table.dead_rows:,}",
                bytes_text(table.table_bytes),
                bytes_text(table.index_bytes),
                f"{table.sequential_scans:,}",
                f"{table.index_scans:,}",
                _share(table.cache_hits),
                _day(table.last_analyze),
            )
            for table in gathered.tables
        ],
    )
    typer.echo("")
    print_table(
        ("INDEX", "OF", "METHOD", "SIZE", "SCANS", "NOTE"),
        [
            (
                index.name,
                index.table_name,
                index.method,
                bytes_text(index.size_bytes),
                f"{index.scans:,}",
                _note(valid=index.is_valid, used=bool(index.scans) or index.is_unique),
            )
            for index in gathered.indexes[:SHOWN_INDEXES]
        ],
    )
    if len(gathered.indexes) > SHOWN_INDEXES:
        typer.echo(f"and {len(gathered.indexes) - SHOWN_INDEXES} smaller ones: chronos db stats --json")
    typer.echo("")
    print_table(("VECTOR INDEX", ""), _vector_lines(gathered.vector_index))


def _vector_lines(vector: Mapping[str, Any]) -> list[tuple[str, str]]:
    build = vector["last_build"]
    lists = f", {build['lists']:,} lists" if build["lists"] else ""
    models = ", ".join(f"{model} {count:,}" for model, count in vector["chunks_by_model"].items())
    return [
        ("chunks", f"{vector['total_chunks']:,}"),
        ("with a vector", f"{vector['chunks_with_embeddings']:,} ({vector['embedding_coverage_percent'] or 0} %)"),
        ("by model", models or "–"),
        (
            "method",
            f"{vector['index_method']}{lists}: {build['index_count']:,} built, {bytes_text(build['size_bytes'])}",
        ),
        ("built", f"{_day(vector['built_at'])}, with {vector['rows_at_build']:,} chunks; now {vector['rows_now']:,}"),
        ("recall@10", f"{_number(build['recall_after'])} (before: {_number(build['recall_before'])})"),
        ("rebuild due", "yes: chronos db reindex" if vector["rebuild_due"] else "no"),
    ]


def _note(*, valid: bool, used: bool) -> str:
    if not valid:
        return "not valid: chronos db doctor"
    return "" if used else "not used yet"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _day(moment: "datetime | None") -> str:
    return "never" if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def _since(moment: "datetime | None") -> str:
    return "" if moment is None else f" since {moment:%Y-%m-%d %H:%M}"

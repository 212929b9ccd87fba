"""`chronos db reindex`."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from chronos.cli.index_videos import index_videos, indexed_text
from chronos.cli.output import AsJson, bytes_text, print_json, print_table
from chronos.cli.progress_bar import progress_bar
from chronos.cli.with_app import migrated_url, with_app

if TYPE_CHECKING:
    from chronos.operations.vector_index import Reindexed


def reindex(
    method: Annotated[
        Literal["ivfflat", "hnsw", "tiered"],
        typer.Option(help="Kind of index. tiered: one index per large creator; small ones are searched exactly."),
    ] = "tiered",
    lists: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", help="Lists of an IVFFlat index. Default: one per 1,000 chunks."),
    ] = None,
    memory: Annotated[
        int | None,
        typer.Option(metavar="MB", min=1, help="Memory for the build. Default: a quarter of this machine's memory."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="Index all videos again, also unchanged ones.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Index missing videos, then rebuild the vector index.

    Videos that are missing or out of date are indexed first. Search keeps working.

    Example: chronos db reindex --method hnsw
    """
    import asyncio

    from chronos.config import load_settings
    from chronos.operations.vector_index import reindex as build

    url = migrated_url(load_settings())
    memory_bytes = memory * 1024 * 1024 if memory else None
    with progress_bar(not as_json) as on_progress:
        prepared = with_app(lambda app: index_videos(app, on_progress, everything=everything))
        built = asyncio.run(build(url, method, lists=lists, memory_bytes=memory_bytes, on_progress=on_progress))
    if as_json:
        print_json({"prepared": prepared, **asdict(built)})
    else:
        if prepared:
            typer.echo(indexed_text(prepared))
        _print(built)


def _print(built: "Reindexed") -> None:
    lists = f" with {built.lists:,} lists" if built.lists else ""
    what = f"{len(built.indexes)} {'index' if len(built.indexes) == 1 else 'indexes'} ({built.method}{lists})"
    typer.echo(f"Built {what} in {built.seconds:.1f} s: {bytes_text(built.size_bytes)}.")
    typer.echo(f"{built.rows:,} chunks with vectors, of {built.tenants:,} creators.")
    if not built.indexes:
        typer.echo(
            "No creator has enough chunks for an index to help: every search compares all chunks of its creator."
        )
    if built.recall_after:
        typer.echo("")
        print_table(
            ("RECALL@10 OF", "CHUNKS", "BEFORE", "AFTER", "OFF TOPIC BEFORE", "AFTER", "MS BEFORE", "AFTER"),
            [
                (
                    before.who,
                    f"{before.chunks:,}",
                    f"{before.on_topic:.3f}",
                    f"{after.on_topic:.3f}",
                    _share(before.off_topic),
                    _share(after.off_topic),
                    f"{before.median_ms:.1f}",
                    f"{after.median_ms:.1f}",
                )
                for before, after in zip(built.recall_before, built.recall_after, strict=True)
            ],
        )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"

"""`chronos db reindex`: the vector index."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from chronos.cli.present import AsJson, bytes_text, print_json, print_table
from chronos.cli.progress import OnProgress, shown_progress
from chronos.cli.session import migrated_url, with_app

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.operations.vector_index.reindex import Reindexed


def reindex(
    method: Annotated[
        Literal["ivfflat", "hnsw", "tiered"],
        typer.Option(help="tiered: one for each large creator; of the others all chunks are compared, by signs."),
    ] = "tiered",
    lists: Annotated[
        int | None, typer.Option(help="Lists of an IVFFlat index; by itself, one per 1,000 chunks.")
    ] = None,
    memory: Annotated[
        int | None,
        typer.Option(
            metavar="MB", min=1, help="Memory that the build may take; by itself, a quarter of this machine's."
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="Prepare every video for search again, not only what has changed.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Prepare for search what is not, then build the vector index; people go on searching meanwhile.

    Example: chronos db reindex --method hnsw
    """
    import asyncio

    from chronos.config import load_settings
    from chronos.operations.vector_index.reindex import reindex as build

    url = migrated_url(load_settings())
    memory_bytes = memory * 1024 * 1024 if memory else None
    with shown_progress(not as_json) as on_progress:
        prepared = with_app(lambda app: _prepare(app, everything, on_progress))
        built = asyncio.run(build(url, method, lists=lists, memory_bytes=memory_bytes, on_progress=on_progress))
    if as_json:
        print_json({"prepared": prepared, **asdict(built)})
    else:
        if prepared:
            typer.echo(f"Prepared {prepared} {'video' if prepared == 1 else 'videos'} for search.")
        _print(built)


async def _prepare(app: "App", everything: bool, on_progress: "OnProgress") -> int:
    """Derive what search compares of the videos where it is missing or out of date; of how many."""
    from chronos.pipeline.index import index_video, list_unindexed

    ids = await list_unindexed(app.db, app.settings.embedder, everything=everything)
    for done, video_id in enumerate(ids):
        on_progress("preparing videos for search", done / len(ids))
        await index_video(app.db, app.embedder, video_id)
    return len(ids)


def _print(built: "Reindexed") -> None:
    lists = f" with {built.lists:,} lists" if built.lists else ""
    what = f"{len(built.indexes)} {'index' if len(built.indexes) == 1 else 'indexes'} ({built.method}{lists})"
    typer.echo(f"Built {what} in {built.seconds:.1f} s: {bytes_text(built.size_bytes)}.")
    typer.echo(f"{built.rows:,} chunks with vectors, of {built.tenants:,} creators.")
    if not built.indexes:
        typer.echo("No creator has so many chunks that an index would help: every search compares all of a creator's.")
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

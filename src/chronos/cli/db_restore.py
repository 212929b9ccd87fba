"""`chronos db restore`."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.index_videos import index_videos, indexed_text
from chronos.cli.output import AsJson, bytes_text, print_json
from chronos.cli.progress_bar import OnProgress, progress_bar
from chronos.cli.record_command import record_command_at
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from chronos.operations.backup import Restored


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Backup written by `chronos db backup`.")],
    check: Annotated[
        bool, typer.Option("--check", help="Only try it, in a temporary server; your database stays untouched.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Load a backup into an empty database.

    Stored files are restored as well, and every table is compared with the backup.

    Example: chronos db restore monday.chronos
    """
    with progress_bar(not as_json) as on_progress:
        done = _restored(file, check, on_progress)
    if not as_json:
        _print(done, check)
    indexed = 0
    if done.left_out and not check:
        with progress_bar(not as_json) as on_progress:
            indexed = with_app(lambda app: index_videos(app, on_progress))
    if as_json:
        print_json({**asdict(done), "indexed": indexed})
    elif indexed:
        typer.echo(indexed_text(indexed))


def _restored(file: Path, check: bool, on_progress: OnProgress) -> "Restored":
    import asyncio

    from chronos.app import owner_url
    from chronos.config import load_settings
    from chronos.operations.backup import restore as load_backup
    from chronos.operations.backup import try_restore
    from chronos.providers.objects import ObjectStore

    if check:
        return asyncio.run(try_restore(file, on_progress=on_progress))
    settings = load_settings()
    url = owner_url(settings)
    store = ObjectStore(settings.storage_url, settings.home)
    done = asyncio.run(load_backup(url, store, file, on_progress=on_progress))
    asyncio.run(record_command_at(url))
    return done


def _print(done: "Restored", check: bool) -> None:
    rows = sum(table.rows for table in done.tables)
    begin, files = ("This version can restore", "It has") if check else ("Restored", "Restored")
    typer.echo(
        f"{begin} the backup of {done.created_at}: {rows:,} rows of {len(done.tables)} tables, each equal to the "
        "backup's."
    )
    typer.echo(f"{files} {done.files:,} files: {bytes_text(done.file_bytes)}.")
    if done.left_out:
        following = (
            "A restore indexes the videos" if check else "The videos are indexed now; `chronos db reindex` resumes"
        )
        typer.echo(f"Left out tables that indexing makes anew: {', '.join(done.left_out)}. {following}.")
    for name in () if check else done.applied:
        typer.echo(f"applied {name}")

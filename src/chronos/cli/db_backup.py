"""`chronos db backup` and `chronos db restore`."""

from pathlib import Path
from typing import Annotated

import typer

from chronos.cli.present import AsJson, bytes_text, print_json
from chronos.cli.progress import shown_progress
from chronos.cli.session import migrated_url

SHOWN_MISSING = 5


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")],
    as_json: AsJson = False,
) -> None:
    """Write the database and the stored files into one file; people go on working meanwhile.

    Example: chronos db backup monday.chronos
    """
    import asyncio

    from chronos.config import load_settings
    from chronos.operations.backup import back_up, note_backup
    from chronos.providers.objects import ObjectStore

    settings = load_settings()
    url = migrated_url(settings)
    with shown_progress(not as_json) as on_progress:
        done = asyncio.run(
            back_up(url, ObjectStore(settings.storage_url, settings.home), file, on_progress=on_progress)
        )
    note_backup(settings.home, done)
    if as_json:
        print_json(done)
        return
    rows = sum(table.rows for table in done.tables)
    typer.echo(
        f"Kept {rows:,} rows of {len(done.tables)} tables and {done.files:,} files ({bytes_text(done.file_bytes)}) in "
        f"{file}: {bytes_text(done.size_bytes)}."
    )
    for name in done.missing[:SHOWN_MISSING]:
        typer.echo(f"Missing: the database names {name}, and there is no such file.", err=True)
    if len(done.missing) > SHOWN_MISSING:
        typer.echo(f"Missing: {len(done.missing) - SHOWN_MISSING:,} more.", err=True)


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `chronos db backup` wrote.")],
    as_json: AsJson = False,
) -> None:
    """Put a backup into an empty database, and its files into the store; every table is compared with the backup.

    Example: chronos db restore monday.chronos
    """
    import asyncio

    from chronos.app import owner_url
    from chronos.config import load_settings
    from chronos.operations.backup import restore as put_back
    from chronos.providers.objects import ObjectStore

    settings = load_settings()
    url = owner_url(settings)
    with shown_progress(not as_json) as on_progress:
        done = asyncio.run(
            put_back(url, ObjectStore(settings.storage_url, settings.home), file, on_progress=on_progress)
        )
    if as_json:
        print_json(done)
        return
    rows = sum(table.rows for table in done.tables)
    typer.echo(f"Back as of {done.created_at}: {rows:,} rows of {len(done.tables)} tables, each equal to the backup's.")
    typer.echo(f"{done.files:,} files are back: {bytes_text(done.file_bytes)}.")
    for name in done.applied:
        typer.echo(f"applied {name}")

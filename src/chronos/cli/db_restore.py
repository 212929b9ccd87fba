"""`chronos db restore`."""

from pathlib import Path
from typing import Annotated

import typer

from chronos.cli.output import AsJson, bytes_text, print_json
from chronos.cli.progress_bar import progress_bar


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Backup written by `chronos db backup`.")],
    as_json: AsJson = False,
) -> None:
    """Load a backup into an empty database.

    Stored files are restored as well, and every table is compared with the backup.

    Example: chronos db restore monday.chronos
    """
    import asyncio

    from chronos.app import owner_url
    from chronos.config import load_settings
    from chronos.operations.backup import restore as load_backup
    from chronos.providers.objects import ObjectStore

    settings = load_settings()
    url = owner_url(settings)
    with progress_bar(not as_json) as on_progress:
        done = asyncio.run(
            load_backup(url, ObjectStore(settings.storage_url, settings.home), file, on_progress=on_progress)
        )
    if as_json:
        print_json(done)
        return
    rows = sum(table.rows for table in done.tables)
    typer.echo(
        f"Restored the backup of {done.created_at}: {rows:,} rows of {len(done.tables)} tables, each equal to the "
        "backup's."
    )
    typer.echo(f"Restored {done.files:,} files: {bytes_text(done.file_bytes)}.")
    for name in done.applied:
        typer.echo(f"applied {name}")

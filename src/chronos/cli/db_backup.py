"""`chronos db backup`."""

from pathlib import Path
from typing import Annotated

import typer

from chronos.cli.output import AsJson, bytes_text, print_json
from chronos.cli.progress_bar import progress_bar
from chronos.cli.record_command import record_command_at

SHOWN_MISSING = 5


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to write; it must not exist.")],
    as_json: AsJson = False,
) -> None:
    """Write database and stored files into one backup file.

    The application keeps running during the backup.

    Example: chronos db backup monday.chronos
    """
    import asyncio

    from chronos.app import owner_url
    from chronos.config import load_settings
    from chronos.operations.backup import back_up, note_backup
    from chronos.providers.objects import ObjectStore

    settings = load_settings()
    url = owner_url(settings)  # also of a database that this version cannot use before it is restored
    with progress_bar(not as_json) as on_progress:
        done = asyncio.run(
            back_up(url, ObjectStore(settings.storage_url, settings.home), file, on_progress=on_progress)
        )
    note_backup(settings.home, done)
    asyncio.run(record_command_at(url))
    if as_json:
        print_json(done)
        return
    rows = sum(table.rows for table in done.tables)
    typer.echo(
        f"Wrote {rows:,} rows of {len(done.tables)} tables and {done.files:,} files ({bytes_text(done.file_bytes)}) to "
        f"{file}: {bytes_text(done.size_bytes)}."
    )
    for name in done.missing[:SHOWN_MISSING]:
        typer.echo(f"Missing: {name} has a row in the database, but no stored file.", err=True)
    if len(done.missing) > SHOWN_MISSING:
        typer.echo(f"Missing: {len(done.missing) - SHOWN_MISSING:,} more.", err=True)

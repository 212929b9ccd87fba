"""`chronos db new`."""

from pathlib import Path
from typing import Annotated

import typer

MIGRATIONS = Path("supabase/migrations")


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Subject of the migration, in a few words.")],
    directory: Annotated[Path, typer.Option(metavar="DIR", help="Directory of the migrations.")] = MIGRATIONS,
) -> None:
    """Create the file of a new migration and print its path.

    Example: chronos db new add_tags_to_videos
    """
    from datetime import UTC, datetime

    from chronos.operations.new_migration import new_migration

    typer.echo(new_migration(directory, name, datetime.now(UTC)))

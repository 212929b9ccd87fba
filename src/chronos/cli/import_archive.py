"""`chronos import`."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.index_videos import index_videos
from chronos.cli.output import AsJson, bytes_text, one_line, print_json
from chronos.cli.progress_bar import OnProgress, progress_bar
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.operations.privacy import Imported

import_archive = typer.Typer(no_args_is_help=True, help="Import an archive that `chronos export` wrote.")


class Tier(StrEnum):
    """The plans."""

    BASIC = "basic"
    PRO = "pro"
    ENTERPRISE = "enterprise"


@import_archive.command("creator")
def creator(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The archive of a creator.")],
    tier: Annotated[Tier, typer.Option(help="Plan that the creator gets.")] = Tier.BASIC,
    whop_company: Annotated[
        str | None,
        typer.Option(metavar="BIZ", help="Company in Whop whose members are the students; no archive is believed."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Import a creator from another Chronos.

    The archive is verified before anything is written; then all of it is imported, or nothing. Ids stay, unless this
    database has them already.

    Example: chronos import creator ada.tar --tier pro
    """
    with progress_bar(not as_json) as on_progress:
        done = with_app(lambda app: _import(app, file, (tier, whop_company), on_progress))
    if as_json:
        print_json(done)
        return
    typer.echo(
        f"Imported {one_line(done.name)} ({done.creator_id}): {done.rows['public.videos']:,} videos, "
        f"{done.rows['public.students']:,} students, {done.files:,} files ({bytes_text(done.file_bytes)})."
    )
    if done.replaced_ids:
        typer.echo(f"{done.replaced_ids:,} ids were taken here; their rows have new ones.")


async def _import(app: "App", file: Path, granted: tuple[Tier, str | None], on_progress: OnProgress) -> "Imported":
    import asyncio

    from chronos.app import owner_url
    from chronos.operations.privacy import Granted, import_creator
    from chronos.pipeline import continue_videos

    url = await asyncio.to_thread(owner_url, app.settings)
    done = await import_creator(url, app.objects, file, granted=Granted(*granted), on_progress=on_progress)
    await continue_videos(app.db, done.creator_id)
    await index_videos(app, on_progress)
    return done

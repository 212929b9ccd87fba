"""`chronos storage`: sweep and verify stored files."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, bytes_text, one_line, print_json, print_table
from chronos.cli.progress_bar import progress_bar
from chronos.cli.with_app import with_app
from chronos.errors import ProviderError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chronos.app import App
    from chronos.storage import Doomed, Swept

storage = typer.Typer(no_args_is_help=True, help="Sweep and verify stored files.")

_WORDS = {
    "object": "object",
    "bytes": "bytes without a row",
    "upload": "upload",
    "staged": "upload without a row",
    "leftover": "incoming file",
}


@storage.command()
def sweep(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be deleted.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete unreferenced files, as a worker does hourly.

    These are expired uploads, old user uploads, and files without a row.

    Example: chronos storage sweep --dry-run
    """
    from chronos.storage import Broom, list_sweepable, sweep_files

    async def look(app: "App") -> "list[Doomed]":
        return await list_sweepable(Broom(app.db, app.objects, app.settings.home))

    async def work(app: "App") -> "Swept":
        return await sweep_files(Broom(app.db, app.objects, app.settings.home))

    if dry_run:
        doomed = with_app(look)
        if as_json:
            print_json({"would_remove": doomed, "bytes": sum(one.size_bytes for one in doomed)})
        else:
            _print(doomed, "would be deleted")
        return
    swept = with_app(work)
    if as_json:
        print_json(
            {"removed": swept.removed, "spared": swept.spared, "failed": swept.failed, "bytes_freed": swept.bytes_freed}
        )
    else:
        _print(swept.removed, "deleted")
    if swept.failed:
        raise ProviderError(
            f"{len(swept.failed)} files could not be deleted; the next sweep tries again.", code="sweep_incomplete"
        )


@storage.command()
def verify(as_json: AsJson = False) -> None:
    """Compare every stored file with its row.

    Source files are compared by SHA-256, all others by size.

    Example: chronos storage verify
    """
    from chronos.storage import verify_files

    with progress_bar(not as_json) as on_progress:
        found = with_app(lambda app: verify_files(app.db, app.objects, on_progress))
    if as_json:
        print_json(found)
    else:
        for finding in found.findings:
            typer.echo(f"{finding.trouble.ljust(7)}  {one_line(finding.name)}: {finding.detail}")
        typer.echo(
            f"{found.files:,} files, {found.hashed:,} of them read completely ({bytes_text(found.bytes_read)}): "
            f"{found.count('missing')} missing, {found.count('changed')} changed, {found.count('unknown')} unknown."
        )
    if found.count("missing") or found.count("changed"):
        raise ProviderError(
            "Stored files are missing or changed. Restore them from a backup.", code="stored_files_damaged"
        )


def _print(doomed: "Sequence[Doomed]", outcome: str) -> None:
    if doomed:
        rows = [(_WORDS[one.kind], bytes_text(one.size_bytes), one.name, one.reason) for one in doomed]
        print_table(("WHAT", "SIZE", "NAME", "WHY"), rows)
    total = sum(one.size_bytes for one in doomed)
    typer.echo(f"{len(doomed):,} {'file' if len(doomed) == 1 else 'files'} {outcome}: {bytes_text(total)}.")

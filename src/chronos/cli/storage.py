"""`chronos storage`: what is swept, and whether everything is there."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.present import AsJson, bytes_text, one_line, print_json, print_table
from chronos.cli.progress import shown_progress
from chronos.cli.session import with_app
from chronos.errors import ProviderError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chronos.app import App
    from chronos.storage.sweep import Swept
    from chronos.storage.sweep_plan import Doomed

storage = typer.Typer(no_args_is_help=True, help="Stored files.")

_WORDS = {
    "object": "object",
    "bytes": "bytes without a row",
    "upload": "upload",
    "staged": "upload without a row",
    "leftover": "incoming file",
}


@storage.command()
def sweep(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would go.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove what nobody needs: old user-uploads, expired uploads, files that no row knows. A worker does it hourly.

    Example: chronos storage sweep --dry-run
    """
    from chronos.storage.sweep import Broom, plan
    from chronos.storage.sweep import sweep as sweep_all

    async def look(app: "App") -> "list[Doomed]":
        return await plan(Broom(app.db, app.objects, app.settings.home))

    async def work(app: "App") -> "Swept":
        return await sweep_all(Broom(app.db, app.objects, app.settings.home))

    if dry_run:
        doomed = with_app(look)
        if as_json:
            print_json({"would_remove": doomed, "bytes": sum(one.size_bytes for one in doomed)})
        else:
            _print(doomed, "would go")
        return
    swept = with_app(work)
    if as_json:
        print_json(
            {"removed": swept.removed, "spared": swept.spared, "failed": swept.failed, "bytes_freed": swept.bytes_freed}
        )
    else:
        _print(swept.removed, "are gone")
    if swept.failed:
        raise ProviderError(
            f"{len(swept.failed)} things could not be removed; the next sweep tries again.", code="sweep_incomplete"
        )


@storage.command()
def verify(as_json: AsJson = False) -> None:
    """Compare every stored file with its row: sources by their SHA-256, everything else by its size.

    Example: chronos storage verify
    """
    from chronos.storage.verify import verify as verify_all

    with shown_progress(not as_json) as on_progress:
        found = with_app(lambda app: verify_all(app.db, app.objects, on_progress))
    if as_json:
        print_json(found)
    else:
        for finding in found.findings:
            typer.echo(f"{finding.trouble.ljust(7)}  {one_line(finding.name)}: {finding.detail}")
        typer.echo(
            f"{found.files:,} files, {found.hashed:,} of them read whole ({bytes_text(found.bytes_read)}): "
            f"{found.count('missing')} missing, {found.count('changed')} changed, {found.count('unknown')} unknown."
        )
    if found.count("missing") or found.count("changed"):
        raise ProviderError(
            "Stored files are missing or changed: restore them from a backup.", code="stored_files_damaged"
        )


def _print(doomed: "Sequence[Doomed]", what_becomes_of_it: str) -> None:
    if doomed:
        rows = [(_WORDS[one.kind], bytes_text(one.size_bytes), one.name, one.reason) for one in doomed]
        print_table(("WHAT", "SIZE", "NAME", "WHY"), rows)
    total = sum(one.size_bytes for one in doomed)
    typer.echo(f"{len(doomed):,} things {what_becomes_of_it}: {bytes_text(total)}.")

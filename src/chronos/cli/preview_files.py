"""`chronos add --dry-run`: what adding the files would take, with nothing added."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from chronos.cli.output import bytes_text, one_line, print_json, print_table
from chronos.cli.resolve_actor import acting_creator
from chronos.cli.with_app import with_app
from chronos.errors import ChronosError

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.usage import Estimate
    from chronos.videos import Preview

Failures = list[dict[str, str]]


def preview_files(
    creator: str | None, sources: Sequence[str | Path], options: dict[str, Any], *, as_json: bool
) -> None:
    """Print minutes, time and cost of the files. Ends with exit code 2 when one of them cannot be added."""
    previews, failures, estimate = with_app(lambda app: _preview(app, creator, sources, options))
    addresses = [source for source in sources if isinstance(source, str)]
    if as_json:
        total = {name: getattr(estimate, name) for name in (*estimate.__slots__, "fits")}
        print_json({"files": previews, "errors": failures, "addresses": addresses, "estimate": total})
    else:
        print_table(
            ("TITLE", "MINUTES", "TO TRANSCRIBE", "SIZE", ""),
            [
                (
                    one.title,
                    f"{one.duration_seconds / 60:,.1f}",
                    f"{one.transcription_seconds / 60:,.1f}",
                    bytes_text(one.size_bytes),
                    "" if one.is_new else "in the library already, or the same as another",
                )
                for one in previews
            ],
        )
        for line in estimate_lines(estimate):
            typer.echo(line)
        if addresses:
            typer.echo(f"Not counted: {len(addresses)} addresses, whose files are not here yet.")
    if failures:
        raise typer.Exit(2)  # stderr has a line for each


def estimate_lines(estimate: "Estimate") -> list[str]:
    """Return what transcription takes, in sentences."""
    from chronos.text import clock

    minutes, left = estimate.transcription_seconds / 60, estimate.seconds_left / 60
    took = estimate.processing_seconds
    lines = [
        f"To transcribe: {minutes:,.1f} minutes, of {left:,.1f} left this month.",
        f"Expected time on this machine: {clock(took) if took is not None else 'not known yet'}.",
        f"Expected cost: US$ {estimate.cost_usd:,.2f}, of {estimate.usd_left:,.2f} left this month.",
    ]
    if not estimate.fits:
        lines.append("The month has too little left: what is over it stops before transcription, and can be retried.")
    return lines


async def _preview(
    app: "App", creator: str | None, sources: Sequence[str | Path], options: dict[str, Any]
) -> "tuple[list[Preview], Failures, Estimate]":
    from chronos.storage import Access
    from chronos.usage import estimate_transcription
    from chronos.videos import Details, preview_file

    actor = await acting_creator(app, creator)
    captions = options["captions"]
    previews: list[Preview] = []
    failures: Failures = []
    for source in sources:
        if isinstance(source, str):
            continue
        try:
            details = Details(**options | {"captions": Path(captions) if captions is not None else None})
            found = await preview_file(Access(app.db, app.objects, actor), source, details)
            if any(one.sha256 == found.sha256 for one in previews):  # the library takes it once
                found = replace(found, transcription_seconds=0.0, is_new=False)
            previews.append(found)
        except ChronosError as error:
            failures.append({"file": str(source), "code": error.code, "message": str(error)})
            typer.echo(f"chronos: {one_line(source.name)}: {one_line(error)}", err=True)
    seconds = sum(one.transcription_seconds for one in previews)
    async with app.db.acting_as(actor) as tx:
        return previews, failures, await estimate_transcription(tx, seconds, app.settings.transcriber)

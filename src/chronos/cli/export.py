"""`chronos export`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from chronos.cli.output import AsJson, bytes_text, one_line, print_json
from chronos.cli.progress_bar import OnProgress, progress_bar
from chronos.cli.resolve_actor import WHO
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.operations.privacy import Exported

SHOWN_MISSING = 5

export = typer.Typer(no_args_is_help=True, help="Write all of a student or creator into one archive.")

Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="File to write; it must not exist. Default: the id with .tar."),
]


@export.command("student")
def student(
    who: Annotated[str, typer.Argument(metavar=WHO, help="Name, e-mail address, or id of the student.")],
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Export all that is a student's.

    Every row that names the student or belongs to one that does, without secrets; also when the membership
    has ended.

    Example: chronos export student "Sam" --output sam.tar
    """
    _export("student", who, output, as_json)


@export.command("creator")
def creator(
    who: Annotated[str, typer.Argument(metavar=WHO, help="Name, e-mail address, or id of the creator.")],
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Export a creator with library, students and history.

    Another Chronos imports the archive by `chronos import creator`. It holds what students wrote for themselves.

    Example: chronos export creator "Ada" --output ada.tar
    """
    _export("creator", who, output, as_json)


def _export(kind: Literal["student", "creator"], who: str, output: Path | None, as_json: bool) -> None:
    with progress_bar(not as_json) as on_progress:
        done = with_app(lambda app: _write(app, kind, who, output, on_progress))
    if as_json:
        print_json(done)
        return
    rows = sum(table.rows for table in done.tables)
    files = f" and {done.files:,} files ({bytes_text(done.file_bytes)})" if kind == "creator" else ""
    typer.echo(f"Wrote {rows:,} rows of {one_line(done.name)}{files} to {done.path}: {bytes_text(done.size_bytes)}.")
    for name in done.missing[:SHOWN_MISSING]:
        typer.echo(f"Missing: {name} has a row in the database, but no stored file.", err=True)
    if len(done.missing) > SHOWN_MISSING:
        typer.echo(f"Missing: {len(done.missing) - SHOWN_MISSING:,} more.", err=True)


async def _write(
    app: "App", kind: Literal["student", "creator"], who: str, output: Path | None, on_progress: OnProgress
) -> "Exported":
    import asyncio

    from chronos.app import owner_url
    from chronos.members import find_person
    from chronos.model import CreatorId, StudentId
    from chronos.operations.privacy import export_creator, export_student

    person = await find_person(app.db, who, kind)
    path = output or Path(f"{person.id}.tar")
    url = await asyncio.to_thread(owner_url, app.settings)
    if kind == "student":
        return await export_student(url, StudentId(person.id), path)
    return await export_creator(url, app.objects, CreatorId(person.id), path, on_progress=on_progress)

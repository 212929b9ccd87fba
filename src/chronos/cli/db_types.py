"""`chronos db types`."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.errors import Conflict, Invalid

if TYPE_CHECKING:
    from chronos.operations.types import Catalogue


class Form(StrEnum):
    """Form of the written schema."""

    python = "python"
    typescript = "typescript"
    mermaid = "mermaid"


COMMITTED = {
    Form.python: Path("supabase/types/database.py"),
    Form.typescript: Path("supabase/types/database.ts"),
    Form.mermaid: Path("docs/reference/entities.md"),
}


def types(
    form: Annotated[
        Form,
        typer.Argument(metavar="FORM", help="python (Pydantic), typescript (supabase-js), or mermaid (a diagram)."),
    ],
    check: Annotated[bool, typer.Option("--check", help="Only check whether the file matches the database.")] = False,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="File to write or check. Default: stdout, or the committed file to check."),
    ] = None,
) -> None:
    """Write the types of schema public.

    Example: chronos db types typescript --output supabase/types/database.ts
    """
    import asyncio

    from chronos.app import owner_url
    from chronos.config import load_settings

    catalogue = asyncio.run(_read(owner_url(load_settings())))
    if not catalogue.tables:
        raise Conflict("The database has no tables: run `chronos db push` first.", code="database_empty")
    text = write(form, catalogue)
    if check:
        path = output or COMMITTED[form]
        compare(form, path, text)
        typer.echo(f"{path} matches the database.")
    elif output:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text)
    else:
        typer.echo(text, nl=False)


def write(form: Form, catalogue: "Catalogue") -> str:
    """Return the text of the file for this form."""
    from chronos.operations.types import write_mermaid, write_python, write_typescript

    writers = {Form.python: write_python, Form.typescript: write_typescript, Form.mermaid: write_mermaid}
    return writers[form](catalogue)


def compare(form: Form, path: Path, text: str) -> None:
    """Raise Conflict when the file at `path` differs from `text`, Invalid when it does not exist."""
    try:
        kept = path.read_text()
    except FileNotFoundError as error:
        raise Invalid(
            f"There is no file {str(path)!r}. Run this in the root of the checkout, or pass the file with --output.",
            code="file_unreadable",
        ) from error
    if kept != text:
        raise Conflict(
            f"{path} does not match the database: run `chronos db types {form.value} --output {path}`.",
            code="types_drift",
        )


async def _read(url: str) -> "Catalogue":
    from chronos.db import owner_connection
    from chronos.operations.types import read_catalogue

    async with owner_connection(url) as connection:
        return await read_catalogue(connection)

"""`chronos student`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.creator import Email, Name
from chronos.cli.output import AsJson, print_json, print_table
from chronos.cli.resolve_actor import only_creator, parse_id
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.members import Student

student = typer.Typer(no_args_is_help=True, help="Manage students, the people who learn.")


@student.command("add")
def add_one(
    name: Name,
    creator: Annotated[
        str | None, typer.Option(metavar="ID", help="Creator of the student. Default: the only creator.")
    ] = None,
    email: Email = None,
    as_json: AsJson = False,
) -> None:
    """Add a student of a creator and print the id.

    Example: chronos student add "Sam"
    """
    from chronos.members import add_student

    async def work(app: "App") -> "Student":
        return await add_student(app.db, await only_creator(app, creator), name, email)

    added = with_app(work)
    print_json(added) if as_json else typer.echo(added.id)


@student.command("list")
def list_all(
    creator: Annotated[str | None, typer.Option(metavar="ID", help="Only students of this creator.")] = None,
    as_json: AsJson = False,
) -> None:
    """List students, oldest first.

    Example: chronos student list
    """
    from chronos.members import list_students
    from chronos.model import CreatorId

    students = with_app(lambda app: list_students(app.db, CreatorId(parse_id(creator)) if creator else None))
    if as_json:
        print_json(students)
    else:
        rows = [(s.id, s.name, s.creator_id, "yes" if s.is_active else "no") for s in students]
        print_table(("ID", "NAME", "CREATOR", "ACTIVE"), rows)

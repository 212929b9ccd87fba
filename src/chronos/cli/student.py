"""`chronos student`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli import student_invite
from chronos.cli.creator import Email, Name
from chronos.cli.output import AsJson, one_line, print_json, print_table
from chronos.cli.resolve_actor import WHO, Owner, creator_in_use, find_who
from chronos.cli.token import DEFAULT_DAYS, Send, mail_link, sign_in_link
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.members import Student

Who = Annotated[str, typer.Argument(metavar=WHO, help="Name, e-mail address, or id of the student.")]

student = typer.Typer(no_args_is_help=True, help="Manage students, the people who learn.")


@student.command("add")
def add_one(
    name: Name,
    creator: Owner = None,
    email: Email = None,
    as_json: AsJson = False,
) -> None:
    """Add a student of a creator and print the id.

    Example: chronos student add "Sam"
    """
    from chronos.members import add_student

    async def work(app: "App") -> "Student":
        return await add_student(app.db, await creator_in_use(app, creator), name, email)

    added = with_app(work)
    print_json(added) if as_json else typer.echo(added.id)


@student.command("list")
def list_all(
    creator: Annotated[str | None, typer.Option(metavar=WHO, help="Only students of this creator.")] = None,
    as_json: AsJson = False,
) -> None:
    """List students, oldest first.

    Example: chronos student list
    """
    from chronos.members import list_students

    async def work(app: "App") -> "list[Student]":
        return await list_students(app.db, await creator_in_use(app, creator) if creator else None)

    students = with_app(work)
    if as_json:
        print_json(students)
    else:
        rows = [(s.id, s.name, s.creator_id, "yes" if s.is_active else "no") for s in students]
        print_table(("ID", "NAME", "CREATOR", "ACTIVE"), rows)


@student.command("rename")
def rename(student: Who, name: Name, as_json: AsJson = False) -> None:
    """Give a student another name.

    Example: chronos student rename "Sam" "Samira"
    """
    changed = with_app(lambda app: _change(app, student, name=name))
    print_json(changed) if as_json else typer.echo(f"{one_line(changed.name)} ({changed.id})")


@student.command("end")
def end(student: Who, as_json: AsJson = False) -> None:
    """End a membership: the student sees nothing any more.

    Nothing is deleted.

    Example: chronos student end "Sam"
    """
    changed = with_app(lambda app: _change(app, student, is_active=False))
    print_json(changed) if as_json else typer.echo(f"The membership of {one_line(changed.name)} has ended.")


@student.command("resume")
def resume(student: Who, as_json: AsJson = False) -> None:
    """Resume a membership that was ended.

    Example: chronos student resume "Sam"
    """
    changed = with_app(lambda app: _change(app, student, is_active=True))
    if as_json:
        print_json(changed)
    elif changed.is_active:
        typer.echo(f"{one_line(changed.name)} is a student again.")
    else:
        typer.echo(f"{one_line(changed.name)} is no longer held back, but has no membership on Whop that gives access.")


@student.command("link")
def link(
    student: Who,
    days: Annotated[
        float, typer.Option(metavar="DAYS", help="Days until it expires; at most 7.", min=0.0007, max=DEFAULT_DAYS)
    ] = DEFAULT_DAYS,
    send: Send = False,
) -> None:
    """Print an invitation: a link that signs a student in, once.

    Example: chronos student link "Sam" --send
    """

    async def work(app: "App") -> str:
        person = await find_who(app, student, "student")
        return await mail_link(app, person) if send else await sign_in_link(app, person, days)

    typer.echo(with_app(work))


student.command("invite-link")(student_invite.invite_link)
student.command("import")(student_invite.import_file)


async def _change(app: "App", student: str, *, name: str | None = None, is_active: bool | None = None) -> "Student":
    from chronos.members import change_student
    from chronos.model import StudentId

    person = await find_who(app, student, "student")
    return await change_student(app.db, StudentId(person.id), name=name, is_active=is_active)

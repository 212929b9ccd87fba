"""`chronos creator`, `chronos student`, `chronos token`: people, and what they sign in with."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.present import AsJson, print_json, print_table
from chronos.cli.session import only_creator, parse_id, with_app
from chronos.errors import Invalid
from chronos.model import Actor

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.members import Student

creator = typer.Typer(no_args_is_help=True, help="Who teaches.")
student = typer.Typer(no_args_is_help=True, help="Who learns.")

Name = Annotated[str, typer.Argument(help="Name as others see it.")]
Email = Annotated[str | None, typer.Option(help="E-mail address.")]

DAY_SECONDS = 24 * 3600


@creator.command("add")
def add_a_creator(name: Name, email: Email = None, as_json: AsJson = False) -> None:
    """Add a creator and print its id.

    Example: chronos creator add "Ada Lovelace"
    """
    from chronos.members import add_creator

    added = with_app(lambda app: add_creator(app.db, name, email))
    print_json(added) if as_json else typer.echo(added.id)


@creator.command("list")
def list_all_creators(as_json: AsJson = False) -> None:
    """List the creators, oldest first.

    Example: chronos creator list
    """
    from chronos.members import list_creators

    creators = with_app(lambda app: list_creators(app.db))
    if as_json:
        print_json(creators)
    else:
        print_table(("ID", "NAME", "ACTIVE"), [(c.id, c.name, "yes" if c.is_active else "no") for c in creators])


@student.command("add")
def add_a_student(
    name: Name,
    of: Annotated[str | None, typer.Option("--creator", help="Whose student; needed when there are several.")] = None,
    email: Email = None,
    as_json: AsJson = False,
) -> None:
    """Add a student of a creator and print its id.

    Example: chronos student add "Sam"
    """
    from chronos.members import add_student

    async def work(app: "App") -> "Student":
        return await add_student(app.db, await only_creator(app, of), name, email)

    added = with_app(work)
    print_json(added) if as_json else typer.echo(added.id)


@student.command("list")
def list_all_students(
    of: Annotated[str | None, typer.Option("--creator", help="Only this creator's.")] = None, as_json: AsJson = False
) -> None:
    """List the students, oldest first.

    Example: chronos student list
    """
    from chronos.members import list_students
    from chronos.model import CreatorId

    students = with_app(lambda app: list_students(app.db, CreatorId(parse_id(of)) if of else None))
    if as_json:
        print_json(students)
    else:
        rows = [(s.id, s.name, s.creator_id, "yes" if s.is_active else "no") for s in students]
        print_table(("ID", "NAME", "CREATOR", "ACTIVE"), rows)


def token(
    creator: Annotated[str | None, typer.Option(help="Id of the creator who will use it.")] = None,
    student: Annotated[str | None, typer.Option(help="Id of the student who will use it.")] = None,
    service: Annotated[bool, typer.Option("--service", help="For a trusted program: it may do everything.")] = False,
    days: Annotated[float, typer.Option(help="How long it is good.", min=0.0007, max=366)] = 7,
    link: Annotated[bool, typer.Option("--link", help="Print the link that signs in a browser.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a token for the API, or a link that signs in a browser.

    Example: chronos token --student 1b4e28ba-2fa1-11d2-883f-0016d3cca427 --link
    """
    if sum((creator is not None, student is not None, service)) != 1:
        raise Invalid("Say for whom: one of --creator ID, --student ID or --service.")
    if link and service:
        raise Invalid("A service token is for programs: nobody signs in with it.")

    async def work(app: "App") -> tuple[str, str]:
        from chronos.members import resolve_actor

        if service:
            actor = Actor("service_role")
        else:
            actor = await resolve_actor(app.db, parse_id(creator or student or ""))
            if (actor.creator_id is None) != (creator is None):
                raise Invalid("That id is a student's, not a creator's." if creator else "That id is a creator's.")
        made = app.tokens.mint(actor, days * DAY_SECONDS)
        return made, sign_in_link(app.settings.public_url, made)

    made, address = with_app(work)
    if as_json:
        print_json({"token": made, "link": None if service else address})
    else:
        typer.echo(address if link else made)


def sign_in_link(public_url: str, made: str) -> str:
    """The address that signs in a browser with the token `made`."""
    return f"{public_url.rstrip('/')}/sign-in?token={made}"

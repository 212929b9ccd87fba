"""`chronos staff`."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from chronos.cli.confirm import confirm
from chronos.cli.creator import Email, Name
from chronos.cli.output import AsJson, one_line, print_json, print_table
from chronos.cli.resolve_actor import WHO, Owner, creator_in_use
from chronos.cli.token import DEFAULT_DAYS, Send, mail_link, sign_in_link
from chronos.cli.with_app import with_app
from chronos.errors import Invalid

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.members import Person, StaffMember
    from chronos.model import CreatorId

Who = Annotated[str, typer.Argument(metavar=WHO, help="Name, e-mail address, or id of the member of the staff.")]
ROLE = "owner: everything; editor: the library, courses and who takes them; viewer: read only."
Role = Literal["owner", "editor", "viewer"]

staff = typer.Typer(no_args_is_help=True, help="Manage the people who act for a creator.")


@staff.command("add")
def add_one(
    name: Name,
    role: Annotated[Role, typer.Option(metavar="ROLE", help=ROLE)] = "editor",
    creator: Owner = None,
    email: Email = None,
    as_json: AsJson = False,
) -> None:
    """Add a person to a creator's staff and print the id.

    Example: chronos staff add "Ed" --role editor --email ed@example.com
    """
    from chronos.members import NewStaffMember, add_staff, overseeing_staff

    member = NewStaffMember(name, email, role)

    async def work(app: "App") -> "StaffMember":
        creator_id = await creator_in_use(app, creator)
        async with overseeing_staff(app.db) as tx:
            return await add_staff(tx, creator_id, member)

    added = with_app(work)
    print_json(added) if as_json else typer.echo(added.id)


@staff.command("list")
def list_all(
    creator: Owner = None,
    former: Annotated[bool, typer.Option("--former", help="Also people who left.")] = False,
    as_json: AsJson = False,
) -> None:
    """List a creator's staff, oldest first.

    Example: chronos staff list
    """
    from chronos.members import list_staff, overseeing_staff

    async def work(app: "App") -> "list[StaffMember]":
        creator_id = await creator_in_use(app, creator)
        async with overseeing_staff(app.db) as tx:
            return await list_staff(tx, creator_id, with_former=former)

    found = with_app(work)
    if as_json:
        print_json(found)
    else:
        rows = [
            (one.id, one.name, one.email or "", one.role, _yes(one.is_mirrored), _yes(one.is_active)) for one in found
        ]
        print_table(("ID", "NAME", "E-MAIL", "ROLE", "FROM WHOP", "ACTIVE"), rows)


@staff.command("change")
def change(
    who: Who,
    role: Annotated[Role | None, typer.Option(metavar="ROLE", help=ROLE)] = None,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Another name.")] = None,
    email: Email = None,
    creator: Owner = None,
    as_json: AsJson = False,
) -> None:
    """Give a member of the staff another role, name or address.

    The last owner of a school keeps the role.

    Example: chronos staff change "Ed" --role viewer
    """
    from chronos.members import StaffChange, change_staff, overseeing_staff

    wanted = StaffChange(name=name, email=email, role=role)
    if wanted == StaffChange():
        raise Invalid("Pass --role, --name or --email.")

    async def work(app: "App") -> "StaffMember":
        creator_id = await creator_in_use(app, creator)
        person = await _find(app, who, creator_id)
        async with overseeing_staff(app.db) as tx:
            return await change_staff(tx, creator_id, person.id, wanted)

    changed = with_app(work)
    print_json(changed) if as_json else typer.echo(f"{one_line(changed.name)} ({changed.role}, {changed.id})")


@staff.command("remove")
def remove(
    who: Who,
    creator: Owner = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove a person from the staff.

    Their sign-ins end, and their tokens are refused. What they did stays. The last owner of a school stays.

    Example: chronos staff remove "Ed"
    """
    from chronos.members import overseeing_staff, remove_staff

    async def work(app: "App") -> "StaffMember | None":
        creator_id = await creator_in_use(app, creator)
        person = await _find(app, who, creator_id)
        if not yes and not confirm(f"Remove {one_line(person.name)} from the staff?"):
            return None
        async with overseeing_staff(app.db) as tx:
            return await remove_staff(tx, creator_id, person.id)

    removed = with_app(work)
    if removed is None:
        typer.echo("Nothing was removed.", err=True)
    elif as_json:
        print_json(removed)
    else:
        typer.echo(f"Removed {one_line(removed.name)} from the staff.")


@staff.command("link")
def link(
    who: Who,
    creator: Owner = None,
    days: Annotated[
        float, typer.Option(metavar="DAYS", help="Days until it expires; at most 7.", min=0.0007, max=DEFAULT_DAYS)
    ] = DEFAULT_DAYS,
    send: Send = False,
) -> None:
    """Print an invitation: a link that signs staff in, once.

    Example: chronos staff link "Ed" --send
    """

    async def work(app: "App") -> str:
        person = await _find(app, who, await creator_in_use(app, creator))
        return await mail_link(app, person) if send else await sign_in_link(app, person, days)

    typer.echo(with_app(work))


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


async def _find(app: "App", who: str, creator_id: "CreatorId") -> "Person":
    from chronos.members import find_person

    return await find_person(app.db, who, "staff", of_creator=creator_id)

"""`chronos student`: many at once, by a link that is good for many or from CSV."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json, print_table
from chronos.cli.record_command import note_unchanged
from chronos.cli.resolve_actor import Owner, acting_creator, parse_id
from chronos.cli.with_app import with_app
from chronos.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chronos.app import App
    from chronos.courses import ImportedStudents, StudentsPlan
    from chronos.members import InviteLink


def invite_link(
    course: Annotated[
        str | None, typer.Option(metavar="COURSE", help="New students see this course alone. Default: everything.")
    ] = None,
    days: Annotated[float, typer.Option(metavar="DAYS", help="Days until it expires; at most 90.", max=90)] = 14,
    uses: Annotated[int, typer.Option(metavar="N", help="Students that it may add.", min=1, max=5000)] = 100,
    shows: Annotated[bool, typer.Option("--list", help="Show the links that exist instead.")] = False,
    end: Annotated[str | None, typer.Option(metavar="ID", help="End this link instead.")] = None,
    creator: Owner = None,
    as_json: AsJson = False,
) -> None:
    """Print a link by which many people join as students.

    It is printed once; the database keeps its digest. Students whom a link added stay when it ends.

    Example: chronos student invite-link --course "Photography" --days 30 --uses 200
    """
    if shows:
        _show(with_app(lambda app: _list(app, creator)), as_json)
    elif end is not None:
        with_app(lambda app: _end(app, creator, end))
        print_json({"ended": end}) if as_json else typer.echo("The link has ended. The students whom it added stay.")
    else:
        link, address = with_app(lambda app: _make(app, creator, course, days, uses))
        print_json({"link": address, "invite_link": link}) if as_json else typer.echo(address)


async def _make(
    app: "App", creator: str | None, course: str | None, days: float, uses: int
) -> "tuple[InviteLink, str]":
    from chronos.courses import find_course
    from chronos.members import NewInviteLink, make_invite_link

    actor = await acting_creator(app, creator)
    async with app.db.acting_as(actor) as tx:
        course_id = (await find_course(tx, course)).id if course is not None else None
        link, secret = await make_invite_link(tx, actor, NewInviteLink(course_id, days, uses))
    return link, f"{app.settings.public_url.rstrip('/')}/join/{secret}"


async def _list(app: "App", creator: str | None) -> "Sequence[InviteLink]":
    from chronos.members import list_invite_links

    note_unchanged()
    actor = await acting_creator(app, creator)
    async with app.db.acting_as(actor) as tx:
        return await list_invite_links(tx, actor)


async def _end(app: "App", creator: str | None, link: str) -> None:
    from chronos.members import end_invite_link

    async with app.db.acting_as(await acting_creator(app, creator)) as tx:
        await end_invite_link(tx, parse_id(link))


def _show(links: "Sequence[InviteLink]", as_json: bool) -> None:
    if as_json:
        print_json(links)
        return
    rows = [
        (one.id, one.state.replace("_", " "), f"{one.uses} of {one.max_uses}", f"{one.expires_at:%Y-%m-%d}",
         one_line(one.course or "everything"))
        for one in links
    ]  # fmt: skip
    print_table(("ID", "STATE", "USED", "EXPIRES", "GIVES"), rows)


def import_file(
    file: Annotated[str, typer.Argument(metavar="FILE", help="CSV in UTF-8: name,email[,course]; - reads stdin.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what it would do, and write nothing.")] = False,
    creator: Owner = None,
    as_json: AsJson = False,
) -> None:
    """Import students from CSV, all lines or none.

    A student is known by the e-mail address: the same file again adds none.

    Example: chronos student import students.csv --dry-run
    """
    from chronos.courses import import_students, plan_students
    from chronos.members import decode_roster

    try:
        text = decode_roster(sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes())
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from error

    async def work(app: "App") -> "StudentsPlan | ImportedStudents":
        actor = await acting_creator(app, creator)
        async with app.db.acting_as(actor) as tx:
            if not dry_run:
                return await import_students(tx, text)
            note_unchanged()
            return await plan_students(tx, text)

    done = with_app(work)
    if as_json:
        print_json(done)
        return
    for problem in getattr(done, "problems", ()):
        typer.echo(f"Line {problem.number}: {one_line(problem.sentence)}")
    would = "would be added" if dry_run else "were added"
    typer.echo(
        f"{done.added} students {would}; {done.known} are students already, of {done.ended} the access has ended."
    )

"""`chronos sessions`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json, print_table
from chronos.cli.resolve_actor import WHO, find_who, parse_id
from chronos.cli.with_app import with_app
from chronos.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chronos.app import App
    from chronos.members import SignInOf

sessions = typer.Typer(no_args_is_help=True, help="Manage the browsers in which people are signed in.")


@sessions.command("list")
def list_all(
    person: Annotated[
        str | None, typer.Argument(metavar=WHO, help="Creator (with staff) or student. Default: all people.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List where people are signed in, last used first.

    Example: chronos sessions list "Sam"
    """
    from chronos.members import list_sign_ins_of

    async def work(app: "App") -> "Sequence[SignInOf]":
        found = await find_who(app, person) if person is not None else None
        return await list_sign_ins_of(app.db, found.id if found else None)

    found = with_app(work)
    if as_json:
        print_json(found)
    else:
        rows = [(s.id, s.person, s.browser, f"{s.last_seen_at:%Y-%m-%d %H:%M}") for s in found]
        print_table(("ID", "PERSON", "BROWSER", "LAST USED"), rows)


@sessions.command("end")
def end(
    session_id: Annotated[
        str | None, typer.Argument(metavar="SESSION", help="Id of the session, as `chronos sessions list` shows it.")
    ] = None,
    person: Annotated[
        str | None, typer.Option("--of", metavar=WHO, help="End all of this creator (with staff) or student.")
    ] = None,
) -> None:
    """Sign a browser out, or all browsers of a person.

    Example: chronos sessions end --of "Sam"
    """
    from chronos.members import end_any_sign_in, end_sign_ins_of

    if (session_id is None) == (person is None):
        raise Invalid("Pass the id of a session, or --of WHO for all sessions of a person.")

    async def work(app: "App") -> str:
        if session_id is not None:
            await end_any_sign_in(app.db, parse_id(session_id))
            return "Ended."
        found = await find_who(app, person or "")
        ended = await end_sign_ins_of(app.db, found.id)
        return f"Ended {ended} of {one_line(found.name)}."

    typer.echo(with_app(work))

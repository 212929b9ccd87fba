"""`chronos token`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, print_json
from chronos.cli.resolve_actor import parse_id
from chronos.cli.with_app import with_app
from chronos.errors import Invalid
from chronos.model import Actor

if TYPE_CHECKING:
    from chronos.app import App

DAY_SECONDS = 24 * 3600


def token(
    creator: Annotated[str | None, typer.Option(metavar="ID", help="Creator who will use it.")] = None,
    student: Annotated[str | None, typer.Option(metavar="ID", help="Student who will use it.")] = None,
    service: Annotated[bool, typer.Option("--service", help="For a trusted program that may do everything.")] = False,
    days: Annotated[float, typer.Option(metavar="DAYS", help="Days until it expires.", min=0.0007, max=366)] = 7,
    link: Annotated[bool, typer.Option("--link", help="Print a link that signs in a browser.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a token for the API, or a link to sign in.

    Example: chronos token --student 1b4e28ba-2fa1-11d2-883f-0016d3cca427 --link
    """
    if sum((creator is not None, student is not None, service)) != 1:
        raise Invalid("Pass one of --creator ID, --student ID and --service.")
    if link and service:
        raise Invalid("A service token is for programs and cannot sign in a browser: leave out --link.")

    async def work(app: "App") -> tuple[str, str]:
        actor = Actor("service_role") if service else await _resolve(app, creator, student)
        made = app.tokens.mint(actor, days * DAY_SECONDS)
        return made, sign_in_link(app.settings.public_url, made)

    made, address = with_app(work)
    if as_json:
        print_json({"token": made, "link": None if service else address})
    else:
        typer.echo(address if link else made)


async def _resolve(app: "App", creator: str | None, student: str | None) -> Actor:
    from chronos.members import resolve_actor

    actor = await resolve_actor(app.db, parse_id(creator or student or ""))
    if (actor.creator_id is None) != (creator is None):
        raise Invalid("This id is a student's: pass it with --student." if creator else
                      "This id is a creator's: pass it with --creator.")  # fmt: skip
    return actor


def sign_in_link(public_url: str, token: str) -> str:
    """Return the address that signs in a browser with this token."""
    return f"{public_url.rstrip('/')}/sign-in?token={token}"

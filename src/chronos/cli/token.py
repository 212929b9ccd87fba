"""`chronos token`."""

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json
from chronos.cli.resolve_actor import WHO
from chronos.cli.with_app import with_app
from chronos.errors import Invalid, NotFound
from chronos.model import Actor

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.members import Kind

DAY_SECONDS = 24 * 3600
DEFAULT_DAYS = 7.0

Days = Annotated[float, typer.Option(metavar="DAYS", help="Days until it expires.", min=0.0007, max=366)]


def token(
    creator: Annotated[str | None, typer.Option(metavar=WHO, help="Creator who will use it.")] = None,
    student: Annotated[str | None, typer.Option(metavar=WHO, help="Student who will use it.")] = None,
    service: Annotated[bool, typer.Option("--service", help="For a trusted program that may do everything.")] = False,
    days: Days = DEFAULT_DAYS,
    link: Annotated[bool, typer.Option("--link", help="Print a link that signs in a browser.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a token for the API, or a link to sign in.

    Example: chronos token --student "Sam" --link
    """
    if sum((creator is not None, student is not None, service)) != 1:
        raise Invalid("Pass one of --creator WHO, --student WHO and --service.")
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
    """Return the one meant. Raises Invalid for a student given as a creator and the other way round, NotFound."""
    from chronos.members import find_person

    kind: Kind = "creator" if creator is not None else "student"
    who = (creator if creator is not None else student) or ""
    try:
        return (await find_person(app.db, who, kind)).actor
    except NotFound as error:
        other: Kind = "student" if kind == "creator" else "creator"
        with suppress(NotFound):
            await find_person(app.db, who, other)
            raise Invalid(f"“{one_line(who)}” is a {other}: pass it with --{other}.") from None
        raise error from None


def sign_in_link(public_url: str, token: str) -> str:
    """Return the address that signs in a browser with this token."""
    return f"{public_url.rstrip('/')}/sign-in?token={token}"

"""`chronos token`."""

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json
from chronos.cli.resolve_actor import WHO, find_who
from chronos.cli.with_app import with_app
from chronos.errors import Invalid, NotFound
from chronos.model import Actor

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.members import Kind, Person

DAY_SECONDS = 24 * 3600
DEFAULT_DAYS = 7.0

Days = Annotated[
    float | None,
    typer.Option(
        metavar="DAYS",
        help="Days until it expires. Default: 7 for a token, 15 minutes for a link.",
        min=0.0007,
        max=366,
    ),
]


def token(
    creator: Annotated[str | None, typer.Option(metavar=WHO, help="Creator who will use it.")] = None,
    staff: Annotated[str | None, typer.Option(metavar=WHO, help="Member of the staff who will use it.")] = None,
    student: Annotated[str | None, typer.Option(metavar=WHO, help="Student who will use it.")] = None,
    service: Annotated[bool, typer.Option("--service", help="For a trusted program that may do everything.")] = False,
    days: Days = None,
    link: Annotated[bool, typer.Option("--link", help="Print a link that signs in one browser, once.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a token for the API, or a link to sign in.

    Example: chronos token --student "Sam" --link
    """
    from chronos.members import record_action

    people: dict[Kind, str | None] = {"creator": creator, "staff": staff, "student": student}
    chosen = [(kind, who) for kind, who in people.items() if who is not None]
    if len(chosen) + service != 1:
        raise Invalid("Pass one of --creator WHO, --staff WHO, --student WHO and --service.")
    if link and service:
        raise Invalid("A service token is for programs and cannot sign in a browser: leave out --link.")

    async def work(app: "App") -> tuple[str | None, str | None]:
        person = None if service else await _find(app, *chosen[0])
        actor = person.actor if person else Actor("service_role")
        made = None if link and not as_json else app.tokens.mint(actor, (days or DEFAULT_DAYS) * DAY_SECONDS)
        if made is not None:
            target = ("student" if person.kind == "student" else "staff", actor.subject) if person else None
            days_valid = {"days": days or DEFAULT_DAYS}
            await record_action(app.db, "token.minted", person.creator_id if person else None, target, days_valid)
        if person is None or not (link or as_json):
            return made, None
        return made, await sign_in_link(app, person, days if link else None)

    made, address = with_app(work)
    print_json({"token": made, "link": address}) if as_json else typer.echo(address or made)


async def _find(app: "App", kind: "Kind", who: str) -> "Person":
    """Return the one meant. Raises Invalid for a student given as a creator and the other way round, NotFound."""
    try:
        return await find_who(app, who, kind)
    except NotFound as error:
        with suppress(NotFound):
            other = (await find_who(app, who)).kind
            raise Invalid(f"“{one_line(who)}” is a {other}: pass it with --{other}.") from None
        raise error from None


Send = Annotated[bool, typer.Option("--send", help="Mail it to the person's address; it lasts 7 days.")]


async def mail_link(app: "App", person: "Person") -> str:
    """Mail an invitation to `person`; return a sentence that says so. Raises Invalid, ProviderError."""
    from chronos.members import mail_invitation

    address = await mail_invitation(app.db, app.mailer, person, app.settings.public_url.rstrip("/"))
    return f"The invitation was sent to {one_line(address)}."


async def sign_in_link(app: "App", person: "Person", days: float | None = None) -> str:
    """Return the address of a new link that signs `person` in; default: within 15 minutes. Raises Invalid."""
    from chronos.members import LINK_LIFETIME_SECONDS, make_sign_in_link

    lifetime_seconds = LINK_LIFETIME_SECONDS if days is None else days * DAY_SECONDS
    secret = await make_sign_in_link(app.db, person, lifetime_seconds)
    return f"{app.settings.public_url.rstrip('/')}/sign-in/{secret}"

"""`chronos embed`."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from chronos.cli.output import AsJson, one_line, print_json, print_table
from chronos.cli.resolve_actor import Owner, acting_creator, parse_id
from chronos.cli.with_app import with_app
from chronos.errors import Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chronos.app import App
    from chronos.db import Tx
    from chronos.embeds import Embed, MadeToken, Site

Address = Annotated[str, typer.Argument(metavar="SITE", help="https://host, with a port if it has one.")]
Video = Annotated[str | None, typer.Option("--video", metavar="ID", help="Id of the video.")]
Course = Annotated[str | None, typer.Option("--course", metavar="COURSE", help="Title or id of the course.")]

embed = typer.Typer(no_args_is_help=True, help="Let other sites show videos and courses.")


@embed.command("sites")
def list_sites(creator: Owner = None, as_json: AsJson = False) -> None:
    """List the sites that may show embeds.

    Example: chronos embed sites
    """

    async def work(app: "App") -> "Sequence[Site]":
        from chronos.embeds import list_sites

        actor = await acting_creator(app, creator)
        async with app.db.acting_as(actor) as tx:
            return await list_sites(tx, actor)

    sites = with_app(work)
    print_json(sites) if as_json else print_table(("SITE", "ADDED"), [(s.origin, s.created_at.date()) for s in sites])


@embed.command("add-site")
def add_site(site: Address, creator: Owner = None, as_json: AsJson = False) -> None:
    """Let a site show embeds.

    Example: chronos embed add-site https://www.example.com
    """

    async def work(app: "App") -> "Site":
        from chronos.embeds import add_site

        actor = await acting_creator(app, creator)
        async with app.db.acting_as(actor) as tx:
            return await add_site(tx, actor, site)

    added = with_app(work)
    print_json(added) if as_json else typer.echo(added.origin)


@embed.command("remove-site")
def remove_site(site: Address, creator: Owner = None, as_json: AsJson = False) -> None:
    """Remove a site: browsers show embeds there no more.

    Example: chronos embed remove-site https://www.example.com
    """

    async def work(app: "App") -> str:
        from chronos.embeds import list_sites, read_origin, remove_site

        actor, origin = await acting_creator(app, creator), read_origin(site)
        async with app.db.acting_as(actor) as tx:
            found = [one.id for one in await list_sites(tx, actor) if one.origin == origin]
            if not found:
                raise NotFound(f"{origin} is no site of this school.", code="embed_site_not_found")
            await remove_site(tx, found[0])
        return origin

    removed = with_app(work)
    print_json({"removed": removed}) if as_json else typer.echo(f"Removed {removed}.")


@embed.command("list")
def list_all(creator: Owner = None, as_json: AsJson = False) -> None:
    """List the videos and courses that sites may show.

    Example: chronos embed list
    """

    async def work(app: "App") -> "Sequence[Embed]":
        from chronos.embeds import list_embeds

        actor = await acting_creator(app, creator)
        async with app.db.acting_as(actor) as tx:
            return await list_embeds(tx, actor)

    found = with_app(work)
    if as_json:
        print_json(found)
        return
    rows = [
        (one.id, "video" if one.video_id else "course", "everyone" if one.is_public else "token", one_line(one.title))
        for one in found
    ]
    print_table(("ID", "KIND", "FOR", "TITLE"), rows)


@embed.command("allow")
def allow(
    video: Video = None,
    course: Course = None,
    public: Annotated[bool, typer.Option("--public", help="For everyone. Default: with a token.")] = False,
    creator: Owner = None,
    as_json: AsJson = False,
) -> None:
    """Let sites show a video or a course; print the address.

    Example: chronos embed allow --course "Photography" --public
    """

    async def work(app: "App") -> "tuple[Embed, str]":
        from chronos.embeds import allow_embed, path_of

        actor = await acting_creator(app, creator)
        async with app.db.acting_as(actor) as tx:
            named = await _named(tx, video, course)
            allowed = await allow_embed(tx, actor, is_public=public, **named)
        path = path_of(allowed.video_id, allowed.course_id)
        return allowed, f"{app.settings.public_url.rstrip('/')}{path}"

    allowed, address = with_app(work)
    print_json({"embed": allowed, "url": address}) if as_json else typer.echo(address)


@embed.command("end")
def end(
    embed_id: Annotated[str, typer.Argument(metavar="ID", help="Id, as `chronos embed list` shows it.")],
    creator: Owner = None,
    as_json: AsJson = False,
) -> None:
    """End an embed: its pages and its tokens stop at once.

    Example: chronos embed end 1b4e28ba-2fa1-11d2-883f-0016d3cca427
    """

    async def work(app: "App") -> None:
        from chronos.embeds import end_embed

        async with app.db.acting_as(await acting_creator(app, creator)) as tx:
            await end_embed(tx, parse_id(embed_id))

    with_app(work)
    print_json({"ended": embed_id}) if as_json else typer.echo("The embed has ended.")


@embed.command("link")
def link(video: Video = None, course: Course = None, creator: Owner = None, as_json: AsJson = False) -> None:
    """Print the address for one visitor, with a token.

    The token lasts an hour, and the page renews it for twelve.

    Example: chronos embed link --course "Photography"
    """

    async def work(app: "App") -> "tuple[MadeToken, str]":
        from chronos.embeds import get_embed, path_of

        actor = await acting_creator(app, creator)
        async with app.db.acting_as(actor) as tx:
            named = await _named(tx, video, course)
            allowed = await get_embed(tx, actor, **named)
        made = app.embed_tokens.begin(allowed.id)
        path = path_of(allowed.video_id, allowed.course_id)
        return made, f"{app.settings.public_url.rstrip('/')}{path}?token={made.token}"

    made, address = with_app(work)
    print_json({"token": made.token, "expires_at": made.expires_at, "url": address}) if as_json else typer.echo(address)


async def _named(tx: "Tx", video: str | None, course: str | None) -> dict[str, UUID]:
    """Return the video or the course that the options name. Raises Invalid, NotFound."""
    from chronos.courses import find_course

    if (video is None) == (course is None):
        raise Invalid("Pass either --video or --course.")
    if video is not None:
        return {"video_id": parse_id(video)}
    return {"course_id": (await find_course(tx, course or "")).id}

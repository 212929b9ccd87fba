"""`chronos whop products`, `give`, `sell`, `connect` and `disconnect`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.find_course import find_id
from chronos.cli.output import AsJson, one_line, print_json, print_table
from chronos.cli.resolve_actor import WHO, Owner, creator_in_use
from chronos.cli.with_app import with_app
from chronos.errors import Invalid

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.model import Actor
    from chronos.whop import Connection, Gives, WhopProduct

ProductId = Annotated[str, typer.Argument(metavar="PRODUCT", help="Id of the product on Whop, e.g. prod_AbC123.")]
WORDS = {"all_courses": "the library and all courses", "chosen_courses": "chosen courses", "nothing": "nothing"}


def products(creator: Owner = None, as_json: AsJson = False) -> None:
    """List products on Whop and what each gives.

    Example: chronos whop products
    """
    from chronos.whop import list_products

    async def work(app: "App") -> "list[WhopProduct]":
        actor = await _acting(app, creator)
        async with app.db.acting_as(actor) as tx:
            return await list_products(tx, actor)

    found = with_app(work)
    if as_json:
        print_json(found)
    else:
        rows = [(one.product_id, one_line(one.title or ""), _told(one)) for one in found]
        print_table(("ID", "TITLE", "GIVES"), rows)


def give(
    product: ProductId,
    course: Annotated[
        list[str] | None,
        typer.Option(metavar="COURSE", help="Give this course; may be repeated. Default: all courses."),
    ] = None,
    nothing: Annotated[
        bool, typer.Option("--nothing", help="Give nothing: the product is for something else.")
    ] = False,
    creator: Owner = None,
    as_json: AsJson = False,
) -> None:
    """Say what a product on Whop gives its members.

    Without options: the library and all courses.

    Example: chronos whop give prod_AbC123 --course "Knots"
    """
    from chronos.whop import change_product

    if course and nothing:
        raise Invalid("Pass --course or --nothing, not both.")

    async def work(app: "App") -> "WhopProduct":
        actor = await _acting(app, creator)
        async with app.db.acting_as(actor) as tx:
            chosen = [await find_id(tx, one) for one in course or []]
            gives: Gives = "nothing" if nothing else "chosen_courses" if chosen else "all_courses"
            return await change_product(tx, actor, product, gives, chosen)

    changed = with_app(work)
    print_json(changed) if as_json else typer.echo(f"{changed.product_id} gives {_told(changed)}.")


def sell(
    product: ProductId,
    tier: Annotated[str | None, typer.Option(help="basic, pro or enterprise. Default: it sells no tier.")] = None,
) -> None:
    """Say which tier of Chronos a product on Whop sells.

    The product is one of your own company, CHRONOS_WHOP_COMPANY_ID; its buyers are creators.

    Example: chronos whop sell prod_AbC123 --tier pro
    """
    from chronos.whop import sell_tier

    async def work(app: "App") -> None:
        company = app.settings.whop_company_id
        if company is None:
            raise Invalid("Set CHRONOS_WHOP_COMPANY_ID to the id of your own company on Whop.", code="setting_invalid")
        await sell_tier(app.db, product, company, tier)

    with_app(work)
    typer.echo(f"{product} sells the tier {tier}." if tier else f"{product} sells no tier.")


def connect(
    creator: Annotated[str, typer.Argument(metavar=WHO, help="Name, e-mail or id of the creator.")],
    company: Annotated[str, typer.Argument(metavar="COMPANY", help="Id of the company on Whop, e.g. biz_AbC123.")],
    user: Annotated[str | None, typer.Option(help="The creator's own user on Whop, e.g. user_AbC123.")] = None,
    as_json: AsJson = False,
) -> None:
    """Connect a creator to a company on Whop.

    Its members become the creator's students; deliveries that waited for the company are applied.

    Example: chronos whop connect "Ada" biz_AbC123
    """
    from chronos.whop import connect_company

    async def work(app: "App") -> "Connection":
        return await connect_company(app.db, await creator_in_use(app, creator), company_id=company, user_id=user)

    connected = with_app(work)
    print_json(connected) if as_json else typer.echo(f"{one_line(connected.name)} is {connected.company_id} on Whop.")


def disconnect(
    creator: Annotated[str, typer.Argument(metavar=WHO, help="Name, e-mail or id of the creator.")],
) -> None:
    """Disconnect a creator from its company on Whop.

    Students keep the access that they have now.

    Example: chronos whop disconnect "Ada"
    """
    from chronos.whop import disconnect_company

    async def work(app: "App") -> "Connection":
        return await disconnect_company(app.db, await creator_in_use(app, creator))

    typer.echo(f"{one_line(with_app(work).name)} is no longer connected to a company on Whop.")


async def _acting(app: "App", creator: str | None) -> "Actor":
    from chronos.members import resolve_actor

    return await resolve_actor(app.db, await creator_in_use(app, creator))


def _told(product: "WhopProduct") -> str:
    if product.gives != "chosen_courses":
        return WORDS[product.gives]
    count = len(product.course_ids)
    return f"{count} course{'' if count == 1 else 's'}"

"""Products: what each product on Whop gives its members, listed and changed by their creator."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from chronos.db import Tx, load_queries
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.model import Actor, CreatorId
from chronos.whop.read_json import is_id

Gives = Literal["all_courses", "chosen_courses", "nothing"]

_QUERIES = load_queries("chronos.whop")


@dataclass(frozen=True, slots=True)
class WhopProduct:
    """A product and what it gives: all, the courses of `course_ids`, or nothing. `title`: None until Whop says it."""

    product_id: str
    title: str | None
    gives: Gives
    course_ids: tuple[UUID, ...]


async def list_products(tx: Tx, actor: Actor) -> list[WhopProduct]:
    """List the products of the calling creator that Whop has named, or that were listed by hand.

    Raises NotAllowed (`creators_only`).
    """
    _creator_of(actor)
    rows = await tx.fetch(_QUERIES["list_products"])
    return [WhopProduct(**row | {"course_ids": tuple(row["course_ids"])}) for row in rows]


async def find_own_company(tx: Tx, actor: Actor) -> str | None:
    """Return the company on Whop of the calling creator; None: not connected. Raises NotAllowed (`creators_only`)."""
    _creator_of(actor)
    row = await tx.fetch_one(_QUERIES["own_company"])
    return row["company_id"] if row else None


async def change_product(
    tx: Tx, actor: Actor, product_id: str, gives: Gives, course_ids: Sequence[UUID] = ()
) -> WhopProduct:
    """Say what a product gives; its members' access follows at once, by a job.

    Raises NotAllowed for a caller who is not an owner, Invalid (`invalid`) for an id that Whop does not give and
    for courses of a product that gives none, NotFound (`course_not_found`).
    """
    creator = _creator_of(actor)
    if not is_id(product_id):
        raise Invalid("An id of a product on Whop looks like prod_AbC123.")
    if course_ids and gives != "chosen_courses":
        raise Invalid("Courses are chosen for a product that gives chosen courses.")
    values = {"creator_id": creator, "product_id": product_id, "gives": gives, "course_ids": list(course_ids)}
    known = {row["id"] for row in await tx.fetch(_QUERIES["own_courses"], values)}
    if missing := [one for one in course_ids if one not in known]:
        raise NotFound(f"There is no course {missing[0]}.", code="course_not_found")
    await tx.execute(_QUERIES["change_product"], values)
    await tx.execute(_QUERIES["drop_product_courses"], values)
    await tx.execute(_QUERIES["add_product_courses"], values)
    return next(one for one in await list_products(tx, actor) if one.product_id == product_id)


def _creator_of(actor: Actor) -> CreatorId:
    if actor.creator_id is None:
        raise NotAllowed("Only a creator has products.", code="creators_only")
    return actor.creator_id

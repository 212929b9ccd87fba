"""Connect: which company on Whop is a creator's, and which products sell Chronos itself; by the operator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chronos.db import Database, load_queries
from chronos.errors import Conflict, Invalid, NotFound
from chronos.model import CreatorId
from chronos.whop.read_json import is_id

_QUERIES = load_queries("chronos.whop")


@dataclass(frozen=True, slots=True)
class Connection:
    """A creator with its ids on Whop; None: not connected."""

    creator_id: CreatorId
    name: str
    company_id: str | None
    user_id: str | None


@dataclass(frozen=True, slots=True)
class MirroredMembership:
    """What Whop last said of a membership. `owes_payment`: its last payment failed, or its state says so."""

    id: str
    company_id: str
    creator: str | None
    user_id: str | None
    product_id: str | None
    state: str
    gives_access: bool
    access_ends_at: datetime | None
    owes_payment: bool
    changed_at: datetime


async def connect_company(
    db: Database, creator_id: CreatorId, *, company_id: str | None = None, user_id: str | None = None
) -> Connection:
    """Say which company, and which person, a creator is on Whop; None keeps the value. What waited for them is applied.

    Raises Invalid, NotFound, Conflict (`company_taken`).
    """
    _check_ids(company_id, user_id)
    values = {"id": creator_id, "company_id": company_id, "user_id": user_id}
    async with db.as_service("whop.connect") as tx:
        other = await tx.fetch_one(_QUERIES["other_of_company"], values)
        if other is not None:
            raise Conflict(
                f"The company {company_id} is that of {other['name']}: disconnect it there first.", code="company_taken"
            )
        row = await tx.fetch_one(_QUERIES["connect_company"], values)
    if row is None:
        raise NotFound(f"There is no creator {creator_id}; `chronos creator list` shows all.", code="creator_not_found")
    return Connection(**row)


async def disconnect_company(db: Database, creator_id: CreatorId) -> Connection:
    """Take a creator's company away. Students keep the access that they have; later deliveries of the company wait."""
    async with db.as_service("whop.connect") as tx:
        row = await tx.fetch_one(_QUERIES["disconnect_company"], {"id": creator_id})
    if row is None:
        raise NotFound(f"There is no creator {creator_id}; `chronos creator list` shows all.", code="creator_not_found")
    return Connection(**row)


async def sell_tier(db: Database, product_id: str, company_id: str, tier: str | None) -> None:
    """Say that a product of the operator's company is a tier of Chronos; None: it is none any more. Raises Invalid."""
    _check_ids(company_id, product_id)
    values = {"product_id": product_id, "company_id": company_id, "tier": tier}
    if tier not in (None, "basic", "pro", "enterprise"):
        raise Invalid(f"There is no tier {tier!r}: use basic, pro or enterprise.")
    async with db.as_service("whop.connect") as tx:
        await tx.execute(_QUERIES["set_tier_product" if tier else "drop_tier_product"], values)


async def list_memberships(db: Database, creator_id: CreatorId | None = None) -> Sequence[MirroredMembership]:
    """List the memberships of a creator's company, or of all, as the operator; the last changed one first."""
    async with db.as_service("whop.connect") as tx:
        return [MirroredMembership(**row) for row in await tx.fetch(_QUERIES["list_memberships"], {"id": creator_id})]


def _check_ids(*ids: str | None) -> None:
    for one in ids:
        if one is not None and not is_id(one):
            raise Invalid(f"{one!r} is not an id of Whop; ids look like biz_AbC123.")

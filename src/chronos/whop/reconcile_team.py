"""Reconcile the team: the people who work for a company on Whop are the creator's staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.types.json import Jsonb

from chronos.db import Database, load_queries
from chronos.errors import ProviderError
from chronos.whop.client import WhopClient

# What a role on Whop means here; people with any other role are no staff.
ROLES = {
    "owner": "owner",
    "admin": "editor",
    "manager": "editor",
    "moderator": "viewer",
    "support": "viewer",
    "app_manager": "viewer",
}

_QUERIES = load_queries("chronos.whop")


@dataclass(frozen=True, slots=True)
class TeamChange:
    """What became of one person. `kept`: the last owner stays; `kept out`: an owner removed the person here."""

    user_id: str
    change: str
    role: str


async def reconcile_team(db: Database, client: WhopClient, creator_id: UUID, company_id: str) -> Sequence[TeamChange]:
    """Add, change and remove mirrored staff; people whom an owner added or removed here stay as they are.

    Raises ProviderError, and changes nothing, when the team cannot be read to its end.
    """
    team = [each async for each in client.list_team(company_id) if each.company_id == company_id]
    if not any(member.role == "owner" and member.has_joined for member in team):
        # Every company has one: without it, the key sees a part of the team.
        raise ProviderError("Whop shows no owner: the key may not read the team.", code="whop_refused")
    people = {
        member.user_id: {
            "user_id": member.user_id,
            "name": member.name,
            "email": member.email,
            "role": ROLES[member.role],
        }
        for member in team
        if member.has_joined and member.user_id is not None and member.role in ROLES
    }
    async with db.as_service("whop.reconcile_team") as tx:
        values = {"creator_id": creator_id, "team": Jsonb(list(people.values()))}
        return [TeamChange(**row) for row in await tx.fetch(_QUERIES["mirror_team"], values)]

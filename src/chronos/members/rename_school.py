"""Rename a school: the name that its frame and its invitations show."""

from chronos.db import Tx, load_queries
from chronos.errors import NotAllowed
from chronos.members.check_person import check_name
from chronos.model import Actor

_QUERIES = load_queries("chronos.members")


async def rename_school(tx: Tx, actor: Actor, name: str) -> None:
    """Give the calling owner's school a name. Raises NotAllowed (`creators_only`), Invalid (`person_name_invalid`)."""
    values = {"creator_id": actor.creator_id, "name": check_name(name)}
    if actor.creator_id is None or not await tx.execute(_QUERIES["rename_school"], values):
        raise NotAllowed("Only an owner renames the school.", code="creators_only")

"""A simulated Whop whose school is connected to a creator."""

import pytest

from chronos.db import Database
from chronos.model import CreatorId
from tests.factories import a_creator
from tests.whop.simulated import Whop, a_whop


@pytest.fixture
def whop() -> Whop:
    """A school on a simulated Whop."""
    return a_whop()


@pytest.fixture
async def school(db: Database, whop: Whop) -> CreatorId:
    """The creator of that school."""
    async with db.as_service("test") as tx:
        creator_id = await a_creator(tx)
        await tx.execute(
            "update creators set whop_company_id = %(company)s where id = %(id)s",
            {"company": whop.company.id, "id": creator_id},
        )
    return creator_id

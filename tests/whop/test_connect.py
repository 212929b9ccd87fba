"""Whose company it is, and the tiers that products sell."""

from dataclasses import replace
from uuid import uuid4

import pytest

from chronos.db import Database, Tx
from chronos.errors import ChronosError, Conflict, Invalid, NotFound
from chronos.model import CreatorId
from chronos.whop import (
    apply_membership,
    catch_up,
    connect_company,
    disconnect_company,
    list_memberships,
    sell_tier,
)
from tests.factories import a_creator
from tests.whop.test_apply_membership import ENDED, READING, a_company, the_students

CHRONOS = replace(READING, id="mem_9", company_id="biz_chronos", product_id="prod_pro", user_id="user_ada")


async def tier_of(tx: Tx, creator: CreatorId) -> str:
    row = await tx.fetch_one("select subscription_tier::text as tier from creators where id = %(id)s", {"id": creator})
    assert row
    return str(row["tier"])


async def test_a_creator_is_connected_once(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada, bob = await a_creator(tx), await a_creator(tx, name="Bob")
    assert (await connect_company(db, ada, company_id="biz_1", user_id="user_ada")).company_id == "biz_1"
    assert (await connect_company(db, ada, user_id="user_2")).company_id == "biz_1"
    with pytest.raises(Conflict, match="that of Ada"):
        await connect_company(db, bob, company_id="biz_1")
    assert (await disconnect_company(db, ada)).company_id is None
    assert (await connect_company(db, bob, company_id="biz_1")).name == "Bob"
    with pytest.raises(NotFound):
        await connect_company(db, CreatorId(uuid4()), company_id="biz_2")
    with pytest.raises(NotFound):
        await disconnect_company(db, CreatorId(uuid4()))
    with pytest.raises(Invalid):
        await connect_company(db, ada, company_id="biz 2")


async def test_a_company_with_students_is_not_handed_over(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada, bob = await a_company(tx), await a_creator(tx, name="Bob")
        await apply_membership(tx, READING)
    await disconnect_company(db, ada)
    with pytest.raises(ChronosError, match="students of another creator"):
        await connect_company(db, bob, company_id="biz_ada")


async def test_a_purchase_of_chronos_sets_the_tier_and_its_end_takes_it(db: Database) -> None:
    await sell_tier(db, "prod_pro", "biz_chronos", "pro")
    async with db.as_service("test") as tx:
        ada = await a_company(tx)
        await apply_membership(tx, CHRONOS)
        assert await tier_of(tx, ada) == "basic"  # it is not known yet who bought it
    await connect_company(db, ada, user_id="user_ada")
    async with db.as_service("test") as tx:
        assert await tier_of(tx, ada) == "pro"
        assert await the_students(tx) == []
        await apply_membership(tx, replace(CHRONOS, gives_access=False, state="expired", changed_at=ENDED.changed_at))
        assert await tier_of(tx, ada) == "basic"


async def test_another_company_sells_no_tier(db: Database) -> None:
    await sell_tier(db, "prod_pro", "biz_chronos", "pro")
    async with db.as_service("test") as tx:
        bob = await a_company(tx, "biz_bob", name="Bob")
        await tx.execute("update creators set whop_user_id = 'user_ada'")
        await apply_membership(tx, replace(CHRONOS, company_id="biz_bob"))
        assert await tier_of(tx, bob) == "basic"


async def test_a_product_that_sells_another_tier_gives_it(db: Database) -> None:
    await sell_tier(db, "prod_pro", "biz_chronos", "pro")
    async with db.as_service("test") as tx:
        ada = await a_company(tx)
        await tx.execute("update creators set whop_user_id = 'user_ada'")
        await apply_membership(tx, CHRONOS)
    await sell_tier(db, "prod_pro", "biz_chronos", "enterprise")
    await catch_up(db)
    async with db.as_service("test") as tx:
        assert await tier_of(tx, ada) == "enterprise"
    await sell_tier(db, "prod_pro", "biz_chronos", None)
    with pytest.raises(Invalid):
        await sell_tier(db, "prod_pro", "biz_chronos", "gold")


async def test_memberships_are_listed_with_their_debts(db: Database) -> None:
    async with db.as_service("test") as tx:
        creator = await a_company(tx)
        await apply_membership(tx, READING)
        await apply_membership(tx, replace(READING, id="mem_2", state="past_due"))
    found = await list_memberships(db, creator)
    assert [(one.id, one.gives_access, one.owes_payment) for one in found] == [
        ("mem_1", True, False),
        ("mem_2", True, True),
    ]
    assert await list_memberships(db, CreatorId(uuid4())) == []

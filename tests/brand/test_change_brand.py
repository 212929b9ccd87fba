"""Name and accent of a school: changed by owners alone, recorded, and seen by its own people."""

import pytest

from chronos.brand import BrandChange, change_brand, read_accent
from chronos.db import Database
from chronos.errors import Invalid, NotAllowed
from chronos.members import Brand, get_brand
from chronos.model import Actor
from tests.factories import a_creator, a_staff_member, a_student, as_creator, as_staff, as_student


async def test_an_owner_changes_the_brand_that_its_students_see(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        sam = as_student(await a_student(tx, creator.creator_id))
        eve = as_creator(await a_creator(tx, name="Eve"))
    async with db.acting_as(creator) as tx:
        changed = await change_brand(tx, creator, BrandChange("North Light", " 1F6F8B "))
        assert changed == Brand("North Light", None, "#1f6f8b")
        assert await change_brand(tx, creator, BrandChange()) == changed
    async with db.acting_as(sam) as tx:
        assert await get_brand(tx) == changed
    async with db.acting_as(eve) as tx:
        assert await get_brand(tx) == Brand("Eve")
    async with db.acting_as(creator) as tx:
        assert (await change_brand(tx, creator, BrandChange(accent=""))).accent is None
    async with db.as_service("test") as tx:
        rows = await tx.fetch(
            "select details, actor_kind from private.audit_log where action = 'brand.changed' order by id"
        )
    assert [(row["details"]["changed"], row["actor_kind"]) for row in rows] == [
        (["name"], "owner"),
        (["accent"], "owner"),
        (["accent"], "owner"),
    ]


async def test_others_may_not(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        sam = as_student(await a_student(tx, creator.creator_id))
        editor = as_staff(creator.creator_id, await a_staff_member(tx, creator.creator_id, "editor"))
    for actor in (sam, editor):
        with pytest.raises(NotAllowed):
            async with db.acting_as(actor) as tx:
                await change_brand(tx, actor, BrandChange(accent="#112233"))
        async with db.acting_as(actor) as tx:
            await tx.execute("update creators set accent = '#112233'")  # by policy no row
    async with db.acting_as(creator) as tx:
        assert (await get_brand(tx)).accent is None


def test_colours_are_read_as_people_write_them() -> None:
    assert [read_accent(text) for text in ("#1f6f8b", "1F6F8B", "#abc", " ")] == ["#1f6f8b", "#1f6f8b", "#aabbcc", None]
    for text in ("red", "#12345", "#1f6f8b;}", "url(x)", "#gggggg", "１２３４５６"):
        with pytest.raises(Invalid) as refused:
            read_accent(text)
        assert refused.value.code == "setting_invalid"

"""The first school is begun once, by the holder of a link."""

import asyncio

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotFound
from chronos.members import (
    FirstSchool,
    add_creator,
    begin_first_school,
    list_creators,
    list_staff,
    make_first_link,
    overseeing_staff,
    require_first_link,
    show_sign_in_link,
)
from chronos.members.secret import hash_secret

NORTH = FirstSchool("North Light", "Mara Lind", "mara@example.com")


async def test_the_holder_names_the_school_and_is_its_owner(db: Database) -> None:
    await add_creator(db, "Northlight", is_demo=True)  # no school of a person
    secret = await make_first_link(db)
    await require_first_link(db, secret)
    assert await begin_first_school(db, secret, NORTH, "Firefox on Linux")
    [_, creator] = await list_creators(db)
    assert (creator.name, creator.email) == ("North Light", "mara@example.com")
    async with overseeing_staff(db) as tx:
        [owner] = await list_staff(tx, creator.id)
    assert (owner.name, owner.email, owner.role) == ("Mara Lind", "mara@example.com", "owner")
    for again in (secret, await make_first_link(db)):
        with pytest.raises(NotFound, match="there is a school already"):
            await begin_first_school(db, again, NORTH, "Firefox on Linux")


async def test_only_the_hash_is_stored_and_it_expires(db: Database) -> None:
    secret = await make_first_link(db)
    async with db.as_service("test") as tx:
        [row] = await tx.fetch(
            "select secret_hash, expires_at <= now() + interval '1 hour' as short from private.sign_in_links"
        )
        assert (row["secret_hash"], row["short"]) == (hash_secret(secret), True)
        await tx.execute("update private.sign_in_links set created_at = now() - interval '2 hours', expires_at = now()")
    with pytest.raises(NotFound):
        await require_first_link(db, secret)


async def test_another_link_and_a_school_of_the_terminal_close_it(db: Database) -> None:
    secret = await make_first_link(db)
    with pytest.raises(NotFound):
        await require_first_link(db, "another")
    with pytest.raises(NotFound):
        await show_sign_in_link(db, secret)  # it signs nobody in by the other page
    with pytest.raises(Invalid):
        await begin_first_school(db, secret, FirstSchool(" ", "Mara", "mara@example.com"), "B")
    await require_first_link(db, secret)  # what was refused used nothing up
    await add_creator(db, "Ada")
    with pytest.raises(NotFound):
        await begin_first_school(db, secret, NORTH, "B")


async def test_one_of_concurrent_beginnings_wins(db: Database) -> None:
    links = [await make_first_link(db) for _ in range(3)]
    done = await asyncio.gather(*(begin_first_school(db, link, NORTH, "B") for link in links), return_exceptions=True)
    assert sorted(isinstance(one, str) for one in done) == [False, False, True]
    assert len(await list_creators(db)) == 1

"""Sign-in links: hashed, short-lived, and good for one sign-in."""

import asyncio
from typing import Any

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotFound
from chronos.members import Person, make_sign_in_link, resume_sign_in, show_sign_in_link, sign_in_by_link
from chronos.members.secret import hash_secret
from tests.factories import a_creator, a_student


async def some_people(db: Database) -> tuple[Person, Person]:
    """Ada, and Sam whom she teaches."""
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        sam = await a_student(tx, ada)
    return Person("creator", ada, "Ada"), Person("student", sam, "Sam")


async def change(db: Database, statement: Any, **values: object) -> None:
    async with db.as_service("test") as tx:
        assert await tx.execute(statement, values)


async def test_a_link_signs_in_as_its_person(db: Database) -> None:
    for person in await some_people(db):
        secret = await make_sign_in_link(db, person)
        assert len(secret) <= 60
        shown = await show_sign_in_link(db, secret)
        assert (shown.name, shown.school) == (person.name, "Ada")
        signed_in = await resume_sign_in(db, await sign_in_by_link(db, secret, "Firefox"))
        assert signed_in.actor == person.actor


async def test_showing_uses_nothing_up_and_signing_in_does(db: Database) -> None:
    ada, _ = await some_people(db)
    secret = await make_sign_in_link(db, ada)
    for _ in range(3):
        await show_sign_in_link(db, secret)
    await sign_in_by_link(db, secret, "Firefox")
    for use in (show_sign_in_link(db, secret), sign_in_by_link(db, secret, "Firefox")):
        with pytest.raises(NotFound) as refusal:
            await use
        assert refusal.value.code == "sign_in_link_expired"


async def test_one_of_concurrent_uses_wins(db: Database) -> None:
    ada, _ = await some_people(db)
    for _ in range(5):
        secret = await make_sign_in_link(db, ada)
        uses = [sign_in_by_link(db, secret, "Firefox") for _ in range(4)]
        results = await asyncio.gather(*uses, return_exceptions=True)
        assert sorted(type(each).__name__ for each in results) == ["NotFound", "NotFound", "NotFound", "str"]


async def test_only_hashes_are_stored(db: Database) -> None:
    ada, _ = await some_people(db)
    secret = await make_sign_in_link(db, ada)
    used = await make_sign_in_link(db, ada)
    kept = await sign_in_by_link(db, used, "Firefox")
    async with db.as_service("test") as tx:
        links = await tx.fetch("select * from private.sign_in_links")
        sign_ins = await tx.fetch("select * from private.sign_ins")
    assert [row["secret_hash"] for row in links] == [hash_secret(secret)]
    assert [row["secret_hash"] for row in sign_ins] == [hash_secret(kept)]
    assert not any(each in str((links, sign_ins)) for each in (secret, used, kept))


async def test_a_link_expires(db: Database) -> None:
    ada, _ = await some_people(db)
    secret = await make_sign_in_link(db, ada)
    async with db.as_service("test") as tx:
        row = await tx.fetch_one("select extract(epoch from expires_at - created_at) as age from private.sign_in_links")
    assert row == {"age": 15 * 60}
    await change(
        db, "update private.sign_in_links set expires_at = now() where secret_hash = %(h)s", h=hash_secret(secret)
    )
    for use in (show_sign_in_link(db, secret), sign_in_by_link(db, secret, "Firefox")):
        with pytest.raises(NotFound):
            await use


async def test_an_invitation_lasts_seven_days_and_no_longer(db: Database) -> None:
    ada, _ = await some_people(db)
    await make_sign_in_link(db, ada, 7 * 24 * 3600)
    for lifetime_seconds in (7 * 24 * 3600 + 1, 0, -1):
        with pytest.raises(Invalid) as refusal:
            await make_sign_in_link(db, ada, lifetime_seconds)
        assert refusal.value.code == "link_lifetime_invalid"


async def test_a_link_of_a_person_without_access_is_refused_and_kept(db: Database) -> None:
    ada, sam = await some_people(db)
    secret = await make_sign_in_link(db, sam)
    for table, person in (("students", sam), ("creators", ada)):
        activate = f"update {table} set is_active = %(active)s where id = %(id)s"  # noqa: S608 - a name from above
        await change(db, activate, active=False, id=person.id)
        with pytest.raises(NotFound):
            await show_sign_in_link(db, secret)
        with pytest.raises(NotFound):
            await sign_in_by_link(db, secret, "Firefox")
        await change(db, activate, active=True, id=person.id)
    await sign_in_by_link(db, secret, "Firefox")


async def test_guesses_find_nothing(db: Database) -> None:
    await some_people(db)
    for secret in ("", "x", "é" * 5000, "'; --", "\0"):
        with pytest.raises(NotFound):
            await show_sign_in_link(db, secret)
        with pytest.raises(NotFound):
            await sign_in_by_link(db, secret, "Firefox")

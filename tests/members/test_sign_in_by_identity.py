"""People are found by what a provider proved; nobody becomes a member by it."""

from uuid import UUID

import pytest

from chronos.db import Database, Tx
from chronos.errors import NotAllowed, OverLimit
from chronos.members import (
    StaffChange,
    begin_attempt,
    change_staff,
    remove_expired_sign_ins,
    resume_sign_in,
    sign_in_by_identity,
    take_attempt,
)
from chronos.members.sign_in import SignedIn
from chronos.providers.identity import ProvenPerson
from tests.factories import a_creator, a_staff_member, a_student, as_creator

ISSUER = "https://accounts.example.com"


async def with_email(tx: Tx, student: UUID, email: str | None, whop: str | None = None) -> None:
    await tx.execute(
        "update students set email = %(email)s, whop_user_id = %(whop)s where id = %(id)s",
        {"id": student, "email": email, "whop": whop},
    )


async def signed_in(db: Database, email: str | None, subject: str = "s-1", issuer: str = ISSUER) -> SignedIn:
    secret = await sign_in_by_identity(db, ProvenPerson(issuer, subject, email), "Firefox")
    return await resume_sign_in(db, secret)


async def unknown(db: Database, email: str | None, subject: str = "s-1", issuer: str = ISSUER) -> None:
    with pytest.raises(NotAllowed) as refusal:
        await signed_in(db, email, subject, issuer)
    assert refusal.value.code == "identity_unknown"


async def test_a_verified_address_finds_the_person_and_the_account_afterwards(db: Database) -> None:
    async with db.as_service("test") as tx:
        sam = await a_student(tx, await a_creator(tx))
        await with_email(tx, sam, "Sam@Example.com")
    await unknown(db, None)
    assert (await signed_in(db, "sam@example.com")).actor.student_id == sam
    assert (await signed_in(db, None)).actor.student_id == sam
    assert (await signed_in(db, "sam@new.example.com")).actor.student_id == sam
    await unknown(db, None, "s-2")
    await unknown(db, None, "s-1", "https://other.example.com")


async def test_a_strangers_address_makes_no_member(db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_student(tx, await a_creator(tx))
    await unknown(db, "stranger@example.com")
    async with db.as_service("test") as tx:
        assert await tx.fetch("select from private.identities") == []
        assert len(await tx.fetch("select from students")) == 1


@pytest.mark.parametrize("email", ["\u212aim@example.com", "kim@example.com.", "kim@example.comm", "kim"])
async def test_an_address_that_looks_alike_is_another(db: Database, email: str) -> None:
    async with db.as_service("test") as tx:
        kim = await a_student(tx, await a_creator(tx))
        await with_email(tx, kim, "kim@example.com")
    with pytest.raises(Exception, match=r"not belong|looks like"):
        await signed_in(db, email)


async def test_an_address_of_a_row_that_looks_alike_is_another(db: Database) -> None:
    """A creator who writes such an address into a row of theirs gets nobody else's schools by it."""
    async with db.as_service("test") as tx:
        kim = await a_student(tx, await a_creator(tx))
        await with_email(tx, kim, "\u212aim@example.com")
    await unknown(db, "kim@example.com")


async def test_another_address_from_an_owner_ends_what_the_former_one_opened(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        ed = await a_staff_member(tx, ada, "editor", email="typo@example.com")
    secret = await sign_in_by_identity(db, ProvenPerson(ISSUER, "s-1", "typo@example.com"), "Firefox")
    async with db.acting_as(as_creator(ada)) as tx:
        await change_staff(tx, ada, ed, StaffChange(email="ed@example.com"))
    with pytest.raises(NotAllowed):
        await resume_sign_in(db, secret)
    await unknown(db, "typo@example.com")
    assert (await signed_in(db, "ed@example.com", "s-2")).actor.subject == ed
    async with db.as_service("test") as tx:
        await tx.execute("update staff set email = 'ada@example.com' where id = %(id)s", {"id": ada})
    own = await sign_in_by_identity(db, ProvenPerson(ISSUER, "s-3", "ada@example.com"), "Firefox")
    async with db.acting_as(as_creator(ada)) as tx:
        await change_staff(tx, ada, ada, StaffChange(email="ada@new.example.com"))
    assert (await resume_sign_in(db, own)).actor.subject == ada


async def test_inactive_people_are_not_found(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        sam = await a_student(tx, ada)
        await with_email(tx, sam, "sam@example.com", "user_sam")
        ed = await a_staff_member(tx, ada, "editor", email="ed@example.com")
    assert (await signed_in(db, "ed@example.com", "ed")).actor.creator_id == ada
    assert (await signed_in(db, None, "user_sam", "whop")).actor.student_id == sam
    async with db.as_service("test") as tx:
        await tx.execute("update students set is_active = false where id = %(id)s", {"id": sam})
        await tx.execute("update staff set is_active = false where id = %(id)s", {"id": ed})
    await unknown(db, "ed@example.com", "ed")
    await unknown(db, "sam@example.com", "user_sam", "whop")
    async with db.as_service("test") as tx:
        await tx.execute("update students set is_active = true where id = %(id)s", {"id": sam})
        await tx.execute("update creators set is_active = false where id = %(id)s", {"id": ada})
    await unknown(db, None, "user_sam", "whop")


async def test_staff_and_students_are_found_by_their_user_of_whop(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        ed = await a_staff_member(tx, ada, "viewer")
        await tx.execute("update staff set whop_user_id = 'user_ed' where id = %(id)s", {"id": ed})
        await with_email(tx, await a_student(tx, ada), None, "user_sam")
    assert (await signed_in(db, None, "user_ed", "whop")).actor.subject == ed
    await unknown(db, None, "user_ed", ISSUER)  # the same text of another issuer
    await unknown(db, None, "user_other", "whop")


async def test_the_school_of_the_last_visit_opens(db: Database) -> None:
    async with db.as_service("test") as tx:
        first = await a_student(tx, await a_creator(tx, name="Ada"))
        second = await a_student(tx, await a_creator(tx, name="Bob"))
        for student in (first, second):
            await with_email(tx, student, "sam@example.com")
            await tx.execute(
                "update students set created_at = %(at)s where id = %(id)s",
                {"id": student, "at": "2025-01-01" if student == first else "2025-01-02"},
            )
    assert (await signed_in(db, "sam@example.com")).actor.student_id == first
    async with db.as_service("test") as tx:
        await tx.execute("update private.sign_ins set subject = %(id)s, student_id = %(id)s", {"id": second})
    assert (await signed_in(db, "sam@example.com")).actor.student_id == second


async def test_an_attempt_is_finished_once_in_its_browser_with_its_provider(db: Database) -> None:
    attempt = await begin_attempt(db, "openid", "browser", "/videos/x", "192.0.2.1")
    for provider, browser, state in (
        ("whop", "browser", attempt.state),
        ("openid", "another", attempt.state),
        ("openid", "", attempt.state),
        ("openid", "browser", "made-up"),
        ("openid", "browser", ""),
    ):
        with pytest.raises(NotAllowed) as refusal:
            await take_attempt(db, provider, browser, state)
        assert refusal.value.code == "sign_in_failed"
    assert await take_attempt(db, "openid", "browser", attempt.state) == (attempt, "/videos/x")
    with pytest.raises(NotAllowed):
        await take_attempt(db, "openid", "browser", attempt.state)


async def test_an_attempt_ends_after_ten_minutes(db: Database) -> None:
    attempt = await begin_attempt(db, "openid", "browser", "/", "192.0.2.1")
    async with db.as_service("test") as tx:
        await tx.execute("update private.sign_in_attempts set expires_at = now()")
    with pytest.raises(NotAllowed):
        await take_attempt(db, "openid", "browser", attempt.state)
    await remove_expired_sign_ins(db)
    async with db.as_service("test") as tx:
        assert await tx.fetch("select from private.sign_in_attempts") == []


async def test_a_network_begins_a_limited_number(db: Database) -> None:
    for _ in range(60):
        await begin_attempt(db, "openid", "browser", "/", "192.0.2.1")
    with pytest.raises(OverLimit) as refusal:
        await begin_attempt(db, "openid", "browser", "/", "192.0.2.1")
    assert 0 < (refusal.value.retry_after_seconds or 0) <= 2
    await begin_attempt(db, "openid", "browser", "/", "192.0.2.2")


async def test_neither_state_nor_secret_is_stored(db: Database) -> None:
    attempt = await begin_attempt(db, "openid", "the-browser", "/", "192.0.2.1")
    async with db.as_service("test") as tx:
        stored = str(await tx.fetch("select * from private.sign_in_attempts"))
    for secret in (attempt.state, attempt.secret, attempt.nonce, attempt.verifier):
        assert secret not in stored

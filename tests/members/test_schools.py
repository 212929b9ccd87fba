"""Schools of one person: listed and switched by what the sign-in proved, and by nothing else."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from chronos.db import Database
from chronos.errors import NotAllowed, NotFound
from chronos.members import (
    Holder,
    Person,
    end_other_sign_ins,
    list_schools,
    make_sign_in_link,
    resume_sign_in,
    sign_in_by_identity,
    sign_in_by_link,
    sign_in_by_token,
    switch_school,
)
from chronos.providers.identity import ProvenPerson
from tests.factories import a_creator, a_staff_member, a_student, as_staff, as_student

EMAIL = "kim@example.com"


async def a_person_in_three_schools(db: Database) -> tuple[UUID, UUID, UUID, UUID]:
    """A student of Ada, staff of Bob, a student of Cal by another address; and a stranger in Dan's school."""
    async with db.as_service("test") as tx:
        ada, bob, cal, dan = [await a_creator(tx, name=name) for name in ("Ada", "Bob", "Cal", "Dan")]
        student = await a_student(tx, ada, name="Kim")
        staff = await a_staff_member(tx, bob, "viewer", name="Kim K.", email=EMAIL)
        elsewhere, stranger = await a_student(tx, cal), await a_student(tx, dan)
        for id_, email, whop in (
            (student, EMAIL.upper(), "user_kim"),
            (elsewhere, "kim@other.example.com", "user_kim"),
            (stranger, None, None),
        ):
            await tx.execute(
                "update students set email = %(e)s, whop_user_id = %(w)s where id = %(id)s",
                {"e": email, "w": whop, "id": id_},
            )
    return student, staff, elsewhere, stranger


async def by_email(db: Database) -> str:
    return await sign_in_by_identity(db, ProvenPerson("https://accounts.example.com", "k", EMAIL), "Firefox")


async def test_schools_are_those_of_the_proven_address(db: Database) -> None:
    student, staff, _, _ = await a_person_in_three_schools(db)
    secret = await by_email(db)
    found = await list_schools(db, secret)
    assert [(each.id, each.school, each.role, each.name) for each in found] == [
        (student, "Ada", "student", "Kim"),
        (staff, "Bob", "viewer", "Kim K."),
    ]
    assert [each.is_current for each in found].count(True) == 1


async def test_a_switch_acts_in_the_other_school_at_once(db: Database) -> None:
    student, staff, elsewhere, stranger = await a_person_in_three_schools(db)
    secret = await by_email(db)
    async with db.as_service("test") as tx:
        row = await tx.fetch_one("select creator_id from staff where id = %(id)s", {"id": staff})
    assert row
    for person, actor in ((staff, as_staff(row["creator_id"], staff)), (student, as_student(student))) * 2:  # type: ignore[arg-type]
        await switch_school(db, secret, person)
        assert (await resume_sign_in(db, secret)).actor == actor
        [current] = [each.id for each in await list_schools(db, secret) if each.is_current]
        assert current == person
    async with db.as_service("test") as tx:
        noted = await tx.fetch("select actor_id from private.audit_log where details ? 'is_switched' order by id")
    assert [each["actor_id"] for each in noted] == [staff, student] * 2
    for person in (elsewhere, stranger, uuid4(), row["creator_id"]):
        with pytest.raises(NotFound):
            await switch_school(db, secret, person)
    assert (await resume_sign_in(db, secret)).actor == as_student(student)  # type: ignore[arg-type]


async def test_schools_of_a_user_of_whop(db: Database) -> None:
    await a_person_in_three_schools(db)
    secret = await sign_in_by_identity(db, ProvenPerson("whop", "user_kim", None), "Firefox")
    assert [each.school for each in await list_schools(db, secret)] == ["Ada", "Cal"]


async def test_a_link_that_was_passed_on_proves_one_school(db: Database) -> None:
    student, staff, _, _ = await a_person_in_three_schools(db)
    secret = await sign_in_by_link(db, await make_sign_in_link(db, Person("student", student, "Kim")), "Firefox")
    assert [each.school for each in await list_schools(db, secret)] == ["Ada"]
    await switch_school(db, secret, student)
    with pytest.raises(NotFound):
        await switch_school(db, secret, staff)


async def test_a_link_that_was_mailed_proves_its_address(db: Database) -> None:
    student, _, _, _ = await a_person_in_three_schools(db)
    link = await make_sign_in_link(db, Person("student", student, "Kim"), mailed_to=EMAIL)
    secret = await sign_in_by_link(db, link, "Firefox")
    assert [each.school for each in await list_schools(db, secret)] == ["Ada", "Bob"]


async def test_a_token_proves_one_school(db: Database) -> None:
    student, _, _, _ = await a_person_in_three_schools(db)
    holder = Holder(as_student(student), datetime.now(UTC) + timedelta(hours=1))  # type: ignore[arg-type]
    secret = await sign_in_by_token(db, holder, "Firefox")
    assert [each.school for each in await list_schools(db, secret)] == ["Ada"]


async def test_a_school_that_was_left_is_no_more(db: Database) -> None:
    student, staff, _, _ = await a_person_in_three_schools(db)
    secret = await by_email(db)
    await switch_school(db, secret, student)
    async with db.as_service("test") as tx:
        await tx.execute("update staff set is_active = false where id = %(id)s", {"id": staff})
    assert [each.school for each in await list_schools(db, secret)] == ["Ada"]
    with pytest.raises(NotFound):
        await switch_school(db, secret, staff)
    async with db.as_service("test") as tx:
        await tx.execute("update students set is_active = false where id = %(id)s", {"id": student})
    assert await list_schools(db, secret) == []


async def test_a_sign_in_that_ended_lists_and_switches_nothing(db: Database) -> None:
    student, _, _, _ = await a_person_in_three_schools(db)
    ended = await by_email(db)
    async with db.as_service("test") as tx:
        await tx.execute("update private.sign_ins set expires_at = now()")
    for secret in (ended, "made-up", ""):
        assert await list_schools(db, secret) == []
        with pytest.raises(NotFound):
            await switch_school(db, secret, student)
        with pytest.raises(NotAllowed):
            await resume_sign_in(db, secret)


async def test_ending_all_others_ends_those_in_other_schools(db: Database) -> None:
    student, staff, *_ = await a_person_in_three_schools(db)
    own, copied, strange = await by_email(db), await by_email(db), await other_person(db)
    await switch_school(db, own, student)
    await switch_school(db, copied, staff)
    kept = await resume_sign_in(db, own)
    async with db.acting_as(kept.actor) as tx:
        await end_other_sign_ins(tx, kept.id)
    with pytest.raises(NotAllowed):
        await resume_sign_in(db, copied)
    assert await resume_sign_in(db, own) == kept
    stranger = await resume_sign_in(db, strange)
    async with db.acting_as(kept.actor) as tx:  # the id of another person's sign-in proves nothing
        await end_other_sign_ins(tx, stranger.id)
    await resume_sign_in(db, strange)


async def other_person(db: Database) -> str:
    async with db.as_service("test") as tx:
        eve = await a_student(tx, await a_creator(tx, name="Eve"))
        await tx.execute("update students set email = 'eve@example.com' where id = %(id)s", {"id": eve})
    return await sign_in_by_identity(
        db, ProvenPerson("https://accounts.example.com", "e", "eve@example.com"), "Firefox"
    )

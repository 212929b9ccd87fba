"""Joining by an invitation: once for each person, as often as it is good for, and with a proved address alone."""

import asyncio
import re

import pytest

from chronos import courses
from chronos.db import Database
from chronos.errors import Invalid, NotFound, OverLimit
from chronos.members import (
    Applicant,
    NewInviteLink,
    Person,
    ask_to_join,
    end_invite_link,
    join_by_name,
    join_signed_in,
    list_invite_links,
    make_invite_link,
    make_sign_in_link,
    resume_sign_in,
    show_invite_link,
    show_sign_in_link,
    sign_in_by_link,
)
from chronos.model import Actor, StudentId
from tests.factories import a_creator, a_student

SITE = "https://learn.example.com"


def asks(name: str = "Kim", email: str = "kim@example.com") -> Applicant:
    return Applicant(name, "192.0.2.1", email)


async def a_link(db: Database, creator: Actor, wanted: NewInviteLink | None = None) -> str:
    async with db.acting_as(creator) as tx:
        return (await make_invite_link(tx, creator, wanted or NewInviteLink()))[1]


async def uses(db: Database, creator: Actor) -> int:
    async with db.acting_as(creator) as tx:
        return (await list_invite_links(tx, creator))[0].uses


async def mailed(db: Database, secret: str, applicant: Applicant) -> str:
    message = await ask_to_join(db, secret, applicant, SITE)
    assert message.to == applicant.email
    found = re.search(rf"{SITE}/sign-in/(\S+)", message.text)
    assert found
    return found[1]


async def join(db: Database, secret: str, applicant: Applicant) -> StudentId:
    """Join by e-mail; return the student."""
    made = await sign_in_by_link(db, await mailed(db, secret, applicant), "Firefox")
    student = (await resume_sign_in(db, made)).actor.student_id
    assert student
    return student


async def students(db: Database) -> list[dict[str, object]]:
    async with db.as_service("test") as tx:
        return await tx.fetch("select name, email, sees_all_courses from students order by name")


async def test_a_mailed_link_makes_its_reader_a_student_once(db: Database, creator: Actor) -> None:
    secret = await a_link(db, creator)
    shown = await show_invite_link(db, secret)
    assert shown.course is None
    link = await mailed(db, secret, asks())
    assert await students(db) == []  # nobody joins before the address is proved
    assert (await show_sign_in_link(db, link)).name == "Kim"
    await sign_in_by_link(db, link, "Firefox")
    assert await students(db) == [{"name": "Kim", "email": "kim@example.com", "sees_all_courses": True}]
    with pytest.raises(NotFound):
        await sign_in_by_link(db, link, "Firefox")
    assert await uses(db, creator) == 1


async def test_the_same_person_joins_once_and_uses_it_once(db: Database, creator: Actor) -> None:
    secret = await a_link(db, creator, NewInviteLink(max_uses=1))
    first = await join(db, secret, asks())
    assert await join(db, secret, asks("Another Name", "KIM@example.com")) == first
    assert await uses(db, creator) == 1
    late = await mailed(db, secret, asks("Lee", "lee@example.com"))
    with pytest.raises(NotFound):
        await sign_in_by_link(db, late, "Firefox")
    assert len(await students(db)) == 1


async def test_a_course_is_all_that_a_new_student_sees(db: Database, creator: Actor) -> None:
    async with db.acting_as(creator) as tx:
        light, sound = [(await courses.add_course(tx, creator, title)).summary.id for title in ("Light", "Sound")]
    kim = await join(db, await a_link(db, creator, NewInviteLink(light)), asks())
    assert await join(db, await a_link(db, creator, NewInviteLink(sound)), asks()) == kim
    all_seeing = await join(db, await a_link(db, creator), asks("Lee", "lee@example.com"))
    assert await join(db, await a_link(db, creator, NewInviteLink(light)), asks("Lee", "lee@example.com")) == all_seeing
    async with db.acting_as(creator) as tx:
        given = await courses.get_given_courses(tx, kim)
        assert set(given.course_ids or ()) == {light, sound}
        assert (await courses.get_given_courses(tx, all_seeing)).course_ids is None


async def test_closed_links_say_why(db: Database, creator: Actor) -> None:
    secret = await a_link(db, creator, NewInviteLink(max_uses=1))
    await join_by_name(db, secret, asks(), "Firefox")
    with pytest.raises(NotFound, match="no place left"):
        await join_by_name(db, secret, asks("Lee"), "Firefox")
    async with db.acting_as(creator) as tx:
        await end_invite_link(tx, (await list_invite_links(tx, creator))[0].id)
    with pytest.raises(NotFound, match="was withdrawn") as refused:
        await show_invite_link(db, secret)
    assert refused.value.code == "invite_link_closed"
    with pytest.raises(NotFound, match="was withdrawn"):
        await ask_to_join(db, secret, asks(), SITE)
    with pytest.raises(NotFound, match="There is no such invitation"):
        await join_by_name(db, "x" * 43, asks(), "Firefox")
    expired = await a_link(db, creator)
    async with db.as_service("test") as tx:
        await tx.execute("update private.invite_links set expires_at = now()")
    with pytest.raises(NotFound, match="has expired"):
        await ask_to_join(db, expired, asks(), SITE)


async def test_a_link_that_ends_takes_its_mailed_links_with_it(db: Database, creator: Actor) -> None:
    secret = await a_link(db, creator)
    link = await mailed(db, secret, asks())
    async with db.acting_as(creator) as tx:
        await end_invite_link(tx, (await list_invite_links(tx, creator))[0].id)
    with pytest.raises(NotFound):
        await sign_in_by_link(db, link, "Firefox")


async def test_a_name_alone_gives_no_address(db: Database, creator: Actor) -> None:
    made = await join_by_name(db, await a_link(db, creator), asks(), "Firefox")
    assert (await resume_sign_in(db, made)).actor.student_id
    assert [row["email"] for row in await students(db)] == [None]


async def test_ended_access_is_not_resumed(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        sam = await a_student(tx, creator.creator_id, is_active=False)
        await tx.execute("update students set email = 'kim@example.com' where id = %(id)s", {"id": sam})
    link = await mailed(db, await a_link(db, creator), asks())
    with pytest.raises(NotFound):
        await sign_in_by_link(db, link, "Firefox")
    assert len(await students(db)) == 1
    assert await uses(db, creator) == 0


async def test_a_member_of_another_school_joins_by_the_proved_address(db: Database, creator: Actor) -> None:
    async with db.as_service("test") as tx:
        other = await a_creator(tx, name="Eve")
        kim = await a_student(tx, other, name="Kim")
        await tx.execute("update students set email = 'kim@example.com' where id = %(id)s", {"id": kim})
    secret = await a_link(db, creator)
    unproved = await sign_in_by_link(db, await make_sign_in_link(db, Person("student", kim, "Kim")), "Firefox")
    with pytest.raises(NotFound):
        await join_signed_in(db, secret, unproved)
    proving = await make_sign_in_link(db, Person("student", kim, "Kim"), mailed_to="kim@example.com")
    proved = await sign_in_by_link(db, proving, "Firefox")
    joined = await join_signed_in(db, secret, proved)
    assert joined != kim
    assert (await resume_sign_in(db, proved)).actor.student_id == joined
    assert await join_signed_in(db, secret, proved) == joined
    assert await uses(db, creator) == 1


async def test_a_student_of_the_school_gets_the_course(db: Database, creator: Actor) -> None:
    async with db.acting_as(creator) as tx:
        light, sound = [(await courses.add_course(tx, creator, title)).summary.id for title in ("Light", "Sound")]
    made = await join_by_name(db, await a_link(db, creator, NewInviteLink(light)), asks(), "Firefox")
    student = (await resume_sign_in(db, made)).actor.student_id
    assert student
    assert await join_signed_in(db, await a_link(db, creator, NewInviteLink(sound)), made) == student
    async with db.acting_as(creator) as tx:
        assert set((await courses.get_given_courses(tx, student)).course_ids or ()) == {light, sound}


async def test_of_many_at_once_as_many_join_as_it_is_good_for(db: Database, creator: Actor) -> None:
    secret = await a_link(db, creator, NewInviteLink(max_uses=3))
    tried = [join_by_name(db, secret, asks(f"Student {n}"), "Firefox") for n in range(8)]
    done = await asyncio.gather(*tried, return_exceptions=True)
    assert sum(isinstance(one, str) for one in done) == 3
    assert sum(isinstance(one, NotFound) for one in done) == 5
    assert len(await students(db)) == 3


async def test_requests_are_counted_and_checked(db: Database, creator: Actor) -> None:
    secret = await a_link(db, creator)
    for applicant in (asks(name=" "), asks(email="kim")):
        with pytest.raises(Invalid):
            await ask_to_join(db, secret, applicant, SITE)
    for _ in range(3):
        await ask_to_join(db, secret, asks(), SITE)
    with pytest.raises(OverLimit) as refused:
        await ask_to_join(db, secret, asks(), SITE)
    assert refused.value.code == "rate_limited"


async def test_a_full_plan_refuses_and_uses_nothing(db: Database, creator: Actor) -> None:
    async with db.as_service("test") as tx:
        await tx.execute(
            "insert into private.limit_overrides (creator_id, students) values (%(id)s, 0)", {"id": creator.creator_id}
        )
    with pytest.raises(OverLimit):
        await join_by_name(db, await a_link(db, creator), asks(), "Firefox")
    assert await uses(db, creator) == 0

"""Staff are added, changed and removed; a school keeps an owner, and who left is refused from that moment."""

import asyncio
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb

from chronos.db import Database
from chronos.errors import Conflict, Invalid, NotAllowed, NotFound
from chronos.members import (
    NewStaffMember,
    Person,
    StaffChange,
    add_staff,
    change_staff,
    find_person,
    leave_staff,
    list_staff,
    make_sign_in_link,
    overseeing_staff,
    remove_staff,
    resolve_actor,
    resume_sign_in,
    sign_in_by_link,
    whoami,
)
from chronos.model import Actor, CreatorId
from tests.conftest import ADatabase
from tests.factories import a_creator, a_staff_member, as_creator, as_staff


@pytest.fixture
async def ada(db: Database) -> CreatorId:
    async with db.as_service("test") as tx:
        return await a_creator(tx)


async def _added(db: Database, ada: CreatorId, name: str, role: str, *, email: str | None = None) -> Actor:
    async with db.as_service("test") as tx:
        return as_staff(ada, await a_staff_member(tx, ada, role, name=name, email=email))


async def test_creator_is_the_first_owner(db: Database, ada: CreatorId) -> None:
    async with db.acting_as(as_creator(ada)) as tx:
        (first,) = await list_staff(tx, ada)
    assert (first.id, first.name, first.role, first.is_active) == (ada, "Ada", "owner", True)


async def test_first_owner_follows_the_creator_until_it_has_its_own(db: Database, ada: CreatorId) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update creators set email = 'ada@example.com', whop_user_id = 'user_1'")
    async with db.as_service("test") as tx:
        await tx.execute("update staff set email = 'own@example.com'")
        await tx.execute("update creators set email = 'other@example.com', name = 'Ada B.'")
        row = await tx.fetch_one("select name, email, whop_user_id from staff")
    assert row == {"name": "Ada B.", "email": "own@example.com", "whop_user_id": "user_1"}


async def test_owner_adds_changes_and_removes(db: Database, ada: CreatorId) -> None:
    owner = as_creator(ada)
    async with db.acting_as(owner) as tx:
        ed = await add_staff(tx, ada, NewStaffMember(" Ed ", "ed@example.com", "editor"))
    async with db.acting_as(owner) as tx:
        changed = await change_staff(tx, ada, ed.id, StaffChange(role="viewer"))
    assert (ed.name, ed.role, changed.role, changed.email) == ("Ed", "editor", "viewer", "ed@example.com")
    async with db.acting_as(owner) as tx:
        await remove_staff(tx, ada, ed.id)
    async with db.acting_as(owner) as tx:
        assert [one.name for one in await list_staff(tx, ada)] == ["Ada"]
        assert [one.is_active for one in await list_staff(tx, ada, with_former=True)] == [True, False]
        with pytest.raises(NotFound):
            await change_staff(tx, ada, ed.id, StaffChange(name="Eddie"))


async def test_one_address_is_one_person_of_a_school(db: Database, ada: CreatorId) -> None:
    ed = NewStaffMember("Ed", "ed@example.com", "editor")
    async with overseeing_staff(db) as tx:
        first = await add_staff(tx, ada, ed)
        second = await add_staff(tx, ada, NewStaffMember("Eve", None, "viewer"))
        with pytest.raises(Conflict, match="address") as refusal:
            await add_staff(tx, ada, NewStaffMember("Ed", "ED@example.com", "viewer"))
        with pytest.raises(Conflict):
            await change_staff(tx, ada, second.id, StaffChange(email="Ed@Example.com"))
        with pytest.raises(Invalid):
            await add_staff(tx, ada, NewStaffMember("Ed", "nowhere", "viewer"))
        await remove_staff(tx, ada, first.id)
        assert (await add_staff(tx, ada, ed)).id != first.id  # a new row: tokens of the old one stay refused
    assert refusal.value.code == "staff_exists"


@pytest.mark.parametrize("role", ["editor", "viewer"])
async def test_others_than_owners_change_no_staff(db: Database, ada: CreatorId, role: str) -> None:
    actor = await _added(db, ada, "Ed", role)
    assert actor.subject
    with pytest.raises(NotAllowed):
        async with db.acting_as(actor) as tx:
            await add_staff(tx, ada, NewStaffMember("Me", None, "owner"))
    async with db.acting_as(actor) as tx:
        with pytest.raises(NotFound):
            await change_staff(tx, ada, actor.subject, StaffChange(role="owner"))


async def test_last_owner_stays(db: Database, ada: CreatorId) -> None:
    await _added(db, ada, "Ed", "editor")
    for change in (
        "update staff set role = 'viewer' where role = 'owner'",
        "update staff set is_active = false where role = 'owner'",
        "update staff set is_active = false",
    ):
        with pytest.raises(Conflict, match="last owner") as refusal:
            async with db.as_service("test") as tx:
                await tx.execute(change)
        assert refusal.value.code == "last_owner"
    with pytest.raises(Conflict, match="last owner"):
        async with db.acting_as(as_creator(ada)) as tx:
            await leave_staff(tx)
    async with db.as_service("test") as tx:
        await tx.execute("delete from creators")  # with its school an owner goes
        assert await tx.fetch("select from staff") == []


async def test_of_two_owners_who_leave_at_once_one_stays(db: Database, ada: CreatorId) -> None:
    olga = await _added(db, ada, "Olga", "owner")
    ready = asyncio.Barrier(2)

    async def leave(actor: Actor) -> str:
        try:
            async with db.acting_as(actor) as tx:
                await tx.fetch("select")  # both transactions are open
                await ready.wait()
                await leave_staff(tx)
        except Conflict as refusal:
            return refusal.code
        return "left"

    assert sorted(await asyncio.gather(leave(as_creator(ada)), leave(olga))) == ["last_owner", "left"]
    async with db.as_service("test") as tx:
        assert await tx.fetch("select from staff where is_active and role = 'owner'") == [{}]


async def test_who_left_is_refused_at_once_and_signed_out(db: Database, ada: CreatorId, database: ADatabase) -> None:
    ed = await _added(db, ada, "Ed", "editor")
    assert ed.subject
    person = Person("staff", ed.subject, "Ed", ada)
    secret = await sign_in_by_link(db, await make_sign_in_link(db, person), "Firefox")
    invitation = await make_sign_in_link(db, person)
    assert (await resume_sign_in(db, secret)).actor == ed
    async with db.acting_as(ed) as tx:
        me = await whoami(tx, ed)
    assert me
    assert (me.name, me.role) == ("Ed", "editor")
    async with db.acting_as(as_creator(ada)) as tx:
        await remove_staff(tx, ada, ed.subject)
    async with db.acting_as(ed) as tx:  # with a token that is still valid
        assert await whoami(tx, ed) is None
        assert await tx.fetch("select from creators") == []
    with pytest.raises(NotAllowed):
        await resume_sign_in(db, secret)
    with pytest.raises(NotFound):
        await sign_in_by_link(db, invitation, "Firefox")
    with psycopg.connect(database.url) as owner, pytest.raises(psycopg.errors.RaiseException, match="as a new one"):
        owner.execute("update staff set is_active = true")


async def test_operator_acts_for_a_creator_who_left(db: Database, ada: CreatorId) -> None:
    olga = await _added(db, ada, "Olga", "owner")
    async with db.acting_as(as_creator(ada)) as tx:
        await leave_staff(tx)
    assert await resolve_actor(db, ada) == olga
    found = await find_person(db, "Ada", "creator")
    assert found.actor == olga
    assert await sign_in_by_link(db, await make_sign_in_link(db, found), "Firefox")


async def test_staff_are_found_by_what_an_operator_types(db: Database, ada: CreatorId) -> None:
    ed = await _added(db, ada, "Ed", "editor", email="ed@example.com")
    for typed in ("ed", "ed@example.com", str(ed.subject)):
        assert (await find_person(db, typed)).actor == ed
    assert (await find_person(db, "ada")).kind == "creator"
    assert (await find_person(db, "ada", "staff")).id == ada
    assert await resolve_actor(db, UUID(str(ed.subject))) == ed


# The team in Whop ----------------------------------------------------------------------------------------------------


async def _mirror(db: Database, ada: CreatorId, **roles: str) -> tuple[dict[str, str], dict[str, str]]:
    team = [{"user_id": user, "name": user, "email": None, "role": role} for user, role in roles.items()]
    async with db.as_service("test") as tx:
        done = await tx.fetch(
            "select user_id, change from private.mirror_whop_team(%(ada)s, %(team)s)", {"ada": ada, "team": Jsonb(team)}
        )
        rows = await tx.fetch("select name, role from staff where is_active")
    return {row["user_id"]: row["change"] for row in done}, {row["name"]: row["role"] for row in rows}


async def test_team_in_whop_is_followed(db: Database, ada: CreatorId) -> None:
    done, staff = await _mirror(db, ada, olga="owner", mia="viewer")
    assert (done, staff) == (
        {"olga": "added", "mia": "added"}, {"Ada": "owner", "olga": "owner", "mia": "viewer"},
    )  # fmt: skip
    assert (await _mirror(db, ada, olga="owner", mia="editor"))[0] == {"mia": "changed"}
    done, staff = await _mirror(db, ada, olga="owner")
    assert (done, staff) == ({"mia": "removed"}, {"Ada": "owner", "olga": "owner"})
    done, staff = await _mirror(db, ada, olga="owner", mia="viewer")
    assert (done, staff["mia"]) == ({"mia": "added"}, "viewer")


async def test_decisions_made_here_count_more_than_whop(db: Database, ada: CreatorId) -> None:
    await _mirror(db, ada, mia="viewer", max="viewer")
    async with db.acting_as(as_creator(ada)) as tx:
        found = {one.name: one.id for one in await list_staff(tx, ada)}
        await change_staff(tx, ada, found["mia"], StaffChange(role="editor"))
        await remove_staff(tx, ada, found["max"])
    await _added(db, ada, "Ed", "editor")
    done, staff = await _mirror(db, ada, mia="viewer", max="viewer")
    assert done == {"max": "kept out"}
    assert staff == {"Ada": "owner", "mia": "editor", "Ed": "editor"}
    assert (await _mirror(db, ada))[1] == staff


async def test_mirror_leaves_the_last_owner(db: Database, ada: CreatorId) -> None:
    await _mirror(db, ada, olga="owner")
    async with db.acting_as(as_creator(ada)) as tx:
        await leave_staff(tx)
    assert await _mirror(db, ada, olga="viewer") == ({"olga": "kept"}, {"olga": "owner"})
    assert await _mirror(db, ada) == ({"olga": "kept"}, {"olga": "owner"})

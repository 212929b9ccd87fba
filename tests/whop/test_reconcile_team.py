"""The team on Whop is the staff here; what owners decided here stays."""

import pytest

from chronos.db import Database
from chronos.errors import ProviderError
from chronos.members import remove_staff
from chronos.model import CreatorId
from chronos.whop.reconcile_team import reconcile_team
from tests.factories import a_staff_member
from tests.whop.simulated import Whop


async def staff(db: Database) -> dict[str, tuple[str, bool]]:
    """Role and presence of each member of the staff by name."""
    async with db.as_service("test") as tx:
        rows = await tx.fetch("select name, role::text, is_active from staff order by created_at")
    return {row["name"]: (row["role"], row["is_active"]) for row in rows}


async def test_team_comes_changes_and_goes(db: Database, whop: Whop, school: CreatorId) -> None:
    ada, max_, kim = (whop.person(name) for name in ("Ada Lovelace", "Max Moderator", "Kim Learner"))

    async def mirror() -> list[tuple[str, str, str]]:
        changes = await reconcile_team(db, whop.client, school, whop.company.id)
        return sorted((one.user_id, one.change, one.role) for one in changes)

    assert await mirror() == sorted([(ada, "added", "owner"), (max_, "added", "viewer")])
    assert await mirror() == []
    whop.company.team[max_] = "admin"
    whop.company.team[kim] = "advertiser"  # no role here
    assert await mirror() == [(max_, "changed", "editor")]
    del whop.company.team[max_]
    assert await mirror() == [(max_, "removed", "editor")]
    assert await staff(db) == {
        "Ada": ("owner", True),
        "Ada Lovelace": ("owner", True),
        "Max Moderator": ("editor", False),
    }
    whop.company.team[max_] = "admin"
    assert await mirror() == [(max_, "added", "editor")]
    async with db.as_service("test") as tx:
        [row] = await tx.fetch("select id from staff where name = 'Max Moderator' and is_active")
        await remove_staff(tx, school, row["id"])
    assert await mirror() == [(max_, "kept out", "editor")]


async def test_people_added_here_stay_as_they_are(db: Database, whop: Whop, school: CreatorId) -> None:
    async with db.as_service("test") as tx:
        added = await a_staff_member(tx, school, "viewer", name="Eve", email="maxmoderator1@example.com")
        await tx.execute(
            "update creators set whop_user_id = %(user)s where id = %(id)s",
            {"user": whop.person("Ada Lovelace"), "id": school},
        )
        await tx.execute(
            "update staff set whop_user_id = %(user)s where id = %(id)s",
            {"user": whop.person("Kim Learner"), "id": added},
        )
    whop.company.team[whop.person("Kim Learner")] = "admin"
    changes = await reconcile_team(db, whop.client, school, whop.company.id)
    # Max has the address that Eve has here, which links nobody.
    assert [(one.user_id, one.change) for one in changes] == [(whop.person("Max Moderator"), "added")]
    assert (await staff(db))["Eve"] == ("viewer", True)
    async with db.as_service("test") as tx:
        row = await tx.fetch_one("select email from staff where name = 'Max Moderator'")
    assert row == {"email": None}


async def test_team_without_an_owner_is_not_believed(db: Database, whop: Whop, school: CreatorId) -> None:
    await reconcile_team(db, whop.client, school, whop.company.id)
    whop.company.team.clear()
    with pytest.raises(ProviderError, match="no owner"):
        await reconcile_team(db, whop.client, school, whop.company.id)
    assert (await staff(db))["Max Moderator"] == ("viewer", True)


async def test_last_owner_stays(db: Database, whop: Whop, school: CreatorId) -> None:
    await reconcile_team(db, whop.client, school, whop.company.id)
    async with db.as_service("test") as tx:
        await tx.execute("update staff set role = 'viewer' where id = %(id)s", {"id": school})
    whop.company.team[whop.person("Kim Learner")] = "owner"
    ada = whop.person("Ada Lovelace")
    whop.company.team[ada] = "support"
    changes = {one.user_id: one.change for one in await reconcile_team(db, whop.client, school, whop.company.id)}
    assert changes[ada] in ("kept", "changed")  # in the order of ids; there is always an owner
    assert [role for role, is_active in (await staff(db)).values() if is_active].count("owner") >= 1

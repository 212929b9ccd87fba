"""Sign-ins, plans and erasures are recorded where they happen, by the one who did it; old records are forgotten."""

from uuid import UUID

import psycopg
import pytest

from chronos.db import Database
from chronos.members import (
    Person,
    RecordFilter,
    end_other_sign_ins,
    end_sign_in_of_browser,
    end_sign_ins_of,
    forget_old_records,
    list_any_records,
    list_records,
    make_sign_in_link,
    record_action,
    sign_in_by_link,
)
from chronos.model import CreatorId, StudentId
from tests.conftest import ADatabase
from tests.factories import a_creator, a_staff_member, a_student, as_creator, as_staff, as_student


@pytest.fixture
async def ada(db: Database) -> CreatorId:
    async with db.as_service("test") as tx:
        return await a_creator(tx)


@pytest.fixture
async def sam(db: Database, ada: CreatorId) -> StudentId:
    async with db.as_service("test") as tx:
        return await a_student(tx, ada)


async def _told(db: Database, action: str = "sign_in") -> list[tuple[str, str, UUID | None, UUID | None]]:
    found = await list_any_records(db, RecordFilter(action=action))
    return [(one.action, one.actor_kind, one.actor_id, one.target_id) for one in reversed(found)]


async def _signed_in(db: Database, person: Person) -> str:
    return await sign_in_by_link(db, await make_sign_in_link(db, person), "Firefox")


async def test_sign_ins_are_recorded_by_their_person(db: Database, ada: CreatorId, sam: StudentId) -> None:
    secret = await _signed_in(db, Person("student", sam, "Sam"))
    await end_sign_in_of_browser(db, secret)
    await _signed_in(db, Person("creator", ada, "Ada"))
    async with db.acting_as(as_creator(ada)) as tx:
        await end_other_sign_ins(tx, None)
    assert await _told(db) == [
        ("sign_in.begun", "student", sam, sam),
        ("sign_in.ended", "student", sam, sam),
        ("sign_in.begun", "owner", ada, ada),
        ("sign_in.ended", "owner", ada, ada),
    ]
    assert [kind for _, kind, *_ in await _told(db, "sign_in_link")] == ["operator"] * 2
    assert {one.creator_id for one in await list_any_records(db, RecordFilter())} == {ada}


async def test_operator_and_owner_end_sign_ins_of_others(db: Database, ada: CreatorId, sam: StudentId) -> None:
    async with db.as_service("test") as tx:
        ed = await a_staff_member(tx, ada, "editor")
    await _signed_in(db, Person("student", sam, "Sam"))
    await _signed_in(db, Person("staff", ed, "Ed", ada))
    await end_sign_ins_of(db, sam)
    async with db.acting_as(as_creator(ada)) as tx:
        await tx.execute("update staff set is_active = false where role = 'editor'")
    ended = [one for one in await _told(db) if one[0] == "sign_in.ended"]
    assert ended == [("sign_in.ended", "operator", None, sam), ("sign_in.ended", "owner", ada, ed)]
    assert await _told(db, "staff.removed") == [("staff.removed", "owner", ada, ed)]


async def test_tier_of_a_creator_is_recorded(db: Database, ada: CreatorId) -> None:
    async with db.as_service("whop.settle") as tx:
        await tx.execute("update creators set subscription_tier = 'pro'")
        await tx.execute("update creators set subscription_tier = 'pro', name = 'Ada B.'")
    (changed,) = await list_any_records(db, RecordFilter(action="tier.changed"))
    assert (changed.creator_id, changed.service, changed.details) == (
        ada,
        "whop.settle",
        {"from": "basic", "to": "pro"},
    )


async def test_each_reads_what_their_role_allows(db: Database, ada: CreatorId, sam: StudentId) -> None:
    async with db.as_service("test") as tx:
        bob = await a_creator(tx, name="Bob")
        ed = await a_staff_member(tx, ada, "editor")
    await record_action(db, "token.minted", ada, ("student", sam), {"days": 7})
    await record_action(db, "command.run")
    counts = []
    for actor in (as_creator(ada), as_staff(ada, ed), as_student(sam), as_creator(bob)):
        async with db.acting_as(actor) as tx:
            counts.append(len(await list_records(tx, RecordFilter())))
    assert counts == [2, 0, 0, 0]  # the token, and Ed who was added


async def test_old_records_are_forgotten(db: Database, database: ADatabase, ada: CreatorId) -> None:
    with psycopg.connect(database.url) as owner:
        owner.execute(
            "insert into private.audit_log (action, happened_at) "
            "select 'command.run', now() - make_interval(days => d) from unnest(array[399, 401, 500]) d"
        )
    assert await forget_old_records(db) == 2
    assert await forget_old_records(db) == 0
    assert len(await list_any_records(db, RecordFilter())) == 1

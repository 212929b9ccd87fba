"""Sign-ins: resumed by a secret, listed and ended by their person, expired when unused."""

from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString
from uuid import uuid4

import pytest

from chronos.db import Database
from chronos.errors import NotAllowed, NotFound
from chronos.members import (
    Holder,
    SignIn,
    end_other_sign_ins,
    end_sign_in,
    end_sign_in_of_browser,
    list_sign_ins,
    resume_sign_in,
    sign_in_by_token,
)
from chronos.members.secret import hash_secret
from chronos.model import Actor
from tests.conftest import ADatabase
from tests.factories import a_creator, a_sign_in, a_student, as_creator, as_student

AGES: LiteralString = (
    "select extract(epoch from expires_at - now()) as left_seconds, extract(epoch from now() - last_seen_at) as unseen "
    "from private.sign_ins where secret_hash = %(hash)s"
)


@pytest.fixture
async def student(db: Database, creator: Actor) -> Actor:
    async with db.as_service("test") as tx:
        assert creator.creator_id
        return as_student(await a_student(tx, creator.creator_id))


async def age(db: Database, secret: str, *, unseen: str = "0", left: str = "30 days") -> None:
    """As if the sign-in had not been used for `unseen`, and had `left` to go."""
    async with db.as_service("test") as tx:
        await tx.execute(
            "update private.sign_ins set last_seen_at = now() - %(unseen)s::interval, "
            "expires_at = now() + %(left)s::interval where secret_hash = %(hash)s",
            {"unseen": unseen, "left": left, "hash": hash_secret(secret)},
        )


async def ages(db: Database, secret: str) -> tuple[float, float]:
    """Days until it expires, and seconds since it was used."""
    async with db.as_service("test") as tx:
        row = await tx.fetch_one(AGES, {"hash": hash_secret(secret)})
    assert row
    return float(row["left_seconds"]) / 86400, float(row["unseen"])


async def listed(db: Database, actor: Actor) -> list[SignIn]:
    async with db.acting_as(actor) as tx:
        return list(await list_sign_ins(tx))


async def refusal_of(work: Any) -> str:
    with pytest.raises((NotAllowed, NotFound)) as refusal:
        await work
    return refusal.value.code


async def test_a_secret_gives_back_the_actor(db: Database, database: ADatabase, creator: Actor, student: Actor) -> None:
    staff = Actor("authenticated", subject=uuid4(), creator_id=creator.creator_id)
    for actor in (creator, student, staff):
        secret = a_sign_in(database.superuser_url, actor)
        assert (await resume_sign_in(db, secret)).actor == actor
    assert await refusal_of(resume_sign_in(db, "guess")) == "sign_in_ended"


async def test_use_moves_the_expiry_after_five_minutes(db: Database, database: ADatabase, creator: Actor) -> None:
    secret = a_sign_in(database.superuser_url, creator)
    await age(db, secret, unseen="4 minutes", left="1 day")
    await resume_sign_in(db, secret)
    left, unseen = await ages(db, secret)
    assert left < 1.01
    assert unseen >= 240
    await age(db, secret, unseen="6 minutes", left="1 day")
    await resume_sign_in(db, secret)
    left, unseen = await ages(db, secret)
    assert 29.9 < left <= 30
    assert unseen < 240


async def test_use_never_moves_it_past_its_end(db: Database, database: ADatabase, creator: Actor) -> None:
    secret = a_sign_in(database.superuser_url, creator)
    async with db.as_service("test") as tx:
        await tx.execute(
            "update private.sign_ins set expires_at = now() + interval '1 day', ends_at = now() + interval '2 days'"
        )
    await age(db, secret, unseen="1 hour", left="1 day")
    await resume_sign_in(db, secret)
    assert 1.9 < (await ages(db, secret))[0] <= 2


async def test_unused_ones_expire(db: Database, database: ADatabase, creator: Actor) -> None:
    secret = a_sign_in(database.superuser_url, creator)
    await age(db, secret, left="0")
    assert await refusal_of(resume_sign_in(db, secret)) == "sign_in_ended"
    assert await listed(db, creator) == []


async def test_people_list_and_end_their_own_only(
    db: Database, database: ADatabase, creator: Actor, student: Actor
) -> None:
    staff = Actor("authenticated", subject=uuid4(), creator_id=creator.creator_id)
    own = {actor: a_sign_in(database.superuser_url, actor) for actor in (creator, student, staff)}
    for actor in own:
        [mine] = await listed(db, actor)
        for other in set(own) - {actor}:
            async with db.acting_as(other) as tx:
                assert await refusal_of(end_sign_in(tx, mine.id)) == "sign_in_not_found"
    [mine] = await listed(db, student)
    async with db.acting_as(student) as tx:
        await end_sign_in(tx, mine.id)
    assert await refusal_of(resume_sign_in(db, own[student])) == "sign_in_ended"
    await resume_sign_in(db, own[creator])


async def test_all_others_end_at_once(db: Database, database: ADatabase, creator: Actor, student: Actor) -> None:
    secrets = [a_sign_in(database.superuser_url, creator) for _ in range(3)]
    foreign = a_sign_in(database.superuser_url, student)
    kept = (await resume_sign_in(db, secrets[0])).id
    async with db.acting_as(creator) as tx:
        assert await end_other_sign_ins(tx, kept) == 2
    assert [each.id for each in await listed(db, creator)] == [kept]
    async with db.acting_as(creator) as tx:
        assert await end_other_sign_ins(tx, None) == 1
    await resume_sign_in(db, foreign)


async def test_signing_out_ends_one(db: Database, database: ADatabase, creator: Actor) -> None:
    secret, other = (a_sign_in(database.superuser_url, creator) for _ in range(2))
    for _ in range(2):
        await end_sign_in_of_browser(db, secret)
    assert await refusal_of(resume_sign_in(db, secret)) == "sign_in_ended"
    await resume_sign_in(db, other)


async def test_the_last_used_is_listed_first(db: Database, database: ADatabase, creator: Actor) -> None:
    for browser, unseen in (("Old", "3 days"), ("New", "0"), ("Middle", "1 day")):
        await age(db, a_sign_in(database.superuser_url, creator, browser=browser), unseen=unseen)
    assert [each.browser for each in await listed(db, creator)] == ["New", "Middle", "Old"]


async def test_a_token_gives_no_longer_access_than_its_own(db: Database, creator: Actor) -> None:
    for lifetime, days in ((timedelta(days=1), 1), (timedelta(days=90), 30)):
        holder = Holder(creator, datetime.now(UTC) + lifetime)
        secret = await sign_in_by_token(db, holder, "Firefox")
        assert days - 0.01 < (await ages(db, secret))[0] < days + 0.01
        await age(db, secret, unseen="1 hour", left="1 hour")
        assert (await resume_sign_in(db, secret)).actor == creator
        assert days - 0.01 < (await ages(db, secret))[0] < days + 0.01


async def test_a_token_without_access_is_refused(db: Database, student: Actor) -> None:
    until = datetime.now(UTC) + timedelta(days=1)
    stranger = Actor("authenticated", subject=uuid4())
    async with db.as_service("test") as tx:
        await tx.execute("update students set is_active = false where id = %(id)s", {"id": student.student_id})
    for actor in (stranger, Actor("authenticated"), student):
        assert await refusal_of(sign_in_by_token(db, Holder(actor, until), "Firefox")) == "membership_ended"


async def test_one_person_keeps_fifty(db: Database, creator: Actor, database: ADatabase) -> None:
    """The holder of a token signs in as often as it likes; the oldest end, and other people's stay."""
    async with db.as_service("test") as tx:
        other = as_creator(await a_creator(tx, name="Bob"))
    foreign = a_sign_in(database.superuser_url, other)
    holder = Holder(creator, datetime.now(UTC) + timedelta(days=1))
    first = await sign_in_by_token(db, holder, "First")
    await age(db, first, unseen="1 hour", left="1 hour")
    for _ in range(50):
        await sign_in_by_token(db, holder, "Firefox")
    assert len(await listed(db, creator)) == 50
    assert await refusal_of(resume_sign_in(db, first)) == "sign_in_ended"
    await resume_sign_in(db, foreign)


async def test_removed_people_are_signed_out(db: Database, database: ADatabase, creator: Actor, student: Actor) -> None:
    secret = a_sign_in(database.superuser_url, student)
    async with db.as_service("test") as tx:
        await tx.execute("delete from creators where id = %(id)s", {"id": creator.creator_id})
    assert await refusal_of(resume_sign_in(db, secret)) == "sign_in_ended"


async def test_the_look_up_is_by_the_index(database: ADatabase, superuser: Any) -> None:
    superuser.execute("set enable_seqscan = off")
    plan = superuser.execute("explain select from private.sign_ins where secret_hash = '\\x00' and expires_at > now()")
    assert "Index Scan using sign_ins_secret_hash_key" in str(plan.fetchall())

"""Who enters from Whop: the token says who they are, Whop what they may do, and the company which school it is."""

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chronos.db import Database
from chronos.errors import NotAllowed, NotFound, ProviderError
from chronos.members import list_schools, resume_sign_in, whoami
from chronos.members.sign_in import SignedIn
from chronos.providers.identity import Issuer, KeySet
from chronos.whop import TOKEN_ISSUER, Door, enter_frame, reconcile
from chronos.whop.enter_frame import ACCESS_SECONDS
from chronos.whop.reconcile_team import reconcile_team
from chronos.whop.simulator import APP_ID
from chronos.whop.simulator.tokens import SigningKeys
from tests.openid_provider import forged
from tests.whop.simulated import Whop, a_whop


class Place:
    """A simulated Whop, the door to Chronos, and a clock of the door."""

    def __init__(self, db: Database, whop: Whop) -> None:
        self.db, self.whop, self.seconds = db, whop, 0.0
        keys = KeySet("https://api.whop.com/keys", ("ES256",), fetch=self.keys, clock=lambda: self.seconds)
        self.door = Door(Issuer(TOKEN_ISSUER, APP_ID, keys), whop.client, clock=lambda: self.seconds)

    async def keys(self, url: str) -> dict[str, Any]:
        return self.whop.simulator.keys.jwks()

    @property
    def experience(self) -> str:
        return self.whop.product.experience_id

    def buy(self, name: str) -> str:
        """Let a person buy the first product; return their id."""
        person = self.whop.person(name)
        self.whop.simulator.world.buy(person, self.whop.product.id)
        return person

    async def enter(self, user: str, resource: str | None = None, *, token: str | None = None) -> SignedIn:
        token = token or self.whop.simulator.keys.user_token(user, APP_ID)
        secret = await enter_frame(self.db, self.door, token, resource or self.experience, "Firefox in Whop")
        return await resume_sign_in(self.db, secret)

    async def refused(self, code: str, user: str, resource: str | None = None, *, token: str | None = None) -> None:
        with pytest.raises((NotAllowed, NotFound)) as refusal:
            await self.enter(user, resource, token=token)
        assert refusal.value.code == code

    async def rows(self, table: str) -> int:
        async with self.db.as_service("test") as tx:
            return len(await tx.fetch(f"select from {table}"))


@pytest.fixture
async def place(db: Database) -> AsyncIterator[Place]:
    whop = a_whop()
    yield Place(db, whop)
    await whop.client.close()
    await whop.http.aclose()


@pytest.fixture
async def school(place: Place) -> Place:
    """The place after the owner opened the dashboard, which made the school."""
    owner = place.whop.person("Ada Lovelace")
    entered = await place.enter(owner, place.whop.company.id)
    assert entered.actor.creator_id
    assert entered.framed_user == owner
    return place


async def test_the_dashboard_makes_the_school_and_its_owner(school: Place) -> None:
    async with school.db.as_service("test") as tx:
        creator = await tx.fetch_one("select id, name, whop_company_id, whop_user_id from creators")
        staff = await tx.fetch("select id, role, whop_user_id from staff")
    assert creator
    assert (creator["name"], creator["whop_company_id"]) == ("Ada Lovelace", school.whop.company.id)
    assert [(row["id"], row["role"]) for row in staff] == [(creator["id"], "owner")]
    again = await school.enter(creator["whop_user_id"], school.whop.company.id)
    assert again.actor.subject == creator["id"]
    assert (await school.rows("creators"), await school.rows("staff")) == (1, 1)


async def test_who_opens_the_dashboard_first_is_what_the_team_says(place: Place) -> None:
    max_, ada = place.whop.person("Max Moderator"), place.whop.person("Ada Lovelace")
    school = (await place.enter(max_, place.whop.company.id)).actor.creator_id
    assert school
    for _ in range(2):  # the last owner stays until another is there
        await reconcile_team(place.db, place.whop.client, school, place.whop.company.id)
    async with place.db.as_service("test") as tx:
        rows = await tx.fetch("select whop_user_id, role::text from staff where is_active")
    assert {row["whop_user_id"]: row["role"] for row in rows} == {ada: "owner", max_: "viewer"}


async def test_without_a_known_membership_access_lasts_as_long_as_the_sign_in(school: Place) -> None:
    sam = school.buy("Sam Student")
    student = (await school.enter(sam)).actor
    change = "update students set access_ends_at = now() + %(left)s::interval"

    async def is_in() -> bool:
        async with school.db.acting_as(student) as tx:
            return await whoami(tx, student) is not None

    async with school.db.as_service("test") as tx:
        [row] = await tx.fetch("select extract(epoch from access_ends_at - now()) as seconds from students")
        await tx.execute(change, {"left": "0 s"})
    assert 12 * 3600 - 60 < row["seconds"] <= 12 * 3600
    assert not await is_in()
    await school.enter(sam)
    assert await is_in()
    await reconcile(school.db, school.whop.client)
    async with school.db.as_service("test") as tx:
        [row] = await tx.fetch("select access_ends_at, sees_all_courses from students")
    assert row == {"access_ends_at": None, "sees_all_courses": True}


async def test_where_products_differ_the_door_gives_no_course(school: Place) -> None:
    async with school.db.as_service("test") as tx:
        await tx.execute(
            "insert into whop_products (creator_id, product_id, gives) select id, 'prod_1', 'nothing' from creators"
        )
    await school.enter(school.buy("Sam Student"))
    async with school.db.as_service("test") as tx:
        assert await tx.fetch("select sees_all_courses from students") == [{"sees_all_courses": False}]
    await reconcile(school.db, school.whop.client)
    async with school.db.as_service("test") as tx:
        assert await tx.fetch("select sees_all_courses from students") == [{"sees_all_courses": True}]


async def test_customers_are_students_and_admins_staff(school: Place) -> None:
    sam = school.buy("Sam Student")
    first, second = await school.enter(sam), await school.enter(sam)
    assert first.actor.student_id
    assert first.actor == second.actor
    assert (await school.enter(school.whop.person("Ada Lovelace"))).actor.creator_id
    async with school.db.as_service("test") as tx:
        [row] = await tx.fetch("select name, whop_user_id, is_active from students")
    assert (row["name"], row["whop_user_id"], row["is_active"]) == ("Sam Student", sam, True)


async def test_notifications_lead_to_the_experience_that_was_opened(school: Place) -> None:
    await school.refused("membership_ended", school.whop.person("Sam Student"))
    assert await school.rows("private.whop_experiences") == 0
    school.seconds += ACCESS_SECONDS + 1
    for _ in range(2):
        await school.enter(school.buy("Sam Student"))
    async with school.db.as_service("test") as tx:
        rows = await tx.fetch("select experience_id from private.whop_experiences")
    assert rows == [{"experience_id": school.experience}]


async def test_who_has_no_access_makes_no_row(school: Place) -> None:
    for user in (school.whop.person("Sam Student"), "user_unknown"):
        await school.refused("membership_ended", user)
    assert await school.rows("students") == 0
    sam = school.buy("Sam Student")
    school.seconds += ACCESS_SECONDS
    await school.refused("membership_ended", sam, school.whop.company.id)  # the dashboard is for admins
    assert await school.rows("staff") == 1


async def test_another_companys_experience_is_another_school(school: Place) -> None:
    world = school.whop.simulator.world
    other = world.add_company("Another", owner="Bob Other")
    product = world.add_product(other, "Another Course")
    sam = school.whop.person("Sam Student")
    world.buy(sam, product.id)
    await school.refused("whop_school_unknown", sam, product.experience_id)  # nobody has opened its dashboard
    bob = school.whop.person("Bob Other")
    await school.refused("whop_school_unknown", bob, product.experience_id)
    await school.refused("membership_ended", bob)  # an admin elsewhere is nobody here
    await school.refused("membership_ended", bob, school.whop.company.id)
    made = await school.enter(bob, other.id)
    student = await school.enter(sam, product.experience_id)
    async with school.db.as_service("test") as tx:
        row = await tx.fetch_one("select creator_id from students where id = %(id)s", {"id": student.actor.student_id})
    assert row
    assert row["creator_id"] == made.actor.creator_id
    await school.refused("membership_ended", sam)


@pytest.mark.parametrize("resource", ["exp_", "exp_../x", "prod_1", "user_1", "", "exp_" + "x" * 80, "exp_unknown"])
async def test_other_ids_than_a_resources_are_unknown(school: Place, resource: str) -> None:
    sam = school.buy("Sam Student")
    token = school.whop.simulator.keys.user_token(sam, APP_ID)
    with pytest.raises(NotFound) as refusal:
        await enter_frame(school.db, school.door, token, resource, "Firefox")
    assert refusal.value.code == "whop_school_unknown"


async def test_who_was_removed_here_stays_out(school: Place) -> None:
    sam, ada = school.buy("Sam Student"), school.whop.person("Ada Lovelace")
    max_ = school.whop.person("Max Moderator")
    await school.enter(sam)
    async with school.db.as_service("test") as tx:
        await tx.execute("update students set is_active = false")
        await tx.execute(
            "insert into staff (creator_id, whop_user_id, name, role) select id, %(max)s, 'Max', 'owner' from creators",
            {"max": max_},
        )
        await tx.execute("update staff set is_active = false where whop_user_id = %(ada)s", {"ada": ada})
    await school.refused("membership_ended", sam)
    await school.refused("membership_ended", ada, school.whop.company.id)
    async with school.db.as_service("test") as tx:
        await tx.execute("update students set is_active = true")
        await tx.execute("update creators set is_active = false")
    await school.refused("membership_ended", sam)


async def test_an_answer_counts_for_half_a_minute_and_without_one_entry_is_refused(school: Place) -> None:
    sam = school.buy("Sam Student")
    await school.enter(sam)
    school.whop.simulator.is_down = True
    await school.enter(sam)
    school.seconds += ACCESS_SECONDS
    with pytest.raises(ProviderError) as outage:
        await school.enter(sam)
    assert outage.value.retryable
    school.whop.simulator.is_down = False
    await school.enter(sam)


async def test_access_that_ended_on_whop_has_ended_here(school: Place) -> None:
    sam = school.whop.person("Sam Student")
    bought = school.whop.simulator.world.buy(sam, school.whop.product.id)
    await school.enter(sam)
    school.whop.simulator.world.cancel(bought.id)
    school.seconds += ACCESS_SECONDS
    await school.refused("membership_ended", sam)


async def test_a_name_that_whop_does_not_tell(school: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    sam = school.buy("Sam Student")

    async def fail(user_id: str) -> None:
        raise ProviderError("Whop does not answer.", code="whop_unavailable")

    monkeypatch.setattr(school.whop.client, "get_user", fail)
    await school.enter(sam)
    async with school.db.as_service("test") as tx:
        [row] = await tx.fetch("select name from students")
    assert row["name"] == "Whop member"


async def test_a_user_lists_the_schools_of_their_account(school: Place) -> None:
    sam = school.buy("Sam Student")
    token = school.whop.simulator.keys.user_token(sam, APP_ID)
    secret = await enter_frame(school.db, school.door, token, school.experience, "Firefox")
    assert [each.school for each in await list_schools(school.db, secret)] == ["Ada Lovelace"]


def tokens(keys: SigningKeys, user: str) -> dict[str, str]:
    """Tokens that are wrong in one thing."""
    now = int(time.time())
    good = {"iss": TOKEN_ISSUER, "sub": user, "aud": APP_ID, "iat": now, "exp": now + 600}
    kid = keys.jwks()["keys"][-1]["kid"]
    return {
        "other app": keys.user_token(user, "app_other"),
        "expired": keys.user_token(user, APP_ID, seconds=-60),
        "other issuer": keys.sign(good | {"iss": "https://api.whop.com"}),
        "without expiry": keys.sign({name: value for name, value in good.items() if name != "exp"}),
        "without audience": keys.sign({name: value for name, value in good.items() if name != "aud"}),
        "not yet valid": keys.sign(good | {"nbf": now + 600}),
        "no user": keys.sign(good | {"sub": "biz_1"}),
        "a user with more": keys.sign(good | {"sub": f"{user}/../x"}),
        "foreign key": SigningKeys().user_token(user, APP_ID),
        "none": forged({"alg": "none", "kid": kid}, good),
        "public key as a secret": forged({"alg": "HS256", "kid": kid}, good, str(keys.jwks()).encode()),
        "empty": "",
    }


@pytest.mark.parametrize("kind", tokens(SigningKeys(), "user_1"))
async def test_every_other_token_is_refused(school: Place, kind: str) -> None:
    sam = school.buy("Sam Student")
    code = "token_expired" if kind == "expired" else "token_invalid"
    wrong = tokens(school.whop.simulator.keys, sam)[kind]
    with pytest.raises(NotAllowed) as refusal:
        await enter_frame(school.db, school.door, wrong, school.experience, "Firefox")
    assert refusal.value.code == code
    assert await school.rows("students") == 0


async def test_keys_are_rotated(school: Place) -> None:
    sam = school.buy("Sam Student")
    await school.enter(sam)
    old = school.whop.simulator.keys.user_token(sam, APP_ID)
    school.whop.simulator.keys.rotate(keep_old=False)
    school.seconds += 10
    await school.enter(sam)
    await school.refused("token_invalid", sam, token=old)

"""Histories of memberships in any order, repeated, with losses: the later reading holds, access is what it says."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chronos.db import Database, Tx, embedded
from chronos.db.pool import SERVICE
from chronos.model import CreatorId
from chronos.whop import MembershipReading, apply_membership
from chronos.whop.membership import STATES
from chronos.whop.normalise import normalise
from tests.conftest import create_database, drop_database
from tests.whop.test_apply_membership import a_company

NOW = datetime.now(UTC).replace(microsecond=0)
BEGIN = NOW - timedelta(days=1)
COMPANY_OF = {"mem_1": "biz_ada", "mem_2": "biz_ada", "mem_3": "biz_bob"}
USERS = ("user_1", "user_2")
# Nothing of it may depend on when it came.
KEPT = (
    "select id, company_id, creator_id, user_id, user_known_at, product_id, plan_id, state, gives_access, "
    "access_ends_at, changed_at, joined_at from private.whop_memberships order by id"
)
STUDENTS = (
    "select creator_id, whop_user_id, is_active, case when is_active then access_ends_at end as access_ends_at, "
    "case when is_active then whop_membership_id end as membership from students order by 1, 2"
)


@dataclass(frozen=True)
class Said:
    """One event of a membership."""

    membership: str
    at: datetime
    type: str
    status: str
    user: str | None
    product: str
    is_cancelled: bool
    period_end: datetime
    form: str

    @property
    def reading(self) -> MembershipReading:
        """What is read from its body, in its form."""
        company = COMPANY_OF[self.membership]
        data: dict[str, Any] = {
            "id": self.membership, "status": self.status, "cancel_at_period_end": self.is_cancelled,
            "renewal_period_end": self.period_end.isoformat(),
        }  # fmt: skip
        if self.form == "v1":
            body = {"type": self.type, "timestamp": self.at.isoformat(), "company_id": company}
            data |= {"user": {"id": self.user} if self.user else None, "product": {"id": self.product}}
        elif self.form == "dated":
            body = {"type": self.type, "timestamp": self.at.isoformat(), "account_id": company}
            data |= {"user_id": self.user, "product_id": self.product}
        else:
            old = self.type.replace("deactivated", "went_invalid").replace("activated", "went_valid")
            body = {"action": old.replace(".", "_", 1), "api_version": "v5"}
            data |= {"user_id": self.user, "product_id": self.product, "page_id": company}
        change = normalise(json.dumps(body | {"data": data}).encode(), self.at).change
        assert isinstance(change, MembershipReading)
        return change


EVENTS = st.builds(
    Said,
    membership=st.sampled_from(sorted(COMPANY_OF)),
    at=st.integers(0, 5).map(lambda minutes: BEGIN + timedelta(minutes=minutes)),  # so few that some are at once
    type=st.sampled_from(
        ["membership.activated", "membership.deactivated", "membership.updated",
         "membership.cancel_at_period_end_changed", "membership.trial_ending_soon"]
    ),
    status=st.sampled_from(sorted(STATES - {"deactivated"})),
    user=st.sampled_from([None, *USERS]),
    product=st.sampled_from(["prod_1", "prod_2"]),
    is_cancelled=st.booleans(),
    period_end=st.sampled_from([BEGIN + timedelta(hours=1), NOW + timedelta(days=30)]),
    form=st.sampled_from(["v1", "dated", "v5"]),
)  # fmt: skip


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as opened:
        yield opened


@pytest.fixture(scope="module")
def school(
    server: embedded.EmbeddedServer, migrated: str, runner: asyncio.Runner
) -> Iterator[tuple[Database, list[CreatorId]]]:
    """Two creators, each with a company; every example is undone."""
    made = create_database(server, "whop_order", migrated)
    db = Database(made.login_url, max_size=2)

    async def prepare() -> list[CreatorId]:
        await db.open()
        async with db.as_service("test") as tx:
            return [await a_company(tx, "biz_ada"), await a_company(tx, "biz_bob", name="Bob")]

    yield db, runner.run(prepare())
    runner.run(db.close())
    drop_database(server, made.name)


def order(reading: MembershipReading) -> tuple[Any, ...]:
    """The rule, once more: the later one; at the same time the one without access, then the one that ends first."""
    ends_at = reading.access_ends_at.timestamp() if reading.access_ends_at else float("inf")
    return reading.changed_at, not reading.gives_access, -ends_at


def expected_access(readings: Sequence[MembershipReading]) -> set[tuple[str, str]]:
    """The companies and people with access after these readings."""
    found = set()
    for membership in {reading.id for reading in readings}:
        of_it = [reading for reading in readings if reading.id == membership]
        newest = max(of_it, key=order)
        named = [(reading.changed_at, reading.user_id) for reading in of_it if reading.user_id is not None]
        if named and newest.gives_access and (newest.access_ends_at is None or newest.access_ends_at > NOW):
            found.add((COMPANY_OF[membership], str(max(named)[1])))
    return found


async def actual_access(tx: Tx) -> set[tuple[str, str]]:
    """The companies and people whose tokens the policies accept."""
    students = await tx.fetch(
        "select s.id::text, s.whop_user_id, c.whop_company_id from students s join creators c on c.id = s.creator_id"
    )
    found = set()
    for student in students:
        claims = json.dumps(
            {"role": "authenticated", "sub": student["id"], "app_metadata": {"student_id": student["id"]}}
        )
        row = await tx.fetch_one(
            "with asked as materialized (select set_config('request.jwt.claims', %(claims)s, true)) "
            "select private.acting_student() is not null as is_let_in from asked",
            {"claims": claims},
        )
        if row and row["is_let_in"]:
            found.add((student["whop_company_id"], student["whop_user_id"]))
    await tx.fetch_one("select set_config('request.jwt.claims', '{\"role\": \"service_role\"}', true)")
    return found


async def run(db: Database, readings: Sequence[MembershipReading], *, look: bool = False) -> Mapping[str, Any]:
    """Apply them in this order and return what there is then, undoing it; `look` at the access after each."""
    async with db.dry_run_as(SERVICE) as tx:
        for count, reading in enumerate(readings, 1):
            await apply_membership(tx, reading)
            if look:
                assert await actual_access(tx) == expected_access(readings[:count])
        return {"memberships": await tx.fetch(KEPT), "students": await tx.fetch(STUDENTS)}


def undated(state: Mapping[str, Any]) -> Mapping[str, Any]:
    """The state without when it was read."""
    hidden = ("changed_at", "user_known_at")
    rows = [{k: v for k, v in row.items() if k not in hidden} for row in state["memberships"]]
    return {**state, "memberships": rows}


def let_in(state: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Who has access: a person who once had it is a student who has none."""
    return [row for row in state["students"] if row["is_active"]]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EVENTS, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(
    school: tuple[Database, list[CreatorId]], runner: asyncio.Runner, history: list[Said], random: Any
) -> None:
    db, _ = school
    ordered = sorted((said.reading for said in history), key=order)
    shuffled = ordered + random.choices(ordered, k=random.randint(0, 4))
    random.shuffle(shuffled)
    straight = runner.run(run(db, ordered))
    turned = runner.run(run(db, shuffled, look=True))
    assert turned["memberships"] == straight["memberships"]
    assert let_in(turned) == let_in(straight)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EVENTS, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_readings_make_up_for_lost_events(
    school: tuple[Database, list[CreatorId]], runner: asyncio.Runner, history: list[Said], random: Any
) -> None:
    db, _ = school
    ordered = sorted((said.reading for said in history), key=order)
    straight = runner.run(run(db, ordered))
    # What the API answers afterwards is the state that all events have led to.
    read_at = NOW - timedelta(minutes=1)
    answers = [
        replace(
            max((reading for reading in ordered if reading.id == row["id"]), key=order),
            user_id=row["user_id"], product_id=row["product_id"], state=row["state"], changed_at=read_at,
        )
        for row in straight["memberships"]
    ]  # fmt: skip
    arrived = random.sample(ordered, k=random.randint(0, len(ordered))) + answers
    random.shuffle(arrived)
    after = runner.run(run(db, arrived, look=True))
    assert undated(after)["memberships"] == undated(runner.run(run(db, [*ordered, *answers])))["memberships"]
    assert let_in(after) == let_in(straight)

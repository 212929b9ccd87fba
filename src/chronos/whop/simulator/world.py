"""World: the companies, people and memberships of the simulated Whop, in memory, with the events of every change."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from chronos.whop.simulator.courses import SimulatedCourse

PERIOD = timedelta(days=30)
TRIAL = timedelta(days=7)
TICK = timedelta(milliseconds=1)  # between two changes, so that their order is never in doubt
WITH_ACCESS = frozenset({"trialing", "active", "completed", "canceling", "past_due"})

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Person:
    """A user of Whop."""

    id: str
    username: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Product:
    """A product of a company, with its one plan and the experience in which Chronos stands."""

    id: str
    title: str
    plan_id: str
    experience_id: str
    is_one_time: bool


@dataclass(frozen=True, slots=True)
class Company:
    """A company: what it sells, who works for it, what it teaches."""

    id: str
    title: str
    products: dict[str, Product] = field(default_factory=dict)
    team: dict[str, str] = field(default_factory=dict)  # user id → role
    invited: dict[str, str] = field(default_factory=dict)  # address → role, without an account yet
    courses: list[SimulatedCourse] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bought:
    """A membership in its present state."""

    id: str
    company_id: str
    product_id: str
    user_id: str | None
    status: str
    created_at: datetime
    updated_at: datetime
    period_end: datetime | None
    cancel_at_period_end: bool = False
    canceled_at: datetime | None = None

    @property
    def gives_access(self) -> bool:
        """Whether its holder may enter."""
        return self.status in WITH_ACCESS


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `subject`: the membership right after it, if it is one's."""

    id: str
    type: str
    at: datetime
    company_id: str
    subject: Bought | None
    changed: tuple[str, ...] = ()


class World:
    """Everything that the simulated Whop knows. The same seed and the same verbs give the same ids."""

    def __init__(self, seed: int = 0, clock: Callable[[], datetime] | None = None) -> None:
        self._random: random.Random = random.Random(seed)  # noqa: S311 - ids that can be repeated
        self._clock = clock or (lambda: datetime.now(UTC))
        self._last = self._clock()
        self.companies: dict[str, Company] = {}
        self.people: dict[str, Person] = {}
        self.memberships: dict[str, Bought] = {}
        self.events: list[Event] = []
        self.completed: set[tuple[str, str]] = set()  # user id, lesson id
        self.notifications: dict[str, Json] = {}  # by idempotency key

    def forget_seed(self) -> None:
        """Let the ids from now on be new ones: those of events and memberships differ from an earlier run's."""
        self._random = random.SystemRandom()

    # Making

    def add_company(self, title: str, owner: str = "Ada Lovelace") -> Company:
        """Add a company with its owner."""
        company = Company(self.new_id("biz"), title)
        self.companies[company.id] = company
        company.team[self.add_person(owner).id] = "owner"
        return company

    def add_person(self, name: str) -> Person:
        """Add a user."""
        username = "".join(c for c in name.lower() if c.isalnum()) or "user"
        user_id = self.new_id("user")
        username = f"{username}{len(self.people)}"
        self.people[user_id] = Person(user_id, username, name, f"{username}@example.com")
        return self.people[user_id]

    def add_product(self, company: Company, title: str, *, is_one_time: bool = False) -> Product:
        """Add a product with a plan and an experience."""
        ids = [self.new_id(kind) for kind in ("prod", "plan", "exp")]
        product = Product(ids[0], title, ids[1], ids[2], is_one_time)
        company.products[product.id] = product
        return product

    # What people do

    def buy(self, user_id: str | None, product_id: str, *, trial: bool = False) -> Bought:
        """Buy a product; without a user it waits to be claimed."""
        company, product = self.find_product(product_id)
        now = self._tick()
        status = "completed" if product.is_one_time else "trialing" if trial else "active"
        end = None if product.is_one_time else now + (TRIAL if trial else PERIOD)
        bought = Bought(self.new_id("mem"), company.id, product_id, user_id, status, now, now, end)
        self.memberships[bought.id] = bought
        self._record("membership.activated", bought)
        self._record("payment.succeeded", bought)
        return bought

    def cancel(self, membership_id: str) -> Bought:
        """Cancel at once: access ends."""
        return self._change(membership_id, "membership.deactivated", status="canceled", canceled_at=self._tick())

    def cancel_at_period_end(self, membership_id: str, wanted: bool = True) -> Bought:
        """Cancel at the end of the period, or take that back: access stays until then."""
        changed = {"cancel_at_period_end": wanted, "canceled_at": self._tick() if wanted else None}
        return self._change(membership_id, "membership.cancel_at_period_end_changed", **changed)

    def end_period(self, membership_id: str) -> Bought:
        """Let the period pass: a cancelled membership expires, another is renewed."""
        bought = self.memberships[membership_id]
        if bought.cancel_at_period_end:
            return self._change(membership_id, "membership.deactivated", status="expired", period_end=self._tick())
        renewed = self._change(membership_id, "membership.updated", status="active", period_end=self._tick() + PERIOD)
        self._record("payment.succeeded", renewed)
        return renewed

    def fail_payment(self, membership_id: str) -> Bought:
        """Let a payment fail: the membership is past due."""
        self._record("payment.failed", self.memberships[membership_id])
        return self._change(membership_id, "membership.updated", status="past_due")

    def reactivate(self, membership_id: str) -> Bought:
        """Pay, or come back: the membership is active again."""
        return self._change(
            membership_id, "membership.activated", status="active", canceled_at=None, cancel_at_period_end=False
        )

    def expire(self, membership_id: str) -> Bought:
        """Let it end."""
        return self._change(membership_id, "membership.deactivated", status="expired")

    # What can be asked

    def access_level(self, user_id: str, resource_id: str) -> str:
        """Return `admin`, `customer` or `no_access` for a company, product or experience. Raises KeyError."""
        company = self.company_of(resource_id)
        if user_id in company.team:
            return "admin"
        wanted = self._products_of(company, resource_id)
        held = {m.product_id for m in self.memberships.values() if m.user_id == user_id and m.gives_access}
        return "customer" if held & wanted else "no_access"

    def company_of(self, resource_id: str) -> Company:
        """Return the company of a company's, product's or experience's id. Raises KeyError."""
        for company in self.companies.values():
            if resource_id == company.id or self._products_of(company, resource_id):
                return company
        raise KeyError(resource_id)

    def find_product(self, product_id: str) -> tuple[Company, Product]:
        """Return a product and its company. Raises KeyError."""
        for company in self.companies.values():
            if product_id in company.products:
                return company, company.products[product_id]
        raise KeyError(product_id)

    def new_id(self, kind: str) -> str:
        """Return a new id as Whop's look: a prefix and 14 letters and digits."""
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"
        return f"{kind}_{''.join(self._random.choices(letters, k=14))}"

    def _products_of(self, company: Company, resource_id: str) -> set[str]:
        return {
            product.id
            for product in company.products.values()
            if resource_id in (company.id, product.id, product.experience_id)
        }

    def _change(self, membership_id: str, event: str, **changes: object) -> Bought:
        before = self.memberships[membership_id]
        after = replace(before, updated_at=self._tick(), **changes)  # type: ignore[arg-type]
        self.memberships[membership_id] = after
        self._record(event, after, tuple(changes))
        return after

    def _record(self, event: str, subject: Bought, changed: tuple[str, ...] = ()) -> None:
        at = self._tick()
        self.events.append(Event(self.new_id("msg"), event, at, subject.company_id, subject, changed))

    def _tick(self) -> datetime:
        self._last = max(self._clock(), self._last + TICK)
        return self._last


def in_order(world: World) -> Iterator[Bought]:
    """Yield the memberships as a listing has them, oldest first."""
    yield from sorted(world.memberships.values(), key=lambda bought: (bought.created_at, bought.id))

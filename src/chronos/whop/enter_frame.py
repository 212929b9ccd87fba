"""Enter: a person opens Chronos inside Whop; the token says who they are, Whop's API what they may do."""

import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from chronos.db import Database, load_queries
from chronos.errors import NotAllowed, NotFound, ProviderError
from chronos.members import hash_secret, make_secret
from chronos.providers.identity import Issuer, verify_token
from chronos.whop.client import ReadsAccess
from chronos.whop.records import AccessLevel

TOKEN_ISSUER = "urn:whopcom:exp-proxy"  # noqa: S105 - who makes the tokens of users
ACCESS_SECONDS = 30.0  # a person who lost access may open the frame again this long
MAX_KEPT = 10_000
NAMELESS = "Whop member"

_QUERIES = load_queries("chronos.whop")
_USER = re.compile(r"user_[A-Za-z0-9]{1,60}")
_RESOURCE = re.compile(r"(?:exp|biz)_[A-Za-z0-9]{1,60}")
T = TypeVar("T")


class Door:
    """Lets people in from Whop. An answer of Whop counts for half a minute; without one, no person enters."""

    def __init__(self, issuer: Issuer, api: ReadsAccess, clock: Callable[[], float] = time.monotonic) -> None:
        self._issuer = issuer
        self._api = api
        self._levels: _Kept[AccessLevel] = _Kept(clock)
        self._companies: _Kept[str] = _Kept(clock)

    async def verify_user(self, token: str) -> str:
        """Return the user of Whop whose token this is. Raises NotAllowed (`token_…`), ProviderError."""
        user = (await verify_token(token, self._issuer))["sub"]
        if not _USER.fullmatch(user):
            raise NotAllowed("The token is not valid. Open the app on Whop again.", code="token_invalid")
        return str(user)

    async def company_of(self, resource: str) -> str:
        """Return the company of an experience (`exp_…`), as Whop says; a company (`biz_…`) is its own."""
        if resource.startswith("biz_"):
            return resource

        async def ask() -> str:
            return (await self._api.get_experience(resource)).company_id

        return await self._companies.get(resource, ask)

    async def level_of(self, user: str, resource: str) -> AccessLevel:
        """Return what the user may do with the resource."""

        async def ask() -> AccessLevel:
            return await self._api.get_access(user, resource)

        return await self._levels.get(f"{user} {resource}", ask)

    async def name_of(self, user: str) -> str:
        """Return the user's name, or a word for one whose name Whop does not tell."""
        try:
            person = await self._api.get_user(user)
        except (NotFound, ProviderError):
            return NAMELESS
        shown = "".join(each for each in (person.name or person.username or "") if each.isprintable()).strip()
        return shown[:200] or NAMELESS


async def enter_frame(db: Database, door: Door, token: str, resource: str, browser: str) -> str:
    """Return the secret of a new sign-in of the token's user, in the school of the resource's company.

    An admin of the company is staff, a customer a student. Missing rows are made, the school by an admin who opens the
    dashboard of its company. Raises NotAllowed (`token_…`, `membership_ended`), NotFound
    (`whop_school_unknown`), ProviderError when Whop does not answer.
    """
    user = await door.verify_user(token)
    if not _RESOURCE.fullmatch(resource):
        raise _unknown()
    try:
        company, level = await door.company_of(resource), await door.level_of(user, resource)
    except NotFound as error:
        raise _unknown() from error
    is_dashboard = resource.startswith("biz_")
    if level == "no_access" or (is_dashboard and level != "admin"):
        raise _ended()
    entering = _Entering(company, resource, user, level == "admin", is_dashboard, browser)
    outcome, secret = await _enter(db, entering, None)
    if outcome == "missing":
        outcome, secret = await _enter(db, entering, await door.name_of(user))
    if outcome == "unknown":
        raise _unknown()
    if outcome != "in":
        raise _ended()
    return secret


@dataclass(frozen=True, slots=True)
class _Entering:
    company: str
    resource: str
    user: str
    as_admin: bool
    makes_school: bool
    browser: str


async def _enter(db: Database, entering: _Entering, name: str | None) -> tuple[str, str]:
    secret = make_secret()
    values = {
        "company": entering.company,
        "user": entering.user,
        "as_admin": entering.as_admin,
        "makes_school": entering.makes_school,
        "name": name,
        "hash": hash_secret(secret),
        "browser": entering.browser,
    }
    async with db.as_service("whop.enter_frame") as tx:
        row = await tx.fetch_one(_QUERIES["enter_from_whop"], values)
        if row and row["outcome"] == "in" and not entering.makes_school:
            noted = {"company": entering.company, "experience": entering.resource}
            await tx.execute(_QUERIES["note_experience"], noted)
    return (row["outcome"] if row else "unknown"), secret


class _Kept(Generic[T]):
    """Answers of the last half minute, the newest ten thousand. A failure is not kept."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._answers: OrderedDict[str, tuple[float, T]] = OrderedDict()

    async def get(self, key: str, ask: Callable[[], Awaitable[T]]) -> T:
        """Return the answer of this key; `ask` gives a new one."""
        known = self._answers.get(key)
        if known is not None and self._clock() - known[0] < ACCESS_SECONDS:
            return known[1]
        asked_at = self._clock()
        answer = await ask()
        self._answers[key] = asked_at, answer
        self._answers.move_to_end(key)
        while len(self._answers) > MAX_KEPT:
            self._answers.popitem(last=False)
        return answer


def _ended() -> NotAllowed:
    return NotAllowed(
        "You have no access here. Buy a membership, or ask the person whose school it is.", code="membership_ended"
    )


def _unknown() -> NotFound:
    return NotFound("This school does not use Chronos yet.", code="whop_school_unknown")

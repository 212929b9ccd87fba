"""Membership: what was read of one, in an event or an answer of the API, and what its status means for access."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from chronos.errors import Invalid

State = Literal[
    "active", "trialing", "completed", "canceling", "past_due", "unresolved",
    "canceled", "expired", "drafted", "deactivated",
]  # fmt: skip
STATES = frozenset(get_args(State))
# docs/decisions/0038: who owes a payment keeps access, and is marked, until Whop ends the membership.
OPEN = frozenset({"active", "trialing", "completed", "canceling", "past_due", "unresolved"})
# `deactivated`: an event said so although its status said something else.
ENDED = STATES - OPEN


@dataclass(frozen=True, slots=True)
class MembershipReading:
    """One reading of a membership. Ids are Whop's; None: the reading does not say.

    `changed_at`: when it was so, by Whop's clock: the time of the event, or of the API's answer. Of two readings the
    later one holds, in whichever order they come. `access_ends_at`: when access ends by itself. `name`, `email` and
    `product_title` are used where nothing is known yet.
    """

    id: str
    company_id: str | None
    user_id: str | None
    product_id: str | None
    plan_id: str | None
    state: State
    gives_access: bool
    access_ends_at: datetime | None
    changed_at: datetime
    joined_at: datetime | None = None
    name: str | None = None
    email: str | None = None
    product_title: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """How long a membership is to last: until the end of the paid period, and what else Whop says of its end."""

    cancel_at_period_end: bool = False
    period_ends_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """What a membership means for access: none, until a time, or until a later reading."""

    state: State
    gives_access: bool
    access_ends_at: datetime | None


def judge_status(status: str, term: Term) -> Access:
    """Return the access of a membership of this status. Raises Invalid (`whop_body_invalid`) for an unknown one."""
    state = _state(status)
    if state is None:
        raise Invalid(
            f"The membership has the status {status[:40]!r}, which Chronos does not know.", code="whop_body_invalid"
        )
    if state in ENDED:
        return Access(state, gives_access=False, access_ends_at=None)
    if state == "canceling" or term.cancel_at_period_end:
        is_plain = state in ("active", "trialing")
        return Access("canceling" if is_plain else state, True, term.period_ends_at or term.expires_at)
    # A membership that renews may call the end of its period its expiry; a late renewal is no end.
    renews = term.expires_at == term.period_ends_at
    return Access(state, gives_access=True, access_ends_at=None if renews else term.expires_at)


def judge_event(*, is_activated: bool, status: str | None, term: Term, at: datetime) -> Access:
    """Return the access after an event that says by its type whether there is one, whatever the status beside it."""
    state = _state(status)
    if not is_activated:
        ended: State = state if state is not None and state in ENDED else "deactivated"
        return Access(ended, gives_access=False, access_ends_at=None)
    access = judge_status("active" if state is None or state in ENDED else state, term)
    # An end that lies before the event is not that of the access which the event gives.
    ends_at = access.access_ends_at
    return Access(access.state, gives_access=True, access_ends_at=ends_at if ends_at and ends_at > at else None)


def _state(status: str | None) -> State | None:
    found: State | None = next((state for state in get_args(State) if state == status), None)
    return found

"""Normalise a delivery: of Whop's four forms of body, what it says."""

import re
from dataclasses import dataclass
from datetime import datetime

from chronos.errors import Invalid
from chronos.members import check_email, check_name
from chronos.whop.membership import STATES, Access, MembershipReading, Term, judge_event, judge_status
from chronos.whop.read_json import Object, invalid, read_flag, read_id, read_object, read_part, read_text, read_time

_KIND = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
_LEGACY = {"membership.went_valid": "membership.activated", "membership.went_invalid": "membership.deactivated"}
# What of a membership's events says by its type whether there is access; the others leave it to the status.
_SAYS_ACCESS = {"membership.activated": True, "membership.deactivated": False}
_BY_STATUS = {"membership.updated", "membership.cancel_at_period_end_changed", "membership.trial_ending_soon"}
_PAYMENTS = {"payment.succeeded": True, "payment.failed": False}
_PRODUCTS = {"product.created", "product.updated"}
# Their own names have underscores; of all others, the first one stands where a dot should.
_NOUNS = ("course_lesson_interaction", "setup_intent", "payout_method", "resolution_center_case")


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment of a membership that succeeded or failed."""

    membership_id: str
    is_paid: bool


@dataclass(frozen=True, slots=True)
class Product:
    """A product of a company, which has this title."""

    id: str
    title: str | None


@dataclass(frozen=True, slots=True)
class WhopEvent:
    """What a delivery says. `kind`: its type, with dots. `at`: when it happened, by Whop's clock.

    `change`: what is to be applied; None: of this kind nothing is. `is_dated`: the body carries the time. Without one,
    `at` is the time of the delivery, which retries make later.
    """

    kind: str
    at: datetime
    company_id: str | None
    user_id: str | None
    membership_id: str | None
    change: MembershipReading | Payment | Product | None
    is_dated: bool = True


def normalise(body: bytes, sent_at: datetime) -> WhopEvent:
    """Read a body of the form v1 (with company_id, or dated, with account_id), v5 or v2.

    `sent_at`: when it was signed, for the forms that do not say when it happened. Raises Invalid (`whop_body_invalid`).
    """
    envelope = read_object(body)
    kind = _kind(envelope)
    data = read_part(envelope, "data")
    written_at = read_time(envelope, "timestamp") or _time_of_payment(kind, data)
    at, is_dated = written_at or sent_at, written_at is not None
    company_id = read_id(envelope, "company_id", "account_id") or _company_of(data)
    is_membership = kind in _SAYS_ACCESS or kind in _BY_STATUS
    if is_membership:
        change = read_membership(data, at, company_id=company_id, is_activated=_SAYS_ACCESS.get(kind))
        return WhopEvent(kind, at, company_id, change.user_id, change.id, change, is_dated)
    membership_id = read_id(data, "membership", "membership_id")
    user_id = read_id(data, "user", "user_id")
    return WhopEvent(kind, at, company_id, user_id, membership_id, _other(kind, data, membership_id), is_dated)


def read_membership(
    data: Object, at: datetime, *, company_id: str | None = None, is_activated: bool | None = None
) -> MembershipReading:
    """Read a membership as Whop writes it, in an event or an answer of its API, of any form and date.

    `at`: when it was so. `company_id`: that of the envelope, which goes before the membership's own. `is_activated`:
    what the type of an event says of access, whatever the status. Raises Invalid (`whop_body_invalid`).
    """
    id_ = read_id(data, "id")
    if id_ is None:
        raise invalid("The membership has no id.")
    user, product = _nested(data, "user"), _nested(data, "product")
    access = _access(data, at, is_activated)
    return MembershipReading(
        id=id_,
        company_id=company_id or _company_of(data),
        user_id=read_id(data, "user", "user_id"),
        product_id=read_id(data, "product", "product_id"),
        plan_id=read_id(data, "plan", "plan_id"),
        state=access.state,
        gives_access=access.gives_access,
        access_ends_at=access.access_ends_at,
        changed_at=at,
        joined_at=read_time(data, "joined_at", "created_at"),
        name=_name(read_text(user, "name", "username")),
        email=_email(read_text(user, "email") or read_text(data, "email")),
        product_title=_title(read_text(product, "title", "name")),
    )


def _access(data: Object, at: datetime, is_activated: bool | None) -> Access:
    status = read_text(data, "status")
    term = Term(
        cancel_at_period_end=bool(read_flag(data, "cancel_at_period_end")),
        period_ends_at=read_time(data, "current_period_end", "renewal_period_end"),
        expires_at=read_time(data, "expires_at"),
    )
    if is_activated is None and status not in STATES:
        is_activated = read_flag(data, "valid")  # the older forms say it beside the status
    if is_activated is not None:
        return judge_event(is_activated=is_activated, status=status, term=term, at=at)
    if status is None:
        raise invalid("The membership has no status.")
    return judge_status(status, term)


def _other(kind: str, data: Object, membership_id: str | None) -> Payment | Product | None:
    if kind in _PAYMENTS and membership_id is not None:
        return Payment(membership_id, _PAYMENTS[kind])
    if kind in _PRODUCTS and (id_ := read_id(data, "id")) is not None:
        return Product(id_, _title(read_text(data, "title", "name")))
    return None


def _time_of_payment(kind: str, data: Object) -> datetime | None:
    """Return when the payment was made or tried; events of the older forms carry no other time."""
    if kind not in _PAYMENTS:
        return None
    names = ("paid_at",) if _PAYMENTS[kind] else ("last_payment_attempt", "last_payment_attempt_at")
    return read_time(data, *names)


def _kind(envelope: Object) -> str:
    written = read_text(envelope, "type", "action")
    kind = (written or "").strip().lower()
    if len(kind) > 100 or not _KIND.fullmatch(kind):
        raise invalid("The body has no type of event.")
    if "." not in kind:
        noun = next((noun for noun in _NOUNS if kind.startswith(f"{noun}_")), kind.partition("_")[0])
        kind = f"{noun}.{kind[len(noun) + 1 :]}" if len(kind) > len(noun) + 1 else noun
    return _LEGACY.get(kind, kind)


def _company_of(data: Object) -> str | None:
    # `page_id` is the company's older name.
    return read_id(data, "company", "company_id", "account", "account_id", "page_id")


def _nested(data: Object, name: str) -> Object:
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def _name(text: str | None) -> str | None:
    try:
        return check_name(text[:200]) if text is not None else None
    except Invalid:
        return None


def _email(text: str | None) -> str | None:
    try:
        return check_email(text)
    except Invalid:
        return None


def _title(text: str | None) -> str | None:
    clean = "".join(one for one in text or "" if one.isprintable()).strip()[:500]
    return clean or None

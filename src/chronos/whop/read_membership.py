"""Read a membership as the API lists it; an answer is as new as the membership's last change, or as its own date."""

from dataclasses import dataclass
from datetime import datetime

from chronos.errors import Invalid
from chronos.whop.membership import MembershipReading, Term, judge_status
from chronos.whop.records import Json


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A membership whose status this version does not know: it is there, and nothing follows from it."""

    id: str
    reason: str


def read_membership(company_id: str, json: Json, at: datetime) -> MembershipReading | Unreadable:
    """Return the reading of an answer of `at`. Raises KeyError, TypeError, ValueError for another form."""
    account = json["account"]["id"]
    if account != company_id:
        raise ValueError("a membership of another company")
    period_ends_at = _time(json["current_period_end"])
    term = Term(bool(json["cancel_at_period_end"]), period_ends_at, _time(json["expires_at"]))
    try:
        access = judge_status(json["status"], term)
    except Invalid as error:
        return Unreadable(json["id"], str(error))
    return MembershipReading(
        id=json["id"],
        company_id=company_id,
        user_id=json["user_id"],
        product_id=json["product_id"],
        plan_id=json["plan_id"],
        state=access.state,
        gives_access=access.gives_access,
        access_ends_at=access.access_ends_at,
        # The date of an answer has whole seconds: a change within the same second is newer.
        changed_at=max(at, datetime.fromisoformat(json["updated_at"])),
        joined_at=_time(json["created_at"]),
        product_title=json["product"]["title"],
    )


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

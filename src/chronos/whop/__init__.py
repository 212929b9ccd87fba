"""Whop: who bought a membership there, in webhooks and the API's answers, and a simulator of both."""

from chronos.whop.apply_membership import Outcome, apply_membership, settle_due
from chronos.whop.client import ReadsAccess, WhopClient
from chronos.whop.membership import Access, MembershipReading, State, Term, judge_event, judge_status
from chronos.whop.records import AccessLevel, Experience, TeamMember, User
from chronos.whop.request import Requests

__all__ = [
    "Access",
    "AccessLevel",
    "Experience",
    "MembershipReading",
    "Outcome",
    "ReadsAccess",
    "Requests",
    "State",
    "TeamMember",
    "Term",
    "User",
    "WhopClient",
    "apply_membership",
    "judge_event",
    "judge_status",
    "settle_due",
    "simulator",
]

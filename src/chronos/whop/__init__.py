"""Whop: who bought a membership there, in webhooks and the API's answers, and a simulator of both."""

from chronos.whop.apply_membership import Outcome, apply_membership, settle_due
from chronos.whop.client import ReadsAccess, WhopClient
from chronos.whop.membership import Access, MembershipReading, State, Term, judge_event, judge_status
from chronos.whop.reconcile import Report, reconcile
from chronos.whop.reconcile_doctor import WHOP_CHECKS
from chronos.whop.records import AccessLevel, Experience, TeamMember, User
from chronos.whop.request import Requests
from chronos.whop.watch import read_from_whop, watch_for_gaps

__all__ = [
    "WHOP_CHECKS",
    "Access",
    "AccessLevel",
    "Experience",
    "MembershipReading",
    "Outcome",
    "ReadsAccess",
    "Report",
    "Requests",
    "State",
    "TeamMember",
    "Term",
    "User",
    "WhopClient",
    "apply_membership",
    "judge_event",
    "judge_status",
    "read_from_whop",
    "reconcile",
    "settle_due",
    "simulator",
    "watch_for_gaps",
]

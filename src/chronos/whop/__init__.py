"""Whop: who bought a membership there, in webhooks and the API's answers, and a simulator of both."""

from chronos.whop.apply_event import apply_due, apply_event
from chronos.whop.apply_membership import Outcome, apply_membership, settle_due
from chronos.whop.client import ReadsAccess, WhopClient
from chronos.whop.connect import (
    Connection,
    MirroredMembership,
    connect_company,
    disconnect_company,
    list_memberships,
    sell_tier,
)
from chronos.whop.doctor import INBOX_CHECKS
from chronos.whop.enter_frame import TOKEN_ISSUER, Door, enter_frame
from chronos.whop.inbox import (
    Inbox,
    InboxEvent,
    forget_bodies,
    list_inbox,
    receive_delivery,
    replay_events,
    replay_failed,
)
from chronos.whop.membership import Access, MembershipReading, State, Term, judge_event, judge_status
from chronos.whop.normalise import read_membership
from chronos.whop.products import Gives, WhopProduct, change_product, find_own_company, list_products
from chronos.whop.reconcile import Report, reconcile
from chronos.whop.reconcile_doctor import WHOP_CHECKS
from chronos.whop.records import (
    AccessLevel,
    Chapter,
    Experience,
    LessonMedia,
    TeamMember,
    User,
    WhopCourse,
    WhopLesson,
)
from chronos.whop.request import Requests
from chronos.whop.tasks import catch_up, register_whop
from chronos.whop.verify import Delivery, SignedHeaders, verify_delivery
from chronos.whop.watch import read_from_whop, watch_for_gaps

__all__ = [
    "INBOX_CHECKS",
    "TOKEN_ISSUER",
    "WHOP_CHECKS",
    "Access",
    "AccessLevel",
    "Chapter",
    "Connection",
    "Delivery",
    "Door",
    "Experience",
    "Gives",
    "Inbox",
    "InboxEvent",
    "LessonMedia",
    "MembershipReading",
    "MirroredMembership",
    "Outcome",
    "ReadsAccess",
    "Report",
    "Requests",
    "SignedHeaders",
    "State",
    "TeamMember",
    "Term",
    "User",
    "WhopClient",
    "WhopCourse",
    "WhopLesson",
    "WhopProduct",
    "apply_due",
    "apply_event",
    "apply_membership",
    "catch_up",
    "change_product",
    "connect_company",
    "disconnect_company",
    "enter_frame",
    "find_own_company",
    "forget_bodies",
    "judge_event",
    "judge_status",
    "list_inbox",
    "list_memberships",
    "list_products",
    "read_from_whop",
    "read_membership",
    "receive_delivery",
    "reconcile",
    "register_whop",
    "replay_events",
    "replay_failed",
    "sell_tier",
    "settle_due",
    "simulator",
    "verify_delivery",
    "watch_for_gaps",
]

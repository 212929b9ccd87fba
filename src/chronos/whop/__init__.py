"""Whop: who bought a membership there, what its API says, and a simulator of both."""

from chronos.whop.client import ReadsAccess, WhopClient
from chronos.whop.records import AccessLevel, Experience, TeamMember, User
from chronos.whop.request import Requests

__all__ = [
    "AccessLevel",
    "Experience",
    "ReadsAccess",
    "Requests",
    "TeamMember",
    "User",
    "WhopClient",
]

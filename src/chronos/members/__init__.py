"""People: creators, students, and the tokens that identify them."""

from chronos.members.people import (
    Creator,
    Student,
    add_creator,
    add_student,
    list_creators,
    list_students,
    resolve_actor,
    whoami,
)
from chronos.members.tokens import DEFAULT_LIFETIME_SECONDS, Tokens

__all__ = [
    "DEFAULT_LIFETIME_SECONDS",
    "Creator",
    "Student",
    "Tokens",
    "add_creator",
    "add_student",
    "list_creators",
    "list_students",
    "resolve_actor",
    "whoami",
]

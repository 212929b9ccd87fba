"""People: creators, students, and the tokens that identify them."""

from chronos.members.find_person import Kind, Person, find_person
from chronos.members.people import (
    Creator,
    Student,
    add_creator,
    add_student,
    change_student,
    latest_creator,
    list_creators,
    list_students,
    resolve_actor,
    whoami,
)
from chronos.members.tokens import DEFAULT_LIFETIME_SECONDS, Tokens

__all__ = [
    "DEFAULT_LIFETIME_SECONDS",
    "Creator",
    "Kind",
    "Person",
    "Student",
    "Tokens",
    "add_creator",
    "add_student",
    "change_student",
    "find_person",
    "latest_creator",
    "list_creators",
    "list_students",
    "resolve_actor",
    "whoami",
]

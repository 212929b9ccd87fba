"""Find a person by what an operator types: a name, an e-mail address, an id or the beginning of one."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from chronos.db import Database, load_queries
from chronos.errors import Invalid, NotFound
from chronos.model import Actor, CreatorId, StudentId

_QUERIES = load_queries("chronos.members")

Kind = Literal["creator", "staff", "student"]
MIN_PREFIX = 4  # characters of an id
SHOWN = 5  # people at most in a message


@dataclass(frozen=True, slots=True)
class Person:
    """A creator, a member of the staff, or a student.

    `creator_id`: of the school; `subject`: the row of staff or students as which they act. Both are `id` by default.
    """

    kind: Kind
    id: UUID
    name: str
    creator_id: UUID | None = None
    subject: UUID | None = None

    @property
    def actor(self) -> Actor:
        """Who they act as."""
        subject = self.subject or self.id
        if self.kind == "student":
            return Actor("authenticated", subject=subject, student_id=StudentId(subject))
        return Actor("authenticated", subject=subject, creator_id=CreatorId(self.creator_id or self.id))


async def find_person(db: Database, text: str, kind: Kind | None = None, *, of_creator: UUID | None = None) -> Person:
    """Return the one person meant by `text`, as the operator; with `kind`, among those of this kind.

    A whole id goes before an address, an address before a name, a name before the beginning of an id; then
    `of_creator` and its students go before other people. Raises NotFound (`person_not_found`), and Invalid
    (`person_ambiguous`) when `text` means several people.
    """
    text = text.strip().replace("\0", "")
    values: dict[str, object] = {
        "text": text.lower(), "kind": kind, "is_prefix": len(text) >= MIN_PREFIX, "limit": SHOWN + 1,
        "of_creator": of_creator,
    }  # fmt: skip
    async with db.as_service("members.find") as tx:
        found = [Person(**row) for row in await tx.fetch(_QUERIES["find_people"], values)]
    if len(found) == 1:
        return found[0]
    if not found:
        who = {None: "creator or student", "staff": "member of the staff"}.get(kind, kind)
        lists = " and ".join(f"`chronos {each} list`" for each in ((kind,) if kind else ("creator", "student")))
        shows = "shows" if kind else "show"
        raise NotFound(f"There is no {who} “{text}”: {lists} {shows} all.", code="person_not_found")
    some = ", ".join(f"{one.kind} {one.name} ({one.id})" for one in found[:SHOWN])
    more = ", and others" if len(found) > SHOWN else ""
    raise Invalid(f"“{text}” means several people: {some}{more}. Pass the id.", code="person_ambiguous")

"""The audit log: record what is done, list it for an owner or the operator, and forget what is old."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from chronos.db import Database, Tx, load_queries
from chronos.errors import NotAllowed
from chronos.members.staff import StaffRole
from chronos.model import Actor, CreatorId

BATCH = 10_000  # records that one transaction deletes
LATEST = 2**63 - 1

_QUERIES = load_queries("chronos.members")


@dataclass(frozen=True, slots=True)
class Record:
    """What was done. `actor_kind`: a role of staff, student, operator (then `service` says which part) or unknown."""

    id: int
    happened_at: datetime
    creator_id: CreatorId | None
    actor_kind: str
    actor_id: UUID | None
    service: str | None
    action: str
    target_kind: str | None
    target_id: UUID | None
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which records: of one creator or all, since a moment, of one action or all of a noun (`staff`), before an id."""

    creator_id: CreatorId | None = None
    since: datetime | None = None
    action: str | None = None
    before: int | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """Staff read a conversation of a student; `session_title` is None when it was deleted since."""

    id: int
    happened_at: datetime
    reader_role: StaffRole
    session_id: UUID
    session_title: str | None


async def list_records(tx: Tx, wanted: RecordFilter) -> list[Record]:
    """List records that the actor may read, newest first."""
    values = {
        "creator_id": wanted.creator_id,
        "since": wanted.since,
        "action": wanted.action,
        "before": wanted.before or LATEST,
        "limit": wanted.limit,
    }
    return [Record(**row) for row in await tx.fetch(_QUERIES["list_records"], values)]


async def list_any_records(db: Database, wanted: RecordFilter) -> list[Record]:
    """List records of all creators and of the installation, as the operator, newest first."""
    async with db.as_service("members.audit") as tx:
        return await list_records(tx, wanted)


async def list_readings(tx: Tx, actor: Actor, before: int | None, limit: int) -> list[Reading]:
    """List when staff read the calling student's conversations, newest first. Raises NotAllowed (`students_only`)."""
    if actor.student_id is None:
        raise NotAllowed("Only a student has conversations that others read.", code="students_only")
    return [Reading(**row) for row in await tx.fetch(_QUERIES["own_readings"], {"before": before, "limit": limit})]


async def record_action(
    db: Database,
    action: str,
    creator_id: UUID | None = None,
    target: tuple[str, UUID | None] | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Record what the operator did, e.g. by a command. `details`: ids and numbers alone."""
    kind, target_id = target or (None, None)
    values = {
        "action": action,
        "creator_id": creator_id,
        "target_kind": kind,
        "target_id": target_id,
        "details": Jsonb(details or {}),
    }
    async with db.as_service("members.record") as tx:
        await tx.execute(_QUERIES["record_audit"], values)


async def forget_old_records(db: Database) -> int:
    """Periodic job. Delete the records that are older than 400 days; return how many."""
    forgotten = 0
    while True:
        async with db.as_service("members.forget_records") as tx:
            row = await tx.fetch_one(_QUERIES["forget_audit"], {"most": BATCH})
        gone: int = row["gone"] if row else 0
        forgotten += gone
        if gone < BATCH:
            return forgotten

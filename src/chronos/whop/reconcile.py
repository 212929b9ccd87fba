"""Reconcile: read memberships and teams from Whop's API, and repair what missed events left wrong."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from chronos.db import Database, Row, load_queries
from chronos.errors import ChronosError, Conflict, NotFound
from chronos.whop.apply_membership import apply_membership
from chronos.whop.client import WhopClient
from chronos.whop.membership import MembershipReading
from chronos.whop.read_membership import Unreadable
from chronos.whop.reconcile_deliveries import EndpointReport, reconcile_deliveries
from chronos.whop.reconcile_team import TeamChange, reconcile_team

HELD_SECONDS = 45.0  # a reading that was not renewed for so long is dead
RENEWAL_SECONDS = 10.0
PAUSE_SECONDS = 0.5  # between two looks at whether another reading has ended
BATCH = 50  # readings in one transaction
MAX_CHECKED = 500  # memberships missing in a listing, about each of which Whop is asked

_QUERIES = load_queries("chronos.whop")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Repair:
    """A membership that was not here as it is on Whop. `was` None: it was not known."""

    id: str
    was: str | None
    now: str


@dataclass(frozen=True, slots=True)
class CompanyReport:
    """What reading one company found. `unclear`: memberships that Whop lists no more, or in words unknown here."""

    company_id: str
    memberships: int = 0
    repaired: Sequence[Repair] = ()
    unclear: Sequence[str] = ()
    team: Sequence[TeamChange] = ()
    errors: Sequence[str] = ()
    is_whop_away: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What a reading of everything found."""

    companies: Sequence[CompanyReport]
    endpoint: EndpointReport | None

    @property
    def repaired(self) -> int:
        """How many memberships were wrong here."""
        return sum(len(each.repaired) for each in self.companies)

    @property
    def errors(self) -> list[str]:
        """Return why it is not complete."""
        return [f"{each.company_id}: {error}" for each in self.companies for error in each.errors]


async def reconcile(
    db: Database, client: WhopClient, webhook_id: str | None = None, *, patience_seconds: float = 0.0
) -> Report:
    """Make every connected company's memberships and team here what they are on Whop, and report the differences.

    Nothing ends because a page failed: what cannot be read stays as it is, and stands in the report. Failed deliveries
    of the webhook are sent again. Raises Conflict (`whop_reading`) when another process is still reading after
    `patience_seconds`.
    """
    began_at = await _begin(db, time.monotonic() + patience_seconds)
    async with db.as_service("whop.reconcile") as tx:
        before = await tx.fetch_one(_QUERIES["get_watch"])
        companies = await tx.fetch(_QUERIES["list_companies"])
    assert before is not None  # noqa: S101 - returns one row
    report: Report | None = None
    error: str | None = "it was stopped"
    try:
        async with _renewed(db, began_at):
            found: list[CompanyReport] = []
            for each in companies:
                # While Whop's API is away, each company would wait for it anew.
                found.append(
                    CompanyReport(each["company_id"], errors=["not read: its API is away"], is_whop_away=True)
                    if found and found[-1].is_whop_away
                    else await _reconcile_company(db, client, each)
                )
            endpoint = (
                await reconcile_deliveries(db, client, webhook_id, before["succeeded_at"]) if webhook_id else None
            )
        report = Report(found, endpoint)
        error = "; ".join(report.errors) or None
    finally:
        kept = asdict(report) if report is not None else {}
        is_done = report is not None and not any(each.is_whop_away for each in report.companies)
        values = {"began_at": began_at, "report": Jsonb(kept), "error": error, "is_done": is_done}
        async with db.as_service("whop.reconcile") as tx:
            await tx.execute(_QUERIES["end_reading"], values)
    if report.repaired:
        _log.warning("whop: %s memberships were not as they are on Whop; repaired", report.repaired)
    for text in report.errors:
        _log.warning("whop: %s", text)
    return report


async def _begin(db: Database, deadline: float) -> datetime:
    """Take the place of the one reading when it is free; return when, which only its holder knows."""
    while True:
        async with db.as_service("whop.reconcile") as tx:
            row = await tx.fetch_one(_QUERIES["begin_reading"], {"seconds": HELD_SECONDS})
        if row is not None and row["began_at"] is not None:
            began_at: datetime = row["began_at"]
            return began_at
        if time.monotonic() >= deadline:
            raise Conflict("Another process is reading from Whop now; try again in a minute.", code="whop_reading")
        await asyncio.sleep(PAUSE_SECONDS)


@contextlib.asynccontextmanager
async def _renewed(db: Database, began_at: datetime) -> AsyncIterator[None]:
    """Keep the place of this reading for as long as the block runs."""

    async def renew() -> None:
        while True:
            await asyncio.sleep(RENEWAL_SECONDS)
            with contextlib.suppress(ChronosError):  # the database may be away; the next one comes
                async with db.as_service("whop.reconcile") as tx:
                    values = {"began_at": began_at, "seconds": HELD_SECONDS}
                    await tx.execute(_QUERIES["renew_reading"], values)

    renewing = asyncio.create_task(renew())
    try:
        yield
    finally:
        renewing.cancel()
        await asyncio.wait([renewing])


async def _reconcile_company(db: Database, client: WhopClient, company: Row) -> CompanyReport:
    """Read one company; what fails is reported, and keeps no other company waiting."""
    report = CompanyReport(company["company_id"])
    try:
        report = await _reconcile_memberships(db, client, report)
    except ChronosError as error:
        if error.code.startswith("database"):
            raise
        is_away = error.code == "whop_unavailable"
        report = replace(report, errors=[f"memberships: {error}"], is_whop_away=is_away)
        if is_away:
            return report
    if company["creator_id"] is None:
        return report
    try:
        return replace(
            report, team=await reconcile_team(db, client, UUID(str(company["creator_id"])), report.company_id)
        )
    except ChronosError as error:
        if error.code.startswith("database"):
            raise
        return replace(report, errors=[*report.errors, f"team: {error}"])


async def _reconcile_memberships(db: Database, client: WhopClient, report: CompanyReport) -> CompanyReport:
    company_id = report.company_id
    async with db.as_service("whop.reconcile") as tx:
        here = {row["id"]: row for row in await tx.fetch(_QUERIES["list_mirrored"], {"company_id": company_id})}
    seen: set[str] = set()
    repaired: list[Repair] = []
    unclear: list[str] = []
    async for batch in _batches(client.list_memberships(company_id)):
        readings = [each for each in batch if isinstance(each, MembershipReading)]
        unclear += [f"{each.id}: {each.reason}" for each in batch if isinstance(each, Unreadable)]
        seen |= {each.id for each in batch}
        async with db.as_service("whop.reconcile") as tx:
            for reading in readings:
                outcome = await apply_membership(tx, reading)
                if outcome.has_changed and _differs(here.get(reading.id), reading):
                    repaired.append(_repair(here.get(reading.id), reading))
    # From here on the listing is complete.
    missing = [row for row in here.values() if row["id"] not in seen and row["gives_access"]]
    ended, unknown = await _end_missing(db, client, company_id, missing)
    return replace(report, memberships=len(seen), repaired=[*repaired, *ended], unclear=[*unclear, *unknown])


async def _end_missing(
    db: Database, client: WhopClient, company_id: str, missing: Sequence[Row]
) -> tuple[list[Repair], list[str]]:
    """End what Whop lists no more, once it also says that its person has no access; return it, and what stays.

    A key that lost a permission gets a shorter listing instead of an error, so a listing alone ends nothing.
    """
    ended: list[Repair] = []
    unclear = [f"{row['id']}: not checked, too many are missing" for row in missing[MAX_CHECKED:]]
    for row in missing[:MAX_CHECKED]:
        at = await _time_without_access(client, row)
        if at is None or at <= row["changed_at"]:
            unclear.append(f"{row['id']}: Whop lists it no more, and does not say that it has ended")
            continue
        reading = MembershipReading(
            row["id"], company_id, row["user_id"], row["product_id"], None, "deactivated", False, None, changed_at=at
        )
        async with db.as_service("whop.reconcile") as tx:
            if (await apply_membership(tx, reading)).result == "applied":
                ended.append(_repair(row, reading))
    return ended, unclear


async def _time_without_access(client: WhopClient, row: Row) -> datetime | None:
    if row["user_id"] is None or row["product_id"] is None:
        return None
    try:
        level, at = await client.get_dated_access(row["user_id"], row["product_id"])
    except NotFound:
        return None
    return at if level == "no_access" else None


async def _batches(
    readings: AsyncIterator[MembershipReading | Unreadable],
) -> AsyncIterator[list[MembershipReading | Unreadable]]:
    batch: list[MembershipReading | Unreadable] = []
    async for reading in readings:
        batch.append(reading)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _differs(row: Row | None, reading: MembershipReading) -> bool:
    """Whether a person had or lacked something by the difference."""
    if row is None:
        return reading.gives_access
    names = ("gives_access", "product_id", "access_ends_at")
    is_other_person = reading.user_id is not None and row["user_id"] != reading.user_id
    return is_other_person or any(row[name] != getattr(reading, name) for name in names)


def _repair(row: Row | None, reading: MembershipReading) -> Repair:
    return Repair(reading.id, row["state"] if row is not None else None, reading.state)

"""Reconcile deliveries: find the events that never arrived, and have Whop send them again."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from chronos.db import Database, load_queries
from chronos.errors import NotFound, ProviderError
from chronos.whop.client import WhopClient

OVERLAP = timedelta(minutes=10)  # looked at again each time
KEPT = timedelta(days=30)  # by Whop

_QUERIES = load_queries("chronos.whop")


@dataclass(frozen=True, slots=True)
class EndpointReport:
    """The webhook as Whop sees it. `replayed`: failed messages that Whop was asked to send again."""

    id: str
    is_enabled: bool = True
    failing_since: str | None = None  # ISO 8601
    failed: int = 0
    replayed: int = 0
    error: str | None = None


async def reconcile_deliveries(
    db: Database, client: WhopClient, webhook_id: str, since: datetime | None
) -> EndpointReport:
    """Return what failed since the last time and is not in the inbox; have it sent again where the key allows that."""
    try:
        endpoint = await client.get_endpoint(webhook_id)
        begin = (since or datetime.now(UTC) - KEPT) - OVERLAP
        failed = await _list_failed(client, webhook_id, begin)
    except (NotFound, ProviderError) as error:
        return EndpointReport(webhook_id, error=f"webhook {webhook_id}: {error}")
    async with db.as_service("whop.reconcile_deliveries") as tx:
        rows = await tx.fetch(_QUERIES["list_received"], {"ids": sorted(failed)})
    lost = failed - {row["webhook_id"] for row in rows}
    failing_since = endpoint.failing_since.isoformat() if endpoint.failing_since else None
    report = EndpointReport(webhook_id, endpoint.is_enabled, failing_since, failed=len(lost))
    if not lost or not endpoint.is_enabled:
        return report
    try:
        await client.replay_failed(webhook_id, begin)
    except (NotFound, ProviderError) as error:
        return replace(report, error=f"webhook {webhook_id}: {error}")
    return replace(report, replayed=len(lost))


async def _list_failed(client: WhopClient, webhook_id: str, since: datetime) -> set[str]:
    """Return the ids of messages of which no attempt since then has arrived."""
    failed: set[str] = set()
    arrived: set[str] = set()
    async for delivery in client.list_deliveries(webhook_id):
        if delivery.sent_at < since:
            break
        (arrived if delivery.success else failed).add(delivery.message_id)
    return failed - arrived

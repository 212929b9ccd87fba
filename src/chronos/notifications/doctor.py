"""Check the deliveries of notifications and webhooks: those that failed of late."""

from chronos.db import Diagnosis, Owner, fetch_one, load_queries, ok, warn

DAYS = 7  # after that, a failed delivery that was not retried is no news

_QUERIES = load_queries("chronos.notifications")


async def check_notifications(connection: Owner) -> Diagnosis:
    """Count deliveries that failed after their last try; those that are tried again count as well as sent."""
    row = await fetch_one(connection, _QUERIES["count_failed"], {"days": DAYS})
    if not row["failed"]:
        return ok("notifications", f"none failed in {DAYS} days")
    remedy = (
        "Read the reasons with `chronos notifications list --status failed`, then `chronos notifications retry --all`."
    )
    evidence = f"{row['failed']:,} failed in {DAYS} days, the last one by {row['channel']}: {row['error']}"
    return warn("notifications", evidence, remedy)


NOTIFICATION_CHECKS = (check_notifications,)

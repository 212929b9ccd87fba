"""Check what comes from Whop: the API is read, the endpoint is enabled and gets events."""

from datetime import timedelta

from chronos.db import Diagnosis, Owner, fetch_one, load_queries, ok, warn

LATE = timedelta(hours=3)  # of a reading that is hourly
SILENT = timedelta(days=1)

_QUERIES = load_queries("chronos.whop")


async def check_whop_reading(connection: Owner) -> Diagnosis:
    """Look whether memberships were read from Whop's API of late."""
    name, watch = "Whop's API", await fetch_one(connection, _QUERIES["get_watch"])
    now = (await fetch_one(connection, _QUERIES["last_event"]))["now"]
    if not watch["is_connected"]:
        return ok(name, "no creator has a company on Whop")
    if watch["began_at"] is None:
        return warn(
            name, "never read", "Set CHRONOS_WHOP_API_KEY and start a worker: lost events stay lost without it."
        )
    if watch["error_message"] is not None:
        return warn(name, watch["error_message"], "Run `chronos whop reconcile` and read its message.")
    if watch["succeeded_at"] is None or now - watch["succeeded_at"] > LATE:
        return warn(name, f"last read {watch['succeeded_at']}", "Start a worker: it reads hourly.")
    return ok(name, f"read {watch['succeeded_at']:%Y-%m-%d %H:%M} UTC")


async def check_whop_endpoint(connection: Owner) -> Diagnosis:
    """Look whether Whop still sends events, and whether they arrive."""
    name, watch = "Whop's events", await fetch_one(connection, _QUERIES["get_watch"])
    last = await fetch_one(connection, _QUERIES["last_event"])
    if not watch["is_connected"]:
        return ok(name, "no creator has a company on Whop")
    report = watch["report"] or {}
    endpoint = report.get("endpoint") or {}
    if endpoint.get("is_enabled") is False:
        return warn(
            name, "Whop has switched the webhook off", "Mend what it failed on, and enable it on Whop's dashboard."
        )
    if endpoint.get("failing_since"):
        remedy = "Read the log of the server; Whop switches a webhook off after three days."
        return warn(name, f"deliveries fail since {endpoint['failing_since']}", remedy)
    repaired = sum(len(each["repaired"]) for each in report.get("companies", ()))
    is_silent = last["received_at"] is None or last["now"] - last["received_at"] > SILENT
    if repaired and is_silent:
        remedy = "On Whop's dashboard, let the webhook send events to CHRONOS_PUBLIC_URL/webhooks/whop."
        return warn(name, f"none arrives, and {repaired} changes were found by reading", remedy)
    if last["received_at"] is None:
        return ok(name, "none has come yet")
    return ok(name, f"the last came {last['received_at']:%Y-%m-%d %H:%M} UTC")


WHOP_CHECKS = (check_whop_reading, check_whop_endpoint)

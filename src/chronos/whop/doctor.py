"""Check the inbox of Whop's deliveries: failed ones, and those that wait."""

from chronos.db import Diagnosis, Owner, fail, fetch_one, load_queries, ok, warn

PATIENCE_SECONDS = 300.0

_QUERIES = load_queries("chronos.whop")


async def check_inbox(connection: Owner) -> Diagnosis:
    """Count deliveries that failed, that wait for a company to be connected, and how long new ones wait."""
    state = await fetch_one(connection, _QUERIES["inbox_state"])
    oldest = float(state["oldest_seconds"] or 0)
    if oldest > PATIENCE_SECONDS:
        evidence = f"the oldest delivery waits for {oldest / 60:.0f} minutes to be applied"
        return fail("Whop's inbox", evidence, "Start a worker with `chronos worker` or `chronos up`.")
    if state["failed"]:
        remedy = "Read the reasons with `chronos whop inbox --status failed`, then `chronos whop replay --failed`."
        return fail("Whop's inbox", f"{state['failed']:,} failed", remedy)
    if state["waiting"]:
        remedy = "Connect the company to its creator with `chronos whop connect`."
        return warn("Whop's inbox", f"{state['waiting']:,} wait, e.g. for {state['waits_for']}", remedy)
    return ok("Whop's inbox", "nothing failed, nothing waits")


INBOX_CHECKS = (check_inbox,)

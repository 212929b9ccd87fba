"""`chronos whop inbox`, `replay`, `memberships`."""

import json

import psycopg

from tests.cli.conftest import RunChronos


def test_deliveries_are_shown_and_applied_again(
    chronos: RunChronos, creator: str, superuser: psycopg.Connection
) -> None:
    assert "No deliveries." in chronos("whop", "inbox").out
    superuser.execute(
        "insert into private.whop_events (webhook_id, sent_at, body, status, error_message) "
        "values ('msg_1', now(), '{', 'failed', 'The body is not JSON.')"
    )
    superuser.execute(
        "insert into private.whop_memberships (id, company_id, creator_id, state, gives_access, changed_at) "
        "values ('mem_1', 'biz_1', %s, 'past_due', true, now())",
        [creator],
    )
    shown = chronos("whop", "inbox", "--status", "failed").out
    assert "The body is not JSON." in shown
    assert "1 failed" in shown
    assert json.loads(chronos("whop", "inbox", "--json").out)["counts"] == {"failed": 1}
    assert chronos("whop", "replay").code == 2
    assert chronos("whop", "replay", "msg_2").code == 3
    assert chronos("whop", "replay", "--failed").out.startswith("1 is applied again")
    assert "past_due, owes a payment" in chronos("whop", "memberships", "--creator", "Ada").out
    assert json.loads(chronos("whop", "memberships", "--json").out)[0]["id"] == "mem_1"

"""POST /webhooks/whop: a delivery is kept once, with its job, or refused without a trace."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx2
import psycopg
import pytest
from pydantic import SecretStr

from chronos.app import App
from chronos.whop import SignedHeaders
from tests.web.conftest import Call
from tests.whop.test_verify import BODY, MUTATIONS, SECRET, signed

SECOND = "ws_2222222222222222"
Deliver = Callable[..., Awaitable[httpx2.Response]]


@pytest.fixture
def deliver(app: App, api: Call) -> Deliver:
    """Send a body with these headers to an application that knows the secret."""
    app.settings.whop_webhook_secrets = SecretStr(f"{SECOND},{SECRET}")

    async def send(headers: SignedHeaders, body: bytes = BODY) -> httpx2.Response:
        named = {
            "webhook-id": headers.webhook_id,
            "webhook-timestamp": headers.timestamp,
            "webhook-signature": headers.signature,
        }
        given = {name.encode(): value.encode() for name, value in named.items() if value is not None}
        return await api(None).post("/webhooks/whop", content=body, headers=given)

    return send


def fresh(**given: Any) -> SignedHeaders:
    return signed(**({"at": datetime.now(UTC)} | given))


def rows(superuser: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    return superuser.execute(
        "select e.webhook_id, e.body, j.task_name, j.args from private.whop_events e "
        "full join jobs.procrastinate_jobs j on j.args ->> 'webhook_id' = e.webhook_id"
    ).fetchall()


async def test_a_delivery_is_kept_with_its_job(deliver: Deliver, superuser: psycopg.Connection[Any]) -> None:
    answer = await deliver(fresh())
    assert (answer.status_code, answer.json()) == (200, {"status": "received"})
    assert rows(superuser) == [("msg_1", BODY, "whop.apply", {"webhook_id": "msg_1"})]


async def test_a_second_attempt_changes_nothing(deliver: Deliver, superuser: psycopg.Connection[Any]) -> None:
    await deliver(fresh())
    before = rows(superuser)
    answer = await deliver(fresh(secret=SECOND))
    assert (answer.status_code, answer.json()) == (200, {"status": "known"})
    assert rows(superuser) == before


@pytest.mark.parametrize("mutation", MUTATIONS)
async def test_a_mutation_is_refused_and_writes_nothing(
    deliver: Deliver, superuser: psycopg.Connection[Any], mutation: str
) -> None:
    def writes() -> Any:
        return superuser.execute(
            "select sum(n_tup_ins + n_tup_upd + n_tup_del), (select count(*) from private.whop_events), "
            "(select count(*) from jobs.procrastinate_jobs) from pg_catalog.pg_stat_all_tables "
            "where schemaname in ('public', 'private', 'jobs')"
        ).fetchone()

    at, before = datetime.now(UTC), writes()
    answer = await deliver(*MUTATIONS[mutation](signed(at=at), at))
    assert (answer.status_code, answer.json()["code"]) == (401, "whop_signature_invalid")
    assert writes() == before


async def test_a_header_that_comes_twice_is_refused(app: App, api: Call, deliver: Deliver) -> None:
    headers = fresh()
    named = [("webhook-id", "msg_1"), ("webhook-id", "msg_1"), ("webhook-timestamp", headers.timestamp or "")]
    answer = await api(None).post(
        "/webhooks/whop", content=BODY, headers=[*named, ("webhook-signature", headers.signature or "")]
    )
    assert answer.status_code == 401


async def test_without_secrets_it_says_which_setting_is_missing(api: Call) -> None:
    answer = await api(None).post("/webhooks/whop", content=BODY)
    assert (answer.status_code, answer.json()["code"]) == (503, "whop_not_set_up")
    assert "CHRONOS_WHOP_WEBHOOK_SECRETS" in answer.json()["detail"]


async def test_a_large_body_is_refused(deliver: Deliver, superuser: psycopg.Connection[Any]) -> None:
    body = b"x" * (256 * 1024 + 1)
    assert (await deliver(fresh(body=body), body)).status_code == 413
    assert rows(superuser) == []


@pytest.mark.parametrize(
    "body", [b"\x00", b"{", b'{"a":"\\ud800\\u0000"}', b"[" * 200_000, json.dumps({"type": 7}).encode()]
)
async def test_hostile_bodies_with_a_valid_signature_are_kept(deliver: Deliver, body: bytes) -> None:
    assert (await deliver(fresh(body=body), body)).status_code == 200


async def test_no_token_is_needed_and_none_helps(api: Call, deliver: Deliver) -> None:
    assert (await api(None).post("/webhooks/whop", content=BODY)).status_code == 401
    named: Mapping[str, str] = {"Authorization": "Bearer x"}
    assert (await api(None).post("/webhooks/whop", content=BODY, headers=named)).status_code == 401
    assert (await api(None).get("/webhooks/whop")).status_code == 405

"""Whop's own libraries take the simulator for Whop: what it signs verifies, and what it answers is read."""

import asyncio
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from whop_sdk import Whop as OfficialClient
from whop_sdk.environment import WhopEnvironment
from whop_sdk.lib.verify_user_token import verify_user_token
from whop_sdk.lib.verify_webhook import WebhookVerificationError, unwrap

from chronos.whop.simulator import API_KEY, APP_ID, HOOK_ID, SECRET, Manner
from chronos.whop.simulator.bodies import FORMS
from tests.node_packages import node_packages
from tests.whop.simulated import Whop, a_whop, served

SCRIPT = Path(__file__).parents[2] / "node" / "whop.mjs"
TIMEOUT_SECONDS = 60


async def sent() -> tuple[Whop, list[dict[str, Any]]]:
    """A whop on which things happened, and every delivery of them in every form."""
    seen: list[dict[str, Any]] = []

    def take(request: httpx2.Request) -> httpx2.Response:
        seen.append({"body": request.content.decode(), "headers": dict(request.headers)})
        return httpx2.Response(204)

    whop = a_whop(httpx2.MockTransport(take))
    bought = whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id, trial=True)
    whop.simulator.world.fail_payment(bought.id)
    whop.simulator.world.cancel_at_period_end(bought.id)
    whop.simulator.world.end_period(bought.id)
    for form in FORMS:
        await whop.simulator.deliverer.send(whop.simulator.world.events, Manner(forms=(form,)))
    return whop, seen


async def test_python_library_verifies_every_delivery() -> None:
    _, deliveries = await sent()
    assert len(deliveries) == 24
    for each in deliveries:
        body = unwrap(each["body"], headers=each["headers"], key=SECRET)
        assert body.get("type", body.get("action")).startswith(("membership.", "payment."))
        for wrong in (
            {"payload": each["body"] + " ", "headers": each["headers"], "key": SECRET},
            {"payload": each["body"], "headers": each["headers"], "key": SECRET + "x"},
            {"payload": each["body"], "headers": each["headers"] | {"webhook-id": "msg_other"}, "key": SECRET},
        ):
            with pytest.raises(WebhookVerificationError):
                unwrap(wrong["payload"], headers=wrong["headers"], key=wrong["key"])


async def test_python_library_reads_the_api_and_the_tokens() -> None:
    whop, _ = await sent()
    sam = whop.person("Sam Student")
    async with served(whop) as origin:
        environment = WhopEnvironment(api=f"{origin}/api/v1", vault=origin)

        def read(http: httpx.Client) -> dict[str, Any]:
            official = OfficialClient(token=API_KEY, environment=environment, httpx_client=http)
            token = whop.simulator.keys.user_token(sam, APP_ID)
            jwks = f"{origin}/.well-known/jwks.json"
            return {
                "memberships": [each.id for each in official.memberships.list(account_id=whop.company.id, first=1)],
                "membership": official.memberships.retrieve(next(iter(whop.simulator.world.memberships))).status,
                "team": [each.role for each in official.team_members.list(account_id=whop.company.id)],
                "access": official.users.check_access(sam, whop.product.id).access_level,
                "deliveries": len(list(official.webhooks.list_deliveries(HOOK_ID))),
                "user": verify_user_token(token, app_id=APP_ID, jwks_url=jwks).user_id,
            }

        with httpx.Client() as http:
            found = await asyncio.to_thread(read, http)
        assert found == {
            "memberships": list(whop.simulator.world.memberships),
            "membership": "expired",
            "team": ["owner", "moderator", "admin"],
            "access": "no_access",
            "deliveries": 24,
            "user": sam,
        }


async def test_javascript_library_verifies_and_reads(repository: Path, tmp_path: Path) -> None:
    whop, deliveries = await sent()
    (tmp_path / "node_modules").symlink_to(await asyncio.to_thread(node_packages, repository))
    shutil.copy(SCRIPT, tmp_path)
    sam = whop.person("Sam Student")
    async with served(whop) as origin:
        arguments = {
            "secret": SECRET,
            "deliveries": deliveries,
            "apiUrl": f"{origin}/api/v1",
            "apiKey": API_KEY,
            "appId": APP_ID,
            "jwksUrl": f"{origin}/.well-known/jwks.json",
            "token": whop.simulator.keys.user_token(sam, APP_ID),
        }
        done = await asyncio.to_thread(
            subprocess.run,
            ["node", SCRIPT.name, json.dumps(arguments)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)
    assert len(read["types"]) == read["refused"] == len(deliveries)
    assert read["user"] == {"userId": sam, "appId": APP_ID}
    assert read["memberships"] == list(whop.simulator.world.memberships)

"""POST /webhooks/whop: keep a delivery of Whop whose signature is valid."""

from datetime import UTC, datetime
from typing import Literal

from fastapi import APIRouter, Request

from chronos.errors import ProviderError
from chronos.web.api.problems import problems
from chronos.web.authenticate import Running
from chronos.whop import SignedHeaders, receive_delivery, verify_delivery

router = APIRouter(tags=["whop"])


@router.post(
    "/whop",
    operation_id="receive_whop",
    summary="Receive a delivery of Whop",
    responses=problems(400, 401, 413, 500, 502, 503),
)
async def receive_whop(request: Request, app: Running) -> dict[str, Literal["received", "known"]]:
    """Answer once the delivery and the job that applies it are stored; one that came before changes nothing."""
    secrets = app.settings.webhook_secrets
    if not secrets:
        raise ProviderError(
            "Deliveries of Whop are not set up: set CHRONOS_WHOP_WEBHOOK_SECRETS.", code="whop_not_set_up"
        )
    headers = SignedHeaders(*(_only(request, f"webhook-{name}") for name in ("id", "timestamp", "signature")))
    delivery = verify_delivery(secrets, headers, await request.body(), datetime.now(UTC))
    return {"status": "received" if await receive_delivery(app.db, delivery) else "known"}


def _only(request: Request, name: str) -> str | None:
    found = request.headers.getlist(name)
    return found[0] if len(found) == 1 else None

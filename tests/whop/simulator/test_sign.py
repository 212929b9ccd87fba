"""Signatures are those of Standard Webhooks over the literal bytes of the secret."""

import base64
from datetime import UTC, datetime

from standardwebhooks import Webhook

from chronos.whop.simulator.sign import sign


def test_signature_is_that_of_the_secrets_literal_bytes() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    headers = sign("ws_x", "msg_1", at, b"{}")
    assert headers["webhook-timestamp"] == "1767225600"
    assert len(base64.b64decode(headers["webhook-signature"].removeprefix("v1,"))) == 32


def test_signature_is_that_of_the_standards_own_library() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    theirs = Webhook(base64.b64encode(b"ws_x").decode()).sign("msg_1", at, "{}")
    assert sign("ws_x", "msg_1", at, b"{}")["webhook-signature"] == theirs

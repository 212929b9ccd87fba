"""Webhooks are signed as Standard Webhooks has it, and posted to public addresses only."""

import base64
from collections.abc import Sequence

import pytest
from standardwebhooks import Webhook

from chronos.errors import Invalid, ProviderError
from chronos.notifications import WebhookPoster
from chronos.notifications.post_webhook import sign
from tests.notifications.conftest import Receiver

SECRET = f"whsec_{base64.b64encode(bytes(range(32))).decode()}"


async def test_the_reference_library_verifies_what_arrives(receiver: Receiver) -> None:
    poster = WebhookPoster(allowed=frozenset({("127.0.0.1", receiver.port)}))
    await poster.post(receiver.url, SECRET, "msg_1", '{"type":"é"}'.encode())
    [(headers, body)] = receiver.posts
    assert Webhook(SECRET).verify(body, {name.lower(): value for name, value in headers.items()}) == {"type": "é"}


def test_a_signature_is_that_of_the_reference_library() -> None:
    from datetime import UTC, datetime

    at = datetime(2026, 1, 2, tzinfo=UTC)
    assert sign(SECRET, "msg_1", int(at.timestamp()), b"{}") == Webhook(SECRET).sign("msg_1", at, "{}")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook",
        "https://127.0.0.1/hook",
        "https://[::1]/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://0x7f.1/",
        "https://user:password@example.com/",
        "https://example.com:22/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "",
    ],
)
def test_addresses_that_may_not_be_posted_to_are_refused(url: str) -> None:
    with pytest.raises(Invalid):
        WebhookPoster().check(url)


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "fd00::1"])
async def test_a_name_that_leads_into_a_private_network_is_refused(receiver: Receiver, address: str) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["93.184.216.34", address]  # one of several is enough

    with pytest.raises(ProviderError, match="not on the public Internet"):
        await WebhookPoster(resolve=resolve).post("https://example.com/", SECRET, "msg_1", b"{}")
    assert receiver.posts == []


async def test_an_address_that_is_away_or_silent_is_an_error(receiver: Receiver) -> None:
    port = receiver.port
    poster = WebhookPoster(allowed=frozenset({("127.0.0.1", port), ("127.0.0.1", 1)}), seconds=5)
    with pytest.raises(ProviderError, match="cannot be reached"):
        await poster.post("http://127.0.0.1:1/", SECRET, "msg_1", b"{}")
    receiver.answers = [302]
    with pytest.raises(ProviderError, match="answered 302"):
        await poster.post(receiver.url, SECRET, "msg_1", b"{}")
    assert len(receiver.posts) == 1

"""Documents of other servers: bounded, over https, and never another server's than the one that was asked."""

import pytest

from chronos.errors import ProviderError
from chronos.providers.identity import fetch_json
from chronos.providers.identity.fetch_json import MAX_BYTES
from tests.openid_provider import OpenIdProvider
from tests.proxy_server import a_proxy


async def test_a_document_is_returned(provider: OpenIdProvider) -> None:
    assert (await fetch_json(f"{provider.url}/keys"))["keys"][0]["kid"] == provider.keys[0].kid


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'"x"', b"{", b"\xff", b"[" * 100_000, b'{"a": "' + b"x" * MAX_BYTES + b'"}']
)
async def test_an_answer_that_cannot_be_used_is_refused(provider: OpenIdProvider, body: bytes) -> None:
    provider.body = body
    with pytest.raises(ProviderError) as refusal:
        await fetch_json(f"{provider.url}/keys")
    assert refusal.value.code == "identity_refused"


async def test_an_outage_may_end(provider: OpenIdProvider) -> None:
    provider.is_away = True
    for url in (f"{provider.url}/keys", "http://127.0.0.1:9/keys"):
        with pytest.raises(ProviderError) as outage:
            await fetch_json(url)
        assert outage.value.code == "identity_unavailable"
        assert outage.value.retryable


async def test_no_redirect_is_followed(provider: OpenIdProvider) -> None:
    with pytest.raises(ProviderError, match="answered 302"):
        await fetch_json(f"{provider.url}/authorize?redirect_uri={provider.url}/keys&state=x")
    assert provider.requests == ["GET /authorize"]


async def test_the_proxy_of_the_environment_is_used_but_for_this_machine(
    provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_proxy(monkeypatch) as asked:
        assert await fetch_json(f"{provider.url}/keys")
        with pytest.raises(ProviderError):
            await fetch_json("https://keys.example.com/keys")
    assert asked == ["CONNECT keys.example.com:443 HTTP/1.1"]


async def test_nothing_is_sent_unprotected() -> None:
    with pytest.raises(ProviderError, match="without https"):
        await fetch_json("http://keys.example.com/keys")

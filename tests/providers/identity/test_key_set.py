"""Keys: kept for a time, renewed in the background, fetched again for an unknown one at most every ten seconds."""

import asyncio
from typing import Any

import pytest

from chronos.errors import ProviderError
from chronos.providers.identity import KeySet
from chronos.providers.identity.key_set import FRESH_SECONDS, KEPT_SECONDS, MAX_KEYS, PAUSE_SECONDS
from tests.openid_provider import TestKey


class Source:
    """Publishes keys; counts how often it was asked, and can be away."""

    def __init__(self, *keys: TestKey) -> None:
        self.document: dict[str, Any] = {"keys": [key.jwk for key in keys]}
        self.fetched = 0
        self.is_away = False
        self.seconds = 1000.0
        self.gate = asyncio.Event()
        self.gate.set()
        self.set = KeySet("https://x/keys", ("ES256", "RS256"), fetch=self.fetch, clock=lambda: self.seconds)

    async def fetch(self, url: str) -> dict[str, Any]:
        self.fetched += 1
        await self.gate.wait()
        if self.is_away:
            raise ProviderError("x does not answer.", code="identity_unavailable")
        return self.document

    async def has(self, key: TestKey) -> bool:
        return await self.set.find(key.kid) is not None

    async def settle(self) -> None:
        """Let what runs in the background end."""
        for _ in range(5):
            await asyncio.sleep(0)


A, B = TestKey(), TestKey(algorithm="RS256")


async def test_keys_are_fetched_once() -> None:
    source = Source(A, B)
    found = await asyncio.gather(*(source.set.find(key.kid) for key in (A, B) * 10))
    assert {key.algorithm for key in found if key} == {"ES256", "RS256"}
    assert source.fetched == 1


async def test_an_unknown_key_is_asked_for_at_most_every_ten_seconds() -> None:
    source = Source(A)
    assert await source.has(A)
    for _ in range(50):
        assert not await source.has(TestKey("made-up", "ES256"))
    assert source.fetched == 1
    source.seconds += PAUSE_SECONDS
    for number in range(50):
        assert await source.set.find(f"made-up-{number}") is None
    assert source.fetched == 2


async def test_a_rotated_key_is_found_and_a_withdrawn_one_is_not() -> None:
    source = Source(A)
    assert await source.has(A)
    source.document = {"keys": [B.jwk]}
    source.seconds += PAUSE_SECONDS
    assert await source.has(B)
    assert not await source.has(A)


async def test_no_request_waits_for_a_renewal() -> None:
    source = Source(A)
    assert await source.has(A)
    source.seconds += FRESH_SECONDS
    source.gate.clear()
    assert await asyncio.wait_for(source.has(A), 5)
    await source.settle()
    assert source.fetched == 2
    source.document = {"keys": [B.jwk]}
    source.gate.set()
    await source.settle()
    assert not await source.has(A)


async def test_the_last_good_keys_outlive_an_outage_of_a_day() -> None:
    source = Source(A)
    assert await source.has(A)
    source.is_away = True
    source.seconds += KEPT_SECONDS - 1
    assert await source.has(A)
    await source.settle()
    source.is_away, source.document = False, {"keys": []}
    source.seconds += 0.5
    assert await source.has(A)
    await source.settle()
    source.seconds += 1
    for _ in range(2):
        with pytest.raises(ProviderError) as outage:
            await source.has(A)
        assert outage.value.code == "identity_unavailable"
    source.document = {"keys": [A.jwk]}
    source.seconds += PAUSE_SECONDS
    assert await source.has(A)


async def test_a_caller_who_leaves_ends_no_fetch() -> None:
    source = Source(A)
    source.gate.clear()
    first = asyncio.create_task(source.has(A))
    second = asyncio.create_task(source.has(A))
    await source.settle()
    first.cancel()
    await source.settle()
    source.gate.set()
    assert await second
    assert source.fetched == 1


WEAK = {"kty": "RSA", "n": "AQAB" * 40, "e": "AQAB", "kid": "weak"}


@pytest.mark.parametrize(
    "entry",
    [
        {"kty": "oct", "k": "c2VjcmV0", "kid": "x"},
        {"kty": "oct", "k": "c2VjcmV0", "kid": "x", "alg": "HS256"},
        A.jwk | {"use": "enc"},
        A.jwk | {"alg": "HS256"},
        A.jwk | {"alg": "none"},
        A.jwk | {"crv": "secp256k1"},
        A.jwk | {"x": "AA"},
        A.jwk | {"x": 1},
        A.jwk | {"kid": ""},
        A.jwk | {"kid": "x" * 201},
        A.jwk | {"kid": 1},
        {name: value for name, value in A.jwk.items() if name != "kid"},
        {name: value for name, value in A.jwk.items() if name != "y"},
        B.jwk | {"crv": "P-256"},
        {"kty": ["EC"], "crv": {}, "kid": "x"},
        WEAK,
        None,
        "key",
        [A.jwk],
    ],
)
async def test_other_keys_are_left_out(entry: Any) -> None:
    source = Source()
    good = TestKey()
    source.document = {"keys": [entry, good.jwk]}
    assert await source.has(good)
    kid = entry.get("kid") if isinstance(entry, dict) else None
    assert await source.set.find(str(kid)) is None


@pytest.mark.parametrize("document", [{}, {"keys": None}, {"keys": {}}, {"keys": "x"}, {"keys": [[]]}])
async def test_a_document_without_keys_is_no_set(document: dict[str, Any]) -> None:
    source = Source()
    source.document = document
    with pytest.raises(ProviderError):
        await source.has(A)


async def test_a_set_is_bounded() -> None:
    source = Source()
    source.document = {"keys": [A.jwk | {"kid": str(number)} for number in range(MAX_KEYS + 1)]}
    assert await source.set.find(str(MAX_KEYS - 1)) is not None
    assert await source.set.find(str(MAX_KEYS)) is None


async def test_a_private_half_that_was_published_is_not_kept() -> None:
    source = Source()
    source.document = {"keys": [A.jwk | {"d": "AQAB"}]}
    found = await source.set.find(A.kid)
    assert found is not None
    assert not hasattr(found.key.key, "sign")


async def test_algorithms_that_are_not_configured_do_not_count() -> None:
    source = Source(A, B)
    only = KeySet("https://x/keys", ("ES256",), fetch=source.fetch)
    assert await only.find(A.kid) is not None
    assert await only.find(B.kid) is None

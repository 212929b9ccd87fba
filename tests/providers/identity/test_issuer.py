"""Tokens of another issuer: everything that is not exactly as configured is refused."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from chronos.errors import NotAllowed, ProviderError
from chronos.providers.identity import Issuer, KeySet, claimed_issuer, verify_token
from chronos.providers.identity.issuer import LEEWAY_SECONDS, MAX_CHARACTERS
from tests.openid_provider import CLIENT_ID, OpenIdProvider, TestKey, forged

Make = Callable[[OpenIdProvider], str]
FOREIGN = TestKey()


def trusted(provider: OpenIdProvider) -> Issuer:
    return Issuer(provider.url, CLIENT_ID, KeySet(f"{provider.url}/keys", ("ES256", "RS256")))


def good(provider: OpenIdProvider, **claims: Any) -> dict[str, Any]:
    return {"iss": provider.url, "aud": CLIENT_ID, "exp": int(time.time()) + 600, "sub": "subject-1"} | claims


async def test_tokens_of_both_algorithms_are_verified(provider: OpenIdProvider) -> None:
    provider.keys = [TestKey(), TestKey(algorithm="RS256")]
    for key in provider.keys:
        claims = await verify_token(key.sign(good(provider, email="a@b.example")), trusted(provider))
        assert (claims["sub"], claims["email"]) == ("subject-1", "a@b.example")


REFUSED: dict[str, Make] = {
    "empty": lambda p: "",
    "no token": lambda p: "nonsense",
    "three parts": lambda p: "a.b.c",
    "other audience": lambda p: p.token(aud="somebody-else"),
    "no audience": lambda p: p.token(aud=None),
    "other issuer": lambda p: p.token(iss="https://evil.example"),
    "issuer with a slash": lambda p: p.token(iss=f"{p.url}/"),
    "no issuer": lambda p: p.token(iss=None),
    "no subject": lambda p: p.token(sub=None),
    "subject is no text": lambda p: p.keys[0].sign(good(p, sub=1)),
    "subject is empty": lambda p: p.token(sub=""),
    "no expiry": lambda p: p.token(exp=None),
    "expiry is no number": lambda p: p.token(exp="soon"),
    "not yet valid": lambda p: p.token(nbf=int(time.time()) + LEEWAY_SECONDS + 30),
    "issued in the future": lambda p: p.token(iat=int(time.time()) + LEEWAY_SECONDS + 30),
    "no kid": lambda p: p.keys[0].sign(good(p), kid=None),
    "unknown kid": lambda p: p.keys[0].sign(good(p), kid="another"),
    "kid is long": lambda p: p.keys[0].sign(good(p), kid="x" * 300),
    "foreign key": lambda p: FOREIGN.sign(good(p)),
    "foreign key with our kid": lambda p: FOREIGN.sign(good(p), kid=p.keys[0].kid),
    "key sent along": lambda p: FOREIGN.sign(good(p), jwk=FOREIGN.jwk, kid=p.keys[0].kid),
    "address of keys sent along": lambda p: FOREIGN.sign(good(p), jku="https://evil.example/keys"),
    "critical extension": lambda p: p.keys[0].sign(good(p), crit=["exp"]),
    "none": lambda p: forged({"alg": "none", "kid": p.keys[0].kid}, good(p)),
    "None": lambda p: forged({"alg": "None", "kid": p.keys[0].kid}, good(p)),
    "no algorithm": lambda p: forged({"kid": p.keys[0].kid}, good(p)),
    "no signature": lambda p: p.token().rpartition(".")[0] + ".",
    "public key as a secret": lambda p: forged(
        {"alg": "HS256", "kid": p.keys[0].kid}, good(p), p.keys[0].public_pem
    ),
    "other algorithm": lambda p: forged({"alg": "RS256", "kid": p.keys[0].kid}, good(p), b"x"),
    "one character changed": lambda p: p.token()[:-8] + ("A" if p.token()[-8] != "A" else "B") + p.token()[-7:],
    "kid is no text": lambda p: forged({"alg": "ES256", "kid": 1}, good(p), b"x"),
    "deep header": lambda p: forged({"alg": "ES256", "kid": _deep(900)}, good(p), b"x"),
    "long": lambda p: p.token(more="x" * MAX_CHARACTERS),
}  # fmt: skip


def _deep(levels: int) -> Any:
    nested: Any = []
    for _ in range(levels):
        nested = [nested]
    return nested


@pytest.mark.parametrize("kind", REFUSED)
async def test_every_other_token_is_refused(provider: OpenIdProvider, kind: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        await verify_token(REFUSED[kind](provider), trusted(provider))
    assert refusal.value.code == "token_invalid"


async def test_an_expired_token_has_its_own_code(provider: OpenIdProvider) -> None:
    with pytest.raises(NotAllowed) as refusal:
        await verify_token(provider.token(exp=int(time.time()) - LEEWAY_SECONDS - 1), trusted(provider))
    assert refusal.value.code == "token_expired"


async def test_without_keys_nothing_is_verified(provider: OpenIdProvider) -> None:
    provider.is_away = True
    with pytest.raises(ProviderError):
        await verify_token(provider.token(), trusted(provider))


def test_the_claimed_issuer_is_read_without_belief(provider: OpenIdProvider) -> None:
    assert claimed_issuer(provider.token()) == provider.url
    assert claimed_issuer(forged({"alg": "none"}, {"iss": "x"})) == "x"
    for token in ("", "a.b.c", forged({"alg": "none"}, {"iss": 1}), provider.token(more="x" * MAX_CHARACTERS)):
        assert claimed_issuer(token) is None

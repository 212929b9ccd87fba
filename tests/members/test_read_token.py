"""Tokens of our key and of Supabase Auth: each is verified by its own, and neither passes as the other."""

import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest
from pydantic import SecretStr

from chronos.errors import NotAllowed
from chronos.members import TokenReader, Tokens
from chronos.model import Actor, StudentId
from chronos.providers.identity import Issuer, KeySet
from tests.openid_provider import OpenIdProvider, forged, openid_provider

KEY = "k" * 48
OWN = Tokens(SecretStr(KEY))
SAM = Actor("authenticated", subject=uuid4(), student_id=StudentId(uuid4()))


@pytest.fixture
def auth() -> Iterator[OpenIdProvider]:
    with openid_provider() as running:
        yield running


def reader(auth: OpenIdProvider) -> TokenReader:
    return TokenReader(OWN, Issuer(auth.url, "authenticated", KeySet(f"{auth.url}/keys", ("ES256", "RS256"))))


def of_auth(auth: OpenIdProvider, **claims: Any) -> str:
    """A token as Supabase Auth issues it."""
    whole = {"aud": "authenticated", "role": "authenticated", "sub": str(uuid4()), "aal": "aal1"} | claims
    return auth.token(**whole)


async def test_tokens_of_both_issuers_are_read(auth: OpenIdProvider) -> None:
    assert await reader(auth).verify(OWN.mint(SAM)) == SAM
    subject, student = uuid4(), uuid4()
    token = of_auth(auth, sub=str(subject), app_metadata={"student_id": str(student), "provider": "email"})
    assert await reader(auth).verify(token) == Actor("authenticated", subject=subject, student_id=StudentId(student))


async def test_only_app_metadata_is_believed(auth: OpenIdProvider) -> None:
    lies = {"creator_id": str(uuid4()), "student_id": str(uuid4())}
    actor = await reader(auth).verify(of_auth(auth, user_metadata=lies, **lies))
    assert (actor.creator_id, actor.student_id) == (None, None)


@pytest.mark.parametrize(
    "claims",
    [
        {"role": "service_role"},
        {"role": "anon"},
        {"role": "postgres"},
        {"role": None},
        {"sub": "not-a-uuid"},
        {"aud": "other"},
        {"exp": None},
        {"app_metadata": {"creator_id": "x"}},
        {"app_metadata": [str(UUID(int=1))]},
    ],
)
async def test_claims_that_cannot_be_used_are_refused(auth: OpenIdProvider, claims: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed) as refusal:
        await reader(auth).verify(of_auth(auth, **claims))
    assert refusal.value.code == "token_invalid"


async def test_neither_issuer_passes_as_the_other(auth: OpenIdProvider) -> None:
    claims = {"role": "service_role", "aud": "authenticated", "exp": int(time.time()) + 60, "sub": str(uuid4())}
    tokens = [
        jwt.encode(claims | {"iss": auth.url}, KEY, "HS256"),  # our key, its name
        jwt.encode(claims | {"iss": auth.url}, KEY, "HS256", headers={"kid": auth.keys[0].kid}),
        auth.keys[0].sign(claims | {"iss": "chronos"}),  # its key, our name
        auth.keys[0].sign(claims),  # no name
        forged({"alg": "HS256", "kid": auth.keys[0].kid}, claims | {"iss": auth.url}, auth.keys[0].public_pem),
        forged({"alg": "HS256"}, claims | {"iss": "chronos"}, auth.keys[0].public_pem),
        forged({"alg": "none"}, claims | {"iss": "chronos"}),
    ]
    for token in tokens:
        with pytest.raises(NotAllowed) as refusal:
            await reader(auth).verify(token)
        assert refusal.value.code == "token_invalid"


async def test_without_an_issuer_only_our_key_counts(auth: OpenIdProvider) -> None:
    assert await TokenReader(OWN).verify(OWN.mint(SAM)) == SAM
    with pytest.raises(NotAllowed):
        await TokenReader(OWN).verify(of_auth(auth))
    assert auth.requests == []


async def test_an_address_in_a_token_is_never_asked(auth: OpenIdProvider) -> None:
    with openid_provider() as evil:
        claims = {"aud": "authenticated", "role": "authenticated", "sub": str(uuid4())}
        token = evil.keys[0].sign(
            {"iss": auth.url, "exp": int(time.time()) + 60, **claims}, jku=f"{evil.url}/keys", x5u=evil.url
        )
        for each in (token, of_auth(evil)):
            with pytest.raises(NotAllowed):
                await reader(auth).verify(each)
        assert evil.requests == []

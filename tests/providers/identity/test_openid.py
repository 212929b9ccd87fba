"""Sign-in with an OpenID provider, over its real wire form."""

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chronos.errors import NotAllowed, ProviderError
from chronos.providers.identity import Attempt, ProvenPerson
from chronos.providers.identity import OpenIdProvider as Client
from chronos.providers.identity.openid import FRESH_SECONDS
from tests.openid_provider import CLIENT_ID, CLIENT_SECRET, OpenIdProvider, TestKey

BACK = "https://learn.example.com/sign-in/with/openid/callback"
ATTEMPT = Attempt("the-state", "the-secret-of-the-browser")


def client(provider: OpenIdProvider, secret: str | None = CLIENT_SECRET, **options: Any) -> Client:
    return Client(provider.url, CLIENT_ID, secret, **options)


async def a_code(provider: OpenIdProvider, made: Client, attempt: Attempt = ATTEMPT) -> str:
    """Sign in at the provider, as a browser does; return the code of its answer."""
    address = urlsplit(await made.authorize_address(attempt, BACK))
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert (query["response_type"], query["scope"], query["redirect_uri"]) == ("code", "openid email profile", BACK)
    assert query["code_challenge_method"] == "S256"
    assert attempt.verifier not in address.query
    _, target = provider.answer("GET", address.path, query, {}, "")
    return str(parse_qs(urlsplit(target).query)["code"][0])


@pytest.mark.parametrize("secret", [CLIENT_SECRET, None])
async def test_a_person_signs_in(provider: OpenIdProvider, secret: str | None) -> None:
    provider.client_secret = secret
    provider.claims = {"sub": "s-1", "email": "sam@example.com", "email_verified": True}
    made = client(provider, secret)
    found = await made.exchange(ATTEMPT, await a_code(provider, made), BACK, provider.url)
    assert found == ProvenPerson(provider.url, "s-1", "sam@example.com")


@pytest.mark.parametrize("claim", [{}, {"email_verified": False}, {"email_verified": "true"}, {"email_verified": 1}])
async def test_an_address_that_was_not_verified_proves_nothing(provider: OpenIdProvider, claim: dict[str, Any]) -> None:
    provider.claims = {"sub": "s-1", "email": "ada@example.com", "xms_edov": True} | claim
    made = client(provider)
    assert (await made.exchange(ATTEMPT, await a_code(provider, made), BACK, provider.url)).email is None


async def refused(made: Client, code: str, attempt: Attempt = ATTEMPT, *, by: str | None, back: str = BACK) -> None:
    with pytest.raises(NotAllowed) as refusal:
        await made.exchange(attempt, code, back, by)
    assert refusal.value.code == "sign_in_failed"


async def test_a_code_is_good_once_and_for_its_attempt(provider: OpenIdProvider) -> None:
    made = client(provider)
    code = await a_code(provider, made)
    await made.exchange(ATTEMPT, code, BACK, provider.url)
    await refused(made, code, by=provider.url)
    await refused(made, "made-up", by=provider.url)
    await refused(made, "x" * 5000, by=provider.url)
    for other in (Attempt("another", ATTEMPT.secret), Attempt(ATTEMPT.state, "another")):
        await refused(made, await a_code(provider, made), other, by=provider.url)
    await refused(made, await a_code(provider, made), by=provider.url, back="https://evil.example/callback")


async def test_an_answer_of_another_provider_is_not_sent_to_this_one(provider: OpenIdProvider) -> None:
    made = client(provider)
    code = await a_code(provider, made)
    asked = len(provider.requests)
    await refused(made, code, by="https://evil.example")
    await refused(made, code, by=None)  # it says that it always names itself
    assert len(provider.requests) == asked
    provider.discovery = {"authorization_response_iss_parameter_supported": False}
    await client(provider).exchange(ATTEMPT, await a_code(provider, made), BACK)


WRONG: list[dict[str, Any]] = [
    {"nonce": "another"},
    {"nonce": None},
    {"aud": "another-client"},
    {"aud": [CLIENT_ID, "another"], "azp": "another"},
    {"azp": "another"},
    {"iss": "https://evil.example"},
    {"exp": int(time.time()) - 600},
    {"exp": None},
    {"sub": None},
    {"sub": "x" * 256},
]


@pytest.mark.parametrize("claims", WRONG)
async def test_a_token_of_something_else_is_refused(provider: OpenIdProvider, claims: dict[str, Any]) -> None:
    made = client(provider)
    code = await a_code(provider, made)
    provider.claims |= claims
    await refused(made, code, by=provider.url)


async def test_a_token_of_a_foreign_key_is_refused(provider: OpenIdProvider) -> None:
    made = client(provider)
    code = await a_code(provider, made)
    await made.exchange(ATTEMPT, code, BACK, provider.url)
    code = await a_code(provider, made)
    provider.keys = [TestKey(provider.keys[0].kid)]
    await refused(made, code, by=provider.url)


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": 1},
    ],
)
async def test_a_description_that_cannot_be_used_is_refused(provider: OpenIdProvider, document: dict[str, Any]) -> None:
    provider.discovery = document
    with pytest.raises(ProviderError) as refusal:
        await client(provider).authorize_address(ATTEMPT, BACK)
    assert refusal.value.code == "identity_refused"


async def test_the_description_is_kept_for_an_hour_and_through_an_outage(provider: OpenIdProvider) -> None:
    seconds = 0.0
    made = client(provider, clock=lambda: seconds)
    for _ in range(3):
        await made.authorize_address(ATTEMPT, BACK)
    assert len(provider.requests) == 1
    seconds += FRESH_SECONDS
    provider.is_away = True
    assert (await made.authorize_address(ATTEMPT, BACK)).startswith(provider.url)
    with pytest.raises(ProviderError) as outage:
        await client(provider).authorize_address(ATTEMPT, BACK)
    assert outage.value.retryable


async def test_a_secret_goes_into_the_form_where_only_that_is_taken(provider: OpenIdProvider) -> None:
    provider.discovery = {"token_endpoint_auth_methods_supported": ["client_secret_post", "none"]}
    provider.client_secret = None  # it takes any form that names the client
    made = client(provider)
    await made.exchange(ATTEMPT, await a_code(provider, made), BACK, provider.url)


def test_nonce_and_verifier_belong_to_one_attempt() -> None:
    others = [Attempt("s", "b"), Attempt("t", "b"), Attempt("s", "c")]
    assert len({each.nonce for each in others} | {each.verifier for each in others}) == 6
    assert all(43 <= len(each.verifier) <= 128 for each in others)  # RFC 7636 §4.1

"""Sign in with an OpenID Connect provider: where to send a browser, and who came back (Core 1.0 §3.1, RFC 7636)."""

import asyncio
import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

from chronos.errors import NotAllowed, ProviderError
from chronos.providers.identity.fetch_json import fetch_json
from chronos.providers.identity.issuer import Issuer, verify_token
from chronos.providers.identity.key_set import KeySet
from chronos.server_address import is_safe_address

SCOPES = "openid email profile"
FRESH_SECONDS = 3600.0  # of what the provider says about itself
MAX_CODE_CHARACTERS = 4096


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in that waits for the provider's answer: known by `state`, in the browser that holds `secret`.

    Nonce and verifier follow from both, so that they are stored nowhere, and no other browser can finish the attempt.
    """

    state: str
    secret: str

    @property
    def nonce(self) -> str:
        """What the token must repeat."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """What only the beginner of the attempt can show (RFC 7636 §4.1)."""
        return self._derived("verifier")

    def _derived(self, use: str) -> str:
        digest = hmac.new(self.secret.encode(), f"{use} {self.state}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class ProvenPerson:
    """Who signed in: `subject` at `issuer`. `email` only where the provider vouches for it."""

    issuer: str
    subject: str
    email: str | None


@dataclass(frozen=True, slots=True)
class _Endpoints:
    authorize: str
    token: str
    keys: KeySet
    sends_issuer: bool
    takes_secret_in_form: bool
    read_at: float


class OpenIdProvider:
    """A provider whose issuer and client are configured; its endpoints are what it publishes."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str | None,
        *,
        known_as: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`client_secret` None: a public client, which PKCE alone protects. `known_as`: its name in `ProvenPerson`."""
        self.issuer = issuer
        self._known_as = known_as or issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._clock = clock
        self._endpoints: _Endpoints | None = None
        self._reading = asyncio.Lock()

    async def authorize_address(self, attempt: Attempt, redirect_uri: str) -> str:
        """Return where the browser goes to sign in. Raises ProviderError (`identity_…`)."""
        endpoints = await self._discover()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest()).rstrip(b"=").decode()
        query = urlencode(
            {
                "response_type": "code",
                "client_id": self._client_id,
                "redirect_uri": redirect_uri,
                "scope": SCOPES,
                "state": attempt.state,
                "nonce": attempt.nonce,
                "code_challenge": challenge,
                "code_challenge_method": "S256",
            }
        )
        return f"{endpoints.authorize}{'&' if urlsplit(endpoints.authorize).query else '?'}{query}"

    async def exchange(
        self, attempt: Attempt, code: str, redirect_uri: str, answered_by: str | None = None
    ) -> ProvenPerson:
        """Return who signed in, by the code of the provider's answer, whose `iss` was `answered_by`.

        Raises NotAllowed (`sign_in_failed`), ProviderError (`identity_…`).
        """
        endpoints = await self._discover()
        # RFC 9207: an answer of another provider, mixed up by an attacker, is never sent to this one.
        if answered_by != self.issuer and (answered_by is not None or endpoints.sends_issuer):
            raise _failed()
        if len(code) > MAX_CODE_CHARACTERS:
            raise _failed()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": attempt.verifier,
            "client_id": self._client_id,
        }
        login = None
        if self._client_secret is not None and endpoints.takes_secret_in_form:
            form["client_secret"] = self._client_secret
        elif self._client_secret is not None:
            login = (quote_plus(self._client_id), quote_plus(self._client_secret))  # RFC 6749 §2.3.1
        try:
            answer = await fetch_json(endpoints.token, form=form, login=login)
        except ProviderError as error:
            if error.code == "identity_refused":
                raise _failed() from error
            raise
        return await self._person(answer.get("id_token"), attempt, endpoints)

    async def _person(self, token: object, attempt: Attempt, endpoints: _Endpoints) -> ProvenPerson:
        """Return the person of the token, which is this attempt's (Core 1.0 §3.1.3.7)."""
        if not isinstance(token, str):
            raise _failed()
        try:
            claims = await verify_token(token, Issuer(self.issuer, self._client_id, endpoints.keys))
        except NotAllowed as error:
            raise _failed() from error
        nonce = claims.get("nonce")
        if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), attempt.nonce.encode()):
            raise _failed()
        if claims.get("azp", self._client_id) != self._client_id or len(claims["sub"]) > 255:
            raise _failed()
        return ProvenPerson(self._known_as, claims["sub"], _vouched_email(claims))

    async def _discover(self) -> _Endpoints:
        """Return what the provider publishes, read again after an hour; the old is used while it is away."""
        async with self._reading:
            known = self._endpoints
            if known is not None and self._clock() - known.read_at < FRESH_SECONDS:
                return known
            try:
                self._endpoints = self._read(
                    await fetch_json(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
                )
            except ProviderError:
                if known is None:
                    raise
            assert self._endpoints is not None  # noqa: S101 - read now, or before
            return self._endpoints

    def _read(self, document: Mapping[str, Any]) -> _Endpoints:
        """Return the endpoints. Raises ProviderError for a document of another issuer (Discovery 1.0 §4.3)."""
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        addresses = [document.get(name) for name in names]
        if document.get("issuer") != self.issuer or not all(
            isinstance(each, str) and is_safe_address(each) and "#" not in each for each in addresses
        ):
            raise ProviderError(
                "The OpenID provider does not describe itself as CHRONOS_OIDC_ISSUER names it.", code="identity_refused"
            )
        authorize, token, keys = map(str, addresses)
        known = self._endpoints
        same = known.keys if known is not None and known.keys.url == keys else None
        methods = document.get("token_endpoint_auth_methods_supported")
        return _Endpoints(
            authorize,
            token,
            same or KeySet(keys, ("ES256", "RS256")),
            sends_issuer=document.get("authorization_response_iss_parameter_supported") is True,
            takes_secret_in_form=isinstance(methods, list)
            and "client_secret_basic" not in methods
            and "client_secret_post" in methods,
            read_at=self._clock(),
        )


def _vouched_email(claims: Mapping[str, Any]) -> str | None:
    """Return the address that the provider has verified; one that a person merely typed there proves nothing."""
    email = claims.get("email")
    return email if claims.get("email_verified") is True and isinstance(email, str) and email else None


def _failed() -> NotAllowed:
    return NotAllowed("Signing in did not succeed. Start again from the sign-in page.", code="sign_in_failed")

"""A small OpenID Connect provider on this machine that speaks the real wire form, and makes every kind of bad token."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

CLIENT_ID = "chronos-at-the-provider"
CLIENT_SECRET = "a secret/of+the client"


@dataclass
class TestKey:
    """A key pair with its id."""

    __test__ = False
    kid: str = field(default_factory=lambda: secrets.token_hex(8))
    algorithm: str = "ES256"

    def __post_init__(self) -> None:
        self.private: Any = (
            ec.generate_private_key(ec.SECP256R1())
            if self.algorithm == "ES256"
            else rsa.generate_private_key(public_exponent=65537, key_size=2048)
        )

    @property
    def public_pem(self) -> bytes:
        encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        return bytes(self.private.public_key().public_bytes(encoding, form))

    @property
    def jwk(self) -> dict[str, Any]:
        """The public half as it is published."""
        algorithm = jwt.get_algorithm_by_name(self.algorithm)
        shown: dict[str, Any] = json.loads(algorithm.to_jwk(self.private.public_key()))
        return shown | {"kid": self.kid, "use": "sig", "alg": self.algorithm}

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        """A token with these claims; None leaves a claim, or the `kid` of the header, out."""
        headers = {"kid": self.kid} | header
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(
            kept, self.private, self.algorithm, headers={k: v for k, v in headers.items() if v is not None}
        )


def forged(header: dict[str, Any], claims: dict[str, Any], key: bytes = b"") -> str:
    """A token put together by hand, as an attacker does: signed with HMAC by `key`, or not at all."""
    signed = ".".join(_part(json.dumps(each).encode()) for each in (header, claims))
    return f"{signed}.{_part(hmac.new(key, signed.encode(), hashlib.sha256).digest()) if key else ''}"


def _part(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class OpenIdProvider:
    """What the provider knows, and what it does wrong. `claims` are those of the person at its browser."""

    url: str
    keys: list[TestKey] = field(default_factory=lambda: [TestKey()])
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "subject-1"})
    client_secret: str | None = CLIENT_SECRET
    is_away: bool = False
    discovery: dict[str, Any] = field(default_factory=dict)  # what differs from the truth
    requests: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    body: bytes | None = None  # sent instead of every answer

    def token(self, **claims: Any) -> str:
        """A token of this issuer that is good but for `claims`; None leaves one out."""
        now = int(time.time())
        whole = {"iss": self.url, "aud": CLIENT_ID, "exp": now + 600, "iat": now} | self.claims | claims
        return self.keys[0].sign(whole)

    def answer(
        self, method: str, path: str, query: dict[str, str], form: dict[str, str], login: str
    ) -> tuple[int, Any]:
        """Status and JSON of the answer; a text is the target of a redirect."""
        self.requests.append(f"{method} {path}")
        if self.is_away:
            return 503, {}
        if path == "/.well-known/openid-configuration":
            return 200, self._discovered()
        if path == "/keys":
            return 200, {"keys": [key.jwk for key in self.keys]}
        if path == "/authorize":
            code = secrets.token_hex(8)
            self.codes[code] = query
            return 302, f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state'], 'iss': self.url})}"
        if (method, path) == ("POST", "/token"):
            return self._exchange(form, login)
        return 404, {}

    def _discovered(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256", "RS256"],
            "authorization_response_iss_parameter_supported": True,
        } | self.discovery

    def _exchange(self, form: dict[str, str], login: str) -> tuple[int, Any]:
        """RFC 6749 §4.1.3 with RFC 7636: a code is good once, for its redirect address, verifier and client."""
        asked = self.codes.pop(form.get("code", ""), None)
        if self.client_secret is None:
            is_client = form.get("client_id") == CLIENT_ID
        else:
            user, _, password = base64.b64decode(login.removeprefix("Basic ") or b"").decode().partition(":")
            is_client = (unquote_plus(user), unquote_plus(password)) == (CLIENT_ID, self.client_secret)
        challenge = _part(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or not is_client
            or form.get("grant_type") != "authorization_code"
            or form.get("redirect_uri") != asked["redirect_uri"]
            or (asked.get("code_challenge_method"), asked.get("code_challenge")) != ("S256", challenge)
        ):
            return 400, {"error": "invalid_grant"}
        return 200, {
            "access_token": "unused", "token_type": "Bearer", "expires_in": 3600,
            "id_token": self.token(**{"nonce": asked.get("nonce")} | self.claims),
        }  # fmt: skip


@contextmanager
def openid_provider() -> Iterator[OpenIdProvider]:
    """A running provider."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._serve("GET", {})

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._serve("POST", dict(_pairs(sent)))

        def _serve(self, method: str, form: dict[str, str]) -> None:
            parts = urlsplit(self.path)
            login = self.headers.get("Authorization", "")
            status, given = provider.answer(method, parts.path, dict(_pairs(parts.query)), form, login)
            body = provider.body if provider.body is not None else json.dumps(given).encode()
            self.send_response(status)
            if isinstance(given, str):
                self.send_header("Location", given)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Write nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = OpenIdProvider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    return ((name, values[0]) for name, values in parse_qs(text, keep_blank_values=True).items())

"""Post an event to an address of a creator, signed as Standard Webhooks has it."""

import asyncio
import base64
import hashlib
import hmac
import time
from collections.abc import Callable

import httpcore2

from chronos.errors import Invalid, ProviderError
from chronos.videos import Endpoint, GuardedBackend, Resolve, check_url, system_resolve

SECONDS = 15.0  # for the whole of one try
GONE = 410  # Standard Webhooks: the address wants nothing any more


class Refused(ProviderError):
    """The address answered with a status that is no success."""

    def __init__(self, status: int) -> None:
        super().__init__(f"The address answered {status}.", code="webhook_refused")
        self.is_gone = status == GONE


class WebhookPoster:
    """Posts to public addresses over HTTPS, and to endpoints that the operator allows."""

    def __init__(
        self,
        *,
        allowed: frozenset[Endpoint] = frozenset(),
        resolve: Resolve = system_resolve,
        now: Callable[[], float] = time.time,
        seconds: float = SECONDS,
    ) -> None:
        self._allowed, self._resolve, self._now, self._seconds = allowed, resolve, now, seconds

    def check(self, url: str) -> str:
        """Return the address. Raises Invalid (`url_invalid`, `url_not_public`)."""
        try:
            address = check_url(url, self._allowed)
        except Invalid as error:
            if error.code != "url_not_public":
                raise
            raise Invalid(
                "That address is not on the public Internet; Chronos only posts to public addresses.",
                code="url_not_public",
            ) from error
        if address.url.scheme != "https" and (address.host, address.port) not in self._allowed:
            raise Invalid("The address cannot be used: it must begin with https://.", code="url_invalid")
        return address.whole

    async def post(self, url: str, secret: str, message_id: str, body: bytes) -> None:
        """Post the event once. Redirects are not followed. Raises ProviderError (`webhook_refused`)."""
        try:
            self.check(url)
            async with asyncio.timeout(self._seconds):
                status = await self._post(url, self._headers(secret, message_id, body), body)
        except Invalid as error:
            raise ProviderError(str(error), code="webhook_refused") from error
        except TimeoutError as error:
            reason = f"The address did not answer within {self._seconds:.0f} seconds."
            raise ProviderError(reason, code="webhook_refused") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException, OSError) as error:
            raise ProviderError("The address cannot be reached.", code="webhook_refused") from error
        if not 200 <= status < 300:
            raise Refused(status)

    async def _post(self, url: str, headers: dict[str, str], body: bytes) -> int:
        address = check_url(url, self._allowed)
        target = httpcore2.URL(
            scheme=address.url.raw_scheme, host=address.host.encode(), port=address.port, target=address.url.raw_path
        )
        fields = [(b"Host", address.url.netloc), *((name.encode(), value.encode()) for name, value in headers.items())]
        backend = GuardedBackend(self._resolve, self._allowed)
        async with (
            httpcore2.AsyncConnectionPool(network_backend=backend) as pool,
            pool.stream("POST", target, headers=fields, content=body) as response,
        ):
            return response.status  # what it says beyond that is not read

    def _headers(self, secret: str, message_id: str, body: bytes) -> dict[str, str]:
        at = int(self._now())
        return {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "User-Agent": "Chronos",
            "webhook-id": message_id,
            "webhook-timestamp": str(at),
            "webhook-signature": sign(secret, message_id, at, body),
        }


def sign(secret: str, message_id: str, at: int, body: bytes) -> str:
    """Return the signature (standard-webhooks.md, "Signature scheme"); `at` is in seconds since 1970."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{at}.".encode() + body
    return f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"

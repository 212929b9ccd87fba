"""Request: one call of Whop's API, repeated within bounds; the key is in its header and nowhere else."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
from pydantic import SecretStr

from chronos.errors import NotFound, ProviderError
from chronos.server_address import uses_proxy
from chronos.whop.records import Json

API_VERSION = "2026-10-15-1"  # the form of records that this code reads: that of whop-sdk 2.6.0
MAX_ANSWER_BYTES = 8 * 1024 * 1024

Query = Mapping[str, str | int | Sequence[str] | None]


@dataclass(frozen=True, slots=True)
class Patience:
    """Timeouts in seconds, and how often a call is tried."""

    connect: float = 5.0
    read: float = 20.0
    whole: float = 90.0  # of a call with all its tries
    tries: int = 4
    pause: float = 0.5  # then doubled
    longest_pause: float = 60.0  # that an answer may ask for


class Requests:
    """Sends requests to Whop's API; its connections are kept until `close`."""

    def __init__(
        self,
        url: str,
        key: SecretStr,
        patience: Patience | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._url, self._key, self._transport = url.rstrip("/"), key, transport
        self._patience = patience or Patience()
        self._http: httpx2.AsyncClient | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    async def get(self, path: str, query: Query | None = None) -> Any:
        """Return the JSON at `path`. Raises NotFound (`whop_not_found`), ProviderError as `post` does."""
        return (await self.get_dated(path, query))[0]

    async def get_dated(self, path: str, query: Query | None = None) -> tuple[Any, datetime]:
        """Return the JSON at `path` and when it was so, by Whop's clock to the second. Raises as `get`."""
        return await self._call("GET", path, query or {}, None, {})

    async def post(self, path: str, body: Json, *, repeat_key: str | None = None) -> Any:
        """Send `body` and return the JSON of the answer; without a `repeat_key`, which makes it arrive once, try once.

        Raises ProviderError: `whop_refused` for what another try does not change, `whop_unavailable` for the rest.
        """
        headers = {"Idempotency-Key": repeat_key} if repeat_key is not None else {}
        return (await self._call("POST", path, {}, body, headers, tries=None if repeat_key is not None else 1))[0]

    async def post_as(self, token: str, path: str) -> Any:
        """Send an empty body with a user's token instead of the key, where repeating is harmless. Raises as `post`."""
        return (await self._call("POST", path, {}, {}, {"Authorization": f"Bearer {token}"}))[0]

    async def _call(
        self,
        method: str,
        path: str,
        query: Query,
        body: Json | None,
        headers: Mapping[str, str],
        tries: int | None = None,
    ) -> tuple[Any, datetime]:
        request = self._client().build_request(
            method, f"{self._url}/{path}", params=_parameters(query), json=body, headers=self._headers(headers)
        )
        try:
            async with asyncio.timeout(self._patience.whole):
                return await self._repeat(request, tries or self._patience.tries)
        except TimeoutError as error:
            raise _unavailable(f"it did not answer within {self._patience.whole:.0f} seconds") from error

    async def _repeat(self, request: httpx2.Request, tries: int) -> tuple[Any, datetime]:
        for tried in range(1, tries + 1):
            began = datetime.now(UTC)
            try:
                status, headers, content = await self._send(request)
                reason = f"it answers {status}"
            except httpx2.HTTPError as error:
                # The address is in no message of ours: its query may be long, and tells nothing.
                status, headers, reason = None, httpx2.Headers(), f"{type(error).__name__}"
            if status is not None and not _may_pass(status):
                return _read(status, content), _date(headers, began)
            pause = self._pause(headers, tried)
            if tried == tries or pause > self._patience.longest_pause:
                break
            await asyncio.sleep(pause)
        raise _unavailable(reason)

    async def _send(self, request: httpx2.Request) -> tuple[int, httpx2.Headers, bytes]:
        response = await self._client().send(request, stream=True)
        try:
            content = b""
            async for piece in response.aiter_bytes():
                content += piece
                if len(content) > MAX_ANSWER_BYTES:
                    raise _unavailable("its answer is too large")
            return response.status_code, response.headers, content
        finally:
            await response.aclose()

    def _pause(self, headers: httpx2.Headers, tried: int) -> float:
        asked = headers.get("retry-after", "")
        if asked.strip().isascii() and asked.strip().isdigit():
            return float(asked)
        jitter = random.uniform(1, 1.25)  # noqa: S311 - no secret
        return self._patience.pause * float(2 ** (tried - 1)) * jitter

    def _headers(self, more: Mapping[str, str]) -> dict[str, str]:
        key = f"Bearer {self._key.get_secret_value()}"
        return {"Authorization": key, "Api-Version-Date": API_VERSION, "Accept": "application/json", **more}

    def _client(self) -> httpx2.AsyncClient:
        if self._http is None:
            limits = httpx2.Timeout(self._patience.read, connect=self._patience.connect)
            self._http = httpx2.AsyncClient(timeout=limits, transport=self._transport, trust_env=uses_proxy(self._url))
        return self._http


def _parameters(query: Query) -> dict[str, str | list[str]]:
    return {
        name: str(value) if isinstance(value, str | int) else list(value)
        for name, value in query.items()
        if value is not None
    }


def _date(headers: httpx2.Headers, began: datetime) -> datetime:
    """Return when the server answered; without its word, when it was asked."""
    try:
        return parsedate_to_datetime(headers["date"]).astimezone(UTC)
    except (KeyError, ValueError, TypeError):
        return began


def _may_pass(status: int) -> bool:
    return status in (408, 425, 429) or status >= 500


def _read(status: int, content: bytes) -> Any:
    if status == 404:
        raise NotFound("Whop has nothing of this id that the key may read.", code="whop_not_found")
    if status in (401, 403):
        raise ProviderError(
            "Whop refuses the key: it is wrong, or lacks a permission for this. Check CHRONOS_WHOP_API_KEY, and the "
            "permissions of the app on Whop's dashboard.",
            code="whop_refused",
        )
    if not 200 <= status < 300:
        raise ProviderError(f"Whop refuses the request with {status}.", code="whop_refused")
    try:
        return httpx2.Response(status, content=content).json()
    except ValueError as error:
        raise _unavailable("its answer is not JSON") from error


def _unavailable(reason: str) -> ProviderError:
    return ProviderError(f"Whop's API cannot be used now: {reason}. It is tried again later.", code="whop_unavailable")

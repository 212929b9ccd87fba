"""Fetch a small JSON document from another server, bounded in size and time."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx2

from chronos.errors import ProviderError
from chronos.server_address import is_safe_address, uses_proxy

MAX_BYTES = 256 * 1024
SECONDS = 10.0  # for the whole answer


async def fetch_json(
    url: str, *, form: Mapping[str, str] | None = None, login: tuple[str, str] | None = None
) -> dict[str, Any]:
    """Return the JSON object at `url`; with `form`, of the answer to it. No redirect is followed.

    `login`: user and password of Basic authentication. Raises ProviderError (`identity_unavailable`, or
    `identity_refused` for an answer that another try would not change).
    """
    if not is_safe_address(url):
        raise ProviderError(f"{_host(url)} is not asked without https.", code="identity_refused")
    try:
        async with (
            asyncio.timeout(SECONDS),
            httpx2.AsyncClient(follow_redirects=False, timeout=SECONDS, trust_env=uses_proxy(url)) as client,
        ):
            status, body = await _exchange(client, url, form, login)
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
        raise ProviderError(f"{_host(url)} does not answer. Try again later.", code="identity_unavailable") from error
    if status >= 500 or status == 429:
        raise ProviderError(f"{_host(url)} answered {status}. Try again later.", code="identity_unavailable")
    if status != 200:
        raise ProviderError(f"{_host(url)} answered {status}.", code="identity_refused")
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ProviderError(f"The answer of {_host(url)} is not JSON.", code="identity_refused") from error
    if not isinstance(document, dict):
        raise ProviderError(f"The answer of {_host(url)} is not a JSON object.", code="identity_refused")
    return document


async def _exchange(
    client: httpx2.AsyncClient, url: str, form: Mapping[str, str] | None, login: tuple[str, str] | None
) -> tuple[int, bytes]:
    """Return status and body. Raises ProviderError for a body that is too large."""
    method = "GET" if form is None else "POST"
    headers = {"Accept": "application/json"}
    async with client.stream(
        method, url, data=form, headers=headers, auth=login or httpx2.USE_CLIENT_DEFAULT
    ) as answer:
        body = bytearray()
        async for piece in answer.aiter_bytes():
            body += piece
            if len(body) > MAX_BYTES:
                raise ProviderError(f"The answer of {_host(url)} is too large.", code="identity_refused")
        return answer.status_code, bytes(body)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "The identity provider"
    except ValueError:
        return "The identity provider"

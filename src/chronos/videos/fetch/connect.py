"""Connect to public addresses only: the checked address is the one that is connected to."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence

import httpcore2

from chronos.videos.fetch.address import Endpoint, is_public, not_public

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

MAX_ADDRESSES = 8  # of one name are tried


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Looks a name up once per connection, refuses it if any of its addresses is not public, and connects to those.

    TLS still checks the certificate against the name. `allowed` endpoints may be anywhere.
    """

    def __init__(self, resolve: Resolve, allowed: frozenset[Endpoint] = frozenset()) -> None:
        self._resolve, self._allowed = resolve, allowed
        self._plain = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface's own
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """A connection to `host`. Raises Invalid (`url_not_public`), httpcore2.ConnectError, ConnectTimeout."""
        name = host.lower().strip("[]").rstrip(".")
        try:
            async with asyncio.timeout(timeout):
                addresses = list(dict.fromkeys(await self._resolve(name, port)))
        except TimeoutError as error:
            raise httpcore2.ConnectTimeout from error
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError from error
        if (name, port) not in self._allowed and not all(map(is_public, addresses)):
            raise not_public()
        return await self._first(addresses[:MAX_ADDRESSES], port, timeout, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface's own
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Refuse: only addresses of the web are fetched from. Raises Invalid (`url_not_public`)."""
        raise not_public()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def _first(
        self,
        addresses: Sequence[str],
        port: int,
        patience: float | None,
        options: Iterable[httpcore2.SOCKET_OPTION] | None,
    ) -> httpcore2.AsyncNetworkStream:
        failure: Exception = httpcore2.ConnectError("the name has no address")
        for address in addresses:
            try:
                return await self._plain.connect_tcp(address, port, patience, None, options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure


async def system_resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of `host` as the system resolves them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]

"""Count the connections of each client, and make room for a new one where all places are taken."""

from collections import Counter
from typing import TYPE_CHECKING, cast

from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.server import ServerState

from chronos.errors import OverLimit, ProviderError
from chronos.web.client_network import client_network

if TYPE_CHECKING:
    from chronos.web.server.limit_connection import LimitedConnection

MAX_CONNECTIONS = 1000
MAX_OF_ONE_CLIENT = 256  # a school behind one address has many people with a few connections each


class Connections(ServerState):
    """uvicorn's shared state with a count by client: an IPv4 address, or the /64 that one IPv6 customer has.

    A proxy in `proxies` is no client: its connections count for the address in `X-Forwarded-For`, while a request is
    answered, and are not counted where that is missing.
    """

    def __init__(self, proxies: ProxyHeadersMiddleware, max_connections: int = MAX_CONNECTIONS) -> None:
        super().__init__()
        self._proxies = proxies.trusted_hosts
        self.max_connections = max_connections
        self.by_client: Counter[str] = Counter()

    def peer_client(self, address: str | None) -> str | None:
        """Return the client that a connection from `address` counts for; None for a proxy."""
        return None if address is None or address in self._proxies else client_network(address)

    def forwarded_client(self, address: str | None, forwarded_for: str) -> str | None:
        """Return the client for which the proxy at `address` forwards a request; None where that is unknown."""
        if not forwarded_for or address not in self._proxies:
            return None
        found, _ = self._proxies.get_trusted_client_address(forwarded_for)
        return None if found in self._proxies else client_network(found)

    def take_place(self, client: str | None) -> None:
        """Count a connection of `client`. Raises OverLimit (`too_many_connections`)."""
        if client is None:
            return
        if self.by_client[client] >= MAX_OF_ONE_CLIENT:
            raise OverLimit(
                f"Your address has {MAX_OF_ONE_CLIENT} connections already: close some and try again.",
                code="too_many_connections",
                retry_after_seconds=5,
            )
        self.by_client[client] += 1

    def give_place_back(self, client: str | None) -> None:
        """Count one connection of `client` less."""
        if client is not None:
            self.by_client[client] -= 1
            if self.by_client[client] <= 0:
                del self.by_client[client]

    def make_room(self) -> None:
        """Close the connection that has waited longest for a request, if all places are taken.

        Raises ProviderError (`server_full`) when every connection has a request.
        """
        if len(self.connections) < self.max_connections:
            return
        connections = cast("set[LimitedConnection]", self.connections)
        waiting = [each for each in connections if each.is_waiting]
        if not waiting:
            raise ProviderError("All connections of this server are in use: try again soon.", code="server_full")
        min(waiting, key=lambda each: each.waiting_since).transport.abort()

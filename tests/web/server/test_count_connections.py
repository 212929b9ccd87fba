"""Connections are counted by client, through a proxy by the client's address, and all together."""

from functools import partial

import pytest

from chronos.errors import OverLimit
from chronos.web.server import count_connections
from chronos.web.server.count_connections import MAX_OF_ONE_CLIENT, Connections
from chronos.web.server.create_server import LimitedServer
from tests.web.server.conftest import Run, Site, Small, until

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
SLOW = b"GET /slow HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture
def state() -> Connections:
    return LimitedServer(Small(), "127.0.0.1,10.0.0.0/8").server_state


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", None),
        ("10.1.2.3", None),
        (None, None),
    ],
)
def test_the_client_of_a_connection(state: Connections, address: str | None, client: str | None) -> None:
    assert state.peer_client(address) == client


@pytest.mark.parametrize(
    ("address", "forwarded", "client"),
    [
        ("127.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "198.51.100.1, 192.0.2.7", "192.0.2.7"),  # the client wrote the first itself
        ("127.0.0.1", "192.0.2.7, 10.0.0.3", "192.0.2.7"),
        ("127.0.0.1", "10.0.0.3", None),
        ("127.0.0.1", "", None),
        ("127.0.0.1", "2001:db8::1", "2001:db8::/64"),
        ("127.0.0.1", "nonsense", "nonsense"),
        ("192.0.2.1", "192.0.2.7", None),  # no proxy of ours
    ],
)
def test_the_client_behind_a_proxy(state: Connections, address: str, forwarded: str, client: str | None) -> None:
    assert state.forwarded_client(address, forwarded) == client


def test_places_are_counted_and_given_back(state: Connections) -> None:
    for _ in range(MAX_OF_ONE_CLIENT):
        state.take_place("192.0.2.7")
    with pytest.raises(OverLimit, match="256 connections"):
        state.take_place("192.0.2.7")
    state.take_place("192.0.2.8")
    state.give_place_back("192.0.2.7")
    state.take_place("192.0.2.7")
    state.give_place_back("192.0.2.8")
    assert set(state.by_client) == {"192.0.2.7"}


async def test_one_address_gets_its_share_and_others_theirs(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(count_connections, "MAX_OF_ONE_CLIENT", 3)
    greedy = [await site.connect("127.0.0.2") for _ in range(3)]
    await until(lambda: site.state.by_client["127.0.0.2"] == 3)
    refused = await site.connect("127.0.0.2")
    assert await refused.problem() == (429, "too_many_connections")
    other = await site.connect("127.0.0.3")
    await other.send(GET)
    assert (await other.answer())[0] == 200
    greedy[0].writer.close()
    await until(lambda: site.state.by_client["127.0.0.2"] == 2)
    again = await site.connect("127.0.0.2")
    await again.send(GET)
    assert (await again.answer())[0] == 200


def has_clients(site: Site, wanted: int) -> bool:
    return site.state.by_client.total() == wanted


async def test_a_proxy_is_many_clients(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Idle connections of a proxy are not counted, a request for the client that it is forwarded for."""
    monkeypatch.setattr(count_connections, "MAX_OF_ONE_CLIENT", 2)
    connections = [await site.connect() for _ in range(5)]
    for number, client in enumerate((b"192.0.2.1", b"192.0.2.1", b"192.0.2.2")):
        await connections[number].send(SLOW + b"X-Forwarded-For: %s\r\n\r\n" % client)
        await until(partial(has_clients, site, number + 1))
    await connections[3].send(SLOW + b"X-Forwarded-For: 192.0.2.1\r\n\r\n")
    assert await connections[3].problem() == (429, "too_many_connections")
    site.app.go.set()
    for connection in connections[:3]:
        assert (await connection.answer())[0] == 200
    await until(lambda: not site.state.by_client)
    await connections[0].send(SLOW + b"X-Forwarded-For: 192.0.2.1\r\n\r\n")
    assert (await connections[0].answer())[0] == 200


async def test_the_longest_waiting_connection_makes_room(run: Run) -> None:
    site = await run(max_connections=3)
    first, second, third = [await site.connect() for _ in range(3)]
    await until(lambda: len(site.state.connections) == 3)
    await first.send(SLOW + b"\r\n")
    await second.send(b"GET / HTTP/1.1\r\nSlowly: ")
    fourth = await site.connect()
    await fourth.send(GET)
    assert (await fourth.answer())[0] == 200
    assert await second.is_closed()
    site.app.go.set()
    assert (await first.answer())[0] == 200
    await third.send(GET)
    assert (await third.answer())[0] == 200


async def test_a_full_server_says_so(run: Run) -> None:
    site = await run(max_connections=2)
    clients = [await site.connect() for _ in range(2)]
    for client in clients:
        await client.send(SLOW + b"\r\n")
    await until(lambda: len(site.server.server_state.tasks) == 2)
    refused = await site.connect()
    assert await refused.problem() == (503, "server_full")
    site.app.go.set()
    for client in clients:
        assert (await client.answer())[0] == 200

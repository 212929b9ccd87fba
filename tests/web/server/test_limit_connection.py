"""Clients that are slow, endless, or send too much: each is refused or cut, and costs bounded memory."""

import asyncio
import socket
from functools import partial

import pytest

from chronos.web.server.limit_connection import (
    BODY_SECONDS,
    CLOSE_SECONDS,
    DRAIN_SECONDS,
    FREE_CHUNKS,
    HEADER_SECONDS,
    MAX_HEADER_BYTES,
    MAX_HEADERS,
    MAX_WAITING_REQUESTS,
    MIN_BODY_BYTES,
    SEND_SECONDS,
    LimitedConnection,
)
from tests.web.server.conftest import Site, until

GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\n"


async def test_ordinary_requests_are_answered_on_one_connection(site: Site) -> None:
    client = await site.connect()
    for body in (b"", b"abc", bytes(300_000)):
        await client.send(POST + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        assert (await client.answer())[2] == b"%d" % len(body)
    await client.send(POST + b"Transfer-Encoding: chunked\r\n\r\n" + 500 * b"3\r\nabc\r\n" + b"0\r\n\r\n")
    assert (await client.answer())[2] == b"1500"


async def test_headers_up_to_the_limit_are_taken(site: Site) -> None:
    client = await site.connect()
    await client.send(GET + b"A: %s\r\n\r\n" % (b"a" * (MAX_HEADER_BYTES - 10)))
    assert (await client.answer())[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        b"A: %s\r\n\r\n" % (b"a" * MAX_HEADER_BYTES),
        b"".join(b"A%d: a\r\n" % number for number in range(MAX_HEADERS)) + b"\r\n",
        b"A: " + b"a" * 2 * MAX_HEADER_BYTES,
        b"A" * 2 * MAX_HEADER_BYTES,
        b"".join(b"A: %s\r\n" % (b"a" * 1000) for _ in range(40)),
    ],
    ids=["one", "many", "endless value", "endless name", "no end"],
)
async def test_long_headers_are_refused(site: Site, headers: bytes) -> None:
    client = await site.connect()
    await client.send(GET + headers)
    assert await client.problem() == (431, "headers_too_large")


async def test_a_long_address_is_refused(site: Site) -> None:
    client = await site.connect()
    await client.send(b"GET /" + b"a" * 2 * MAX_HEADER_BYTES)
    assert await client.problem() == (431, "headers_too_large")


@pytest.mark.parametrize("end", [b"A: " + b"a" * 100_000, b"".join(b"A: %s\r\n" % (b"a" * 999) for _ in range(40))])
async def test_headers_after_the_body_are_limited(site: Site, end: bytes) -> None:
    client = await site.connect()
    await client.send(POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n" + end)
    assert await client.problem() == (431, "headers_too_large")


async def test_headers_after_the_body_are_no_part_of_the_request(site: Site) -> None:
    client = await site.connect()
    await client.send(POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nAuthorization: Bearer x\r\n\r\n")
    assert (await client.answer())[2] == b"3"
    assert b"authorization" not in dict(site.app.headers)


async def test_bytes_that_are_no_http_are_refused_without_a_log(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    client = await site.connect()
    await client.send(b"\x16\x03\x01 hello\r\n\r\n")
    assert await client.problem() == (400, "body_unreadable")
    client = await site.connect()
    await client.send(GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    assert (await client.answer())[0] == 200
    assert not caplog.records


async def test_chunks_of_a_byte_are_refused_once_they_are_many(site: Site) -> None:
    client = await site.connect()
    await client.send(POST + b"Transfer-Encoding: chunked\r\n\r\n" + (FREE_CHUNKS + 10) * b"1\r\na\r\n")
    assert await client.problem() == (400, "body_unreadable")


async def test_endless_chunk_extensions_are_refused(site: Site) -> None:
    client = await site.connect()
    await client.send(POST + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"a" * 300_000)
    assert await client.problem() == (431, "headers_too_large")


async def test_many_requests_before_an_answer_are_refused(site: Site) -> None:
    client = await site.connect()
    await client.send(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n" + (MAX_WAITING_REQUESTS + 1) * (GET + b"\r\n"))
    assert await client.problem() == (429, "too_many_connections")
    site.app.go.set()
    await until(lambda: site.app.closed == 1)


async def test_a_few_requests_before_an_answer_are_answered_in_order(site: Site) -> None:
    client = await site.connect()
    await client.send(b"".join(POST + b"Content-Length: %d\r\n\r\n" % size + bytes(size) for size in range(5)))
    assert [int((await client.answer())[2]) for _ in range(5)] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("start", [b"", b"\r\n\r\n", b"GET", GET])
async def test_headers_have_a_deadline_however_they_trickle(site: Site, start: bytes) -> None:
    client = await site.connect()
    await client.send(start)
    connection = await site.only()
    await asyncio.sleep(0.05)
    await site.check_later(HEADER_SECONDS - 1)
    assert not connection.transport.is_closing()
    await site.check_later(HEADER_SECONDS)
    if start:
        assert await client.problem() == (408, "request_slow")
    else:
        assert await client.is_closed()


async def test_the_next_request_has_a_deadline_too(site: Site) -> None:
    client = await site.connect()
    await client.send(GET + b"\r\n")
    assert (await client.answer())[0] == 200
    connection = await site.only()
    await client.send(b"GET / HT")
    await until(lambda: connection._pending_bytes)
    await site.check_later(HEADER_SECONDS)
    assert await client.problem() == (408, "request_slow")


async def test_a_slow_body_is_refused(site: Site) -> None:
    client = await site.connect()
    await client.send(POST + b"Content-Length: 1000000\r\n\r\n" + bytes(MIN_BODY_BYTES // 2))
    connection = await site.only()
    await until(lambda: not connection.is_waiting)
    await site.check_later(BODY_SECONDS - 1)
    assert not connection.transport.is_closing()
    await site.check_later(BODY_SECONDS)
    assert await client.problem() == (408, "request_slow")
    await until(lambda: site.app.closed == 1)


def has_body_bytes(connection: LimitedConnection, wanted: int) -> bool:
    return connection._body_bytes == wanted


async def test_a_kilobyte_per_second_is_fast_enough_for_hours(site: Site) -> None:
    client = await site.connect()
    size = 10 * MIN_BODY_BYTES
    await client.send(POST + b"Content-Length: %d\r\n\r\n" % size)
    connection = await site.only()
    clock = asyncio.get_running_loop().time()
    for sent in range(1, 11):
        await client.send(bytes(MIN_BODY_BYTES))
        await until(partial(has_body_bytes, connection, sent * MIN_BODY_BYTES))
        clock += BODY_SECONDS
        connection.check(clock)
    assert (await client.answer())[2] == b"%d" % size


async def test_time_in_which_the_application_does_not_read_is_not_the_clients(site: Site) -> None:
    client = await site.connect()
    await client.send(b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n" + bytes(150_000))
    connection = await site.only()
    await until(lambda: connection.flow.read_paused)
    await site.check_later(10 * BODY_SECONDS)
    site.app.go.set()
    await client.send(bytes(50_000))
    assert (await client.answer())[2] == b"200000"


async def test_a_slow_answer_of_ours_is_not_cut(site: Site) -> None:
    client = await site.connect()
    await client.send(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    connection = await site.only()
    await until(lambda: not connection.is_waiting)
    await site.check_later(3600)
    site.app.go.set()
    assert (await client.answer())[0] == 200


async def test_a_body_without_end_is_cut_after_its_answer(site: Site) -> None:
    client = await site.connect()
    await client.send(b"POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n" + bytes(1000))
    assert (await client.answer())[0] == 200
    connection = await site.only()
    await client.send(bytes(100_000))
    await until(lambda: connection._body_bytes == 101_000)
    await site.check_later(DRAIN_SECONDS - 1)
    assert not connection.transport.is_closing()
    await site.check_later(DRAIN_SECONDS)
    assert await client.is_closed()


async def test_a_reader_that_stops_costs_a_bounded_buffer_and_is_cut(site: Site) -> None:
    site.app.many = 100_000_000
    client = await site.connect(receive_bytes=4096)
    await client.send(b"GET /many HTTP/1.1\r\nHost: x\r\n\r\n")
    connection = await site.only()
    await until(lambda: connection.flow.write_paused)
    assert connection.transport.get_write_buffer_size() < 256 * 1024
    assert site.app.sent < 5_000_000
    clock = asyncio.get_running_loop().time()
    connection.check(clock)
    connection.check(clock + SEND_SECONDS - 1)
    assert not connection.transport.is_closing()
    connection.check(clock + SEND_SECONDS)
    await until(lambda: not site.state.connections)


async def test_a_slow_reader_is_served_to_the_end(site: Site) -> None:
    site.app.many = 1024 * 1024
    client = await site.connect(receive_bytes=4096)
    await client.send(b"GET /many HTTP/1.1\r\nHost: x\r\n\r\n")
    connection = await site.only()
    clock, received = asyncio.get_running_loop().time(), 0
    await client.reader.readuntil(b"\r\n\r\n")
    while received < site.app.many:
        piece = await client.reader.read(16 * 1024)
        assert piece
        await asyncio.sleep(0.002)  # the server's turn
        received += len(piece)
        clock += len(piece) / 2048  # seconds, at 2 KB/s
        connection.check(clock)
    assert received == site.app.many


async def test_a_refused_client_that_stays_is_cut(site: Site) -> None:
    client = await site.connect()
    await client.send(b"no http\r\n\r\n")
    connection = await site.only()
    await until(lambda: connection._refused_at is not None)
    await client.send(bytes(100_000))
    await site.check_later(CLOSE_SECONDS)
    await until(lambda: not site.state.connections)


async def test_what_follows_the_first_bytes_of_an_answer_is_sent_at_once(site: Site) -> None:
    client = await site.connect()
    await client.send(GET + b"\r\n")
    await client.answer()
    accepted = (await site.only()).transport.get_extra_info("socket")
    assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

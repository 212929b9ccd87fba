"""Limit what one HTTP connection may cost: bytes, seconds, and the speed at which its client sends and reads."""

import socket
from asyncio import Transport
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from httptools import HttpParserError, HttpParserUpgrade
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from chronos.errors import ChronosError, Invalid, OverLimit
from chronos.web.server.count_connections import Connections
from chronos.web.server.write_refusal import write_refusal

MAX_HEADER_BYTES = 32 * 1024  # of the address and all headers of one request
MAX_HEADERS = 100
MAX_WAITING_REQUESTS = 16  # sent before the answer to an earlier one
MIN_CHUNK_BYTES, FREE_CHUNKS = 32, 10_000  # on average, once there are more: each costs as much as a long one

HEADER_SECONDS = 20.0  # from the connection or the last answer until a request's headers are complete
BODY_SECONDS = 60.0  # in which at least MIN_BODY_BYTES arrive while they are wanted
MIN_BODY_BYTES = 60 * 1024
SEND_SECONDS = 180.0  # in which a client reads MIN_SENT_BYTES, or the rest; systems take bytes in large portions
MIN_SENT_BYTES = 64 * 1024
DRAIN_SECONDS = 30.0  # for the rest of a body whose answer is sent: few clients read before they have sent it
CLOSE_SECONDS = 2.0  # for a client to read why it was refused
MAX_UNSENT_BYTES = 128 * 1024  # in the kernel, so that it notices a slow reader as we do

_HEADER_PIECE, _BODY_PIECE = 4 * 1024, 64 * 1024


class LimitedConnection(HttpToolsProtocol):
    """uvicorn's connection; whatever exceeds a limit is refused with one sentence and closed.

    `check` is called every second. A client that is too slow is cut; time in which the application does not read or
    has not answered is not the client's.
    """

    server_state: Connections

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._client: str | None = None  # for which the connection counts
        self._refusal: ChronosError | None = None
        self._refused_at: float | None = None
        self._running: RequestResponseCycle | None = None  # the request whose answer is the next to be sent
        self._in_headers, self._in_body = True, False
        self._header_bytes = self._pending_bytes = 0  # pending: collected by the parser, not handed on yet
        self._has_handed_on = self._has_ended = False  # by the piece that is parsed: anything, a request
        self.waiting_since = self.loop.time()
        self._body_since, self._recent_bytes = 0.0, 0
        self._body_bytes = self._chunks = 0
        self._sending_since, self._unsent_bytes = 0.0, 0

    @property
    def is_waiting(self) -> bool:
        """Whether no request is being answered or received."""
        return self._in_headers and self._is_answered and not self.transport.is_closing() and self._refused_at is None

    @property
    def _is_answered(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Take a place, or refuse the connection."""
        try:
            self.server_state.make_room()
            super().connection_made(transport)
            client = self.server_state.peer_client(self.client[0] if self.client else None)
            self.server_state.take_place(client)
            self._client = client
        except ChronosError as error:
            self.transport = transport
            self._refuse(error)
            transport.close()
            return
        accepted = transport.get_extra_info("socket")
        with suppress(OSError):  # a Unix socket has no such delay
            # asyncio does so for sockets that it made itself. Without it, what follows the first bytes of an answer
            # waits until the client acknowledges these, for which systems take 40 ms.
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(OSError, AttributeError):  # not every system has it
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, MAX_UNSENT_BYTES)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        self._count_for(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what arrived; after a refusal it is discarded, so that the client reads why."""
        if self._refused_at is not None:
            return
        self._unset_keepalive_if_required()
        try:
            for piece in self._pieces(data):
                was_in_headers, self._has_handed_on, self._has_ended = self._in_headers, False, False
                self.parser.feed_data(piece)
                if not self._has_ended and ((was_in_headers and self._in_headers) or not self._has_handed_on):
                    self._add_pending(len(piece))
        except HttpParserUpgrade:
            pass  # the request is answered; there is no other protocol to change to
        except HttpParserError:
            self._refuse(self._refusal or Invalid("The request is not valid HTTP.", code="body_unreadable"))
        except OverLimit as error:
            self._refuse(error)

    def on_message_begin(self) -> None:
        """Begin to count a request's headers."""
        self._header_bytes = self._pending_bytes = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a part of the address."""
        self._add_header(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; one after the body is counted, but no part of the request."""
        self._add_header(len(name) + len(value))
        if self._in_headers:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start the request, and count it for the client behind a proxy."""
        if len(self.pipeline) >= MAX_WAITING_REQUESTS:
            self._stop(OverLimit("Too many requests wait for earlier answers.", code="too_many_connections"))
        forwarded = b",".join(value for name, value in self.headers if name == b"x-forwarded-for").decode("latin-1")
        client = self.server_state.forwarded_client(self.client[0] if self.client else None, forwarded)
        if client is not None:
            try:
                self._count_for(client)
            except OverLimit as error:
                self._stop(error)
        self._in_headers, self._in_body = False, True
        self._body_since, self._recent_bytes, self._body_bytes, self._chunks = self.loop.time(), 0, 0, 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._has_handed_on, self._pending_bytes = True, 0
        self._chunks += 1
        self._body_bytes += len(body)
        self._recent_bytes += len(body)
        if self._chunks > FREE_CHUNKS and self._body_bytes < self._chunks * MIN_CHUNK_BYTES:
            self._stop(Invalid("The body's chunks are too small: send larger ones.", code="body_unreadable"))
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for the next request's headers."""
        self._has_ended, self._in_headers, self._in_body = True, True, False
        self._header_bytes = self._pending_bytes = 0
        self.waiting_since = self.loop.time()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request, or for the rest of this one's body."""
        self.waiting_since = self.loop.time()
        if self.server_state.peer_client(self.client[0] if self.client else None) is None:
            self._count_for(None)
        super().on_response_complete()

    def resume_writing(self) -> None:
        """Resume the application: the client has read nearly all of what waited."""
        self._sending_since = 0.0
        super().resume_writing()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def check(self, now: float) -> None:
        """Refuse or cut the client if it is too slow at the time `now` of the event loop."""
        if self._is_reading_slowly(now):
            self.transport.abort()
        elif self._refused_at is not None:
            if now - self._refused_at >= CLOSE_SECONDS and not self.transport.get_write_buffer_size():
                self.transport.abort()
        elif self.transport.is_closing():
            pass
        elif self._in_body and self._is_answered:
            if now - self.waiting_since >= DRAIN_SECONDS:
                self.transport.abort()
        elif self._in_body and self._is_sending_slowly(now):
            self._refuse(Invalid("The request's body arrives too slowly: send it again.", code="request_slow"))
        elif self.is_waiting and now - self.waiting_since >= HEADER_SECONDS:
            self._end_waiting()

    def _end_waiting(self) -> None:
        if self._header_bytes or self._pending_bytes:
            self._refuse(Invalid("The request's headers arrive too slowly: send it again.", code="request_slow"))
        else:
            self.transport.close()

    def _is_sending_slowly(self, now: float) -> bool:
        if self.flow.read_paused or self._recent_bytes >= MIN_BODY_BYTES:
            self._body_since, self._recent_bytes = now, 0
        return now - self._body_since >= BODY_SECONDS

    def _is_reading_slowly(self, now: float) -> bool:
        unsent = self.transport.get_write_buffer_size()
        if not unsent or not self._sending_since or self._unsent_bytes - unsent >= MIN_SENT_BYTES:
            self._sending_since, self._unsent_bytes = now, unsent
        return now - self._sending_since >= SEND_SECONDS

    def _pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield short pieces of headers, so that they are counted before they are many."""
        start = 0
        while start < len(data) and self._refused_at is None and not self.transport.is_closing():
            end = start + (_HEADER_PIECE if self._in_headers else _BODY_PIECE)
            yield data[start:end]
            start = end

    def _add_header(self, size: int) -> None:
        self._header_bytes += size
        self._has_handed_on, self._pending_bytes = True, 0
        if self._header_bytes > MAX_HEADER_BYTES or len(self.headers) >= MAX_HEADERS:
            self._stop(_too_long())

    def _add_pending(self, size: int) -> None:
        """Count what the parser collects: an incomplete header, before or after the body, or a chunk's extension."""
        self._pending_bytes += size
        if self._header_bytes + self._pending_bytes > MAX_HEADER_BYTES + _HEADER_PIECE:
            raise _too_long()

    def _stop(self, refusal: ChronosError) -> None:
        """End parsing: the parser turns every error of a callback into its own."""
        self._refusal = refusal
        raise refusal

    def _refuse(self, error: ChronosError) -> None:
        """Answer with the error unless another answer is on its way, and end the connection."""
        self._refused_at = self.loop.time()
        self.pipeline.clear()
        if self.flow is not None:
            self.flow.resume_reading()  # to see the client go
        running = self._running
        if running is None or running.response_complete or not running.response_started:
            write_refusal(self.transport, error, self.server_state.default_headers)
        else:
            self.transport.abort()
        if running is not None and not running.response_complete:
            running.disconnected = True
            running.message_event.set()

    def _count_for(self, client: str | None) -> None:
        if client != self._client:
            self.server_state.take_place(client)
            self.server_state.give_place_back(self._client)
            self._client = client


def _too_long() -> OverLimit:
    return OverLimit(
        f"The request's headers are longer than {MAX_HEADER_BYTES // 1024} KB or more than {MAX_HEADERS}.",
        code="headers_too_large",
    )

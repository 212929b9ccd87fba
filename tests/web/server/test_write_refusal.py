"""A refusal is a whole response of its own."""

import json
from asyncio import Transport

from chronos.errors import OverLimit
from chronos.web.server.write_refusal import write_refusal


class Kept(Transport):
    """Keeps what is written."""

    written = b""
    is_ended = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep it."""
        self.written += data

    def can_write_eof(self) -> bool:
        """Answer as a socket does."""
        return True

    def write_eof(self) -> None:
        """Note the end."""
        self.is_ended = True


def test_a_refusal_is_a_problem_with_its_length_and_the_end() -> None:
    transport = Kept()
    error = OverLimit("Wait.", code="too_many_connections", retry_after_seconds=4.2)
    write_refusal(transport, error, [(b"date", b"today")])
    head, _, body = transport.written.partition(b"\r\n\r\n")
    status, *headers = head.decode().split("\r\n")
    assert status == "HTTP/1.1 429 Too Many Requests"
    assert {"date: today", "Retry-After: 5", "Connection: close", f"Content-Length: {len(body)}"} <= set(headers)
    assert json.loads(body)["detail"] == "Wait."
    assert transport.is_ended

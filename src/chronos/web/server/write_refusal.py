"""Write the response to a request that never reaches the application."""

from asyncio import Transport
from collections.abc import Iterable
from http import HTTPStatus

from chronos.errors import ChronosError
from chronos.web.errors import PROBLEM_TYPE, headers_of, problem_of
from chronos.web.security_headers import SECURITY_HEADERS


def write_refusal(transport: Transport, error: ChronosError, default_headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Write the error as problem+json, and end our side of the connection."""
    problem = problem_of(error.code, str(error))
    body = problem.model_dump_json(exclude_none=True).encode()
    headers = {
        **{name.decode("latin-1"): value.decode("latin-1") for name, value in default_headers},
        **SECURITY_HEADERS,
        **headers_of(error),
        "Content-Type": PROBLEM_TYPE,
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    lines = [f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    transport.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
    if transport.can_write_eof():
        transport.write_eof()

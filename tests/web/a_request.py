"""A request as a reader's browser sends it."""

from starlette.requests import Request


def a_request(path: str = "/", *, cookies: str = "", languages: str = "") -> Request:
    """Return a GET of `path` with these cookies and this `Accept-Language`."""
    headers = [(b"cookie", cookies.encode()), (b"accept-language", languages.encode())]
    return Request({"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers})

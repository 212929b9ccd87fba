"""Cookies: for this host alone, and no script."""

import pytest
from starlette.requests import Request
from starlette.responses import Response

from chronos.web.cookies import delete_cookie, read_cookie, set_cookie


@pytest.mark.parametrize(
    ("public_url", "name", "is_secure"),
    [
        ("http://127.0.0.1:8000", "chronos_session", False),
        ("HTTPS://learn.example.com", "__Host-chronos_session", True),
    ],
)
def test_a_cookie_is_set_read_and_deleted(public_url: str, name: str, is_secure: bool) -> None:
    response = Response()
    set_cookie(response, public_url, "chronos_session", "secret", 60)
    sent = response.headers["set-cookie"]
    assert sent.startswith(f"{name}=secret;")
    assert {"httponly", "path=/", "samesite=lax", "max-age=60"} <= set(sent.lower().split("; "))
    assert ("secure" in sent.lower().split("; ")) == is_secure
    assert "domain" not in sent.lower()
    request = Request({"type": "http", "headers": [(b"cookie", f"{name}=secret".encode())]})
    assert read_cookie(request, public_url, "chronos_session") == "secret"
    response = Response()
    delete_cookie(response, public_url, "chronos_session")
    assert response.headers["set-cookie"].startswith(f'{name}=""; ')


def test_a_cookie_of_a_sibling_domain_is_not_read_over_https() -> None:
    request = Request({"type": "http", "headers": [(b"cookie", b"chronos_session=planted")]})
    assert read_cookie(request, "https://learn.example.com", "chronos_session") is None

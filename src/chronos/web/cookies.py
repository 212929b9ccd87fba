"""Cookies: the secret of a sign-in, in a page or a frame, those of unfinished sign-ins, the page to show after,
and the last visit."""

from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

Cookie = Literal["chronos_session", "chronos_frame", "chronos_page", "chronos_attempt", "chronos_next", "chronos_visit"]


def read_cookie(request: Request, public_url: str, cookie: Cookie) -> str | None:
    """Return the cookie's value; None without one."""
    return request.cookies.get(_name(public_url, cookie))


def set_cookie(response: Response, public_url: str, cookie: Cookie, value: str, lifetime_seconds: int) -> None:
    """Set a cookie that no script reads and no request from another site but a followed link carries."""
    secure = _is_https(public_url)
    response.set_cookie(
        _name(public_url, cookie), value, lifetime_seconds, secure=secure, httponly=True, samesite="lax"
    )


def set_frame_cookie(response: Response, public_url: str, secret: str, lifetime_seconds: int) -> None:
    """Set the cookie of a frame inside another site, which browsers keep for that site alone (CHIPS).

    It goes with every request of the frame, also where cookies of third parties are blocked; no `Lax` one would.
    """
    name = _name(public_url, "chronos_frame")
    kept = f"Max-Age={lifetime_seconds}; Path=/; HttpOnly; Secure; SameSite=None; Partitioned"
    response.headers.append("set-cookie", f"{name}={secret}; {kept}")


def delete_frame_cookie(response: Response, public_url: str) -> None:
    """Delete the cookie of a frame."""
    set_frame_cookie(response, public_url, "", 0)


def delete_cookie(response: Response, public_url: str, cookie: Cookie) -> None:
    """Delete a cookie."""
    response.delete_cookie(_name(public_url, cookie), secure=_is_https(public_url), httponly=True, samesite="lax")


def _name(public_url: str, cookie: Cookie) -> str:
    """Return the name in the browser: over https with the prefix that no sibling domain can set a cookie of."""
    return f"__Host-{cookie}" if _is_https(public_url) else cookie


def _is_https(public_url: str) -> bool:
    return public_url.lower().startswith("https:")

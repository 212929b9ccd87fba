"""Read the addresses of other servers: whether what is sent there is protected, and how a mail server is reached."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

Tls = Literal["implicit", "starttls", "off"]
_PORTS: dict[Tls, int] = {"implicit": 465, "starttls": 587, "off": 25}


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server, how the connection is protected, and the login, if it asks for one."""

    host: str
    port: int
    tls: Tls
    user: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        return f"SmtpServer({self.host}:{self.port}, tls={self.tls})"


def read_smtp_url(url: str) -> SmtpServer:
    """Return the server of `smtps://USER:PASSWORD@HOST:465` or `smtp://…@HOST:587`, the latter with STARTTLS.

    `smtp://HOST:25?tls=off` sends unprotected, so never a password. Raises ValueError.
    """
    parts = urlsplit(url)
    query = parse_qs(parts.query, strict_parsing=bool(parts.query))
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path not in ("", "/") or parts.fragment:
        raise ValueError("form")
    if query not in ({}, {"tls": ["off"]}) or (query and parts.scheme == "smtps"):
        raise ValueError("query")
    tls: Tls = "implicit" if parts.scheme == "smtps" else "off" if query else "starttls"
    user, password = parts.username, parts.password
    if (user is None) != (password is None) or (user and tls == "off"):
        raise ValueError("login")
    return SmtpServer(
        host=parts.hostname,
        port=parts.port or _PORTS[tls],
        tls=tls,
        user=unquote(user) if user else None,
        password=unquote(password) if password else None,
    )


def is_safe_address(url: str) -> bool:
    """Return whether what is sent cannot be read or changed on the way: https, or this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or any(character.isspace() for character in url):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))


def uses_proxy(url: str) -> bool:
    """Return whether requests to an address of the operator's choice go through the proxy of the environment.

    To this machine they do not. Addresses that others choose never get here: a proxy would look their names up itself,
    and what they may not reach could not be checked.
    """
    return not _is_this_machine(urlsplit(url).hostname or "")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

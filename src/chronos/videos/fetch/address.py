"""Check addresses to fetch from: public ones on the web, in every notation."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import unquote

import httpx2

from chronos.errors import Invalid

MAX_URL_CHARACTERS = 2048
MIN_OTHER_PORT, MAX_PORT = 1024, 65535  # below listen other services than the web's

# Not global, or embedding another address (IANA's special-purpose registries; RFC 6890, 6052, 3056, 4380).
_CLOSED_V4 = tuple(map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10", "240.0.0.0/4")))
_OPEN_V6 = IPv6Network("2000::/3")  # what is given out as global unicast; not IPv4-mapped, NAT64, ULA, link-local …
_CLOSED_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_LIKE_A_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)

Endpoint = tuple[str, int]  # host in lower case, and port


@dataclass(frozen=True, slots=True)
class Address:
    """A checked address: where to connect, and what to request there."""

    url: httpx2.URL
    host: str  # as it is looked up: lower case, ASCII
    port: int

    @property
    def file_name(self) -> str:
        """The last part of the path, decoded; the host when the path is empty."""
        return unquote(self.url.path.rpartition("/")[2]) or self.host

    @property
    def whole(self) -> str:
        """The address as it is requested."""
        return str(self.url.copy_with(fragment=None))

    @property
    def shown(self) -> str:
        """The address without its query, which may hold a secret."""
        return str(self.url.copy_with(query=None, fragment=None))


def check_url(text: str, allowed: frozenset[Endpoint] = frozenset()) -> Address:
    """Return `text` as a valid address; its name is resolved and checked again with each connection.

    `allowed` endpoints need not be public. Raises Invalid (`url_invalid`, `url_not_public`).
    """
    if len(text) > MAX_URL_CHARACTERS:
        raise _wrong(f"it is longer than {MAX_URL_CHARACTERS} characters")
    try:
        url = httpx2.URL(text)
        host = url.raw_host.decode("ascii").lower().strip("[]").rstrip(".")
    except (httpx2.InvalidURL, UnicodeError, ValueError, TypeError) as error:
        raise _wrong("it is not one that can be read") from error
    if url.scheme not in ("http", "https") or not host:
        raise _wrong("it must begin with http:// or https:// and a host")
    if url.userinfo:
        raise _wrong("it contains credentials; use a link without a user name and password")
    port = url.port if url.port is not None else {"http": 80, "https": 443}[url.scheme]
    address = Address(url, host, port)
    if len(address.whole) > MAX_URL_CHARACTERS:
        raise _wrong(f"it is longer than {MAX_URL_CHARACTERS} characters")
    if (address.host, address.port) not in allowed:
        if port not in (80, 443) and not MIN_OTHER_PORT <= port <= MAX_PORT:
            raise _wrong(f"port {port} is not one of the web's")
        _check_literal(host)
    return address


def check_redirect(current: Address, location: str, allowed: frozenset[Endpoint] = frozenset()) -> Address:
    """Return the target of a redirect. Raises Invalid as `check_url` does, and for one that leaves https."""
    try:
        target = str(current.url.join(location))
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        raise _wrong("it redirects to an address that cannot be read") from error
    following = check_url(target, allowed)
    if current.url.scheme == "https" and following.url.scheme == "http":
        raise _wrong("it redirects from https to http, which does not protect the file")
    return following


def is_public(address: str) -> bool:
    """Return whether an IP address (as DNS or the system gives it) is on the public Internet."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        return found in _OPEN_V6 and not any(found in closed for closed in _CLOSED_V6)
    return _is_public_v4(found)


def not_public() -> Invalid:
    """Return the error for an address that is not public, without the address that the name leads to."""
    return Invalid(
        "That address is not on the public Internet; Chronos only downloads from public addresses.",
        code="url_not_public",
    )


def status_in_words(status: int) -> str:
    """Return `404 (Not Found)`; never the words of the server itself."""
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)


def _is_public_v4(found: IPv4Address) -> bool:
    if found.is_multicast or not found.is_global:
        return False
    return not any(found in closed for closed in _CLOSED_V4)


def _check_literal(host: str) -> None:
    """An IP address in the address itself; `127.1`, `0x7f.1`, `017700000001` and the like are refused in any case."""
    try:
        literal = ip_address(host)
    except ValueError:
        if not _NAME.fullmatch(host):
            raise _wrong("its host is no name") from None
        if _LIKE_A_NUMBER.fullmatch(host.rpartition(".")[2]):
            raise _wrong("its host is an IP address in an unusual form") from None
        return
    if not is_public(str(literal)):
        raise not_public()


def _wrong(reason: str) -> Invalid:
    return Invalid(f"The address cannot be used: {reason}.", code="url_invalid")

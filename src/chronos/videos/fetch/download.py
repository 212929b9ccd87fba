"""Download a file from the public web: bounded in size and time, resumed where it broke off."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

import httpcore2

from chronos.errors import Invalid, OverLimit, ProviderError
from chronos.videos.fetch.address import Address, Endpoint, check_redirect, check_url, status_in_words
from chronos.videos.fetch.connect import GuardedBackend, Resolve, system_resolve
from chronos.videos.fetch.file_name import read_file_name
from chronos.videos.fetch.partial_file import Partial

MAX_REDIRECTS = 5
HEAD_BYTES = 4096  # looked at before the rest is taken
BUFFER_BYTES = 1024 * 1024

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429})  # and whatever is 500 or above
_CONTENT_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})")
_TRUSTED_DATE = timedelta(seconds=60)  # between a file's change and its answer (RFC 9110 §8.8.2.2)

# Bytes received, and the total if the server declares it.
OnProgress = Callable[[int, int | None], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Patience:
    """Timeouts in seconds, and the number of tries while nothing arrives."""

    connect: float = 10.0
    read: float = 30.0
    whole: float = 2 * 3600.0
    tries: int = 5
    pause: float = 1.0  # then doubled
    slow_seconds: float = 60.0  # in which `slow_bytes_per_second` have to arrive on average
    slow_bytes_per_second: float = 10_000.0

    @property
    def of_connection(self) -> dict[str, float]:
        """In the words of the HTTP client."""
        return {"connect": self.connect, "read": self.read, "write": self.read, "pool": self.connect}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Limits of a download: at most `max_bytes`, whose first `HEAD_BYTES` pass `check` (it raises Invalid)."""

    max_bytes: int
    check: Callable[[bytes], None]


class _Pace:
    """Measures how fast a download is, one minute after the other, reconnections included."""

    def __init__(self, patience: Patience, host: str) -> None:
        self._patience, self._host = patience, host
        self._since, self._bytes = time.monotonic(), 0

    def add(self, count: int) -> None:
        """Note that `count` bytes arrived. Raises ProviderError (`fetch_slow`)."""
        self._bytes += count
        elapsed = time.monotonic() - self._since
        if elapsed < self._patience.slow_seconds:
            return
        if self._bytes < elapsed * self._patience.slow_bytes_per_second:
            speed = f"{self._patience.slow_bytes_per_second / 1000:.0f} KB a second"
            raise ProviderError(f"{self._host} sends less than {speed}.", code="fetch_slow")
        self._since, self._bytes = time.monotonic(), 0


class _Broken(Exception):
    """The download broke; another try may resume it."""


class Fetcher:
    """Fetches from public addresses, and from endpoints that the operator allows."""

    def __init__(
        self,
        *,
        allowed: frozenset[Endpoint] = frozenset(),
        resolve: Resolve = system_resolve,
        patience: Patience | None = None,
    ) -> None:
        self.allowed = allowed
        self._resolve, self._patience = resolve, patience or Patience()

    def check(self, url: str) -> Address:
        """Return the checked address. Raises Invalid."""
        return check_url(url, self.allowed)

    async def fetch(self, url: str, path: Path, wanted: Wanted, on_progress: OnProgress | None = None) -> str | None:
        """Download `url` into `path`, resuming an earlier download where the server supports that.

        Return the name that the server gives the file, if any; it may hold anything but a folder.
        Raises Invalid (the address or the content), OverLimit (`too_large`), ProviderError (`fetch_slow` for a server
        that may be faster later). After an error the received bytes stay for the next call.
        """
        address = self.check(url)
        try:
            partial = await asyncio.to_thread(Partial.opened, path, url)
            try:
                await self._in_time(address, partial, wanted, on_progress)
            finally:
                partial.close()
            return partial.name
        except OSError as error:
            raise ProviderError(f"The file could not be kept: {error.strerror}.", code="storage_failed") from error

    async def _in_time(
        self, address: Address, partial: Partial, wanted: Wanted, on_progress: OnProgress | None
    ) -> None:
        try:
            async with asyncio.timeout(self._patience.whole):
                await self._try(address, partial, wanted, on_progress)
        except TimeoutError as error:
            limit = round(self._patience.whole / 60)
            raise ProviderError(
                f"{address.host} sends too slowly: the file did not arrive within {limit} minutes.",
                code="fetch_failed",
            ) from error

    async def _try(self, address: Address, partial: Partial, wanted: Wanted, on_progress: OnProgress | None) -> None:
        failed, before, pace = 0, partial.size_bytes, _Pace(self._patience, address.host)
        while True:
            try:
                async with self._answer(address, partial) as (response, source):
                    await _receive(_Answer(response, source, pace), partial, wanted, on_progress)
                return
            except _Broken as error:
                # A try that received a good part of the file does not count as failed.
                failed = 1 if partial.size_bytes - before >= BUFFER_BYTES else failed + 1
                before = partial.size_bytes
                if failed >= self._patience.tries:
                    raise ProviderError(str(error), code="fetch_failed") from error
            await asyncio.sleep(self._patience.pause * 2 ** (failed - 1))

    @asynccontextmanager
    async def _answer(self, address: Address, partial: Partial) -> AsyncIterator[tuple[httpcore2.Response, Address]]:
        """Yield the answer with the file, after redirects, and the address that sent it."""
        backend = GuardedBackend(self._resolve, self.allowed)
        with _told(address.host):
            async with httpcore2.AsyncConnectionPool(network_backend=backend) as pool:
                for _ in range(MAX_REDIRECTS + 1):
                    async with self._request(pool, address, partial) as response:
                        location = _location(response)
                        if response.status not in _REDIRECTS or location is None:
                            yield response, address
                            return
                    address = check_redirect(address, location, self.allowed)
        raise Invalid(f"The address redirects more than {MAX_REDIRECTS} times.", code="url_invalid")

    @asynccontextmanager
    async def _request(
        self, pool: httpcore2.AsyncConnectionPool, address: Address, partial: Partial
    ) -> AsyncIterator[httpcore2.Response]:
        headers = {
            "Host": address.url.netloc.decode("ascii"),
            "User-Agent": "Chronos",
            "Accept": "*/*",
            "Accept-Encoding": "identity",  # a small answer must not become a large file
        }
        if partial.size_bytes >= HEAD_BYTES and partial.validator:
            headers |= {"Range": f"bytes={partial.size_bytes}-", "If-Range": partial.validator}
        url = httpcore2.URL(
            scheme=address.url.raw_scheme, host=address.host.encode(), port=address.port, target=address.url.raw_path
        )
        fields = [(name.encode(), value.encode()) for name, value in headers.items()]
        extensions = {"timeout": self._patience.of_connection}
        async with pool.stream("GET", url, headers=fields, extensions=extensions) as response:
            yield response


@dataclass(frozen=True, slots=True)
class _Answer:
    response: httpcore2.Response
    source: Address
    pace: _Pace


async def _receive(answer: _Answer, partial: Partial, wanted: Wanted, on_progress: OnProgress | None) -> None:
    response, source = answer.response, answer.source
    _require_file(response, source)
    if response.status == 416 and _header(response, b"content-range") == f"bytes */{partial.size_bytes}":
        return  # all of it had come before
    total = await asyncio.to_thread(_begin, response, source, partial)
    if total is not None and total > wanted.max_bytes:
        raise _too_large(wanted)
    waiting, is_checked = bytearray(), partial.size_bytes > 0
    try:
        async for piece in response.aiter_stream():
            waiting += piece
            answer.pace.add(len(piece))
            if partial.size_bytes + len(waiting) > wanted.max_bytes:
                raise _too_large(wanted)
            if not is_checked and len(waiting) >= HEAD_BYTES:
                wanted.check(bytes(waiting))
                is_checked = True
            if is_checked and len(waiting) >= BUFFER_BYTES:
                await asyncio.to_thread(partial.write, bytes(waiting))
                waiting.clear()
                if on_progress is not None:
                    await on_progress(partial.size_bytes, total)
        if not is_checked:
            wanted.check(bytes(waiting))
            is_checked = True
    finally:
        if is_checked:  # also when it breaks off: the next try resumes after them
            partial.write(bytes(waiting))
    if total is not None and partial.size_bytes < total:
        raise _Broken(f"{source.host} sent less than it said.")


def _require_file(response: httpcore2.Response, source: Address) -> None:
    if response.status >= 500 or response.status in _PASSING:
        raise _Broken(f"{source.host} answers {status_in_words(response.status)}.")
    if response.status not in (200, 206, 416):
        raise Invalid(
            f"{source.host} answers {status_in_words(response.status)}: is the link right, and open to everybody?",
            code="fetch_refused",
        )
    if (_header(response, b"content-encoding") or "identity").lower() != "identity":
        raise Invalid(f"{source.host} sends the file compressed, which was not asked for.", code="fetch_refused")


def _begin(response: httpcore2.Response, source: Address, partial: Partial) -> int | None:
    """Prepare the file for the answer's bytes; return the total. Blocking."""
    if response.status == 200:
        partial.restart(_validator(response), read_file_name(_raw_header(response, b"content-disposition") or b""))
        length = _header(response, b"content-length") or ""
        return int(length) if length.isdecimal() else None
    span = _CONTENT_RANGE.fullmatch(_header(response, b"content-range") or "")
    tag = _header(response, b"etag")
    is_other = tag is not None and (partial.validator or tag).startswith('"') and tag != partial.validator
    if response.status == 416 or span is None or int(span[1]) != partial.size_bytes or is_other:
        partial.restart(None)
        raise _Broken(f"{source.host} sent another part of the file than it was asked for.")
    return int(span[3])


def _validator(response: httpcore2.Response) -> str | None:
    """What a request for the rest can name this very file by (RFC 9110 §13.1.5); None when nothing is sure enough."""
    tag = _header(response, b"etag")
    if tag is not None and tag.startswith('"') and len(tag) < 200:
        return tag
    changed, now = _header(response, b"last-modified"), _header(response, b"date")
    try:
        is_sure = changed and now and parsedate_to_datetime(now) - parsedate_to_datetime(changed) >= _TRUSTED_DATE
    except (ValueError, TypeError):
        return None
    return changed if is_sure else None


def _header(response: httpcore2.Response, name: bytes) -> str | None:
    value = _raw_header(response, name)
    return value.decode("latin-1") if value is not None else None


def _location(response: httpcore2.Response) -> str | None:
    """Return where a redirect leads, as browsers read it: raw UTF-8 is that, other bytes go back as they came."""
    value = _raw_header(response, b"location")
    if value is None:
        return None
    try:
        return value.decode().strip()
    except UnicodeDecodeError:
        return quote(value, safe=bytes(range(128))).strip()


def _raw_header(response: httpcore2.Response, name: bytes) -> bytes | None:
    return next((value for key, value in response.headers if key.lower() == name), None)


def _too_large(wanted: Wanted) -> OverLimit:
    limit = f"{wanted.max_bytes // 1024**2} MB" if wanted.max_bytes >= 1024**2 else f"{wanted.max_bytes} bytes"
    return OverLimit(f"The file there is larger than {limit}.", code="too_large")


@contextmanager
def _told(host: str) -> Iterator[None]:
    """Translate failures of the network; none of the server's own words appear."""
    try:
        yield
    except httpcore2.ConnectError as error:
        raise _Broken(f"{host} cannot be reached.") from error
    except httpcore2.TimeoutException as error:
        raise _Broken(f"{host} answers too slowly.") from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, ValueError) as error:  # a length of 5,000 digits
        raise _Broken(f"The connection to {host} broke.") from error

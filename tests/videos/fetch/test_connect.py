"""Connections go to public addresses only, and to the very address that was checked."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import httpcore2
import pytest

from chronos.errors import Invalid, ProviderError
from chronos.videos.fetch.address import check_url
from chronos.videos.fetch.connect import MAX_ADDRESSES, GuardedBackend, system_resolve
from chronos.videos.fetch.download import Fetcher, Patience, Wanted
from tests.videos.fetch.addresses import INSIDE, PUBLIC
from tests.videos.fetch.origin import CONTENT, QUICK, a_certificate, an_origin, fetched, redirects, says, sends


@pytest.mark.parametrize("address", [each for each in INSIDE if each and " " not in each and each != "localhost"])
async def test_addresses_inside_are_refused_in_urls_names_and_redirects(address: str, tmp_path: Path) -> None:
    """Refused as they stand, as what a name resolves to, also among public ones, and behind a redirect."""
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(Invalid):
        check_url(f"http://{host}/talk.mp4")
    for answer in ((address,), (PUBLIC[0], address)):
        resolved = Fetcher(resolve=says(answer), patience=QUICK)
        with pytest.raises(Invalid) as caught:
            await resolved.fetch("http://example.com/talk.mp4", tmp_path / "file", Wanted(100, lambda _: None))
        assert caught.value.code == "url_not_public"
        assert address.partition("%")[0] not in str(caught.value)
    async with an_origin(redirects(f"http://{host}/talk.mp4")) as origin:
        with pytest.raises(Invalid) as caught:
            await fetched(origin, tmp_path)
    assert "SECRET" not in str(caught.value)


async def test_the_address_that_was_checked_is_the_one_connected_to(tmp_path: Path) -> None:
    """A name that is public when it is checked and private a moment later."""
    answers = [(PUBLIC[0],), ("127.0.0.1",)]
    connected: list[str] = []

    async def rebinding(host: str, port: int) -> Sequence[str]:
        return answers.pop(0)

    class Watching(httpcore2.AnyIOBackend):
        async def connect_tcp(self, host: str, *args: object, **kwargs: object) -> httpcore2.AsyncNetworkStream:
            connected.append(host)
            raise httpcore2.ConnectError

    fetcher = Fetcher(resolve=rebinding, patience=Patience(tries=2, pause=0))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("chronos.videos.fetch.connect.httpcore2.AnyIOBackend", Watching)
        # The second try looks the name up again, and is refused for what it finds then.
        with pytest.raises(Invalid, match="public Internet"):
            await fetcher.fetch("http://example.com/talk.mp4", tmp_path / "file", Wanted(100, lambda _: None))
    assert connected == [PUBLIC[0]]
    assert answers == []


async def test_allowed_endpoint_allows_no_other(tmp_path: Path) -> None:
    async with an_origin(sends(CONTENT)) as allowed, an_origin(sends(CONTENT)) as other:
        assert await fetched(allowed, tmp_path) == CONTENT
        fetcher = Fetcher(allowed=frozenset({allowed.place}), patience=QUICK)
        with pytest.raises(Invalid):
            await fetcher.fetch(other.url(), tmp_path / "other", Wanted(10**9, lambda _: None))
        allowed.answers.append(redirects(other.url()))
        with pytest.raises(Invalid):
            await fetcher.fetch(allowed.url("/again"), tmp_path / "again", Wanted(10**9, lambda _: None))
        assert other.asked == []


async def test_https_is_checked_against_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Although the connection is made to an address that was looked up before."""
    context, trusted = a_certificate(tmp_path, "talks.example")
    async with an_origin(sends(CONTENT), tls=context) as origin, an_origin(sends(CONTENT)) as plain:
        names = frozenset({("talks.example", origin.port), ("other.example", origin.port), plain.place})
        fetcher = Fetcher(allowed=names, resolve=says(["127.0.0.1"]), patience=QUICK)
        wanted = Wanted(10**9, lambda _: None)

        async def fetch(host: str) -> bytes:
            await fetcher.fetch(f"https://{host}:{origin.port}/talk.mp4", tmp_path / host, wanted)
            return (tmp_path / host).read_bytes()

        with pytest.raises(ProviderError, match="cannot be reached"):
            await fetch("talks.example")  # nobody trusts it yet
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert await fetch("talks.example") == CONTENT
        with pytest.raises(ProviderError, match="cannot be reached"):
            await fetch("other.example")
        assert len(origin.asked) == 1
        origin.answers = [redirects(plain.url())]
        with pytest.raises(Invalid, match="from https to http"):
            await fetcher.fetch(f"https://talks.example:{origin.port}/new.mp4", tmp_path / "new", wanted)
        assert plain.asked == []


async def test_unknown_and_slow_names_are_unreachable(tmp_path: Path) -> None:
    async def unknown(host: str, port: int) -> Sequence[str]:
        raise OSError("no such name")

    async def forever(host: str, port: int) -> Sequence[str]:
        await asyncio.Event().wait()
        return ()

    for resolve, words in ((unknown, "cannot be reached"), (forever, "too slowly"), (says(()), "cannot be reached")):
        fetcher = Fetcher(resolve=resolve, patience=Patience(connect=0.05, tries=2, pause=0))
        with pytest.raises(ProviderError, match=words):
            await fetcher.fetch("http://example.com/talk.mp4", tmp_path / "file", Wanted(100, lambda _: None))


async def test_sockets_of_the_machine_are_refused() -> None:
    with pytest.raises(Invalid, match="public Internet"):
        await GuardedBackend(says(PUBLIC)).connect_unix_socket("/run/docker.sock")


async def test_next_address_of_a_name_is_tried() -> None:
    async with an_origin(sends(b"")) as origin:
        backend = GuardedBackend(says(["127.0.0.2", "127.0.0.1"]), frozenset({("talks.example", origin.port)}))
        stream = await backend.connect_tcp("TALKS.example.", origin.port, 5)
        assert stream.get_extra_info("server_addr") == origin.place
        await stream.aclose()
        last = [f"127.0.1.{number}" for number in range(MAX_ADDRESSES)] + ["127.0.0.1"]
        backend = GuardedBackend(says(last), frozenset({("talks.example", origin.port)}))
        with pytest.raises(httpcore2.ConnectError):
            await backend.connect_tcp("talks.example", origin.port, 5)


async def test_system_resolves_literals_and_local_names() -> None:
    assert await system_resolve("127.0.0.1", 80) == ["127.0.0.1"]
    assert {"127.0.0.1", "::1"} & set(await system_resolve("localhost", 80))

"""Fetching: from nowhere but the public web, nothing but what is wanted, and on from where it broke off."""

import asyncio
import gzip
import os
import random
import resource
from collections.abc import Sequence
from pathlib import Path

import httpcore2
import pytest

from chronos.errors import Invalid, OverLimit, ProviderError
from chronos.videos.fetch.address import check_redirect, check_url, is_public
from chronos.videos.fetch.download import HEAD_BYTES, Fetcher, Patience, Wanted
from tests.videos.fetch.origin import Asked, Origin, a_certificate, an_origin, ranges, redirects, sends

CONTENT = random.Random(7).randbytes(3 * 1024 * 1024)
QUICK = Patience(connect=5, read=5, whole=30, tries=3, pause=0)
PUBLIC = ("93.184.215.14", "8.8.8.8", "2606:4700::6810:84e5", "2a00:1450:4001:80b::200e")
INSIDE = (
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255",  # noqa: S104
    "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7",
    "203.0.113.9", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "2002:7f00:1::",
    "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
    "", "localhost", "not an address",
)  # fmt: skip


async def fetched(
    origin: Origin,
    tmp_path: Path,
    *,
    path: str = "/talk.mp4",
    max_bytes: int = 10 * 1024 * 1024,
    patience: Patience = QUICK,
) -> bytes:
    """What arrives from an origin that is allowed although it is local."""
    fetcher = Fetcher(allowed=frozenset({origin.place}), patience=patience)
    target = tmp_path / "file"
    await fetcher.fetch(origin.url(path), target, Wanted(max_bytes, lambda _: None))
    return target.read_bytes()


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert is_public(address)
    host = f"[{address}]" if ":" in address else address
    assert check_url(f"http://{host}/talk.mp4").host == address


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [each for each in INSIDE if each and " " not in each and each != "localhost"])
async def test_addresses_inside_in_urls_and_behind_names(address: str, tmp_path: Path) -> None:
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


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://017700000001/", "http://0177.0.0.1/",
        "http://127.1/", "http://127.0.1/", "http://0/", "http://0x/", "http://example.0x7f/", "http://①②⑦.⓪.⓪.①/",
        "http://127.0.0.1./", "http://[::1]:80/", "http://[::ffff:7f00:1]/", "http://[0:0:0:0:0:ffff:127.0.0.1]/",
        "http://user@example.com/", "http://user:secret@example.com/", "http://a\\@example.com/", "http://@/",
        "http://example.com:22/", "http://example.com:0/", "http://example.com:25/", "http://example.com:65536/",
        "http://example.com:99999999/", "http://example.com:x/", "http://ex%61mple.com/", "http://exa mple.com/",
        "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "data:video/mp4;base64,AAAA",
        "//example.com", "javascript:alert(1)", "http:///talk.mp4", "http://", "", "talk.mp4",
        "http://example.com/\r\nX: y", "http://[::1", "https://example.com/" + "a" * 3000, "http://example..com/", "http://\u202eexample.com/",
    ],
)  # fmt: skip
async def test_addresses_that_are_refused_before_anything_is_asked(url: str, tmp_path: Path) -> None:
    fetcher = Fetcher(resolve=never)
    with pytest.raises(Invalid):
        await fetcher.fetch(url, tmp_path / "file", Wanted(100, lambda _: None))
    assert not (tmp_path / "file").exists()


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://example.com/talks/My%20talk.mp4?token=1#t=5", "My talk.mp4"),
        ("HTTPS://EXAMPLE.com:8443/", "example.com"),
        ("http://münchen.example/a_b.mp4", "a_b.mp4"),
        ("http://example.com./x.webm", "x.webm"),
    ],
)
def test_good_addresses(url: str, name: str) -> None:
    address = check_url(url)
    assert address.file_name == name
    assert "token" not in address.shown


def test_redirects() -> None:
    first = check_url("https://example.com/a/talk")
    assert str(check_redirect(first, "../b.mp4").url) == "https://example.com/b.mp4"
    assert check_redirect(first, "//media.example.org/b.mp4").host == "media.example.org"
    assert check_redirect(check_url("http://example.com/"), "https://example.com/").port == 443
    for location in ("http://example.com/a", "https://user@example.com/", "https://127.0.0.1/", "https://example.com:22/",
                     "file:///etc/passwd", "https://[::1", "https://2130706433/"):  # fmt: skip
        with pytest.raises(Invalid):
            check_redirect(first, location)


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


async def test_only_what_is_allowed_is_allowed(tmp_path: Path) -> None:
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


async def test_no_proxy_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with an_origin(sends(CONTENT)) as origin:
        assert await fetched(origin, tmp_path) == CONTENT
        assert origin.asked[0]["accept-encoding"] == "identity"
        assert origin.asked[0]["host"] == f"127.0.0.1:{origin.port}"
        assert not {"cookie", "authorization", "referer"} & origin.asked[0].keys()


async def test_redirects_are_followed_five_times(tmp_path: Path) -> None:
    async with an_origin(*[redirects(f"/{n}") for n in range(5)], sends(CONTENT)) as origin:
        assert await fetched(origin, tmp_path) == CONTENT
        assert [asked["path"] for asked in origin.asked] == ["/talk.mp4", "/0", "/1", "/2", "/3", "/4"]
    async with an_origin(redirects("/again")) as origin:
        with pytest.raises(Invalid, match="more than 5 times") as caught:
            await fetched(origin, tmp_path)
        assert len(origin.asked) == 6
        assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize("status", ["404 Not Found", "403 SECRET", "401 Unauthorized", "204 No Content", "302 Found"])
async def test_answers_without_a_file(tmp_path: Path, status: str) -> None:
    async with an_origin(sends(b"SECRET BODY" if status[:3] != "204" else b"", status=status)) as origin:
        with pytest.raises(Invalid, match=status[:3]) as caught:
            await fetched(origin, tmp_path)
        assert "SECRET" not in str(caught.value)
        assert len(origin.asked) == 1


@pytest.mark.parametrize("status", ["500 SECRET", "503 Service Unavailable", "429 Too Many Requests", "599 SECRET"])
async def test_answers_that_may_pass(tmp_path: Path, status: str) -> None:
    async with an_origin(sends(b"SECRET BODY", status=status), sends(CONTENT)) as origin:
        assert await fetched(origin, tmp_path) == CONTENT
    async with an_origin(sends(b"SECRET BODY", status=status)) as origin:
        with pytest.raises(ProviderError, match=status[:3]) as caught:
            await fetched(origin, tmp_path)
        assert caught.value.retryable
        assert "SECRET" not in str(caught.value)
        assert len(origin.asked) == QUICK.tries


async def test_a_body_without_end(tmp_path: Path) -> None:
    async def endless(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(bytes(65536))
            await writer.drain()

    async with an_origin(endless) as origin:
        with pytest.raises(OverLimit) as caught:
            await fetched(origin, tmp_path, max_bytes=2 * 1024 * 1024)
        assert caught.value.code == "too_large"
        assert (tmp_path / "file").stat().st_size <= 3 * 1024 * 1024


@pytest.mark.parametrize("declared", [10**9, 10**18])
async def test_a_declared_length_above_the_limit_is_enough(tmp_path: Path, declared: int) -> None:
    async with an_origin(sends(b"", declared=declared)) as origin:
        with pytest.raises(OverLimit):
            await fetched(origin, tmp_path)
        assert len(origin.asked) == 1
    async with an_origin(sends(b"x", f"Content-Range: bytes 0-0/{10**12}", status="206 Partial")) as origin:
        with pytest.raises(OverLimit):
            await fetched(origin, tmp_path)


@pytest.mark.parametrize("declared", [len(CONTENT) + 1, 10 * 1024 * 1024])
async def test_a_length_that_is_not_kept(tmp_path: Path, declared: int) -> None:
    async with an_origin(sends(CONTENT, declared=declared)) as origin:
        with pytest.raises(ProviderError):
            await fetched(origin, tmp_path)
    async with an_origin(sends(CONTENT, declared=100)) as origin:  # more is sent than was said
        assert await fetched(origin, tmp_path) == CONTENT[:100]


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffffffff\r\nx",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 500_000 + b"\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"\x00" * 5000,
        b"",
    ],
)
async def test_what_is_no_http(tmp_path: Path, raw: bytes) -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)

    async with an_origin(answer) as origin:
        with pytest.raises(ProviderError) as caught:
            await fetched(origin, tmp_path)
        assert str(caught.value) == "The connection to 127.0.0.1 broke."


async def test_a_server_that_says_nothing(tmp_path: Path) -> None:
    async def silent(_: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async def trickling(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with an_origin(silent) as origin:
        with pytest.raises(ProviderError, match="answers too slowly"):
            await fetched(origin, tmp_path, patience=Patience(read=0.05, tries=2, pause=0))
        assert len(origin.asked) == 2
    async with an_origin(trickling) as origin:
        with pytest.raises(ProviderError, match="did not arrive within"):
            await fetched(origin, tmp_path, patience=Patience(whole=0.3, tries=2, pause=0))


async def test_names_that_are_not_there_or_take_forever(tmp_path: Path) -> None:
    async def unknown(host: str, port: int) -> Sequence[str]:
        raise OSError("no such name")

    async def forever(host: str, port: int) -> Sequence[str]:
        await asyncio.Event().wait()
        return ()

    for resolve, words in ((unknown, "cannot be reached"), (forever, "too slowly"), (says(()), "cannot be reached")):
        fetcher = Fetcher(resolve=resolve, patience=Patience(connect=0.05, tries=2, pause=0))
        with pytest.raises(ProviderError, match=words):
            await fetcher.fetch("http://example.com/talk.mp4", tmp_path / "file", Wanted(100, lambda _: None))


async def test_a_broken_connection_is_gone_on_with(tmp_path: Path) -> None:
    third = len(CONTENT) // 3
    async with an_origin(
        ranges(CONTENT, breaks_after=third), ranges(CONTENT, breaks_after=third), ranges(CONTENT)
    ) as origin:
        assert await fetched(origin, tmp_path) == CONTENT
        assert [asked.get("range") for asked in origin.asked] == [None, f"bytes={third}-", f"bytes={2 * third}-"]
        assert {asked.get("if-range") for asked in origin.asked[1:]} == {'"one"'}


async def test_going_on_in_small_steps_is_no_failing(tmp_path: Path) -> None:
    """A connection that breaks more often than it is tried when nothing comes."""
    step = 1024 * 1024 + 1000
    content = CONTENT * 3
    breaking = [ranges(content, breaks_after=step)] * (len(content) // step)
    async with an_origin(*breaking, ranges(content)) as origin:
        assert await fetched(origin, tmp_path) == content
        assert len(origin.asked) > QUICK.tries


async def test_another_file_meanwhile_is_taken_from_its_start(tmp_path: Path) -> None:
    other = CONTENT[::-1]
    async with an_origin(ranges(CONTENT, breaks_after=1_500_000), ranges(other, tag='"two"')) as origin:
        assert await fetched(origin, tmp_path) == other


async def test_a_server_that_ignores_or_confuses_ranges(tmp_path: Path) -> None:
    size = len(CONTENT)
    wrong = sends(CONTENT[9:], 'ETag: "one"', f"Content-Range: bytes 9-{size - 1}/{size}", status="206 Part")
    unasked = sends(
        CONTENT[1_500_000:], 'ETag: "two"', f"Content-Range: bytes 1500000-{size - 1}/{size}", status="206 Part"
    )
    nonsense = sends(b"SECRET", "Content-Range: bytes */*", status="206 Part")
    refusing = sends(b"SECRET", "Content-Range: bytes */5", status="416 No")
    for second in (wrong, unasked, nonsense, refusing):
        async with an_origin(ranges(CONTENT, breaks_after=1_500_000), second, sends(CONTENT)) as origin:
            assert await fetched(origin, tmp_path) == CONTENT
            assert "range" not in origin.asked[2]
        (tmp_path / "file.json").unlink()


async def test_without_a_sure_tag_it_begins_again(tmp_path: Path) -> None:
    """Bytes of two files must not be joined: a weak tag, or a file that changed a moment ago, tells too little."""
    now = "Date: Sun, 01 Mar 2026 12:00:00 GMT"
    for headers, goes_on in (
        (['ETag: W/"one"'], False),
        ([now, "Last-Modified: Sun, 01 Mar 2026 11:59:30 GMT"], False),
        (["Last-Modified: Sun, 01 Mar 2026 11:00:00 GMT"], False),
        ([now, "Last-Modified: Sun, 01 Mar 2026 11:00:00 GMT"], True),
        ([], False),
    ):
        async with an_origin(sends(CONTENT[:1_500_000], *headers, declared=len(CONTENT)), sends(CONTENT)) as origin:
            assert await fetched(origin, tmp_path) == CONTENT
            assert ("range" in origin.asked[1]) == goes_on
        (tmp_path / "file.json").unlink()


async def test_a_later_call_goes_on(tmp_path: Path) -> None:
    """As the retry of a job does, also with another process."""
    async with an_origin(ranges(CONTENT, breaks_after=1_500_000)) as origin:
        with pytest.raises(ProviderError):
            await fetched(origin, tmp_path, patience=Patience(tries=1))
        origin.answers = [ranges(CONTENT)]
        assert await fetched(origin, tmp_path) == CONTENT
        assert origin.asked[-1]["range"] == "bytes=1500000-"
        # All of it is there: the server says that nothing follows.
        origin.answers = [sends(b"SECRET", f"Content-Range: bytes */{len(CONTENT)}", status="416 No")]
        assert await fetched(origin, tmp_path) == CONTENT
        # What is at another address is another file.
        origin.answers = [sends(b"other", 'ETag: "one"')]
        assert await fetched(origin, tmp_path, path="/other.mp4") == b"other"
        assert "range" not in origin.asked[-1]


async def test_what_was_not_made_sure_of_is_fetched_again(tmp_path: Path) -> None:
    async with an_origin(ranges(CONTENT, breaks_after=1_500_000), ranges(CONTENT)) as origin:
        with pytest.raises(ProviderError):
            await fetched(origin, tmp_path, patience=Patience(tries=1))
        with (tmp_path / "file").open("ab") as file:
            file.write(bytes(5000))  # as a power cut may leave it
        assert await fetched(origin, tmp_path) == CONTENT
        os.truncate(tmp_path / "file", HEAD_BYTES)
        assert await fetched(origin, tmp_path) == CONTENT
        assert origin.asked[-1]["range"] == f"bytes={HEAD_BYTES}-"


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate, gzip", "zstd", "x-unknown"])
async def test_compressed_answers_are_refused(tmp_path: Path, encoding: str) -> None:
    bomb = gzip.compress(bytes(50 * 1024 * 1024))
    async with an_origin(sends(bomb, f"Content-Encoding: {encoding}")) as origin:
        with pytest.raises(Invalid, match="compressed"):
            await fetched(origin, tmp_path)
        assert (tmp_path / "file").stat().st_size == 0
        assert len(origin.asked) == 1


async def test_the_first_bytes_are_looked_at_before_the_rest(tmp_path: Path) -> None:
    heads: list[bytes] = []

    def refuse(head: bytes) -> None:
        heads.append(head)
        raise Invalid("No.", code="not_media")

    for content in (CONTENT, b"short", b""):
        async with an_origin(sends(content)) as origin:
            fetcher = Fetcher(allowed=frozenset({origin.place}), patience=QUICK)
            with pytest.raises(Invalid, match="No"):
                await fetcher.fetch(origin.url(), tmp_path / "file", Wanted(10**9, refuse))
            assert (tmp_path / "file").stat().st_size == 0
    assert HEAD_BYTES <= len(heads[0]) < len(CONTENT)
    assert heads[1:] == [b"short", b""]


async def test_a_disk_that_takes_no_more(tmp_path: Path) -> None:
    """What came is kept, and the rest is taken once there is room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    async with an_origin(ranges(CONTENT)) as origin:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, before[1]))
        try:
            with pytest.raises(ProviderError, match="could not be kept: File too large"):
                await fetched(origin, tmp_path)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert await fetched(origin, tmp_path) == CONTENT


async def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "in").write_text("in the way")
    async with an_origin(sends(CONTENT)) as origin:
        with pytest.raises(ProviderError, match="could not be kept"):
            await fetched(origin, tmp_path / "in")


async def test_progress(tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []

    async def tell(done: int, total: int | None) -> None:
        told.append((done, total))

    async with an_origin(sends(CONTENT)) as origin:
        fetcher = Fetcher(allowed=frozenset({origin.place}), patience=QUICK)
        await fetcher.fetch(origin.url(), tmp_path / "file", Wanted(10**9, lambda _: None), tell)
    assert len(told) >= 2
    assert {total for _, total in told} == {len(CONTENT)}
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def says(addresses: Sequence[str]):  # type: ignore[no-untyped-def]
    async def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    return resolve


async def never(host: str, port: int) -> Sequence[str]:
    raise AssertionError(host)

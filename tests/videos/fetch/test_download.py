"""Downloads are bounded in size and time, and resume where they broke off."""

import asyncio
import gzip
import resource
from pathlib import Path

import pytest

from chronos.errors import Invalid, OverLimit, ProviderError
from chronos.videos.fetch.download import HEAD_BYTES, Fetcher, Patience, Wanted
from tests.videos.fetch.origin import CONTENT, QUICK, Asked, an_origin, fetched, never, ranges, redirects, sends


async def test_proxy_of_the_environment_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("/vidéo.ogg".encode(), "/vid%C3%A9o.ogg"),
        ("/vidéo.ogg".encode("latin-1"), "/vid%E9o.ogg"),
        (b" /a b.ogg ", "/a%20b.ogg"),
        (b"/vid%C3%A9o.ogg?a=%2F#t=1", "/vid%C3%A9o.ogg?a=%2F"),
    ],
)
async def test_redirects_may_hold_raw_bytes(tmp_path: Path, location: bytes, path: str) -> None:
    async def redirect(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n")

    async with an_origin(redirect, sends(CONTENT)) as origin:
        assert await fetched(origin, tmp_path) == CONTENT
        assert origin.asked[1]["path"] == path


@pytest.mark.parametrize("status", ["404 Not Found", "403 SECRET", "401 Unauthorized", "204 No Content", "302 Found"])
async def test_answers_without_a_file_are_refused(tmp_path: Path, status: str) -> None:
    async with an_origin(sends(b"SECRET BODY" if status[:3] != "204" else b"", status=status)) as origin:
        with pytest.raises(Invalid, match=status[:3]) as caught:
            await fetched(origin, tmp_path)
        assert "SECRET" not in str(caught.value)
        assert len(origin.asked) == 1


@pytest.mark.parametrize("status", ["500 SECRET", "503 Service Unavailable", "429 Too Many Requests", "599 SECRET"])
async def test_temporary_failures_are_retried(tmp_path: Path, status: str) -> None:
    async with an_origin(sends(b"SECRET BODY", status=status), sends(CONTENT)) as origin:
        assert await fetched(origin, tmp_path) == CONTENT
    async with an_origin(sends(b"SECRET BODY", status=status)) as origin:
        with pytest.raises(ProviderError, match=status[:3]) as caught:
            await fetched(origin, tmp_path)
        assert caught.value.retryable
        assert "SECRET" not in str(caught.value)
        assert len(origin.asked) == QUICK.tries


async def test_endless_body_is_cut_off(tmp_path: Path) -> None:
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
async def test_declared_length_above_the_limit_is_refused(tmp_path: Path, declared: int) -> None:
    async with an_origin(sends(b"", declared=declared)) as origin:
        with pytest.raises(OverLimit):
            await fetched(origin, tmp_path)
        assert len(origin.asked) == 1
    async with an_origin(sends(b"x", f"Content-Range: bytes 0-0/{10**12}", status="206 Partial")) as origin:
        with pytest.raises(OverLimit):
            await fetched(origin, tmp_path)


@pytest.mark.parametrize("declared", [len(CONTENT) + 1, 10 * 1024 * 1024])
async def test_declared_length_must_be_kept(tmp_path: Path, declared: int) -> None:
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
async def test_answers_that_are_not_http_fail(tmp_path: Path, raw: bytes) -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)

    async with an_origin(answer) as origin:
        with pytest.raises(ProviderError) as caught:
            await fetched(origin, tmp_path)
        assert str(caught.value) == "The connection to 127.0.0.1 broke."


async def test_silent_and_slow_servers_time_out(tmp_path: Path) -> None:
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


async def test_broken_connection_resumes(tmp_path: Path) -> None:
    third = len(CONTENT) // 3
    async with an_origin(
        ranges(CONTENT, breaks_after=third), ranges(CONTENT, breaks_after=third), ranges(CONTENT)
    ) as origin:
        assert await fetched(origin, tmp_path) == CONTENT
        assert [asked.get("range") for asked in origin.asked] == [None, f"bytes={third}-", f"bytes={2 * third}-"]
        assert {asked.get("if-range") for asked in origin.asked[1:]} == {'"one"'}


async def test_progress_between_breaks_resets_the_tries(tmp_path: Path) -> None:
    """A connection that breaks more often than it is tried when nothing comes."""
    step = 1024 * 1024 + 1000
    content = CONTENT * 3
    breaking = [ranges(content, breaks_after=step)] * (len(content) // step)
    async with an_origin(*breaking, ranges(content)) as origin:
        assert await fetched(origin, tmp_path) == content
        assert len(origin.asked) > QUICK.tries


async def test_replaced_file_starts_again(tmp_path: Path) -> None:
    other = CONTENT[::-1]
    async with an_origin(ranges(CONTENT, breaks_after=1_500_000), ranges(other, tag='"two"')) as origin:
        assert await fetched(origin, tmp_path) == other


async def test_wrong_ranges_start_again(tmp_path: Path) -> None:
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


async def test_weak_validators_start_again(tmp_path: Path) -> None:
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


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate, gzip", "zstd", "x-unknown"])
async def test_compressed_answers_are_refused(tmp_path: Path, encoding: str) -> None:
    bomb = gzip.compress(bytes(50 * 1024 * 1024))
    async with an_origin(sends(bomb, f"Content-Encoding: {encoding}")) as origin:
        with pytest.raises(Invalid, match="compressed"):
            await fetched(origin, tmp_path)
        assert (tmp_path / "file").stat().st_size == 0
        assert len(origin.asked) == 1


async def test_first_bytes_are_checked_before_the_rest(tmp_path: Path) -> None:
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


async def test_full_disk_keeps_the_received_bytes(tmp_path: Path) -> None:
    """The rest is downloaded once there is room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    async with an_origin(ranges(CONTENT)) as origin:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, before[1]))
        try:
            with pytest.raises(ProviderError, match="could not be kept: File too large"):
                await fetched(origin, tmp_path)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert await fetched(origin, tmp_path) == CONTENT


async def test_unwritable_folder_fails(tmp_path: Path) -> None:
    (tmp_path / "in").write_text("in the way")
    async with an_origin(sends(CONTENT)) as origin:
        with pytest.raises(ProviderError, match="could not be kept"):
            await fetched(origin, tmp_path / "in")


async def test_progress_is_reported(tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []

    async def tell(done: int, total: int | None) -> None:
        told.append((done, total))

    async with an_origin(sends(CONTENT)) as origin:
        fetcher = Fetcher(allowed=frozenset({origin.place}), patience=QUICK)
        await fetcher.fetch(origin.url(), tmp_path / "file", Wanted(10**9, lambda _: None), tell)
    assert len(told) >= 2
    assert {total for _, total in told} == {len(CONTENT)}
    assert [done for done, _ in told] == sorted(done for done, _ in told)


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
async def test_invalid_addresses_are_refused_before_any_request(url: str, tmp_path: Path) -> None:
    fetcher = Fetcher(resolve=never)
    with pytest.raises(Invalid):
        await fetcher.fetch(url, tmp_path / "file", Wanted(100, lambda _: None))
    assert not (tmp_path / "file").exists()

"""Objects that cannot be: names, contents, lengths and forms that are refused with a sentence, and leave nothing."""

import base64
import io
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import httpx2
import pytest

from chronos.config import Settings
from chronos.db import embedded
from chronos.members import Tokens
from tests.conftest import create_database, drop_database
from tests.web.conftest import make_people
from tests.web.served import becomes, served
from tests.web.storage_api.conftest import Site

MB = 1024 * 1024
NAMES = {
    "4,000 characters": "n" * 4000,
    "4,000 characters in folders": "/".join(["n" * 99] * 40),
    "300 characters": "n" * 300,
    "up": "../x",
    "up within": "a/../../x",
    "here": "./x",
    "empty folder": "a//x",
    "slash at the end": "a/",
    "NUL": "a\0b",
    "right to left": "a\u202egpj.exe",
    "line break": "a\r\nX-Injected: 1",
    "line feed first": "\na",
    "line feed last": "a\n",
    "backslash": "..\\x",
    "percent": "%2e%2e%2fx",
    "umlaut": "ä.txt",
    "emoji": "🙂",
}


@pytest.fixture(scope="module")
def shared(
    server: embedded.EmbeddedServer, migrated: str, models_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """One server for all tests here: what they send is refused."""
    database = create_database(server, "bad_objects", migrated)
    home = tmp_path_factory.mktemp("home")
    (home / "models").symlink_to(models_home / "models")
    with served(Settings(home=home, _env_file=None), database.login_url) as running:
        yield Site(running, running.run(make_people(running.app)))
    drop_database(server, database.name)


@pytest.fixture
def site(shared: Site) -> Iterator[Site]:
    """The server without objects, before and after."""
    yield shared
    with httpx2.Client(base_url=shared.storage, headers=shared.headers(shared.people.creator)) as client:
        for name in shared.kept():
            assert client.delete(f"/object/{name}").is_success
    assert nothing_is_left(shared)


@pytest.fixture
def client(site: Site) -> Iterator[httpx2.Client]:
    headers = site.headers(site.people.creator)
    with httpx2.Client(base_url=site.storage, headers=headers, timeout=60) as made:
        yield made


def refused(response: httpx2.Response, status: str, code: str) -> str:
    """Asserts that it is that error in Supabase's form; its message."""
    assert response.status_code == 400, response.text
    body = response.json()
    assert set(body) == {"statusCode", "error", "code", "message"}
    assert (body["statusCode"], body["code"]) == (status, code), body
    assert body["message"]
    return str(body["message"])


def nothing_is_left(site: Site) -> bool:
    return site.is_tidy() and site.kept() == set()


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_names(site: Site, client: httpx2.Client, name: str) -> None:
    address = quote(site.own("")) + quote(name, safe="")
    for method in ("POST", "PUT", "GET"):
        refused(client.request(method, f"/object/user-uploads/{address}", content=b"x"), "400", "InvalidKey")
    refused(client.post(f"/object/upload/sign/user-uploads/{address}"), "400", "InvalidKey")
    refused(client.get(f"/object/info/user-uploads/{address}"), "400", "InvalidKey")
    refused(client.get(f"/object/public/thumbnails/{address}"), "400", "InvalidKey")
    assert nothing_is_left(site)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_names_to_go_to(site: Site, client: httpx2.Client, name: str) -> None:
    assert client.post(f"/object/user-uploads/{site.own('real')}", content=b"x").status_code == 200
    wanted = {"bucketId": "user-uploads", "sourceKey": site.own("real"), "destinationKey": site.own("") + name}
    for change in ("move", "copy"):
        for more in ({}, {"destinationBucket": "thumbnails"}):
            answer = client.post(f"/object/{change}", json=wanted | more)
            assert (answer.status_code, answer.json()["statusCode"]) == (400, "400"), answer.text
    back = wanted | {"sourceKey": site.own("") + name, "destinationKey": site.own("x")}
    assert client.post("/object/move", json=back).json()["statusCode"] in ("400", "404")
    removal = client.request("DELETE", "/object/user-uploads", json={"prefixes": [site.own("") + name]})
    assert removal.json() == [] or removal.json()["statusCode"] == "400"
    assert site.kept() == site.known() == {f"user-uploads/{site.own('real')}"}
    assert site.is_tidy()


def test_a_path_that_is_not_normalised_by_the_client(site: Site) -> None:
    for path in ("a/../../../other/x", "..", "%2e%2e/x", "a/%00"):
        answer = raw(site, f"POST /storage/v1/object/user-uploads/{site.own('')}{path} HTTP/1.1", b"x", length=1)
        assert answer.startswith(b"HTTP/1.1 400"), answer
        assert b"InvalidKey" in answer
    assert nothing_is_left(site)


def zipped() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr("evil.js", "alert(1)")
    return archive.getvalue()


def contents(video: Path, picture: Path) -> dict[str, tuple[str, str, bytes]]:
    """Bucket, declared type and bytes."""
    film, image, html = video.read_bytes(), picture.read_bytes(), b"<!DOCTYPE html><script>alert(1)</script>"
    return {
        "HTML as a video": ("videos", "video/mp4", html * 100),
        "HTML with a byte order mark": ("videos", "video/mp4", b"\xef\xbb\xbf" + html),
        "text as sound": ("videos", "audio/mpeg", b"just some words " * 100),
        "a playlist": ("videos", "video/mp4", b"#EXTM3U\nfile:///etc/passwd\n"),
        "a list of files": ("videos", "video/mp4", b"ffconcat version 1.0\nfile /etc/passwd\n"),
        "a program": ("videos", "video/mp4", b"\x7fELF" + bytes(5000)),
        "nothing": ("videos", "video/mp4", b""),
        "a picture as a video": ("videos", "video/mp4", image),
        "a video as a picture": ("thumbnails", "image/png", film),
        "a video and an archive": ("videos", "video/mp4", film + zipped()),
        "a video and a page": ("videos", "video/mp4", film[:32] + html + film[32:]),
        "a picture and an archive": ("thumbnails", "image/png", image + zipped()),
        "a picture and a page": ("thumbnails", "image/gif", b"GIF89a/*" + html),
        "a picture and a document": ("thumbnails", "image/jpeg", b"\xff\xd8\xff\xfe\x00\x10%PDF-1.7 obj" + image),
        "a drawing": ("thumbnails", "image/svg+xml", b"<svg onload='alert(1)'/>"),
        "a drawing as a picture": ("thumbnails", "image/png", b"<?xml version='1.0'?><svg/>"),
        "half a video": ("videos", "video/mp4", film[: len(film) // 2]),
    }


@pytest.mark.parametrize("way", ["raw", "form", "link"])
def test_contents(site: Site, client: httpx2.Client, video: Path, picture: Path, way: str) -> None:
    for what, (bucket, kind, content) in contents(video, picture).items():
        name = site.own(f"{uuid4()}/file")
        address = f"/object/{bucket}/{name}"
        headers = {"Content-Type": kind}
        if way == "raw":
            answer = client.post(address, content=content, headers=headers)
        elif way == "form":
            answer = client.post(address, files={"file": ("file", content, kind)})
        else:
            link = client.post(f"/object/upload/sign/{bucket}/{name}").json()["url"]
            answer = client.put(link, content=content, headers=headers)
        assert answer.status_code == 400, (what, answer.text)
        assert answer.json()["statusCode"] in (("400", "415") if content else ("422",)), (what, answer.text)
        assert nothing_is_left(site), what


def test_types(site: Site, client: httpx2.Client, video: Path) -> None:
    name = site.own(f"{uuid4()}/film.mp4")
    for kind in ("text/html", "application/octet-stream", "image/png", "video", ""):
        answer = client.post(f"/object/videos/{name}", content=video.read_bytes(), headers={"Content-Type": kind})
        assert not answer.is_success, (kind, answer.text)
        refused(answer, "415", "InvalidMimeType")
    form = {"file": ("film.mp4", video.read_bytes(), "text/html")}
    refused(client.post(f"/object/videos/{name}", files=form), "415", "InvalidMimeType")
    long = {"Content-Type": "video/" + "x" * 300}
    refused(client.post(f"/object/videos/{name}", content=b"x", headers=long), "415", "InvalidMimeType")
    assert nothing_is_left(site)


def test_served_objects_never_run(site: Site, client: httpx2.Client) -> None:
    name = site.own("page.html")
    assert client.post(
        f"/object/user-uploads/{name}", content=b"<script>alert(1)</script>", headers={"Content-Type": "text/html"}
    ).is_success
    answer = client.get(f"/object/user-uploads/{name}")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"


def raw(site: Site, line: str, body: bytes, *, length: int | None, more: str = "", close: bool = False) -> bytes:
    """Sends a request as it is; the answer, or nothing when `close` hangs up after the body."""
    where = urlsplit(site.served.url)
    token = site.served.token(site.people.creator)
    head = f"{line}\r\nHost: {where.netloc}\r\nAuthorization: Bearer {token}\r\n{more}"
    head += f"Content-Length: {length}\r\n\r\n" if length is not None else "\r\n"
    with socket.create_connection((where.hostname, where.port), timeout=30) as connection:
        connection.sendall(head.encode("latin-1") + body)
        if close:
            return b""
        answer = b""
        while not answer.endswith(b"}") and (piece := connection.recv(65536)):
            answer += piece
        return answer


def until_tidy(site: Site) -> bool:
    """Whether nothing is left, soon: a connection that broke off is noticed a moment later."""
    return becomes(lambda: nothing_is_left(site))


def test_lengths_that_lie(site: Site) -> None:
    line = f"POST /storage/v1/object/user-uploads/{site.own('x')} HTTP/1.1"
    raw(site, line, b"x" * 1000, length=2 * MB, close=True)
    assert until_tidy(site)
    raw(site, line, b"x" * (2 * MB), length=3 * MB, close=True)
    assert until_tidy(site)
    chunked = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    raw(site, line, chunked, length=None, more="Transfer-Encoding: chunked\r\n", close=True)
    assert until_tidy(site)
    for wrong in ("-1", "1e3", "99999999999999999999999", "1, 2"):
        answer = raw(site, line, b"x", length=None, more=f"Content-Length: {wrong}\r\n")
        assert answer.startswith(b"HTTP/1.1 400") or b'"EntityTooLarge"' in answer, (wrong, answer)
        assert until_tidy(site)  # what broke off above may have arrived only now


def test_more_than_is_taken(site: Site, client: httpx2.Client, picture: Path) -> None:
    # By what is declared, before the first byte: nobody sends 600 MB here.
    for bucket, kind in (("user-uploads", "text/plain"), ("videos", "video/mp4"), ("thumbnails", "image/png")):
        line = f"POST /storage/v1/object/{bucket}/{site.own(f'{uuid4()}/x')} HTTP/1.1"
        answer = raw(site, line, b"x" * (5 * MB), length=600 * MB, more=f"Content-Type: {kind}\r\n")
        assert b'"EntityTooLarge"' in answer
    # By what comes, when it was not declared or hidden in a form.
    large = picture.read_bytes() + bytes(6 * MB)

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(large), 100_000):
            yield large[start : start + 100_000]

    address = f"/object/thumbnails/{site.own('large.png')}"
    declared: dict[str, Any] = {"content": pieces(), "headers": {"Content-Type": "image/png"}}
    refused(client.post(address, **declared), "413", "EntityTooLarge")
    refused(client.post(address, files={"file": ("l.png", large, "image/png")}), "413", "EntityTooLarge")
    refused(client.post(address, content=large, headers={"Content-Type": "image/png"}), "413", "EntityTooLarge")
    assert nothing_is_left(site)


def test_forms(site: Site, client: httpx2.Client) -> None:
    address = f"/object/user-uploads/{site.own('x')}"
    file = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\nabc\r\n'
    field = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    forms = {
        "no file": field % (b"cacheControl", b"1") + b"--b--\r\n",
        "nothing": b"--b--\r\n",
        "no form": b"whatever",
        "cut off": file,
        "two files": file + file + b"--b--\r\n",
        "a long field": field % (b"metadata", b"x" * 100_000) + file + b"--b--\r\n",
        "many fields": field % (b"f", b"1") * 2000 + file + b"--b--\r\n",
        "metadata that is none": field % (b"metadata", b"{") + file + b"--b--\r\n",
        "metadata that is a list": field % (b"metadata", b"[]") + file + b"--b--\r\n",
        "metadata of nothing but depth": field % (b"metadata", b"[" * 60_000) + file + b"--b--\r\n",
        "metadata with NUL": field % (b"metadata", b'{"a": "\\u0000"}') + file + b"--b--\r\n",
        "long headers": b"--b\r\nX: " + b"x" * 40_000 + b"\r\n" + file[5:] + b"--b--\r\n",
    }
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    for what, form in forms.items():
        answer = client.post(address, content=form, headers=kind)
        if what == "many fields":  # of one name they are one field
            assert answer.status_code in (200, 400)
            client.delete(address)
        else:
            refused(answer, "400", "InvalidRequest")
        assert nothing_is_left(site), what
    refused(
        client.post(address, content=file, headers={"Content-Type": "multipart/form-data"}), "400", "InvalidRequest"
    )
    for metadata in (b"{", b"[1]", b'{"a": "\\u0000"}', b"\xff\xfe"):
        headers = {"x-metadata": base64.b64encode(metadata).decode()}
        refused(client.post(address, content=b"x", headers=headers), "400", "InvalidRequest")
    refused(client.post(address, content=b"x", headers={"x-metadata": "%%%"}), "400", "InvalidRequest")
    assert nothing_is_left(site)


def test_requests(site: Site, client: httpx2.Client) -> None:
    for body in (
        {"limit": -1},
        {"limit": "many"},
        {"offset": 10**12},
        {"sortBy": {"column": "name; drop table"}},
        {"sortBy": {"column": "name", "order": "sideways"}},
        {"prefix": "a\0b"},
        {"search": "\0"},
    ):
        refused(client.post("/object/list/user-uploads", json=body), "400", "InvalidRequest")
    for cursor in ("x", "LTU=", "MTAwMDAwMDAwMDAw"):
        refused(client.post("/object/list-v2/user-uploads", json={"cursor": cursor}), "400", "InvalidRequest")
    removals: list[dict[str, Any]] = [{"prefixes": []}, {"prefixes": ["x"] * 1001}, {"prefixes": [1]}, {}]
    for removal in removals:
        refused(client.request("DELETE", "/object/user-uploads", json=removal), "400", "InvalidRequest")
    refused(
        client.post("/object/move", content=b"{", headers={"Content-Type": "application/json"}), "400", "InvalidRequest"
    )
    refused(client.post("/object/copy", json={"bucketId": "user-uploads"}), "400", "InvalidRequest")
    large = client.post("/object/list/user-uploads", json={"prefix": "x" * 300_000})
    assert (large.status_code, large.json()["statusCode"]) == (400, "413")
    for bucket in ("nothing", "%00", "a%2Fb", "🙂"):
        answer = client.post(f"/object/{bucket}/{site.own('x')}", content=b"x")
        assert answer.json()["statusCode"] in ("400", "404")
    assert (client.post("/bucket", json={"id": "mine"}).status_code, client.get("/nothing").status_code) == (405, 404)
    assert nothing_is_left(site)


def test_tokens(site: Site) -> None:
    creator, app = site.people.creator, site.served.app
    expired = app.tokens.mint(creator, lifetime_seconds=-3600)
    foreign = Tokens(type(app.settings.signing_key())("another key of at least 32 bytes, yes")).mint(creator)
    for token in (expired, foreign, "nonsense"):
        headers = {"Authorization": f"Bearer {token}"}
        with httpx2.Client(base_url=site.storage, headers=headers) as client:
            refused(client.post(f"/object/user-uploads/{site.own('x')}", content=b"x" * MB), "403", "AccessDenied")
    assert nothing_is_left(site)

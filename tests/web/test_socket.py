"""The server behind a real socket: uploads while they arrive, early refusals, ranges as a player requests them."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from chronos.config import Settings
from tests.conftest import ADatabase
from tests.web.conftest import People, make_people, problem
from tests.web.course import COURSE
from tests.web.served import Served, becomes, served

FILE = COURSE / "1-aperture.mp4"


@pytest.fixture
def site(database: ADatabase, models_home: Path, tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "models").symlink_to(models_home / "models")
    with served(Settings(home=tmp_path, _env_file=None), database.login_url) as running:
        yield running


@pytest.fixture
def people(site: Served) -> People:
    return site.run(make_people(site.app))


@pytest.fixture
def creator(site: Served, people: People) -> Iterator[httpx2.Client]:
    headers = {"Authorization": f"Bearer {site.token(people.creator)}"}
    with httpx2.Client(base_url=site.url, headers=headers, timeout=60) as client:
        yield client


def test_uploaded_file_is_served_in_ranges(site: Served, creator: httpx2.Client) -> None:
    with FILE.open("rb") as file:
        added = creator.post("/api/v1/videos", files={"file": ("aperture.mp4", file)}, data={"title": "Aperture"})
    assert added.status_code == 201, added.text
    whole = FILE.read_bytes()
    address = added.json()["media_url"]
    assert creator.get(address).content == whole
    pieces = []
    for start in range(0, len(whole), 500_000):
        piece = creator.get(address, headers={"Range": f"bytes={start}-{start + 499_999}"})
        assert piece.status_code == 206
        assert piece.headers["content-range"] == f"bytes {start}-{start + len(piece.content) - 1}/{len(whole)}"
        pieces.append(piece.content)
    assert b"".join(pieces) == whole
    head = creator.head(address)
    assert (head.content, head.headers["content-length"]) == (b"", str(len(whole)))
    assert not any((site.app.settings.home / "incoming").iterdir())


def test_disconnected_player_leaves_the_server_running(creator: httpx2.Client) -> None:
    with FILE.open("rb") as file:
        address = creator.post("/api/v1/videos", files={"file": ("aperture.mp4", file)}).json()["media_url"]
    for _ in range(3):
        with creator.stream("GET", address) as response:
            assert next(response.iter_bytes(1000))
    assert creator.get("/healthz").status_code == 200


def test_refused_upload_gets_the_reason(site: Served, creator: httpx2.Client, people: People) -> None:
    student = {"Authorization": f"Bearer {site.token(people.student)}"}
    with FILE.open("rb") as file:
        refused = creator.post("/api/v1/videos", files={"file": ("a.mp4", file)}, headers=student)
    problem(refused, 403, "creators_only")
    large = b"x" * 3_000_000
    body = creator.post("/api/v1/search", content=large, headers={"Content-Type": "application/json"})
    problem(body, 413, "too_large")
    assert creator.get("/api/v1/videos").json()["items"] == []


def test_interrupted_upload_leaves_nothing(site: Served, creator: httpx2.Client) -> None:
    class Broken(Exception):
        pass

    def half() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
        yield FILE.read_bytes()[:1_000_000]
        raise Broken

    with pytest.raises(Broken):
        creator.post("/api/v1/videos", content=half(), headers={"Content-Type": "multipart/form-data; boundary=x"})
    # The next request is answered after the broken one was noticed: both are handled on one loop.
    assert creator.get("/api/v1/videos").json()["items"] == []
    incoming = site.app.settings.home / "incoming"
    assert becomes(lambda: not incoming.exists() or not any(incoming.iterdir()))


def test_sign_in_link_opens_the_library(site: Served, people: People) -> None:
    with httpx2.Client(base_url=site.url, follow_redirects=True) as visitor:
        link = site.sign_in_link(people.student)
        form = re.search(r'name="page" value="(\w+)"', visitor.get(link).text)
        assert form
        page = visitor.post(link, data={"page": form[1]})
        assert (page.status_code, str(page.url)) == (200, f"{site.url}/")
        assert "Sam" in page.text
        assert visitor.post("/sign-out").url.path == "/sign-in"
        assert visitor.get("/").status_code == 401

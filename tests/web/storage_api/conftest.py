"""A real server with its files in a directory, and one with them on S3."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from PIL import Image
from storage3 import SyncStorageClient

from chronos.config import Settings
from chronos.model import Actor
from chronos.storage import BUCKETS
from tests.conftest import ADatabase
from tests.media import a_silent_video
from tests.s3_server import BUCKET, S3Server, s3_server
from tests.web.conftest import People, make_people
from tests.web.served import Served, served
from tests.web.storage_api.storage3_client import AsClient

STORES = {"directory": None, "s3": f"s3://{BUCKET}/chronos", "s3 bucket each": "s3://"}


@dataclass(frozen=True)
class Site:
    """The server, and whoever uses it."""

    served: Served
    people: People

    @property
    def storage(self) -> str:
        """Where Supabase's clients find the storage."""
        return f"{self.served.url}/storage/v1"

    def headers(self, actor: Actor | None) -> dict[str, str]:
        """As Supabase's clients send them."""
        token = {"Authorization": f"Bearer {self.served.token(actor)}"} if actor else {}
        return {"apikey": "anything", **token}

    def own(self, name: str) -> str:
        """`name` in the creator's own folder."""
        return f"{self.people.creator.creator_id}/{name}"

    def kept(self) -> set[str]:
        """Everything that is stored but what the worker took of it, whatever the database knows of it."""

        async def names() -> set[str]:
            objects = self.served.app.objects
            named = {name for bucket in BUCKETS async for name, _ in objects.list_objects(f"{bucket}/")}
            return {name for name in named if not _is_taken(name)}

        return self.served.run(names())

    def known(self) -> set[str]:
        """Everything that the database knows of but the pictures that the worker took."""

        async def names() -> set[str]:
            async with self.served.app.db.as_service("test") as tx:
                rows = await tx.fetch("select bucket_id, name from storage.objects")
                return {f"{row['bucket_id']}/{row['name']}" for row in rows if not _is_taken(str(row["name"]))}

        return self.served.run(names())

    def is_tidy(self) -> bool:
        """Whether bytes and rows agree, and nothing waits to be received."""
        incoming = self.served.app.settings.home / "incoming"
        return self.kept() == self.known() and not (incoming.exists() and any(incoming.iterdir()))


def _is_taken(name: str) -> bool:
    return name.rpartition("/")[2].startswith(("poster-", "storyboard-"))


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.fixture(params=sorted(STORES))
def site(
    request: pytest.FixtureRequest,
    database: ADatabase,
    models_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Site]:
    """A server with each kind of store in turn, and people in its database."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(models_home / "models")
    url = STORES[request.param]
    if url is not None:
        s3: S3Server = request.getfixturevalue("s3")
        s3.reset()
        s3.lead_to(monkeypatch)
    with ExitStack() as stack:
        running = stack.enter_context(served(Settings(home=home, storage_url=url, _env_file=None), database.login_url))
        yield Site(running, running.run(make_people(running.app)))


@pytest.fixture
def video(tmp_path: Path) -> Path:
    return a_silent_video(tmp_path / "lecture.mp4", seconds=2)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    Image.new("RGB", (8, 8), "teal").save(path)
    return path


@pytest.fixture
def storage3(site: Site) -> Iterator[AsClient]:
    """`storage3(actor)` is storage3 with the actor's token."""
    opened: list[httpx.Client] = []

    def make(actor: Actor | None) -> SyncStorageClient:
        session = httpx.Client(timeout=60)
        opened.append(session)
        return SyncStorageClient(f"{site.storage}/", site.headers(actor), http_client=session)

    yield make
    for session in opened:
        session.close()

"""Two server processes, one upload: one writer at a time, and one that is gone stands in nobody's way."""

import asyncio
import random
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from chronos.app import App
from chronos.config import Settings
from chronos.db import embedded
from chronos.model import Actor
from tests.conftest import create_database, drop_database
from tests.uploads.serving import ServerProcess
from tests.web.conftest import make_creator
from tests.web.uploads.client import PATH, PIECE, VERSION, metadata

SECRET = "a-secret-for-tests-that-is-long-enough"
CONTENT = random.Random(6).randbytes(8 * 1024**2)
TRIES = 200


@dataclass(frozen=True)
class Pair:
    """Two servers with one home and one database."""

    servers: tuple[ServerProcess, ServerProcess]
    home: Path
    token: str
    creator: Actor

    def client(self, number: int) -> httpx2.Client:
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx2.Client(base_url=self.servers[number].url, headers=headers, timeout=60)

    def begin(self, name: str) -> str:
        """Where a new upload of `CONTENT` is, without the server."""
        said = metadata(bucketName="user-uploads", objectName=f"{self.creator.creator_id}/{name}")
        told = VERSION | {"Upload-Length": str(len(CONTENT)), "Upload-Metadata": said}
        with self.client(0) as client:
            answer = client.post(PATH, headers=told)
        assert answer.status_code == 201, answer.text
        return urlsplit(answer.headers["Location"]).path

    def stored(self, name: str) -> bytes:
        return (self.home / "storage" / "user-uploads" / str(self.creator.creator_id) / name).read_bytes()


@pytest.fixture(scope="module")
def pair(
    server: embedded.EmbeddedServer, migrated: str, models_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pair]:
    database = create_database(server, "writers", migrated)
    home = tmp_path_factory.mktemp("writers")
    (home / "models").symlink_to(models_home / "models")
    settings = {"CHRONOS_HOME": str(home), "CHRONOS_DATABASE_URL": database.url, "CHRONOS_JWT_SECRET": SECRET}
    app = App(Settings.model_validate({"home": home, "jwt_secret": SECRET}), database.login_url)
    creator = asyncio.run(make_creator(app))
    with ServerProcess(settings, home) as first, ServerProcess(settings, home) as second:
        yield Pair((first, second), home, app.tokens.mint(creator), creator)
    drop_database(server, database.name)


def patch(client: httpx2.Client, path: str, offset: int, content: bytes) -> httpx2.Response:
    return client.patch(path, headers=PIECE | {"Upload-Offset": str(offset)}, content=content)


def offset_of(client: httpx2.Client, path: str) -> int:
    return int(client.head(path, headers=VERSION).headers["Upload-Offset"])


class SlowWriter:
    """A PATCH of all of `CONTENT` whose bytes come when they are told to."""

    def __init__(self, pair: Pair, path: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", pair.servers[0].port), timeout=60)
        head = {"Host": "x", "Authorization": f"Bearer {pair.token}", "Content-Length": str(len(CONTENT))}
        lines = [f"{key}: {value}" for key, value in (head | PIECE | {"Upload-Offset": "0"}).items()]
        self._socket.sendall("\r\n".join([f"PATCH {path} HTTP/1.1", *lines, "", ""]).encode())
        self.sent = 0

    def send(self, count: int) -> None:
        self._socket.sendall(CONTENT[self.sent : self.sent + count])
        self.sent += count

    def status(self) -> int:
        """Of the answer."""
        with self._socket:
            return int(self._socket.recv(4096).split()[1])

    def close(self) -> None:
        self._socket.close()


def wait_until_held(client: httpx2.Client, path: str) -> None:
    """Until the slow writer is in."""
    for _ in range(TRIES):
        if patch(client, path, 1, b"x").status_code == 423:
            return
    raise AssertionError("nobody has it")


def test_a_second_writer_is_refused_while_the_first_sends(pair: Pair) -> None:
    path = pair.begin("busy.bin")
    writer = SlowWriter(pair, path)
    sending = threading.Event()

    def send() -> None:
        while not sending.is_set():  # never long silent
            writer.send(1000)
            sending.wait(0.05)

    with ThreadPoolExecutor(1) as beside, pair.client(1) as second, pair.client(0) as same_process:
        running = beside.submit(send)
        try:
            wait_until_held(second, path)
            for client in (second, same_process):
                answer = patch(client, path, 0, CONTENT)
                assert answer.status_code == 423
                assert answer.text == "Another request is sending this upload: resume when it has ended."
                assert client.delete(path, headers=VERSION).status_code == 423
                assert client.head(path, headers=VERSION).status_code == 200
        finally:
            sending.set()
            running.result()
    writer.send(len(CONTENT))
    assert writer.status() == 204
    assert pair.stored("busy.bin") == CONTENT


def test_a_writer_that_fell_silent_gives_way(pair: Pair) -> None:
    path = pair.begin("silent.bin")
    writer = SlowWriter(pair, path)
    writer.send(3_000_000)  # and then the lid is closed: the connection stays, nothing comes
    with pair.client(1) as second:
        wait_until_held(second, path)
        for _ in range(TRIES):
            offset = offset_of(second, path)
            answer = patch(second, path, offset, CONTENT[offset:])
            if answer.status_code == 204:
                break
            assert answer.status_code in (409, 423)
            time.sleep(0.1)
        assert answer.status_code == 204
    assert 0 < offset <= 3_000_000  # what had come was kept
    assert writer.status() == 423
    assert pair.stored("silent.bin") == CONTENT


def test_a_server_stopped_during_an_upload(pair: Pair) -> None:
    path = pair.begin("stopped.bin")
    writer = SlowWriter(pair, path)
    writer.send(6_000_000)
    stopping = pair.servers[0].process
    assert stopping
    with pair.client(1) as second:
        for _ in range(TRIES):  # until the first 4 MB are safe
            if told := offset_of(second, path):
                break
            time.sleep(0.05)
        stopping.terminate()
        assert stopping.wait(60) == 0
        writer.close()
        pair.servers[0].start()
        offset = offset_of(second, path)
        assert offset >= told > 0
        assert patch(second, path, offset, CONTENT[offset:]).status_code == 204
    assert pair.stored("stopped.bin") == CONTENT


def test_many_writers_at_once(pair: Pair) -> None:
    path = pair.begin("crowd.bin")
    statuses: set[int] = set()

    def write(number: int) -> None:
        chance = random.Random(number)
        with pair.client(number % 2) as client:
            while (offset := offset_of(client, path)) < len(CONTENT):
                size = chance.randrange(1, 600_000)
                statuses.add(patch(client, path, offset, CONTENT[offset : offset + size]).status_code)

    with ThreadPoolExecutor(6) as crowd:
        list(crowd.map(write, range(6)))
    assert 204 in statuses
    assert statuses <= {204, 409, 423}
    assert pair.stored("crowd.bin") == CONTENT

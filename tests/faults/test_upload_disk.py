"""A disk that is full or read-only during an upload: a clear error, what was acknowledged is kept, and it goes on."""

import os
import random
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest

from chronos.app import App
from chronos.storage import UploadFolder
from chronos.web import create_application
from tests.node_packages import do_without
from tests.web.conftest import ADDRESS, Client, make_people
from tests.web.uploads.client import begun, create, head, offset_of, patch, stored

SMALL_MB, LARGE_MB = 8, 64
PIECE = 3 * 1024**2
CONTENT = random.Random(5).randbytes(5 * PIECE)


@pytest.fixture
def disk(app: App) -> Iterator[Path]:
    """The folder for what comes in, on a disk of its own that holds `SMALL_MB`."""
    if os.geteuid() != 0:
        do_without("only root can mount a small disk")
    folder = app.settings.home / "incoming"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL_MB}m", "tmpfs", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        do_without(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
async def client(app: App, disk: Path) -> AsyncIterator[Client]:
    creator = (await make_people(app)).creator
    headers = {"Authorization": f"Bearer {app.tokens.mint(creator)}", "X-Creator": str(creator.creator_id)}
    transport = httpx2.ASGITransport(create_application(app))
    async with Client(transport=transport, base_url=ADDRESS, headers=headers) as made:
        yield made


def remount(disk: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", disk], check=True)


def notes(client: Client) -> dict[str, str]:
    return {"bucketName": "user-uploads", "objectName": f"{client.headers['X-Creator']}/notes.bin"}


async def send(client: Client, url: str, offset: int) -> httpx2.Response:
    return await patch(client, url, offset, CONTENT[offset : offset + PIECE])


async def test_a_full_disk(client: Client, app: App, disk: Path) -> None:
    url = await begun(client, len(CONTENT), said=notes(client))
    acknowledged = 0
    while (answer := await send(client, url, acknowledged)).status_code == 204:
        acknowledged = int(answer.headers["Upload-Offset"])
    assert (answer.status_code, answer.text) == (
        507,
        "The server's disk is full. All confirmed bytes are kept; resume when there is space.",
    )
    assert acknowledged == 2 * PIECE
    kept = await offset_of(client, url)
    assert acknowledged <= kept < acknowledged + PIECE
    assert (await send(client, url, kept)).status_code == 507  # still
    remount(disk, f"size={LARGE_MB}m")
    while kept < len(CONTENT):
        answer = await send(client, url, kept)
        assert answer.status_code == 204, answer.text
        kept = int(answer.headers["Upload-Offset"])
    assert list(stored(app).values()) == [CONTENT]


async def test_a_disk_too_full_to_begin(client: Client, app: App, disk: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        (disk / "others").write_bytes(bytes(SMALL_MB * 1024**2 + 1))
    answer = await create(client, 5, said=notes(client))
    assert answer.status_code == 507
    assert UploadFolder(app.settings.home).ids() == set()
    (disk / "others").unlink()
    assert (await create(client, 5, content=b"hello", said=notes(client))).status_code == 201
    assert list(stored(app).values()) == [b"hello"]


async def test_a_read_only_disk(client: Client, app: App, disk: Path) -> None:
    url = await begun(client, 2 * PIECE, said=notes(client))
    assert (await send(client, url, 0)).status_code == 204
    remount(disk, "ro")
    for refused in (await send(client, url, PIECE), await create(client, 5, content=b"hello", said=notes(client))):
        assert refused.status_code == 503
        assert refused.text.startswith("The server's disk failed (Read-only file system)")
    told = await head(client, url)  # what is there can be told all the same
    assert (told.status_code, told.headers["Upload-Offset"]) == (200, str(PIECE))
    remount(disk, "rw")
    assert (await send(client, url, PIECE)).status_code == 204
    assert list(stored(app).values()) == [CONTENT[: 2 * PIECE]]

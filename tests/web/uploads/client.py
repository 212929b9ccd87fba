"""A bare TUS client: what tests send to the server, header by header, and what they expect of its answers."""

import base64
import hashlib
from collections.abc import Mapping
from uuid import uuid4

import httpx2

from chronos.app import App
from chronos.model import Actor
from chronos.storage import UploadFolder
from tests.web.conftest import Client

PATH = "/storage/v1/upload/resumable"
HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"
VERSION = {"Tus-Resumable": "1.0.0"}
PIECE = VERSION | {"Content-Type": "application/offset+octet-stream"}


def metadata(**values: str) -> str:
    """Values as `Upload-Metadata` has them."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


def a_name(actor: Actor, name: str = "talk.mp4") -> str:
    """A name for a new video's file."""
    return f"{actor.creator_id}/{uuid4()}/{name}"


async def create(
    client: Client,
    length: int,
    *,
    said: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
) -> httpx2.Response:
    """Begin an upload."""
    kind = PIECE if content else VERSION
    told = {"Upload-Length": str(length), "Upload-Metadata": metadata(**(said or {}))}
    return await client.post(PATH, headers=kind | told | dict(headers or {}), content=content)


async def begun(client: Client, length: int, *, said: Mapping[str, str]) -> str:
    """Where a new upload is."""
    answer = await create(client, length, said=said)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"])


async def head(client: Client, url: str) -> httpx2.Response:
    return await client.head(url, headers=VERSION)


async def offset_of(client: Client, url: str) -> int:
    """How far the server says it is."""
    answer = await head(client, url)
    assert answer.status_code == 200
    return int(answer.headers["Upload-Offset"])


async def patch(
    client: Client, url: str, offset: int | str, content: bytes, headers: Mapping[str, str] | None = None
) -> httpx2.Response:
    return await client.patch(
        url, headers=PIECE | {"Upload-Offset": str(offset)} | dict(headers or {}), content=content
    )


def checksum(content: bytes, algorithm: str = "sha256") -> dict[str, str]:
    digest = base64.b64encode(hashlib.new(algorithm, content).digest()).decode()
    return {"Upload-Checksum": f"{algorithm} {digest}"}


def stored(app: App) -> dict[str, bytes]:
    """Every object in the local store, by its name there."""
    root = app.settings.home / "storage"
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def a_video(actor: Actor, name: str = "talk.mp4") -> dict[str, str]:
    """Metadata of a new video."""
    return {"bucketName": "videos", "objectName": a_name(actor, name), "contentType": "video/mp4"}


def notes(actor: Actor, name: str = "notes.bin") -> dict[str, str]:
    """Metadata of an object that may hold anything."""
    return {"bucketName": "user-uploads", "objectName": f"{actor.creator_id}/{name}"}


def require_sentence(status: int, text: str, expected: int) -> None:
    assert status == expected, text
    assert text.endswith(".")
    assert "Traceback" not in text


async def require_nothing(app: App) -> None:
    """No row, no object, no byte on its way."""
    async with app.db.as_service("test") as tx:
        for table in ("private.uploads", "videos", "storage.objects", "jobs.procrastinate_jobs"):
            assert await tx.fetch(f"select from {table}") == [], table
    assert stored(app) == {}
    assert UploadFolder(app.settings.home).ids() == set()


async def set_active(app: App, creator: Actor, active: bool) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update creators set is_active = %(active)s where id = %(id)s", {"active": active, "id": creator.creator_id}
        )

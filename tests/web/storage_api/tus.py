"""A bare TUS client: what tests say to the server, header by header."""

import base64
import hashlib
from collections.abc import Mapping
from uuid import uuid4

import httpx2

from chronos.app import App
from chronos.model import Actor
from tests.web.conftest import Client

PATH = "/storage/v1/upload/resumable"
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

"""Send a request for one of Ada's objects to the storage API as an actor, and return the result and the changes."""

import base64
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import httpx2
from PIL import Image
from psycopg.types.json import Jsonb

from chronos.app import App
from chronos.config import Settings
from chronos.model import Actor
from chronos.storage import BUCKETS
from chronos.web import create_application
from tests.media import a_silent_video
from tests.policies.storage_matrix import NOTHING, YES
from tests.policies.world import World

API = "/storage/v1"
BUCKET = {"shown": "videos", "draft": "videos", "stray": "videos", "thumbnail": "thumbnails", "upload": "user-uploads"}
BOBS = {"videos": "bobs_stray", "thumbnails": "bobs_thumbnail", "user-uploads": "bobs_upload"}
TYPES = {"videos": "video/mp4", "thumbnails": "image/png", "user-uploads": "application/pdf"}

State = frozenset[str]  # rows and bytes, each by bucket and name


@dataclass(frozen=True)
class Asked:
    """One request about one object: its sender, the object, and unused names."""

    site: "Site"
    actor: Actor
    client: httpx2.AsyncClient
    bucket: str
    name: str
    free: str  # in Ada's folder
    free_of_bob: str

    @property
    def address(self) -> str:
        """Of the object in its bucket."""
        return f"{self.bucket}/{self.name}"

    @property
    def content(self) -> bytes:
        """A new file of a type that the bucket takes."""
        return self.site.content(self.bucket)

    def headers(self, **more: str) -> dict[str, str]:
        """Of a request that sends `content`."""
        return {"Content-Type": TYPES[self.bucket], **more}


@dataclass
class Site:
    """The application on the small world, with bytes behind every object."""

    app: App
    world: World
    home: Path
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _names: dict[str, str] = field(default_factory=dict)
    _kept: dict[str, bytes] = field(default_factory=dict)
    _clients: dict[str, httpx2.AsyncClient] = field(default_factory=dict)
    _film: bytes = b""
    _films: int = 0

    @classmethod
    async def opened(cls, world: World, login_url: str, home: Path) -> Self:
        """Everything is there as `restore` makes it."""
        site = cls(App(Settings(home=home, _env_file=None), login_url), world, home)
        await site.app.db.open()
        site._stack.push_async_callback(site.app.db.close)
        application = create_application(site.app)
        for name, actor in world.actors.items():
            headers = {"Authorization": f"Bearer {site.app.tokens.mint(actor)}"} if name != "anon" else {}
            client = httpx2.AsyncClient(
                transport=httpx2.ASGITransport(application), base_url="http://127.0.0.1:8000", headers=headers
            )
            site._stack.push_async_callback(client.aclose)
            site._clients[name] = client
        site._film = a_silent_video(home / "film.mp4", seconds=1).read_bytes()
        await site._fill()
        await site.restore()
        return site

    async def close(self) -> None:
        """End it."""
        await self._stack.aclose()

    def content(self, bucket: str) -> bytes:
        """Return a file that was never sent before."""
        self._films += 1
        if bucket == "videos":
            return self._film + bytes(self._films)  # bytes after the last box are ignored
        if bucket == "thumbnails":
            picture = BytesIO()
            Image.new("RGB", (8, 8), (self._films % 256, 0, 0)).save(picture, "PNG")
            return picture.getvalue()
        return b"%%PDF-1.7 %d" % self._films

    def asked(self, actor: str, target: str) -> Asked:
        """A request of `actor` about `target`."""
        bucket = BUCKET[target]
        ada, bob = (self.world.actors[name].creator_id for name in ("creator", "other_creator"))
        ending = f"{uuid4()}/file.mp4" if bucket == "videos" else f"{uuid4()}.png"
        return Asked(
            site=self,
            actor=self.world.actors[actor],
            client=self._clients[actor],
            bucket=bucket,
            name=self._names[target],
            free=f"{ada}/{ending}",
            free_of_bob=f"{bob}/{ending}",
        )

    def name(self, target: str) -> str:
        """Of one of the world's objects."""
        return self._names[target]

    def kept(self, address: str) -> bytes:
        """The bytes that `restore` puts there."""
        return self._kept[address]

    async def state(self) -> State:
        """Every row and every stored file."""
        async with self.app.db.as_service("test") as tx:
            rows = await tx.fetch("select bucket_id || '/' || name as name, version from storage.objects")
        found = {f"row {row['name']} {row['version'] or ''}".strip() for row in rows}
        for bucket in BUCKETS:
            async for name, size in self.app.objects.list_objects(f"{bucket}/"):
                found.add(f"bytes {name} {size}")
        return frozenset(found)

    async def _fill(self) -> None:
        """Bytes for each object, and a file of no video for Bob as Ada has one."""
        bob = self.world.actors["other_creator"].creator_id
        self._names = {name: path for path, name in self.world.names["storage.objects"].items()}
        self._names["bobs_stray"] = f"{bob}/{uuid4()}/source.mp4"
        async with self.app.db.as_service("test") as tx:
            await tx.execute(
                "insert into storage.objects (bucket_id, name) values ('videos', %(name)s)",
                {"name": self._names["bobs_stray"]},
            )
            rows = await tx.fetch("select bucket_id, name from storage.objects")
            for row in rows:
                if row["bucket_id"] not in BUCKETS:
                    continue
                content = self.content(row["bucket_id"])
                self._kept[f"{row['bucket_id']}/{row['name']}"] = content
                await tx.execute(
                    "update videos set content_sha256 = %(sha256)s, file_size_bytes = %(size)s "
                    "where storage_path = %(name)s",
                    {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "name": row["name"]},
                )

    async def restore(self) -> None:
        """As it was: these objects with these bytes, and no other."""
        async with self.app.db.as_service("test") as tx:
            await tx.fetch("select set_config('storage.allow_delete_query', 'true', true)")
            await tx.execute("delete from storage.objects where bucket_id <> 'another'")
            await tx.execute("delete from private.uploads")
            await tx.execute(
                "delete from videos where storage_path <> all (%(names)s)", {"names": list(self._names.values())}
            )
            for address, content in self._kept.items():
                bucket, _, name = address.partition("/")
                await tx.execute(
                    "insert into storage.objects (bucket_id, name, metadata) values (%(bucket)s, %(name)s, %(told)s)",
                    {
                        "bucket": bucket,
                        "name": name,
                        "told": Jsonb({"size": len(content), "mimetype": TYPES[bucket]}),
                    },
                )
        for bucket in BUCKETS:
            names = [name async for name, _ in self.app.objects.list_objects(f"{bucket}/")]
            for name in names:
                if name not in self._kept:
                    await self.app.objects.delete(name)
        for address, content in self._kept.items():
            await self.app.objects.put(address, content)


# Operations ----------------------------------------------------------------------------------------------------------

Operation = Callable[[Asked], Awaitable[str]]


async def upload(it: Asked) -> str:
    return told(await it.client.post(f"{API}/object/{it.bucket}/{it.free}", content=it.content, headers=it.headers()))


async def upsert(it: Asked) -> str:
    headers = it.headers(**{"x-upsert": "true"})
    return told(await it.client.post(f"{API}/object/{it.address}", content=it.content, headers=headers))


async def read(it: Asked) -> str:
    return _bytes(it, await it.client.get(f"{API}/object/{it.address}"))


async def public_read(it: Asked) -> str:
    return _bytes(it, await it.client.get(f"{API}/object/public/{it.address}"))


async def info(it: Asked) -> str:
    return told(await it.client.get(f"{API}/object/info/{it.address}"))


async def listing(it: Asked) -> str:
    folder, _, file = it.name.rpartition("/")
    response = await it.client.post(f"{API}/object/list/{it.bucket}", json={"prefix": folder})
    if response.status_code == 200 and file not in {entry["name"] for entry in response.json()}:
        return NOTHING
    return told(response)


async def move(it: Asked) -> str:
    return await _to(it, "move", it.name, it.free)


async def move_out(it: Asked) -> str:
    return await _to(it, "move", it.name, it.free_of_bob)


async def move_in(it: Asked) -> str:
    return await _to(it, "move", it.site.name(BOBS[it.bucket]), it.free)


async def copy(it: Asked) -> str:
    return await _to(it, "copy", it.name, it.free)


async def copy_out(it: Asked) -> str:
    return await _to(it, "copy", it.name, it.free_of_bob)


async def sign(it: Asked) -> str:
    return told(await it.client.post(f"{API}/object/sign/{it.address}", json={"expiresIn": 60}))


async def follow(it: Asked) -> str:
    """Follow a link made for the actor without a token."""
    link = it.site.app.links.sign("download", it.actor, it.bucket, it.name, 60)
    return _bytes(it, await it.site.asked("anon", "shown").client.get(_linked(it.address, link.token)))


async def sign_upload(it: Asked) -> str:
    return told(await it.client.post(f"{API}/object/upload/sign/{it.bucket}/{it.free}"))


async def send_by_link(it: Asked) -> str:
    """Upload through a link made for the actor without a token."""
    link = it.site.app.links.sign("upload", it.actor, it.bucket, it.free, 60)
    client = it.site.asked("anon", "shown").client
    address = f"{API}/object/upload/sign/{it.bucket}/{it.free}?token={link.token}"
    return told(await client.put(address, content=it.content, headers=it.headers()))


async def resume(it: Asked) -> str:
    """Begin a resumable upload."""
    said: Mapping[str, str] = {"bucketName": it.bucket, "objectName": it.free, "contentType": TYPES[it.bucket]}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Metadata": metadata}
    response = await it.client.post(f"{API}/upload/resumable", headers=headers)
    return YES if response.status_code == 201 else str(response.status_code)


async def remove(it: Asked) -> str:
    return told(await it.client.request("DELETE", f"{API}/object/{it.bucket}", json={"prefixes": [it.name]}))


# Operations on an existing object, and those that add a new one to Ada's folder.
OF_OBJECTS: Mapping[str, Operation] = {
    "read": read,
    "read by its public address": public_read,
    "look at (info)": info,
    "list": listing,
    "sign a link": sign,
    "follow a link": follow,
    "replace (upsert)": upsert,
    "move within the folder": move,
    "move to Bob's folder": move_out,
    "copy within the folder": copy,
    "copy to Bob's folder": copy_out,
    "delete": remove,
}
OF_NEW_ONES: Mapping[str, Operation] = {
    "upload": upload,
    "sign a link to upload by": sign_upload,
    "upload by a link": send_by_link,
    "begin a resumable upload": resume,
    "move from Bob's folder": move_in,
}
CHANGING = frozenset(
    {"replace (upsert)", "upload", "upload by a link", "delete"}
    | {name for name in (*OF_OBJECTS, *OF_NEW_ONES) if name.startswith(("move", "copy"))}
)
NEW_ONES = {"videos": "shown", "thumbnails": "thumbnail", "user-uploads": "upload"}


async def outcome(site: Site, operation: str, actor: str, target: str) -> str:
    """Return the result. A refused request must change nothing."""
    work = OF_OBJECTS.get(operation) or OF_NEW_ONES[operation]
    before = await site.state()
    came_to = await work(site.asked(actor, target))
    after = await site.state()
    if came_to != YES or operation not in CHANGING:
        assert after == before, (operation, actor, target, came_to, before ^ after)
        return came_to
    await site.restore()
    return YES if after != before else NOTHING


def told(response: httpx2.Response) -> str:
    """Return success, or the status in the error's body."""
    if response.status_code < 300:
        return YES
    answer: dict[str, Any] = response.json()
    return str(answer["statusCode"])


async def _to(it: Asked, how: str, source: str, destination: str) -> str:
    wanted = {"bucketId": it.bucket, "sourceKey": source, "destinationKey": destination}
    return told(await it.client.post(f"{API}/object/{how}", json=wanted))


def _bytes(it: Asked, response: httpx2.Response) -> str:
    if response.status_code == 200:
        assert response.content == it.site.kept(it.address)
    return told(response)


def _linked(address: str, token: str) -> str:
    return f"{API}/object/sign/{address}?token={token}"

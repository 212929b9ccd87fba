"""What every object store keeps, whichever it is."""

import asyncio
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chronos.errors import Conflict, Invalid, NotFound, ProviderError
from chronos.providers.objects import ObjectStore
from tests.s3_server import BUCKET, S3Server, s3_server

URLS = {"local": None, "one bucket": f"s3://{BUCKET}/some/prefix", "bucket by bucket": "s3://"}
LARGE = 20 * 1024 * 1024 + 7  # several parts

MakeFile = Callable[[bytes], Path]


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.fixture(params=sorted(URLS))
def store(request: pytest.FixtureRequest, s3: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ObjectStore:
    """Each kind of store in turn, empty."""
    s3.reset()
    s3.lead_to(monkeypatch)
    return ObjectStore(URLS[request.param], tmp_path / "home")


@pytest.fixture
def make_file(tmp_path: Path) -> MakeFile:
    """A new file with these bytes."""

    def make(content: bytes) -> Path:
        path = tmp_path / f"file-{len(list(tmp_path.iterdir()))}"
        path.write_bytes(content)
        return path

    return make


async def listed(store: ObjectStore, prefix: str = "videos/") -> dict[str, int]:
    return {name: size async for name, size in store.list_objects(prefix)}


async def whole(store: ObjectStore, name: str) -> bytes:
    return b"".join([piece async for piece in store.stream(name, 0, await store.size(name))])


@pytest.mark.parametrize("size", [0, 1, LARGE])
async def test_put_and_get(store: ObjectStore, make_file: MakeFile, size: int) -> None:
    content = os.urandom(size)
    await store.put("videos/a/b.mp4", make_file(content))
    assert await store.size("videos/a/b.mp4") == size
    assert await store.get("videos/a/b.mp4") == content == await whole(store, "videos/a/b.mp4")
    await store.put("videos/a/b.mp4", b"other")
    assert await store.get("videos/a/b.mp4") == b"other"
    assert await listed(store) == {"videos/a/b.mp4": 5}


@pytest.mark.parametrize("size", [0, 1, LARGE])
async def test_copy(store: ObjectStore, size: int) -> None:
    content = os.urandom(size)
    await store.put("videos/a/b.mp4", content)
    await store.copy("videos/a/b.mp4", "videos/c/d.mp4")
    await store.copy("videos/a/b.mp4", "user-uploads/c/d.mp4")
    with pytest.raises(Conflict):
        await store.copy("videos/a/b.mp4", "videos/c/d.mp4")
    with pytest.raises(NotFound) as caught:
        await store.copy("videos/a/none.mp4", "videos/c/e.mp4")
    assert caught.value.code == "bytes_missing"
    # They are two: what happens to one does not happen to the other.
    await store.put("videos/a/b.mp4", b"other")
    await store.delete("videos/c/d.mp4")
    assert await store.get("user-uploads/c/d.mp4") == content
    assert await listed(store) == {"videos/a/b.mp4": 5}
    assert await listed(store, "user-uploads/") == {"user-uploads/c/d.mp4": size}


async def test_prepare_and_move(store: ObjectStore, make_file: MakeFile) -> None:
    await store.put("videos/a/old", b"old")
    draft = await store.prepare("videos/a/old", make_file(b"new"))
    assert await store.get("videos/a/old") == b"old"
    await store.move(draft, "videos/a/old")
    assert await store.get("videos/a/old") == b"new"
    assert await listed(store) == {"videos/a/old": 3}
    with pytest.raises(NotFound):
        await store.move(draft, "videos/a/old")
    with pytest.raises(NotFound):
        await store.prepare_copy("videos/a/copy", "videos/none")
    await store.move(await store.prepare_copy("videos/a/copy", "videos/a/old"), "videos/a/copy")
    assert await store.get("videos/a/old") == await store.get("videos/a/copy") == b"new"
    await store.move("videos/a/old", "videos/a/copy")  # on a disk both are names of one file
    assert await listed(store) == {"videos/a/copy": 3}


async def test_ranges(store: ObjectStore) -> None:
    content = os.urandom(3_000_000)
    await store.put("videos/a", content)
    for start, end in ((0, 1), (1_000_000, 2_500_000), (2_999_999, 3_000_000), (5, 5), (0, 3_000_000)):
        assert b"".join([piece async for piece in store.stream("videos/a", start, end)]) == content[start:end]
    file = store.open("videos/a")
    file.seek(-5, os.SEEK_END)
    assert (file.read(), file.tell()) == (content[-5:], 3_000_000)


async def test_listing_and_deleting(store: ObjectStore) -> None:
    names = ["videos/a/one", "videos/a/two", "videos/ab/three", "user-uploads/a/four"]
    for name in names:
        await store.put(name, name.encode())
    assert set(await listed(store)) == set(names[:3])
    assert set(await listed(store, "videos/a/")) == set(names[:2])
    assert await listed(store, "thumbnails/") == {}
    await store.delete("videos/a/one")
    await store.delete("videos/a/one")
    assert set(await listed(store)) == set(names[1:3])


async def test_missing_objects(store: ObjectStore) -> None:
    for read in (store.get, store.size, lambda name: whole(store, name)):
        with pytest.raises(NotFound) as caught:
            await read("videos/none")
        assert caught.value.code == "bytes_missing"
    with pytest.raises(NotFound):
        [piece async for piece in store.stream("videos/none", 0, 1)]
    with pytest.raises(NotFound):
        store.open("videos/none")


async def test_every_character_of_a_name(store: ObjectStore) -> None:
    name = "videos/a b/_!-.*'() &$@=;:+,?9Z"
    await store.put(name, b"1")
    assert await store.get(name) == b"1"
    assert await listed(store) == {name: 1}


@pytest.mark.parametrize("name", ["videos/../x", "videos//x", "/videos/x", "videos/./x", "videos/x/", "videos/a\0b"])
async def test_a_name_never_leaves_its_place(store: ObjectStore, name: str) -> None:
    await store.put("videos/a", b"1")
    for write in (store.put(name, b"1"), store.copy("videos/a", name), store.delete(name), store.size(name)):
        with pytest.raises(Invalid) as caught:
            await write
        assert caught.value.code == "name_invalid"


async def test_one_of_concurrent_copies_wins(store: ObjectStore) -> None:
    """Small ones; large ones are sent in parts, which moto, unlike S3, joins whatever was stored in between."""
    contents = [bytes([index]) * 100_000 for index in range(4)]
    for content in contents:
        await store.put(f"videos/{content[0]}", content)
    copies = (store.copy(f"videos/{index}", "user-uploads/a") for index in range(4))
    done = await asyncio.gather(*copies, return_exceptions=True)
    [winner] = [content for content, result in zip(contents, done, strict=True) if result is None]
    assert all(isinstance(result, Conflict) for result in done if result is not None)
    assert await store.get("user-uploads/a") == winner
    assert await listed(store, "user-uploads/") == {"user-uploads/a": 100_000}


async def test_a_write_is_seen_whole_or_not_at_all(store: ObjectStore) -> None:
    contents = [bytes([index]) * 3_000_000 for index in range(4)]
    await store.put("videos/a", contents[0])

    async def write() -> None:
        for content in contents * 3:
            await store.put("videos/a", content)

    writing = asyncio.create_task(write())
    while not writing.done():
        assert await store.get("videos/a") in contents
    await writing
    assert await listed(store) == {"videos/a": 3_000_000}


async def test_a_store_that_cannot_be_reached(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, s3: S3Server) -> None:
    s3.lead_to(monkeypatch)
    store = ObjectStore("s3://no-such-bucket/prefix", tmp_path)
    with pytest.raises((ProviderError, NotFound)):
        await store.put("videos/a", b"1")
    for wrong in ("ftp://host/x", "nonsense"):
        with pytest.raises(Invalid) as caught:
            ObjectStore(wrong, tmp_path)
        assert caught.value.code == "setting_invalid"


async def test_a_name_is_a_folder_or_an_object_in_a_directory(tmp_path: Path) -> None:
    store = ObjectStore(None, tmp_path / "home")
    await store.put("videos/a/b", b"1")
    for name in ("videos/a", "videos/a/b/c"):
        with pytest.raises(Conflict):
            await store.copy("videos/a/b", name)
        with pytest.raises(Conflict):
            await store.put(name, b"1")
    assert await listed(store) == {"videos/a/b": 1}


async def test_stored_objects_have_an_age(store: ObjectStore, make_file: MakeFile) -> None:
    """Whatever gets a name is young, however old its file: what is old and has no row is swept."""
    file = make_file(b"long ago")
    os.utime(file, (1e9, 1e9))
    begun = datetime.now(UTC) - timedelta(seconds=5)  # S3 tells whole seconds
    await store.put("videos/a/put", file)
    await store.copy("videos/a/put", "videos/a/copied")
    await store.move(await store.prepare("videos/a/moved", file), "videos/a/moved")
    found = {one.name: one async for batch in store.list_stored("videos/") for one in batch}
    assert set(found) == {f"videos/a/{name}" for name in ("put", "copied", "moved")}
    for name, one in found.items():
        assert one.size_bytes == 8
        assert one.modified_at >= begun, name
        assert (await store.look(name)).size_bytes == 8
    with pytest.raises(NotFound):
        await store.look("videos/a/nothing")

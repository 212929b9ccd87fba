"""The folder of incoming bytes: a folder for each request, and every file with its size and age."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from chronos.errors import NotFound, ProviderError
from chronos.providers.objects import ObjectStore
from chronos.storage.incoming_folder import (
    INCOMING,
    IncomingFile,
    copy_out,
    list_incoming,
    own_folder,
    remove_file,
    upload_id_of,
)

EARLY, LATE = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 2, tzinfo=UTC)


def put(incoming: Path, name: str, content: bytes, modified: datetime) -> None:
    path = incoming / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (modified.timestamp(), modified.timestamp()))


async def test_folders_of_requests_are_apart_and_go_with_them(tmp_path: Path) -> None:
    async with own_folder(tmp_path) as one, own_folder(tmp_path) as two:
        assert one != two
        assert {one.parent, two.parent} == {(tmp_path / INCOMING)}
        (one / "file").write_bytes(b"x")

    async def fail() -> None:
        async with own_folder(tmp_path) as folder:
            (folder / "deep").mkdir()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert list((tmp_path / INCOMING).iterdir()) == []


async def test_folder_that_cannot_be_made_is_a_failure_of_the_store(tmp_path: Path) -> None:
    (tmp_path / INCOMING).write_text("in the way")
    with pytest.raises(ProviderError, match="could not be written: File exists") as caught:
        async with own_folder(tmp_path):
            pass
    assert caught.value.code == "storage_failed"


async def test_objects_are_copied_out_whole(objects: ObjectStore, tmp_path: Path) -> None:
    content = os.urandom(3_000_000)
    await objects.put("videos/a", content)
    await copy_out(objects, "videos/a", len(content), tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == content
    with pytest.raises(FileExistsError):  # never over another file
        await copy_out(objects, "videos/a", len(content), tmp_path / "copy")
    with pytest.raises(NotFound):
        await copy_out(objects, "videos/b", 1, tmp_path / "other")


def test_files_of_an_upload_are_one(tmp_path: Path) -> None:
    upload = uuid4()
    put(tmp_path, str(upload), b"12345", EARLY)
    put(tmp_path, f"{upload}.mark", b"123", LATE)
    put(tmp_path, f"import-{upload}/file", b"1", EARLY)
    put(tmp_path, f"tmp1/{upload}", b"12", EARLY)
    put(tmp_path, "stray", b"", LATE)
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "stray")
    uploads, others = list_incoming(tmp_path)
    assert uploads == {upload: IncomingFile(str(upload), 8, LATE)}
    assert sorted(others, key=lambda file: file.name) == [
        IncomingFile(f"import-{upload}/file", 1, EARLY),
        IncomingFile("stray", 0, LATE),
        IncomingFile(f"tmp1/{upload}", 2, EARLY),
    ]
    assert list_incoming(tmp_path / "nowhere") == ({}, [])


def test_uploads_are_told_by_their_file_name() -> None:
    upload = uuid4()
    assert upload_id_of(Path(f"{upload}")) == upload_id_of(Path(f"{upload}.lock.x")) == upload
    assert upload_id_of(Path("import-1")) is None
    assert upload_id_of(Path(".mark")) is None


def test_removal_spares_files_that_are_written_to(tmp_path: Path) -> None:
    put(tmp_path, "tmp1/deep/file", b"x", EARLY)
    assert not remove_file(tmp_path, "tmp1/deep/file", EARLY)
    assert not remove_file(tmp_path, "tmp1/deep/file", EARLY - timedelta(seconds=1))
    assert remove_file(tmp_path, "tmp1/deep/file", LATE)
    assert list(tmp_path.iterdir()) == []
    assert not remove_file(tmp_path, "tmp1/deep/file", LATE)


def test_removal_keeps_folders_with_other_files(tmp_path: Path) -> None:
    put(tmp_path, "tmp1/one", b"x", EARLY)
    put(tmp_path, "tmp1/two", b"x", LATE)
    assert remove_file(tmp_path, "tmp1/one", LATE)
    assert [path.name for path in (tmp_path / "tmp1").iterdir()] == ["two"]

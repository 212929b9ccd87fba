"""Stored files go into an archive and back, and only into buckets."""

import io
from pathlib import Path

import pytest

from chronos.errors import Invalid
from chronos.operations.backup.archive import ArchiveWriter, members
from chronos.operations.backup.stored_files import PREFIX, keep_files, put_back
from chronos.providers.objects import ObjectStore
from tests.operations.backup.copies import FILES, stored


async def test_files_of_buckets_are_copied(files: ObjectStore, second: ObjectStore, tmp_path: Path) -> None:
    with (tmp_path / "archive").open("wb") as file:
        archive = ArchiveWriter(file)
        kept = [one async for one in keep_files(files, archive, tmp_path / "listing", lambda _what, _part: None)]
        archive.finish()
    assert {one.name: one.size for one in kept} == {name: len(content) for name, content in FILES.items()}
    assert (tmp_path / "listing").read_bytes() == b"".join(one.line for one in kept)
    back = [await put_back(second, name, content, tmp_path) for name, _, content in members(tmp_path / "archive")]
    assert back == kept
    assert await stored(second) == FILES


@pytest.mark.parametrize("name", ["elsewhere/a", "videos/../a", "../videos/a"])
async def test_file_outside_of_buckets_is_refused(second: ObjectStore, tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid, match="outside of the buckets"):
        await put_back(second, f"{PREFIX}{name}", io.BytesIO(b"x"), tmp_path)

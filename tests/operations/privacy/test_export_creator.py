"""A creator's archive: complete, or not there."""

import os
from pathlib import Path
from uuid import uuid4

import pytest

from chronos.errors import NotFound, ProviderError
from chronos.model import CreatorId
from chronos.operations.privacy import export_creator
from chronos.providers.objects import ObjectStore
from tests.conftest import ADatabase


async def test_a_missing_file_is_named(
    database: ADatabase, school: CreatorId, objects: ObjectStore, tmp_path: Path
) -> None:
    await objects.delete(f"user-uploads/{school}/notes.txt")
    done = await export_creator(database.url, objects, school, tmp_path / "ada.tar")
    assert (done.files, done.missing) == (2, [f"user-uploads/{school}/notes.txt"])


async def test_an_interrupted_export_leaves_nothing(
    database: ADatabase, school: CreatorId, objects: ObjectStore, tmp_path: Path
) -> None:
    class Failing(ObjectStore):
        async def size(self, name: str) -> int:
            raise ProviderError("The store is away.", code="storage_failed")

    with pytest.raises(ProviderError):
        await export_creator(database.url, Failing(None, tmp_path / "home"), school, tmp_path / "ada.tar")
    assert [name for name in os.listdir(tmp_path) if "ada" in name] == []
    with pytest.raises(NotFound):
        await export_creator(database.url, objects, CreatorId(uuid4()), tmp_path / "nobody.tar")

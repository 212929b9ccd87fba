"""Through the storage API everybody comes to exactly what the matrix says, and whoever is refused changes nothing."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import psycopg
import pytest

from tests.conftest import ADatabase
from tests.policies.storage_matrix import ACTORS, BUCKETS, EXISTING, NEW, OBJECTS, Cells
from tests.policies.storage_probe import BUCKET, NEW_ONES, OF_NEW_ONES, OF_OBJECTS, Site, outcome
from tests.policies.world import World


@pytest.fixture
async def site(world: World, world_database: ADatabase, tmp_path: Path) -> AsyncIterator[Site]:
    opened = await Site.opened(world, world_database.login_url, tmp_path)
    yield opened
    await opened.close()


async def differences(site: Site, target: str, operations: Mapping[str, Cells]) -> list[str]:
    """What differs between the matrix and what really happens, one line each."""
    wrong = []
    for operation, cells in operations.items():
        for actor in ACTORS:
            came_to = await outcome(site, operation, actor, target)
            if came_to != cells[actor]:
                wrong.append(f"{actor}: {operation}, {target}: {came_to}, not {cells[actor]}")
    return wrong


@pytest.mark.parametrize("target", EXISTING)
async def test_an_object_that_is_there(site: Site, target: str) -> None:
    assert await differences(site, target, EXISTING[target]) == []


@pytest.mark.parametrize("bucket", NEW)
async def test_an_object_that_is_new(site: Site, bucket: str) -> None:
    assert await differences(site, NEW_ONES[bucket], NEW[bucket]) == []


def test_the_matrix_is_whole() -> None:
    assert set(EXISTING) == set(OBJECTS) == set(BUCKET)
    assert set(NEW) == set(BUCKETS) == set(BUCKET.values())
    for operations in EXISTING.values():
        assert set(operations) == set(OF_OBJECTS)
    for operations in NEW.values():
        assert set(operations) == set(OF_NEW_ONES)
    for operations in (*EXISTING.values(), *NEW.values()):
        assert all(set(cells) == set(ACTORS) for cells in operations.values())


async def test_a_difference_would_be_seen(site: Site, world_database: ADatabase) -> None:
    """Were the policies of storage.objects other ones, the same requests would come to something else."""
    async with await psycopg.AsyncConnection.connect(world_database.url, autocommit=True) as owner:
        await owner.execute("drop policy chronos_objects_select on storage.objects")
        await owner.execute(
            "create policy chronos_objects_select on storage.objects for select to authenticated using (true)"
        )
    seen = {"read": EXISTING["upload"]["read"], "list": EXISTING["upload"]["list"]}
    told = await differences(site, "upload", seen)
    assert [line.split(":")[0] for line in told] == [
        "student",
        "inactive_student",
        "other_student",
        "other_creator",
    ] * 2

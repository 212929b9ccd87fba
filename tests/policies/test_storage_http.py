"""The storage API answers every actor as the matrix says, and a refused request changes nothing."""

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
    """Return a line for each difference between the matrix and the real answers."""
    wrong = []
    for operation, cells in operations.items():
        for actor in ACTORS:
            came_to = await outcome(site, operation, actor, target)
            if came_to != cells[actor]:
                wrong.append(f"{actor}: {operation}, {target}: {came_to}, not {cells[actor]}")
    return wrong


@pytest.mark.parametrize("target", EXISTING)
async def test_requests_for_an_existing_object(site: Site, target: str) -> None:
    assert await differences(site, target, EXISTING[target]) == []


@pytest.mark.parametrize("bucket", NEW)
async def test_requests_for_a_new_object(site: Site, bucket: str) -> None:
    assert await differences(site, NEW_ONES[bucket], NEW[bucket]) == []


def test_the_matrix_is_complete() -> None:
    assert set(EXISTING) == set(OBJECTS) == set(BUCKET)
    assert set(NEW) == set(BUCKETS) == set(BUCKET.values())
    for operations in EXISTING.values():
        assert set(operations) == set(OF_OBJECTS)
    for operations in NEW.values():
        assert set(operations) == set(OF_NEW_ONES)
    for operations in (*EXISTING.values(), *NEW.values()):
        assert all(set(cells) == set(ACTORS) for cells in operations.values())


async def test_other_policies_give_other_answers(site: Site, world_database: ADatabase) -> None:
    """With other policies on storage.objects the same requests have other results."""
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
        "revoked_staff",
        "other_creator",
    ] * 2

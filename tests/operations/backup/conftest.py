"""A world with rows and files to back up."""

from pathlib import Path

import pytest

from chronos.db import Database
from chronos.jobs import enqueue_stage
from chronos.providers.objects import ObjectStore
from tests.operations.backup.copies import FILES
from tests.policies.world import World, a_world


@pytest.fixture
async def world(db: Database) -> World:
    """Rows in every table, and a job."""
    made = await a_world(db)
    async with db.as_service("test") as tx:
        row = await tx.fetch_one("select id, creator_id from videos where status = 'pending'")
        assert row
        await enqueue_stage(tx, row["id"], "probe")
    return made


@pytest.fixture
async def files(tmp_path: Path) -> ObjectStore:
    store = ObjectStore(None, tmp_path / "first home")
    for name, content in FILES.items():
        await store.put(name, content)
    await store.put("elsewhere/not ours.txt", b"-")
    return store


@pytest.fixture
def second(tmp_path: Path) -> ObjectStore:
    """Where files are put back."""
    return ObjectStore(None, tmp_path / "second home")

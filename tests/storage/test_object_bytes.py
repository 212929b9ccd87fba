"""Rows of objects that people wrote by SQL break neither quota, sweep nor verify."""

from pathlib import Path
from typing import LiteralString

import pytest

from chronos.db import Database
from chronos.model import Actor
from chronos.providers.objects import ObjectStore
from chronos.storage import BUCKETS, Broom, get_allowance, sweep_files, verify_files

INSERT: LiteralString = (
    "insert into storage.objects (bucket_id, name, metadata, created_at, updated_at) "
    "values (%(bucket)s, %(name)s, %(written)s::jsonb, '2020-01-01', '2020-01-01')"
)
SIZES = (
    "null", "true", '"abc"', '"7"', '""', '"1e400"', "[]", "{}", "-1", "-1e400", "1e400", "1e30", "9223372036854775808"
)  # fmt: skip
WRITTEN = (*(f'{{"size": {size}}}' for size in SIZES), "null", "[]", "7", '"x"', "{}", None)


async def test_sizes_that_are_none_count_as_nothing(db: Database, creator: Actor, tmp_path: Path) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update private.tiers set max_file_bytes = 100, storage_bytes = 1000")
        for bucket in BUCKETS:
            for number, written in enumerate(WRITTEN):
                name = f"{creator.creator_id}/{number}/a"
                await tx.execute(INSERT, {"bucket": bucket, "name": name, "written": written})
    async with db.acting_as(creator) as tx:
        assert (await get_allowance(tx)).remaining_bytes == 1000
        for number in range(len(WRITTEN)):
            name = f"{creator.creator_id}/{number}/a"
            assert await tx.fetch_one("select private.drop_thumbnail(%(name)s) as size", {"name": name}) == {"size": 0}
    objects = ObjectStore(None, tmp_path)
    verified = await verify_files(db, objects)
    assert [finding.trouble for finding in verified.findings] == ["missing"] * 2 * len(WRITTEN)
    swept = await sweep_files(Broom(db, objects, tmp_path))
    assert [one.size_bytes for one in swept.removed] == [0] * len(WRITTEN)  # those of user-uploads


@pytest.mark.parametrize(("written", "size_bytes"), [("0", 0), ("1.5", 1), ("9223372036854775807", 2**63 - 1)])
async def test_other_sizes_are_whole_bytes(db: Database, written: str, size_bytes: int) -> None:
    values = {"metadata": f'{{"size": {written}}}'}
    async with db.as_service("test") as tx:
        row = await tx.fetch_one("select private.object_bytes(%(metadata)s::jsonb) as size_bytes", values)
    assert row == {"size_bytes": size_bytes}


async def test_a_sum_beyond_every_number_leaves_nothing(db: Database, creator: Actor) -> None:
    async with db.as_service("test") as tx:
        for number in range(3):
            values = {"bucket": "videos", "name": f"{creator.creator_id}/{number}"}
            await tx.execute(INSERT, values | {"written": '{"size": 9223372036854775807}'})
    async with db.acting_as(creator) as tx:
        assert (await get_allowance(tx)).remaining_bytes == 0


async def test_a_name_that_resembles_a_video_is_one_of_an_object(db: Database, creator: Actor, tmp_path: Path) -> None:
    name = f"{creator.creator_id}/{'-' * 36}/a.mp4"
    async with db.as_service("test") as tx:
        await tx.execute(INSERT, {"bucket": "videos", "name": name, "written": "{}"})
    verified = await verify_files(db, ObjectStore(None, tmp_path))
    assert [finding.name for finding in verified.findings] == [f"videos/{name}"]

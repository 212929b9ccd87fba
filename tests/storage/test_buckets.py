"""Buckets: callers see theirs, and files are held to the limits of bucket and tier."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotFound, OverLimit
from chronos.model import ANONYMOUS, Actor
from chronos.storage.buckets import (
    BUCKETS,
    Allowance,
    Bucket,
    check_size,
    check_type,
    get_allowance,
    get_bucket,
    list_buckets,
)

NOW = datetime(2025, 1, 1, tzinfo=UTC)
MB = 1024**2
BUCKET = Bucket("notes", "notes", False, 10 * MB, ["image/*", "text/plain"], NOW, NOW)
FREE = Allowance(None, None)


async def test_creators_see_all_buckets_and_others_none(db: Database, creator: Actor) -> None:
    async with db.acting_as(creator) as tx:
        assert {bucket.id for bucket in await list_buckets(tx)} == set(BUCKETS)
        videos = await get_bucket(tx, "videos")
        with pytest.raises(NotFound) as caught:
            await get_bucket(tx, "nowhere")
    assert caught.value.code == "bucket_not_found"
    assert (videos.public, videos.file_size_limit) == (False, 500 * MB)
    async with db.acting_as(ANONYMOUS) as tx:
        assert await list_buckets(tx) == []


async def test_allowance_is_what_the_tier_leaves(db: Database, creator: Actor) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update private.tiers set max_file_bytes = 100, storage_bytes = 1000")
        await tx.execute(
            "insert into storage.objects (bucket_id, name, metadata) values ('videos', %(name)s, '{\"size\": 300}')",
            {"name": f"{creator.creator_id}/x/y"},
        )
    async with db.acting_as(creator) as tx:
        assert await get_allowance(tx) == Allowance(100, 700)


@pytest.mark.parametrize(
    ("allowance", "size", "promised", "code"),
    [
        (FREE, 10 * MB, 0, None),
        (FREE, 10 * MB + 1, 0, "too_large"),
        (Allowance(5 * MB, None), 5 * MB, 0, None),
        (Allowance(5 * MB, None), 5 * MB + 1, 0, "too_large"),
        (Allowance(50 * MB, None), 10 * MB + 1, 0, "too_large"),
        (Allowance(None, 5 * MB), 5 * MB, 0, None),
        (Allowance(None, 5 * MB), 5 * MB + 1, 0, "storage_full"),
        (Allowance(None, 0), 5 * MB, 5 * MB, None),
        (Allowance(None, 0), 5 * MB, 5 * MB - 1, "storage_full"),
    ],
)
def test_sizes_are_limited_by_bucket_tier_and_room(
    allowance: Allowance, size: int, promised: int, code: str | None
) -> None:
    if code is None:
        check_size(BUCKET, allowance, size, promised_bytes=promised)
        return
    with pytest.raises(OverLimit) as caught:
        check_size(BUCKET, allowance, size, promised_bytes=promised)
    assert caught.value.code == code


def test_bucket_without_limits_takes_any_file() -> None:
    anything = replace(BUCKET, file_size_limit=None, allowed_mime_types=None)
    check_size(anything, FREE, 10**15)
    check_type(anything, "no type at all")


@pytest.mark.parametrize("kind", ["image/png", "IMAGE/PNG", "text/plain; charset=utf-8", " text/plain "])
def test_allowed_types_are_accepted(kind: str) -> None:
    check_type(BUCKET, kind)
    check_type(replace(BUCKET, allowed_mime_types=["*/*"]), kind)


@pytest.mark.parametrize("kind", ["text/html", "image", "image/", "imagex/png", "", "text/plain/x", "*/*"])
def test_other_types_are_refused(kind: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_type(BUCKET, kind)
    assert caught.value.code == "mime_type_not_supported"

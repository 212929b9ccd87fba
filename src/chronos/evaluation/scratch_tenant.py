"""Scratch tenant: a creator with one student who exist during one evaluation, however it ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

from chronos.db import Database, hold_presence, is_abandoned, load_queries
from chronos.jobs import drop_waiting
from chronos.model import Actor, CreatorId, StudentId, VideoId
from chronos.providers.objects import ObjectStore
from chronos.storage import VIDEOS, object_name

_QUERIES = load_queries("chronos.evaluation")


@dataclass(frozen=True, slots=True)
class Scratch:
    """The creator and its student."""

    creator_id: CreatorId
    student: Actor


@asynccontextmanager
async def scratch_tenant(db: Database, objects: ObjectStore) -> AsyncIterator[Scratch]:
    """Remove what killed evaluations left, then make a tenant for the block."""
    await remove_leftovers(db, objects)
    creator_id = CreatorId(uuid4())
    async with hold_presence(db, creator_id):
        try:
            yield Scratch(creator_id, await _make(db, creator_id))
        finally:
            await _remove(db, objects, creator_id)


async def remove_leftovers(db: Database, objects: ObjectStore) -> None:
    """Remove every scratch tenant whose process has ended."""
    async with db.as_service("evaluation.scratch") as tx:
        known = [CreatorId(row["id"]) for row in await tx.fetch(_QUERIES["list_scratch_creators"])]
        abandoned = [creator_id for creator_id in known if await is_abandoned(tx, creator_id)]
    for creator_id in abandoned:
        await _remove(db, objects, creator_id)


async def _make(db: Database, creator_id: CreatorId) -> Actor:
    async with db.as_service("evaluation.scratch") as tx:
        await tx.execute(_QUERIES["insert_scratch_creator"], {"creator_id": creator_id})
        row = await tx.fetch_one(_QUERIES["insert_scratch_student"], {"creator_id": creator_id})
    assert row is not None  # noqa: S101 - an insert returns its row
    return Actor("authenticated", subject=row["id"], student_id=StudentId(row["id"]))


async def _remove(db: Database, objects: ObjectStore, creator_id: CreatorId) -> None:
    """Delete the files first: without the row, no reference to them is left."""
    names = [name async for name, _ in objects.list_objects(object_name(VIDEOS, f"{creator_id}/"))]
    for name in names:
        await objects.delete(name)
    async with db.as_service("evaluation.scratch") as tx:
        videos = await tx.fetch(_QUERIES["list_videos"], {"creator_id": creator_id})
        await drop_waiting(tx, [VideoId(row["id"]) for row in videos])
        await tx.execute(_QUERIES["delete_scratch_creator"], {"creator_id": creator_id})

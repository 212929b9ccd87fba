"""The cover of a course: drawn anew, changed by editors alone, and no picture is left over."""

from pathlib import Path

import pytest

from chronos.courses import add_course, change_cover, get_course
from chronos.db import Database
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.model import Actor
from chronos.providers.objects import ObjectStore
from chronos.storage import Access
from tests.factories import a_creator, a_staff_member, a_student, as_creator, as_staff, as_student
from tests.media import encoded, read_picture, stripes


@pytest.fixture
def image(tmp_path: Path) -> Path:
    (file := tmp_path / "a.jpg").write_bytes(encoded(stripes(), "mjpeg"))
    return file


@pytest.fixture
def text(tmp_path: Path) -> Path:
    (file := tmp_path / "b.jpg").write_bytes(b"no picture")
    return file


async def pictures(db: Database) -> list[str]:
    async with db.as_service("test") as tx:
        return [
            row["name"] for row in await tx.fetch("select name from storage.objects where bucket_id = 'thumbnails'")
        ]


async def test_a_cover_is_drawn_replaced_and_removed(
    db: Database, objects: ObjectStore, creator: Actor, image: Path
) -> None:
    async with db.acting_as(creator) as tx:
        course = (await add_course(tx, creator, "Light")).summary.id
    access = Access(db, objects, creator)
    first = (await change_cover(access, course, image)).summary.cover
    second = (await change_cover(access, course, image)).summary.cover
    assert first != second
    assert await pictures(db) == [second]
    assert read_picture(objects.open(f"thumbnails/{second}").read()).shape == (180, 320, 3)
    assert (await change_cover(access, course, None)).summary.cover is None
    assert await pictures(db) == []


async def test_a_file_without_a_picture_changes_nothing(
    db: Database, objects: ObjectStore, creator: Actor, image: Path, text: Path
) -> None:
    async with db.acting_as(creator) as tx:
        course = (await add_course(tx, creator, "Light")).summary.id
    kept = (await change_cover(Access(db, objects, creator), course, image)).summary.cover
    with pytest.raises(Invalid):
        await change_cover(Access(db, objects, creator), course, text)
    async with db.acting_as(creator) as tx:
        assert (await get_course(tx, course)).summary.cover == kept


async def test_others_may_not(db: Database, objects: ObjectStore, creator: Actor, image: Path) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        sam = as_student(await a_student(tx, creator.creator_id))
        viewer = as_staff(creator.creator_id, await a_staff_member(tx, creator.creator_id, "viewer"))
        eve = as_creator(await a_creator(tx, name="Eve"))
    async with db.acting_as(creator) as tx:
        course = (await add_course(tx, creator, "Light")).summary.id
    for actor in (sam, viewer, eve):
        for sent in (image, None):
            with pytest.raises((NotAllowed, NotFound)):
                await change_cover(Access(db, objects, actor), course, sent)
    assert await pictures(db) == []

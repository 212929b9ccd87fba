"""The logo of a school: drawn anew, changed by owners alone, and no picture is left over."""

from pathlib import Path

import pytest

from chronos.brand import change_logo
from chronos.db import Database
from chronos.errors import Invalid, NotAllowed, OverLimit
from chronos.members import get_brand
from chronos.model import Actor
from chronos.providers.objects import ObjectStore
from chronos.storage import Access
from tests.courses.test_change_cover import pictures
from tests.factories import a_staff_member, a_student, as_staff, as_student
from tests.media import encoded, read_picture, stripes

PNG = encoded(stripes(width=1600, height=400), "png")


@pytest.fixture
def image(tmp_path: Path) -> Path:
    (file := tmp_path / "a.png").write_bytes(PNG)
    return file


async def test_a_logo_is_drawn_replaced_and_removed(
    db: Database, objects: ObjectStore, creator: Actor, image: Path
) -> None:
    access = Access(db, objects, creator)
    first = (await change_logo(access, image)).logo
    second = (await change_logo(access, image)).logo
    assert first != second
    assert await pictures(db) == [second]
    assert read_picture(objects.open(f"thumbnails/{second}").read()).shape == (128, 512, 3)
    assert (await change_logo(access, None)).logo is None
    assert await pictures(db) == []
    assert (await change_logo(access, None)).logo is None


async def test_other_files_change_nothing(
    db: Database, objects: ObjectStore, creator: Actor, image: Path, tmp_path: Path
) -> None:
    kept = (await change_logo(Access(db, objects, creator), image)).logo
    (drawing := tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
    (large := tmp_path / "large.png").write_bytes(PNG + bytes(6 * 1024 * 1024))
    for file, error in ((drawing, Invalid), (large, OverLimit)):
        with pytest.raises(error):
            await change_logo(Access(db, objects, creator), file)
    async with db.acting_as(creator) as tx:
        assert (await get_brand(tx)).logo == kept
    assert await pictures(db) == [kept]


async def test_others_may_not(db: Database, objects: ObjectStore, creator: Actor, image: Path) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        sam = as_student(await a_student(tx, creator.creator_id))
        editor = as_staff(creator.creator_id, await a_staff_member(tx, creator.creator_id, "editor"))
    for actor in (sam, editor):
        for sent in (image, None):
            with pytest.raises(NotAllowed):
                await change_logo(Access(db, objects, actor), sent)
    assert await pictures(db) == []


async def test_a_school_shows_no_picture_of_another(db: Database, creator: Actor) -> None:
    with pytest.raises(Invalid):
        async with db.acting_as(creator) as tx:
            await tx.execute("update creators set logo_path = '11111111-1111-4111-8111-111111111111/logo.webp'")

"""The poster of a video is a second of it, or an image that its creator sends."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from chronos.db import Database
from chronos.errors import ChronosError, Conflict, Invalid, NotAllowed, NotFound, OverLimit
from chronos.model import Actor, VideoId
from chronos.pipeline.pictures import make_pictures
from chronos.pipeline.probe import probe_video
from chronos.providers.objects import ObjectStore
from chronos.storage import THUMBNAILS, Access, object_name
from chronos.videos import PosterChoice, add_file, change_poster, get_video
from tests.factories import a_creator, a_student, as_creator, as_student
from tests.media import a_film, encoded, plain, read_picture, record, stripes, tone


def red_then_blue(second: float) -> NDArray[np.uint8]:
    return plain(200, 30, 30) if second < 3 else plain(30, 30, 200)


@pytest.fixture
async def creator(db: Database) -> Actor:
    async with db.as_service("test") as tx:
        return as_creator(await a_creator(tx))


@pytest.fixture
def access(db: Database, objects: ObjectStore, creator: Actor) -> Access:
    return Access(db, objects, creator)


@pytest.fixture
async def video_id(access: Access, tmp_path: Path) -> VideoId:
    """A video with pictures that were taken of its file."""
    video_id = (await add_file(access, a_film(tmp_path / "x.mp4", red_then_blue, 6))).video_id
    await probe_video(access.db, access.objects, video_id)
    await make_pictures(access.db, access.objects, video_id)
    return video_id


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "cover.png"
    path.write_bytes(encoded(stripes(width=1600, height=900, every=100), "png"))
    return path


async def shown(access: Access, video_id: VideoId) -> NDArray[np.uint8]:
    async with access.db.acting_as(access.actor) as tx:
        video = await get_video(tx, video_id)
    assert video.poster is not None
    return read_picture(await access.objects.get(object_name(THUMBNAILS, video.poster)))


async def stored(access: Access) -> set[str]:
    return {name async for name, _ in access.objects.list_objects(f"{THUMBNAILS}/")}


async def test_second_of_the_video(access: Access, video_id: VideoId) -> None:
    for second, colour in ((1.0, (200, 30, 30)), (4.5, (30, 30, 200)), (0.0, (200, 30, 30)), (6.0, (30, 30, 200))):
        await change_poster(access, video_id, PosterChoice(at_seconds=second))
        assert (await shown(access, video_id)).mean(axis=(0, 1)) == pytest.approx(colour, abs=25)


async def test_image(access: Access, video_id: VideoId, image: Path) -> None:
    before = await stored(access)
    video = await change_poster(access, video_id, PosterChoice(image=image))
    assert (await shown(access, video_id)).shape == (720, 1280, 3)
    after = await stored(access)
    assert after - before == {object_name(THUMBNAILS, str(video.poster))}
    assert len(before - after) == 1  # the earlier poster went at once
    async with access.db.as_service("test") as tx:
        rows = await tx.fetch("select name from storage.objects where bucket_id = 'thumbnails'")
    assert {object_name(THUMBNAILS, row["name"]) for row in rows} == after


async def test_poster_that_a_course_shows_stays(access: Access, video_id: VideoId, image: Path) -> None:
    before = await stored(access)
    async with access.db.as_service("test") as tx:
        await tx.execute(
            "insert into courses (creator_id, title, thumbnail_path) "
            "select creator_id, 'Light', thumbnail_path from videos"
        )
    await change_poster(access, video_id, PosterChoice(image=image))
    assert before < await stored(access)


async def refusal(access: Access, video_id: VideoId, **choice: Any) -> ChronosError:
    before = await stored(access)
    with pytest.raises(ChronosError) as refused:
        await change_poster(access, video_id, PosterChoice(**choice))
    assert await stored(access) == before
    return refused.value


async def test_other_files_are_refused(access: Access, video_id: VideoId, tmp_path: Path) -> None:
    unknown = "The picture must be a JPEG, PNG or WebP file."
    damaged = "The picture is damaged or moves: export it again as JPEG or PNG."
    for name, content, sentence in (
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", unknown),
        ("a.gif", encoded(stripes(), "gif"), unknown),
        ("a.png", b"", unknown),
        ("b.png", encoded(stripes(), "png")[:70], damaged),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        error = await refusal(access, video_id, image=path)
        assert (type(error), error.code, str(error)) == (
            Invalid,
            "picture_unknown" if sentence == unknown else "picture_damaged",
            sentence,
        )
    assert (await refusal(access, video_id, image=tmp_path / "none.png")).code == "file_unreadable"


async def test_large_image_is_refused(access: Access, video_id: VideoId, image: Path) -> None:
    with image.open("ab") as file:
        file.write(bytes(5 * 1024**2))
    error = await refusal(access, video_id, image=image)
    assert (type(error), error.code, str(error)) == (OverLimit, "too_large", "A poster may have up to 5 MB.")


async def test_second_outside_is_refused(access: Access, video_id: VideoId) -> None:
    for second in (-1.0, 6.5, 1e9):
        error = await refusal(access, video_id, at_seconds=second)
        assert (error.code, str(error)) == ("second_outside", "The video is 0:06 long: choose a second within it.")


async def test_one_of_the_two_is_chosen(access: Access, video_id: VideoId, image: Path) -> None:
    assert (await refusal(access, video_id)).code == "poster_unclear"
    assert (await refusal(access, video_id, at_seconds=1.0, image=image)).code == "poster_unclear"


async def test_sound_takes_an_image_alone(access: Access, tmp_path: Path, image: Path) -> None:
    video_id = (await add_file(access, record(tmp_path / "x.mp3", [tone(3)]))).video_id
    error = await refusal(access, video_id, at_seconds=1.0)
    assert (type(error), error.code) == (Conflict, "no_file_yet")  # it was not probed
    await probe_video(access.db, access.objects, video_id)
    error = await refusal(access, video_id, at_seconds=1.0)
    assert (error.code, str(error)) == ("no_pictures", "The file has no pictures: send an image instead.")
    await change_poster(access, video_id, PosterChoice(image=image))
    assert (await shown(access, video_id)).shape == (720, 1280, 3)


async def test_others_may_not(access: Access, video_id: VideoId, image: Path) -> None:
    assert access.actor.creator_id is not None
    async with access.db.as_service("test") as tx:
        student = as_student(await a_student(tx, access.actor.creator_id))
        other = as_creator(await a_creator(tx, name="Bob"))
    for actor, kind in ((student, NotAllowed), (other, NotFound)):
        for choice in ({"image": image}, {"at_seconds": 1.0}):
            assert isinstance(await refusal(Access(access.db, access.objects, actor), video_id, **choice), kind)


async def test_full_storage_takes_no_poster(access: Access, video_id: VideoId, image: Path) -> None:
    async with access.db.as_service("test") as tx:
        await tx.execute(
            "insert into private.limit_overrides (creator_id, storage_bytes) "
            "select id, private.stored_bytes(id) from creators where id = %(id)s",
            {"id": access.actor.creator_id},
        )
    assert (await refusal(access, video_id, image=image)).code == "storage_full"

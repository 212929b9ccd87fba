"""A file becomes a video by one door: inspected, allowed, stored, and recorded with its first job."""

import asyncio
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotAllowed, OverLimit
from chronos.members import add_creator
from chronos.model import CreatorId
from chronos.storage import VIDEOS, Access, get_object, object_name
from chronos.videos import Details, add_file, get_source, get_video, intake
from chronos.videos.intake import inspect_file, video_id_in
from tests.factories import a_student, as_creator, as_student

CAPTIONS = "1\n00:00:00,000 --> 00:00:01,500\nA wide <b>aperture</b>.\n"


async def stored(access: Access) -> list[str]:
    return sorted([name async for name, _ in access.objects.list_objects(f"{VIDEOS}/")])


async def rows(db: Database) -> int:
    async with db.as_service("test") as tx:
        return len(await tx.fetch("select id::text from videos union all select name from storage.objects"))


async def test_file_row_object_and_job_agree(db: Database, access: Access, film: Path, tmp_path: Path) -> None:
    (tmp_path / "talk.srt").write_text(CAPTIONS)
    added = await add_file(access, film, Details(language="en", captions=tmp_path / "talk.srt"))
    assert (added.is_new, added.title) == (True, "my talk")
    folder = f"{access.actor.creator_id}/{added.video_id}"
    assert await stored(access) == [object_name(VIDEOS, f"{folder}/{name}") for name in ("captions.vtt", "source.mp4")]
    content = await asyncio.to_thread(film.read_bytes)
    assert await access.objects.get(object_name(VIDEOS, f"{folder}/source.mp4")) == content
    captions = await access.objects.get(object_name(VIDEOS, f"{folder}/captions.vtt"))
    assert captions == b"WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nA wide aperture.\n"
    async with db.acting_as(access.actor) as tx:
        video, source = await get_video(tx, added.video_id), await get_source(tx, added.video_id)
        info = await get_object(tx, VIDEOS, source.name)
    assert (video.status, video.transcript_language, video.file_size_bytes) == ("pending", "en", len(content))
    assert (info.size_bytes, info.content_type, info.etag) == (
        len(content),
        "video/mp4",
        f'"{sha256(content).hexdigest()}"',
    )
    async with db.as_service("test") as tx:
        [job] = await tx.fetch("select task_name, args from jobs.procrastinate_jobs")
    assert job == {"task_name": "pipeline.probe", "args": {"video_id": str(added.video_id)}}


async def test_same_file_is_one_video_of_each_creator(db: Database, access: Access, film: Path) -> None:
    first = await add_file(access, film, Details(title="First"))
    again = await add_file(access, film, Details(title="Another name"))
    assert (again.video_id, again.is_new) == (first.video_id, False)
    other = as_creator((await add_creator(db, "Bob")).id)
    assert (await add_file(replace(access, actor=other), film)).is_new


async def test_concurrent_adds_of_a_file_make_one_video(access: Access, film: Path) -> None:
    both = await asyncio.gather(*(add_file(access, film) for _ in range(2)))
    assert both[0].video_id == both[1].video_id
    assert sorted(added.is_new for added in both) == [False, True]


async def test_refused_files_leave_nothing(
    db: Database, access: Access, film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert access.actor.creator_id
    async with db.as_service("test") as tx:
        student = as_student(await a_student(tx, access.actor.creator_id))
    with pytest.raises(NotAllowed, match="Only a creator"):
        await add_file(replace(access, actor=student), film)
    (tmp_path / "notes.mp4").write_text("These are my notes.\n" * 50)
    (tmp_path / "bad.vtt").write_text("no times")
    for path, details in ((tmp_path / "notes.mp4", Details()), (film, Details(captions=tmp_path / "bad.vtt"))):
        with pytest.raises(Invalid):
            await add_file(access, path, details)
    monkeypatch.setattr(intake, "MAX_FILE_BYTES", 1000)
    with pytest.raises(OverLimit):
        await add_file(access, film)
    assert (await stored(access), await rows(db)) == ([], 0)


def test_inspection_tells_size_digest_and_container(film: Path) -> None:
    file = inspect_file(film, is_ours=True)
    content = film.read_bytes()
    assert (file.size_bytes, file.sha256, file.is_ours) == (len(content), sha256(content).hexdigest(), True)
    assert (file.media.container, file.media.content_type) == ("mp4", "video/mp4")


@pytest.mark.parametrize(
    "name",
    [
        "{me}/{id}",
        "{me}/{id}/a/b.mp4",
        "{id}/{id}/a.mp4",
        "{me}/talk/a.mp4",
        "{me}/{upper}/a.mp4",
        "{me}/{bare}/a.mp4",
        "",
    ],
)
def test_names_without_a_video_of_the_creator_are_refused(name: str) -> None:
    me, id_ = CreatorId(uuid4()), uuid4()
    assert video_id_in(f"{me}/{id_}/a.mp4", me) == id_
    asked = name.format(me=me, id=id_, upper=str(id_).upper().replace("0", "A"), bare=id_.hex)
    with pytest.raises(Invalid) as caught:
        video_id_in(asked, me)
    assert caught.value.code == "name_invalid"


@pytest.mark.parametrize("room_for", [0, 3])
async def test_of_files_at_once_only_those_with_room_stay(
    db: Database, access: Access, film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room_for: int
) -> None:
    like = await asyncio.to_thread(inspect_file, film, is_ours=False)
    async with db.as_service("test") as tx:
        size = {"size": like.size_bytes, "all": max(room_for * like.size_bytes, like.size_bytes)}
        await tx.execute("update private.tiers set max_file_bytes = %(size)s, storage_bytes = %(all)s", size)
    if not room_for:
        await add_file(access, film)
    before = (await rows(db), len(await stored(access)))
    monkeypatch.setattr(
        intake,
        "inspect_file",
        lambda path, **_: replace(like, path=film, sha256=sha256(path.name.encode()).hexdigest()),
    )
    files = [tmp_path / f"{number}.mp4" for number in range(50)]
    done = await asyncio.gather(*(add_file(access, file) for file in files), return_exceptions=True)
    refused = [error for error in done if isinstance(error, OverLimit) and error.code == "storage_full"]
    assert len(refused) == 50 - room_for, done
    assert (await rows(db), len(await stored(access))) == (before[0] + 2 * room_for, before[1] + room_for)


async def test_a_library_that_is_full_by_number_keeps_no_file(db: Database, access: Access, film: Path) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update private.tiers set videos = 0")
    before = (await rows(db), len(await stored(access)))
    with pytest.raises(OverLimit) as caught:
        await add_file(access, film)
    assert caught.value.code == "videos_full"
    assert (await rows(db), len(await stored(access))) == before

"""A received file becomes a video in bucket `videos`, and an object in every other bucket."""

import asyncio
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from chronos.db import Database, Tx
from chronos.errors import ChronosError, Conflict, Invalid, NotAllowed, OverLimit
from chronos.model import VideoId
from chronos.providers.objects import ObjectStore
from chronos.storage import USER_UPLOADS, VIDEOS, Access, NewObject, describe_copy, get_object, object_name
from chronos.videos import (
    OPENING_BYTES,
    Added,
    Details,
    authorize_file,
    check_opening,
    get_source,
    name_received,
    receive_file,
    transfer_object,
)
from tests.factories import a_student, a_video, as_student
from tests.storage.objects import a_text, find, stored_names


def a_name(access: Access, file: str = "talk.mp4") -> str:
    return f"{access.actor.creator_id}/{uuid4()}/{file}"


def a_film(name: str) -> NewObject:
    return NewObject(VIDEOS, name, 1000, "video/mp4")


@pytest.fixture
def received(film: Path, tmp_path: Path) -> Path:
    """The film, as a request left it: it belongs to the call that stores it."""
    return Path(shutil.copy(film, tmp_path / "received"))


async def videos_stored(access: Access) -> list[str]:
    return [name async for name, _ in access.objects.list_objects(f"{VIDEOS}/")]


async def test_video_keeps_its_senders_name(access: Access, received: Path, film: Path, tmp_path: Path) -> None:
    new = a_film(a_name(access, "My_Talk.MP4"))
    seen: list[VideoId | None] = []

    async def also(_: Tx, video_id: VideoId | None) -> None:
        seen.append(video_id)

    added = await receive_file(access, received, new, also=also)
    assert added is not None
    assert (str(added.video_id), added.title) == (new.name.split("/")[1], "My Talk")
    assert await videos_stored(access) == [object_name(VIDEOS, new.name)]
    again, other = Path(shutil.copy(film, tmp_path / "again")), a_film(a_name(access))
    same = await receive_file(access, again, other, details=Details(title="Other"), also=also)
    assert same == Added(added.video_id, False, "My Talk", not_applied=["title"])
    assert seen == [added.video_id, same.video_id]
    assert await videos_stored(access) == [object_name(VIDEOS, new.name)]
    assert await name_received(access, new, added) == new.name
    assert await name_received(access, other, same) == new.name


async def test_other_buckets_get_an_object(access: Access, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello")
    new = NewObject(USER_UPLOADS, f"{access.actor.creator_id}/a.txt", 5, "text/plain")
    seen: list[VideoId | None] = []

    async def also(_: Tx, video_id: VideoId | None) -> None:
        seen.append(video_id)

    added = await receive_file(access, tmp_path / "a.txt", new, also=also)
    assert (added, seen) == (None, [None])
    assert await name_received(access, new, added) == new.name
    assert await stored_names(access) == [new.name]


async def test_late_refusal_records_nothing(db: Database, access: Access, received: Path) -> None:
    async def refuse(_: Tx, __: VideoId | None) -> None:
        raise Conflict("Not now.", code="conflict")

    with pytest.raises(Conflict, match="Not now"):
        await receive_file(access, received, a_film(a_name(access)), also=refuse)
    async with db.as_service("test") as tx:
        for table in ("videos", "storage.objects", "jobs.procrastinate_jobs"):
            assert await tx.fetch(f"select from {table}") == [], table


async def test_content_must_match_its_type(access: Access, tmp_path: Path) -> None:
    (tmp_path / "page").write_bytes(b"<html><script>alert(1)</script>" * 100)
    new = a_film(a_name(access))
    for call in (check_opening(access.db, access.actor, new, tmp_path / "page"),
                 receive_file(access, tmp_path / "page", new)):  # fmt: skip
        with pytest.raises(Invalid) as caught:
            await call
        assert caught.value.code == "content_not_allowed"
    assert await videos_stored(access) == []


async def test_opening_of_a_film_or_a_tagged_sound_passes(access: Access, film: Path, tmp_path: Path) -> None:
    new = a_film(a_name(access))
    with film.open("rb") as file:
        (tmp_path / "film").write_bytes(file.read(OPENING_BYTES))
    (tmp_path / "sound").write_bytes(b"ID3" + bytes(OPENING_BYTES))  # the tag may be longer than the opening
    for name in ("film", "sound"):
        await check_opening(access.db, access.actor, new, tmp_path / name)


async def test_video_is_authorized_before_its_first_byte(db: Database, access: Access) -> None:
    me = access.actor.creator_id
    assert me
    async with db.as_service("test") as tx:
        taken = await a_video(tx, me)
        student = as_student(await a_student(tx, me))
    assert (await authorize_file(db, access.actor, a_film(a_name(access)))).bucket.id == VIDEOS
    refusals = {f"{me}/{taken}/new.mp4": "exists", f"{me}/talk.mp4": "name_invalid", f"{me}/a/b/c.mp4": "name_invalid"}
    for name, code in refusals.items():
        with pytest.raises(ChronosError) as caught:
            await authorize_file(db, access.actor, a_film(name))
        assert caught.value.code == code
    with pytest.raises(NotAllowed):
        await authorize_file(db, student, a_film(a_name(access)))


@pytest.mark.parametrize("is_move", [True, False])
async def test_film_of_another_bucket_becomes_a_video(
    db: Database, access: Access, film: Path, tmp_path: Path, is_move: bool
) -> None:
    content = film.read_bytes()  # noqa: ASYNC240
    info = await a_text(access, tmp_path, "film.mp4", content)
    new = replace(describe_copy(info, VIDEOS, a_name(access)), content_type="video/mp4")
    assert await transfer_object(access, tmp_path / "home", info, new, is_move=is_move) == new.name
    async with db.acting_as(access.actor) as tx:
        assert (await get_source(tx, VideoId(UUID(new.name.split("/")[1])))).name == new.name
        assert (await get_object(tx, VIDEOS, new.name)).size_bytes == len(content)
    assert await access.objects.get(object_name(VIDEOS, new.name)) == content
    assert await stored_names(access) == ([] if is_move else [info.name])
    assert list((tmp_path / "home" / "incoming").iterdir()) == []


async def test_refused_transfer_leaves_the_original(access: Access, tmp_path: Path) -> None:
    info = await a_text(access, tmp_path)
    new = replace(describe_copy(info, VIDEOS, a_name(access)), content_type="video/mp4")
    with pytest.raises(Invalid):
        await transfer_object(access, tmp_path / "home", info, new, is_move=True)
    assert await find(access, info.name) == info
    assert await stored_names(access) == [info.name]
    assert await videos_stored(access) == []


async def test_of_one_name_sent_twice_at_once_one_is_stored_whole(
    db: Database, access: Access, received: Path, tmp_path: Path
) -> None:
    """With room for one, whatever the other one sends."""
    name, content = a_name(access), await asyncio.to_thread(received.read_bytes)
    async with db.as_service("test") as tx:
        size = {"size": len(content) + 100}
        await tx.execute("update private.tiers set max_file_bytes = %(size)s, storage_bytes = %(size)s", size)
    files = [tmp_path / str(number) for number in range(8)]
    for number, path in enumerate(files):
        path.write_bytes(content + bytes([number // 2]) * 8)  # two of each content
    sent = (receive_file(access, path, replace(a_film(name), size_bytes=path.stat().st_size)) for path in files)
    done = await asyncio.gather(*sent, return_exceptions=True)
    assert [one for one in done if isinstance(one, Added) and one.is_new], done
    assert all(isinstance(one, Added | Conflict | OverLimit) for one in done), done
    assert await videos_stored(access) == [object_name(VIDEOS, name)]
    stored = await access.objects.get(object_name(VIDEOS, name))
    async with db.as_service("test") as tx:
        [row] = await tx.fetch("select content_sha256 from videos")
    assert row["content_sha256"] == sha256(stored).hexdigest()


async def test_the_one_that_is_refused_deletes_its_own_bytes_alone(
    db: Database, access: Access, received: Path, film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one of the same name succeeds between the refusal and its cleaning."""
    new, other = a_film(a_name(access)), Path(shutil.copy(film, tmp_path / "other"))
    delete = access.objects.delete
    winners: list[Added | None] = []

    async def set_room(size_bytes: int) -> None:
        async with db.as_service("test") as tx:
            size = {"size": size_bytes}
            await tx.execute("update private.tiers set max_file_bytes = %(size)s, storage_bytes = %(size)s", size)

    async def prepare(name: str, source: Path) -> str:
        draft = await ObjectStore.prepare(access.objects, name, source)
        if source == received:
            await set_room(1)  # another file takes the room
        return draft

    async def delete_later(name: str) -> None:
        if not winners:
            winners.append(None)
            await set_room(10**12)
            winners.append(await receive_file(access, other, new))
        await delete(name)

    monkeypatch.setattr(access.objects, "prepare", prepare)
    monkeypatch.setattr(access.objects, "delete", delete_later)
    await set_room(10**12)
    lost = await receive_file(access, received, new)
    assert lost is not None
    assert winners[1] is not None
    assert winners[1].is_new
    assert await videos_stored(access) == [object_name(VIDEOS, new.name)]

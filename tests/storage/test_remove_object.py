"""Removed objects lose their row and their bytes; refused removals change nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from chronos.db import Database
from chronos.errors import NotAllowed, NotFound
from chronos.model import ANONYMOUS
from chronos.storage import USER_UPLOADS, VIDEOS, Access, object_name, remove_object, remove_objects
from chronos.storage.remove_object import drop_bytes, require_removable
from tests.factories import a_creator, a_video, as_creator
from tests.storage.objects import a_text, find, stored_names


async def test_named_objects_are_removed_and_listed(access: Access, tmp_path: Path) -> None:
    infos = [await a_text(access, tmp_path, f"{number}.txt") for number in range(6)]
    gone, kept = [info.name for info in infos[:5]], infos[5].name
    removed = await remove_objects(access, USER_UPLOADS, [*gone, "nothing"])
    assert sorted(row["name"] for row in removed) == gone
    assert await stored_names(access) == [kept]
    assert await remove_objects(access, USER_UPLOADS, gone) == []
    with pytest.raises(NotFound):
        await remove_object(access, USER_UPLOADS, gone[0])
    await remove_object(access, USER_UPLOADS, kept)
    assert await stored_names(access) == []


async def test_objects_of_others_are_not_found(db: Database, access: Access, tmp_path: Path) -> None:
    info = await a_text(access, tmp_path)
    async with db.as_service("test") as tx:
        eve = as_creator(await a_creator(tx, name="Eve"))
    for actor in (eve, ANONYMOUS):
        other = replace(access, actor=actor)
        assert await remove_objects(other, USER_UPLOADS, [info.name]) == []
        with pytest.raises(NotFound):
            await remove_object(other, USER_UPLOADS, info.name)
        with pytest.raises(NotAllowed):
            await require_removable(db, actor, info)
    assert await find(access, info.name) == info
    assert await stored_names(access) == [info.name]


async def test_file_of_a_video_keeps_all_named_objects(db: Database, access: Access) -> None:
    me = access.actor.creator_id
    assert me
    async with db.as_service("test") as tx:
        video = await a_video(tx, me)
        await tx.execute(
            "insert into storage.objects (bucket_id, name) values ('videos', %(one)s), ('videos', %(two)s)",
            {"one": f"{me}/{video}/source.mp4", "two": f"{me}/{video}/left.mp4"},
        )
    with pytest.raises(NotAllowed, match="remove the video") as caught:
        await remove_objects(access, VIDEOS, [f"{me}/{video}/left.mp4", f"{me}/{video}/source.mp4"])
    assert caught.value.code == "belongs_to_video"
    async with db.as_service("test") as tx:
        assert len(await tx.fetch("select from storage.objects")) == 2


async def test_question_about_removal_removes_nothing(access: Access, tmp_path: Path) -> None:
    info = await a_text(access, tmp_path)
    await require_removable(access.db, access.actor, info)
    assert await find(access, info.name) == info


async def test_bytes_of_an_existing_row_stay(access: Access, tmp_path: Path) -> None:
    info = await a_text(access, tmp_path)
    left = f"{access.actor.creator_id}/left by a crash"
    await access.objects.put(object_name(USER_UPLOADS, left), b"x")
    await drop_bytes(access, USER_UPLOADS, [info.name, left, "not-mine/a.txt"])
    assert await stored_names(access) == [info.name]

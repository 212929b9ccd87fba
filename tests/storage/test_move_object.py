"""A move or a copy takes row and bytes together, or changes nothing."""

import asyncio
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from chronos.db import Database
from chronos.errors import ChronosError, Conflict, Invalid, NotAllowed
from chronos.storage import USER_UPLOADS, Access, object_name
from chronos.storage.move_object import copy_object, describe_copy, rename_object
from tests.factories import a_creator, as_creator
from tests.storage.objects import a_text, find, stored_names


async def test_moved_object_keeps_its_identity(access: Access, tmp_path: Path) -> None:
    info = await a_text(access, tmp_path)
    name = f"{access.actor.creator_id}/new/b.txt"
    await rename_object(access, info, name)
    moved = await find(access, name)
    assert (moved.id, moved.etag, moved.size_bytes) == (info.id, info.etag, 5)
    assert await stored_names(access) == [name]
    assert await access.objects.get(object_name(USER_UPLOADS, name)) == b"hello"
    with pytest.raises(NotAllowed):  # it is not there any more
        await rename_object(access, info, f"{name}.again")


async def test_one_of_concurrent_moves_wins(access: Access, tmp_path: Path) -> None:
    info = await a_text(access, tmp_path)
    name = f"{info.name} moved"
    done = await asyncio.gather(*(rename_object(access, info, name) for _ in range(4)), return_exceptions=True)
    assert sum(result is None for result in done) == 1
    assert await stored_names(access) == [name]
    assert await access.objects.get(object_name(USER_UPLOADS, name)) == b"hello"


async def test_refused_moves_change_nothing(db: Database, access: Access, tmp_path: Path) -> None:
    info, taken = await a_text(access, tmp_path), await a_text(access, tmp_path, "taken.txt", b"other")
    async with db.as_service("test") as tx:
        eve = replace(access, actor=as_creator(await a_creator(tx, name="Eve")))
    refusals: list[tuple[Access, str, type[ChronosError]]] = [
        (access, taken.name, Conflict),
        (access, "../b.txt", Invalid),
        (access, f"{uuid4()}/b.txt", NotAllowed),
        (eve, f"{eve.actor.creator_id}/b.txt", NotAllowed),
    ]
    for caller, name, kind in refusals:
        with pytest.raises(kind):
            await rename_object(caller, info, name)
    assert await find(access, info.name) == info
    assert await stored_names(access) == sorted([info.name, taken.name])
    assert await access.objects.get(object_name(USER_UPLOADS, taken.name)) == b"other"


async def test_replaced_object_is_not_moved(access: Access, tmp_path: Path) -> None:
    info = await a_text(access, tmp_path)
    with pytest.raises(Conflict) as caught:
        await rename_object(access, replace(info, version=str(uuid4())), f"{info.name} moved")
    assert caught.value.code == "object_changed"
    assert await stored_names(access) == [info.name]


async def test_copy_has_the_same_bytes_and_declarations(access: Access, tmp_path: Path) -> None:
    info = await a_text(access, tmp_path)
    name = f"{access.actor.creator_id}/copy.txt"
    new = describe_copy(info, USER_UPLOADS, name)
    assert (new.size_bytes, new.content_type, f'"{new.sha256}"') == (5, "text/plain", info.etag)
    await copy_object(access, info, new)
    copy = await find(access, name)
    assert (copy.etag, copy.content_type) == (info.etag, info.content_type)
    assert copy.id != info.id
    assert await access.objects.get(object_name(USER_UPLOADS, name)) == b"hello"
    with pytest.raises(Conflict) as caught:
        await copy_object(access, info, new)
    assert caught.value.code == "exists"
    with pytest.raises(Conflict) as caught:
        await copy_object(access, replace(info, version=str(uuid4())), replace(new, name=f"{name}.2"))
    assert caught.value.code == "object_changed"
    assert await stored_names(access) == sorted([info.name, name])

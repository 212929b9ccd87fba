"""Hostile archives are refused, and leave nothing behind."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from chronos.db import Database
from chronos.errors import Conflict, Invalid
from chronos.model import CreatorId
from chronos.operations.backup.archive import ArchiveWriter
from chronos.operations.privacy import export_creator, import_creator
from chronos.operations.privacy.read_archive import members
from chronos.providers.objects import ObjectStore
from tests.conftest import ADatabase
from tests.operations.privacy.test_import_creator import everything

Members = list[tuple[str, bytes]]
Change = Callable[[Members, "World"], Members]


class World:
    """The school, and another creator's rows to reach for."""

    def __init__(self, school: CreatorId, foreign: dict[str, str]) -> None:
        self.school, self.foreign = school, foreign


def sealed(path: Path, parts: Members) -> None:
    """An archive of these members, whose manifest and listing agree with them."""
    by_name = dict(parts)
    manifest = json.loads(by_name["manifest.json"])
    for table in manifest["tables"]:
        content = by_name.get(f"tables/{table['name']}.jsonl", b"")
        table |= {"rows": content.count(b"\n"), "sha256": hashlib.sha256(content).hexdigest()}
    files = [
        json.dumps(
            {"name": name.removeprefix("files/"), "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        )
        for name, content in parts
        if name.startswith("files/")
    ]
    fresh = {
        "manifest.json": json.dumps(manifest).encode(),
        "files.jsonl": "".join(f"{line}\n" for line in files).encode(),
    }
    with path.open("wb") as file:
        writer = ArchiveWriter(file)
        for name, content in parts:
            writer.add(name, fresh.get(name, content))
        writer.finish()


def table(name: str, change: Callable[[list[dict[str, Any]], World], None]) -> Change:
    """Change the rows of a table."""

    def apply(parts: Members, world: World) -> Members:
        changed = []
        for member, content in parts:
            if member == f"tables/{name}.jsonl":
                rows = [json.loads(line) for line in content.splitlines()]
                change(rows, world)
                content = "".join(f"{json.dumps(row)}\n" for row in rows).encode()
            changed.append((member, content))
        return changed

    return apply


def set_first(column: str, value: Callable[[World], Any]) -> Callable[[list[dict[str, Any]], World], None]:
    def change(rows: list[dict[str, Any]], world: World) -> None:
        rows[0][column] = value(world)

    return change


def add_file(name: Callable[[World], str]) -> Change:
    return lambda parts, world: [*parts[:-1], (f"files/{name(world)}", b"text"), parts[-1]]


def renamed_table(parts: Members, _: World) -> Members:
    return [(name.replace("tables/public.notes", "tables/../notes"), content) for name, content in parts]


def without_notes(parts: Members, _: World) -> Members:
    return [part for part in parts if part[0] != "tables/public.notes.jsonl"]


def another_tier(rows: list[dict[str, Any]], _: World) -> None:
    del rows[0]["name"]


def as_page(rows: list[dict[str, Any]], _: World) -> None:
    for row in rows:
        row["metadata"]["mimetype"] = "text/html"


HOSTILE: dict[str, Change] = {
    "a file outside of the buckets": add_file(lambda world: f"../{world.school}/a.txt"),
    "a path that climbs": add_file(lambda world: f"user-uploads/{world.school}/../../a.txt"),
    "an absolute path": add_file(lambda world: "/etc/passwd"),
    "a file of another creator": add_file(lambda world: f"user-uploads/{uuid4()}/a.txt"),
    "a file without a row": add_file(lambda world: f"user-uploads/{world.school}/more.txt"),
    "a table outside of the tables": renamed_table,
    "a table that is missing": without_notes,
    "a member of a row that is missing": table("public.creators", another_tier),
    "a column that no table has": table("public.students", set_first("rights", lambda _: "all")),
    "a row of another tenant": table(
        "public.students", set_first("creator_id", lambda world: world.foreign["creator"])
    ),
    "a message in another's conversation": table(
        "public.chat_messages", set_first("session_id", lambda world: world.foreign["session"])
    ),
    "words for another's video": table(
        "private.transcript_windows", set_first("video_id", lambda world: world.foreign["video"])
    ),
    "pictures of another's video": table(
        "private.video_pictures", set_first("video_id", lambda world: world.foreign["video"])
    ),
    "pictures under another's name": table(
        "private.video_pictures", set_first("storyboard", lambda world: f"../{world.foreign['video']}")
    ),
    "later words for another's video": table(
        "private.transcript_windows",
        lambda rows, world: rows[0].update(
            video_id=world.foreign["video"], start_seconds=30, end_seconds=31, words=[], word_starts=[], word_ends=[]
        ),
    ),
    "a lesson of another's": table(
        "public.course_modules", set_first("video_ids", lambda world: [world.foreign["video"]])
    ),
    "a conversation about another's video": table(
        "public.chat_sessions", set_first("context_video_ids", lambda world: [world.foreign["video"]])
    ),
    "a fact of another's student": table(
        "private.facts", set_first("student_id", lambda world: world.foreign["student"])
    ),
    "a choice for another's student": table(
        "private.notification_choices", set_first("person_id", lambda world: world.foreign["student"])
    ),
    "a choice for another's staff": table(
        "private.notification_people",
        lambda rows, world: rows.append(
            {"person_id": world.foreign["creator"], "creator_id": str(world.school), "student_id": None}
        ),
    ),
    "an object in another's folder": table(
        "storage.objects", set_first("name", lambda world: f"{world.foreign['creator']}/a.txt")
    ),
    "another creator than the manifest's": table("public.creators", set_first("id", lambda _: str(uuid4()))),
    "a picture that is a page": table("storage.objects", as_page),
    "an id that is none": table("public.videos", set_first("id", lambda _: "'; drop table videos; --")),
}


CODES = ("archive_damaged", "archive_unsupported", "mime_type_not_supported", "exists")


@pytest.fixture
async def archive(database: ADatabase, school: CreatorId, objects: ObjectStore, tmp_path: Path) -> tuple[Members, Path]:
    done = await export_creator(database.url, objects, school, tmp_path / "ada.tar")
    return [(name, content.whole(1 << 20)) for name, _, content in members(done.path)], done.path


@pytest.fixture
async def world(db: Database, school: CreatorId) -> World:
    async with db.as_service("test") as tx:
        [row] = await tx.fetch(
            "select c.id::text as creator, s.id::text as student, h.id::text as session, v.id::text as video "
            "from creators c join students s on s.creator_id = c.id join chat_sessions h on h.creator_id = c.id "
            "join videos v on v.creator_id = c.id and v.status = 'completed' where c.name = 'Bob'"
        )
    return World(school, row)


async def test_a_hostile_archive_leaves_nothing_behind(
    archive: tuple[Members, Path],
    world: World,
    db: Database,
    database: ADatabase,
    elsewhere: ObjectStore,
    objects: ObjectStore,
    tmp_path: Path,
) -> None:
    """All in one test: the school is made once. Its ids are free, so that they stay what the archive says."""
    async with db.as_service("test") as tx:
        await tx.execute("delete from creators where id = %(id)s", {"id": world.school})
        await tx.execute(
            "update storage.objects set name = 'gone/' || name where name like %(own)s", {"own": f"{world.school}/%"}
        )
    before = await everything(db, elsewhere)
    for what, change in HOSTILE.items():
        path = tmp_path / "hostile.tar"
        sealed(path, change(list(archive[0]), world))
        with pytest.raises((Invalid, Conflict)) as refused:
            await import_creator(database.url, elsewhere, path)
        assert await everything(db, elsewhere) == before, what
        assert refused.value.code in CODES, what
    sealed(path, list(archive[0]))  # it was the changes that were refused
    assert (await import_creator(database.url, elsewhere, path)).creator_id == world.school


async def test_no_student_gets_the_id_of_another_schools_owner(
    archive: tuple[Members, Path],
    world: World,
    db: Database,
    database: ADatabase,
    elsewhere: ObjectStore,
    tmp_path: Path,
) -> None:
    """Whoever proved the student's address would be signed in as the owner."""
    async with db.as_service("test") as tx:
        [student] = await tx.fetch("select id::text from students where creator_id = %(id)s", {"id": world.school})
        await tx.execute("delete from creators where id = %(id)s", {"id": world.school})
        await tx.execute(
            "update storage.objects set name = 'gone/' || name where name like %(own)s", {"own": f"{world.school}/%"}
        )
    old, new = student["id"].encode(), world.foreign["creator"].encode()
    path = tmp_path / "hostile.tar"
    sealed(path, [(name, content.replace(old, new)) for name, content in archive[0]])
    imported = await import_creator(database.url, elsewhere, path)
    assert imported.replaced_ids == 1
    async with db.as_service("test") as tx:
        assert await tx.fetch("select from students where id = %(creator)s", world.foreign) == []
        [staff] = await tx.fetch("select creator_id::text as creator from staff where id = %(creator)s", world.foreign)
    assert staff == {"creator": world.foreign["creator"]}

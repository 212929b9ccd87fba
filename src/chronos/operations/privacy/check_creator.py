"""Check a creator's archive: read everything once, and believe nothing before it is complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

from chronos.db import Owner, fetch
from chronos.errors import Invalid
from chronos.operations.privacy.export_creator import CREATOR_FORMAT
from chronos.operations.privacy.parts import QUERIES, Part
from chronos.operations.privacy.read_archive import Content, Manifest, damaged, members, parse, read_manifest
from chronos.operations.privacy.write_archive import FILES, LISTING, MANIFEST, TABLES
from chronos.storage import BUCKETS, Bucket, clean_name

IDS_AT_ONCE = 5000
# One id is one person: that of another school's owner must not be a student's here, who then signs in as the owner.
PEOPLE = ("public.creators", "public.staff", "public.students")


@dataclass(slots=True)
class Checked:
    """What a first reading found: the manifest, the ids that are taken, and what files there are."""

    manifest: Manifest
    buckets: Mapping[str, Bucket]
    renamed: dict[bytes, bytes] = field(default_factory=dict)
    objects: dict[str, tuple[object, str]] = field(default_factory=dict)  # size and type, by their rows
    files: dict[str, tuple[int, str]] = field(default_factory=dict)  # size and SHA-256
    file_bytes: int = 0

    @property
    def creator_id(self) -> str:
        """The id that the creator gets."""
        old = self.manifest.creator_id.encode()
        return self.renamed.get(old, old).decode()


async def check_creator(connection: Owner, path: Path, parts: Sequence[Part]) -> Checked:
    """Verify order, names, tables and checksums, and note which ids are taken. Raises Invalid."""
    reading = members(path)
    first = next(reading, None)
    if first is None or first[0] != MANIFEST:
        raise damaged("its manifest is missing")
    buckets = [Bucket(**row) for row in await fetch(connection, QUERIES["buckets"], {"ids": list(BUCKETS)})]
    checked = Checked(read_manifest(first[2]), {bucket.id: bucket for bucket in buckets})
    if checked.manifest.format != CREATOR_FORMAT:
        raise Invalid("This is not the archive of a creator: only these can be imported.", code="archive_unsupported")
    _require_same_tables(checked.manifest, parts)
    waiting = [f"{TABLES}{part.name}.jsonl" for part in parts]
    by_member = dict(zip(waiting, parts, strict=True))
    is_listed = False
    for name, size, content in reading:
        if name in by_member and waiting and waiting[0] == name:
            waiting.pop(0)
            await _check_table(connection, by_member[name], checked, content)
        elif name.startswith(FILES) and not waiting and not is_listed:
            _check_file(name.removeprefix(FILES), size, content, checked)
        elif name == LISTING and not is_listed and not waiting:
            is_listed = True
            _check_listing(content, checked)
        else:
            raise damaged(f"{name[:80]!r} stands in the wrong place")
    if waiting or not is_listed:
        raise damaged("a part of it is missing")
    return checked


def _require_same_tables(manifest: Manifest, parts: Sequence[Part]) -> None:
    expected = {part.name: list(part.columns) for part in parts}
    if {name: list(table.columns) for name, table in manifest.tables.items()} != expected:
        raise Invalid(
            "The archive has other tables or columns than this version of Chronos: import it with the version that "
            "made it, or export it again with this one.",
            code="archive_unsupported",
        )


async def _check_table(connection: Owner, part: Part, checked: Checked, content: Content) -> None:
    """Verify a table's checksum, and note which of its ids this database has already."""
    rows, ids = 0, list[str]()
    for line in content.lines():
        rows += 1
        row = parse(line)
        if part.name == "public.creators" and row.get("id") != checked.manifest.creator_id:
            raise damaged("it holds another creator than its manifest says")
        if part.name == "storage.objects":
            _note_object(row, checked)
        if part.has_own_id:
            ids.append(str(row.get("id")))
        if len(ids) == IDS_AT_ONCE:
            await _rename_taken(connection, part, checked, ids)
            ids.clear()
    await _rename_taken(connection, part, checked, ids)
    table = checked.manifest.tables[part.name]
    if (rows, content.digest.hexdigest()) != (table.rows, table.sha256):
        raise damaged(f"its table {part.name} differs from its manifest")
    if part.name == "public.creators" and rows != 1:
        raise damaged("it holds no creator, or several")


async def _rename_taken(connection: Owner, part: Part, checked: Checked, ids: Sequence[str]) -> None:
    if not ids:
        return
    tables = PEOPLE if part.name in PEOPLE else (part.name,)
    statement = sql.SQL(" union ").join(
        sql.SQL("select id::text from {} where id = any (%(ids)s::uuid[])").format(sql.Identifier(*name.split(".")))
        for name in tables
    )
    try:
        rows = await (await connection.execute(statement, {"ids": list(ids)})).fetchall()
    except psycopg.DataError as error:
        raise damaged("an id in it is none") from error
    for row in rows:
        checked.renamed[row["id"].encode()] = str(uuid4()).encode()


def _note_object(row: Mapping[str, Any], checked: Checked) -> None:
    metadata = row.get("metadata")
    if isinstance(metadata, dict):
        checked.objects[f"{row.get('bucket_id')}/{row.get('name')}"] = (
            metadata.get("size"),
            str(metadata.get("mimetype")),
        )


def _check_file(name: str, size: int, content: Content, checked: Checked) -> None:
    bucket, _, rest = name.partition("/")
    try:
        is_own = bucket in BUCKETS and clean_name(rest).startswith(f"{checked.manifest.creator_id}/")
    except Invalid:
        is_own = False
    if not is_own or name in checked.files:
        raise damaged(f"it has a file with the name of another's ({name[:80]!r})")
    if checked.objects.get(name, (None, ""))[0] != size:
        raise damaged(f"the row of its file {name[:80]!r} has another size")
    content.skip()
    checked.files[name] = (size, content.digest.hexdigest())
    checked.file_bytes += size


def _check_listing(content: Content, checked: Checked) -> None:
    listed = {}
    for line in content.lines():
        row = parse(line)
        listed[row.get("name")] = (row.get("size"), row.get("sha256"))
    if listed != checked.files:
        raise damaged("its files differ from their list")

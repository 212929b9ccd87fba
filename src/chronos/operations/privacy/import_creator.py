"""Import a creator's archive: verified whole before anything is written, then all of it or nothing."""

import asyncio
import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from chronos.db import Owner, fetch, owner_connection
from chronos.errors import Conflict, Invalid, NotFound, OverLimit
from chronos.model import CreatorId
from chronos.operations.backup.stored_files import OnProgress
from chronos.operations.privacy.export_creator import CREATOR_FORMAT
from chronos.operations.privacy.load_parts import Granted, load_parts
from chronos.operations.privacy.parts import QUERIES, Part, list_parts
from chronos.operations.privacy.read_archive import (
    Content,
    Manifest,
    check_whole,
    damaged,
    members,
    parse,
    read_manifest,
    replace_ids,
)
from chronos.operations.privacy.write_archive import FILES, LISTING, MANIFEST, TABLES
from chronos.providers.objects import ObjectStore
from chronos.storage import BUCKETS, VIDEOS, Bucket, check_content, check_type, clean_name

IDS_AT_ONCE = 5000
CAPTIONS_TYPE = "text/vtt"


@dataclass(frozen=True, slots=True)
class Imported:
    """What was imported. `replaced_ids`: ids that this database had already, for which new ones were made."""

    creator_id: CreatorId
    name: str
    rows: Mapping[str, int]
    files: int
    file_bytes: int
    replaced_ids: int


@dataclass(slots=True)
class _Checked:
    """What a first reading found: nothing of it is trusted before it is complete."""

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


async def import_creator(
    url: str,
    objects: ObjectStore,
    path: Path,
    *,
    granted: Granted = Granted(),  # noqa: B008 - frozen
    on_progress: OnProgress = lambda _what, _part: None,
) -> Imported:
    """Import the creator of `path`. Ids stay, unless this database has them already.

    Raises Invalid (`archive_damaged`, `archive_unsupported`) before anything is written, OverLimit when the plan is too
    small, Conflict when a row exists already; then nothing is left of it.
    """
    check_whole(path, lambda done, total: on_progress("checking the archive", done / max(total, 1)))
    async with owner_connection(url) as connection:
        parts = await list_parts(connection)
        checked = await _check(connection, path, parts)
        await _require_room(connection, objects, checked, granted.tier)
    with tempfile.TemporaryDirectory(prefix=".import-", dir=path.parent) as directory:
        put: list[str] = []
        try:
            await _put_files(objects, path, checked, Path(directory), put, on_progress)
            rows = await load_parts(url, parts, _tables(path, checked), checked.creator_id, granted, on_progress)
        except BaseException:
            for name in put:
                with contextlib.suppress(NotFound):
                    await objects.delete(name)
            raise
    return Imported(
        CreatorId(UUID(checked.creator_id)),
        checked.manifest.creator_name,
        rows,
        len(checked.files),
        checked.file_bytes,
        len(checked.renamed),
    )


async def _check(connection: Owner, path: Path, parts: Sequence[Part]) -> _Checked:
    """Read everything once: order, names, checksums, and which ids are taken."""
    reading = members(path)
    first = next(reading, None)
    if first is None or first[0] != MANIFEST:
        raise damaged("its manifest is missing")
    buckets = [Bucket(**row) for row in await fetch(connection, QUERIES["buckets"], {"ids": list(BUCKETS)})]
    checked = _Checked(read_manifest(first[2]), {bucket.id: bucket for bucket in buckets})
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


async def _check_table(connection: Owner, part: Part, checked: _Checked, content: Content) -> None:
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


async def _rename_taken(connection: Owner, part: Part, checked: _Checked, ids: Sequence[str]) -> None:
    if not ids:
        return
    statement = sql.SQL("select id::text from {} where id = any (%(ids)s::uuid[])").format(part.identifier)
    try:
        rows = await (await connection.execute(statement, {"ids": list(ids)})).fetchall()
    except psycopg.DataError as error:
        raise damaged("an id in it is none") from error
    for row in rows:
        checked.renamed[row["id"].encode()] = str(uuid4()).encode()


def _note_object(row: Mapping[str, Any], checked: _Checked) -> None:
    metadata = row.get("metadata")
    if isinstance(metadata, dict):
        checked.objects[f"{row.get('bucket_id')}/{row.get('name')}"] = (
            metadata.get("size"),
            str(metadata.get("mimetype")),
        )


def _check_file(name: str, size: int, content: Content, checked: _Checked) -> None:
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


def _check_listing(content: Content, checked: _Checked) -> None:
    listed = {}
    for line in content.lines():
        row = parse(line)
        listed[row.get("name")] = (row.get("size"), row.get("sha256"))
    if listed != checked.files:
        raise damaged("its files differ from their list")


async def _require_room(connection: Owner, objects: ObjectStore, checked: _Checked, tier: str) -> None:
    found = await fetch(connection, QUERIES["storage_limit"], {"tier": tier})
    if not found or checked.file_bytes > found[0]["storage_bytes"]:
        raise OverLimit(
            f"The files do not fit into the plan {tier}: choose a larger one with --tier.", code="storage_full"
        )
    for bucket in BUCKETS:
        async for name, _ in objects.list_objects(f"{bucket}/{checked.creator_id}/"):
            raise Conflict(f"The store has files of this creator already ({name}): remove them first.", code="exists")


async def _put_files(
    objects: ObjectStore, path: Path, checked: _Checked, directory: Path, put: list[str], on_progress: OnProgress
) -> None:
    """Store the files under their new names, if their bucket takes them; `put` holds the names that were stored."""
    for name, _, content in members(path):
        if not name.startswith(FILES):
            continue
        old = name.removeprefix(FILES)
        on_progress(f"storing file {len(put) + 1:,}", len(put) / max(len(checked.files), 1))
        new = replace_ids(old.encode(), checked.renamed).decode()
        with tempfile.NamedTemporaryFile(dir=directory) as draft:
            for piece in content.pieces():
                draft.write(piece)
            draft.flush()
            if content.digest.hexdigest() != checked.files[old][1]:
                raise damaged("it changed while being read")
            await asyncio.to_thread(_check_content, checked, old, Path(draft.name))
            put.append(new)
            await objects.put(new, Path(draft.name))


def _check_content(checked: _Checked, name: str, path: Path) -> None:
    bucket, declared = checked.buckets[name.partition("/")[0]], checked.objects[name][1]
    if (bucket.id, declared) != (
        VIDEOS,
        CAPTIONS_TYPE,
    ):  # captions lie beside their video, which only Chronos puts there
        check_type(bucket, declared)
        check_content(bucket, declared, path)


def _tables(path: Path, checked: _Checked) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield each table's name and its lines, with new ids for those that are taken."""
    for name, _, content in members(path):
        if name.startswith(TABLES):
            table = name.removeprefix(TABLES).removesuffix(".jsonl")
            yield table, (replace_ids(line, checked.renamed) for line in content.lines())
            if content.digest.hexdigest() != checked.manifest.tables[table].sha256:
                raise damaged("it changed while being read")

"""Only what a writer of archives would write is read."""

import contextlib
import gzip
import io
import tarfile
from pathlib import Path
from uuid import uuid4

import pytest

from chronos.errors import Invalid
from chronos.model import CreatorId
from chronos.operations.backup.archive import ArchiveWriter
from chronos.operations.privacy import export_creator, import_creator
from chronos.operations.privacy.read_archive import parse, replace_ids
from chronos.providers.objects import ObjectStore
from tests.conftest import ADatabase


async def test_an_archive_that_no_writer_wrote_is_refused(
    school: CreatorId, database: ADatabase, objects: ObjectStore, elsewhere: ObjectStore, tmp_path: Path
) -> None:
    whole = (await export_creator(database.url, objects, school, tmp_path / "ada.tar")).path
    path = tmp_path / "other.tar"
    link = tarfile.TarInfo("files/user-uploads/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    pax = tarfile.TarInfo("manifest.json")
    pax.pax_headers = {"comment": "a" * 5000}
    sparse = tarfile.TarInfo("files/sparse")
    sparse.type = tarfile.GNUTYPE_SPARSE
    large = tarfile.TarInfo("manifest.json")
    large.size, large.mode = 1 << 50, 0o600
    headers = [
        link.tobuf(tarfile.GNU_FORMAT),
        pax.tobuf(tarfile.PAX_FORMAT),
        sparse.tobuf(tarfile.GNU_FORMAT),
        large.tobuf(tarfile.GNU_FORMAT),
        b"\1" * 512,
    ]
    for header in headers:
        raw = io.BytesIO()
        writer = ArchiveWriter(raw)
        writer._raw(header)
        with contextlib.suppress(OSError):  # memory cannot be synced to disk
            writer.finish()
        path.write_bytes(raw.getvalue())
        with pytest.raises(Invalid):
            await import_creator(database.url, elsewhere, path)
    for content in (whole.read_bytes()[:-1], b"", gzip.compress(whole.read_bytes())):
        path.write_bytes(content)
        with pytest.raises(Invalid):
            await import_creator(database.url, elsewhere, path)
    flipped = bytearray(whole.read_bytes())
    flipped[2000] ^= 1
    path.write_bytes(flipped)
    with pytest.raises(Invalid):
        await import_creator(database.url, elsewhere, path)


def test_ids_are_replaced_wherever_they_stand() -> None:
    old, new = str(uuid4()).encode(), str(uuid4()).encode()
    line = b'{"id": "%s", "path": "videos/%s/a"}' % (old, old)
    assert replace_ids(line, {old: new}) == line.replace(old, new)
    assert replace_ids(line, {}) == line


@pytest.mark.parametrize("line", [b"[" * 100_000, b"[]", b"{", b"\xff", b"1"])
def test_a_line_that_is_no_object_is_refused(line: bytes) -> None:
    with pytest.raises(Invalid):
        parse(line)

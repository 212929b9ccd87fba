"""Texts are spooled line by line, with the number and the checksum that the manifest names."""

import hashlib
from pathlib import Path

from psycopg import sql

from chronos.operations.privacy.write_archive import snapshot, spool
from tests.conftest import ADatabase


async def test_texts_are_spooled_with_their_checksum(database: ADatabase, tmp_path: Path) -> None:
    path = tmp_path / "texts"
    texts = sql.SQL("select jsonb_build_object('text', t)::text from unnest(%(texts)s::text[]) t").format()
    async with snapshot(database.url) as connection:
        spooled = await spool(connection, texts, {"texts": ["a", "tab\t, line\n, \\ and \u2028"]}, path)
    whole = b'{"text": "a"}\n' + '{"text": "tab\\t, line\\n, \\\\ and \u2028"}\n'.encode()
    assert path.read_bytes() == whole
    assert spooled == (2, hashlib.sha256(whole).hexdigest())

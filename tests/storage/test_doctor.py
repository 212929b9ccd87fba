"""The check of the buckets."""

import psycopg
import pytest

from chronos.storage.doctor import check_buckets
from tests.conftest import Ask


async def test_buckets_are_as_migrations_make_them(ask: Ask) -> None:
    assert (await ask(check_buckets)).verdict == "ok"


@pytest.mark.parametrize(
    ("damage", "evidence"),
    [
        ("update storage.buckets set public = true where id = 'videos'", "videos is changed"),
        ("update storage.buckets set file_size_limit = null where id = 'thumbnails'", "thumbnails is changed"),
        ("update storage.buckets set allowed_mime_types = '{text/html}' where id = 'user-uploads'", "user-uploads is"),
        ("delete from storage.buckets where id = 'user-uploads'", "user-uploads is missing"),
    ],
)
async def test_changed_bucket_is_a_failure(ask: Ask, superuser: psycopg.Connection, damage: str, evidence: str) -> None:
    superuser.execute("set storage.allow_delete_query = 'true'")
    superuser.execute(damage.encode())
    told = await ask(check_buckets)
    assert told.verdict == "fail"
    assert evidence in told.evidence
    assert "public = " in told.remedy

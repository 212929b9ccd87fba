"""Remove: all demo schools with their people, rows and files."""

from collections.abc import Sequence

from chronos.db import fetch, load_queries, owner_connection
from chronos.members import DEMO_PREFIX
from chronos.providers.objects import ObjectStore
from chronos.storage import THUMBNAILS, USER_UPLOADS, VIDEOS, object_name

BUCKETS = (VIDEOS, THUMBNAILS, USER_UPLOADS)

_QUERIES = load_queries("chronos.operations.demo_school", "past.sql")


async def remove_demo_schools(url: str, objects: ObjectStore) -> Sequence[str]:
    """Remove every demo school for good, also those of `supabase/seed.sql`; return their names.

    Rows go in one transaction, then files; a file that an interruption leaves is swept.
    """
    async with owner_connection(url) as connection, connection.transaction():
        schools = await fetch(connection, _QUERIES["list_demo_schools"], {"prefix": DEMO_PREFIX})
        ids = {"ids": [str(school["id"]) for school in schools]}
        # Supabase's own triggers refuse to delete rows of objects unless its service does.
        await connection.execute("set local storage.allow_delete_query = 'true'")
        await connection.execute(_QUERIES["forget_files"].encode(), ids)
        await connection.execute(_QUERIES["remove_schools"].encode(), ids)
    for school in schools:
        for bucket in BUCKETS:
            async for name, _ in objects.list_objects(object_name(bucket, f"{school['id']}/")):
                await objects.delete(name)
    return [school["name"] for school in schools]

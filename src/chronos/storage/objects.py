"""Objects' rows: who may add one is asked before the first byte, and Postgres knows of it once the last is there."""

from chronos.db import Database, Tx, load_queries
from chronos.model import Actor
from chronos.storage.buckets import Bucket, check_size, check_type, get_allowance, get_bucket
from chronos.storage.names import clean_name

_QUERIES = load_queries("chronos.storage")


class _Undone(Exception):
    """Ends a transaction that was only to see whether it could be done."""


async def may_store(
    db: Database, actor: Actor, bucket_id: str, name: str, *, size_bytes: int, content_type: str, upsert: bool = False
) -> Bucket:
    """The bucket, when the actor may store such a file under `name` there; to be asked before the first byte.

    Raises NotFound (no such bucket for the actor), Invalid (name, type), OverLimit, NotAllowed (the policies of
    storage.objects), Conflict (`exists`: there is one and `upsert` is False).
    """
    clean_name(name)
    try:
        async with db.acting_as(actor) as tx:
            bucket = await get_bucket(tx, bucket_id)
            check_type(bucket, content_type)
            check_size(bucket, await get_allowance(tx), size_bytes)
            await keep(tx, bucket_id, name, size_bytes=size_bytes, content_type=content_type, upsert=upsert)
            raise _Undone
    except _Undone:
        return bucket


async def keep(tx: Tx, bucket_id: str, name: str, *, size_bytes: int, content_type: str, upsert: bool = False) -> None:
    """Tell Postgres of an object that was stored.

    The transaction ends with NotAllowed when the actor may not write there, with Conflict (`exists`) when there is one
    of this name and `upsert` is False.
    """
    statement = _QUERIES["upsert_object"] if upsert else _QUERIES["insert_object"]
    values = {"bucket": bucket_id, "name": name, "size_bytes": size_bytes, "content_type": content_type}
    await tx.execute(statement, values)

"""Names of objects in a bucket, and their rows."""

from chronos.db import Tx, load_queries

VIDEOS = "videos"

_QUERIES = load_queries("chronos.storage")


def object_name(bucket: str, name: str) -> str:
    """The name under which the object store keeps `name` of `bucket`."""
    return f"{bucket}/{name}"


async def keep(tx: Tx, bucket: str, name: str, *, size_bytes: int, content_type: str) -> None:
    """Tell Postgres of an object that was stored. Raises NotAllowed when the actor may not write there."""
    await tx.execute(
        _QUERIES["insert_object"],
        {"bucket": bucket, "name": name, "size_bytes": size_bytes, "content_type": content_type},
    )

"""Check the buckets: their rows are as migrations make them."""

from collections.abc import Sequence
from dataclasses import dataclass

from chronos.db import Diagnosis, Owner, fail, fetch, load_queries, name_some, ok
from chronos.storage.buckets import THUMBNAILS, USER_UPLOADS, VIDEOS

_MB = 1024**2
_QUERIES = load_queries("chronos.storage")


@dataclass(frozen=True, slots=True)
class Rules:
    """What the row of a bucket says; None allows every type."""

    public: bool
    file_size_limit: int
    allowed_mime_types: Sequence[str] | None

    @property
    def assignments(self) -> str:
        """The rules as SQL assigns them."""
        types = "null" if self.allowed_mime_types is None else f"'{{{','.join(self.allowed_mime_types)}}}'"
        public = str(self.public).lower()
        return f"public = {public}, file_size_limit = {self.file_size_limit}, allowed_mime_types = {types}"


RULES = {
    VIDEOS: Rules(False, 500 * _MB, ["video/*", "audio/*"]),
    THUMBNAILS: Rules(True, 5 * _MB, ["image/*"]),
    USER_UPLOADS: Rules(False, 500 * _MB, None),
}


async def check_buckets(connection: Owner) -> Diagnosis:
    """Compare every bucket with its rules."""
    found = {
        row["id"]: Rules(row["public"], row["file_size_limit"], row["allowed_mime_types"])
        for row in await fetch(connection, _QUERIES["list_buckets"])
    }
    wrong = [bucket for bucket, rules in RULES.items() if found.get(bucket) != rules]
    if not wrong:
        return ok("buckets", name_some(list(RULES)))
    evidence = name_some([f"{bucket} is {'changed' if bucket in found else 'missing'}" for bucket in wrong])
    return fail("buckets", evidence, f"In storage.buckets, for {wrong[0]}, set {RULES[wrong[0]].assignments}.")


BUCKET_CHECKS = (check_buckets,)

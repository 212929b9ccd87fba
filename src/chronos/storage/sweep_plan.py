"""Plan a sweep: what it deletes and why, decided from listings alone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from chronos.providers.objects import StoredObject
from chronos.storage.incoming_folder import IncomingFile

# Bytes are stored before their row is written, and a picture before its video names it.
GRACE = timedelta(hours=1)
USER_UPLOADS_LAST = timedelta(hours=24)
LEFTOVERS_LAST = timedelta(hours=24)  # no request takes as long

# object: a row and its bytes; bytes: in the object store, without a row; upload: expired, with its bytes; staged: the
# bytes of an upload without a row; leftover: any other file in the incoming folder.
Kind = Literal["object", "bytes", "upload", "staged", "leftover"]


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """A row of `storage.objects` that may be deleted: of user-uploads, or an unused thumbnail."""

    bucket_id: str
    name: str
    size_bytes: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """Listings, or parts of them: the decision about one name does not depend on another.

    `known`: names of `stored` that a row names. `staged`: each upload with files on disk, their size and when they were
    last written. `uploads`: when each upload with a row expires; it must contain all of `staged` that have one.
    """

    rows: Sequence[ObjectRow] = ()
    stored: Sequence[StoredObject] = ()
    known: Collection[str] = frozenset()
    uploads: Mapping[UUID, datetime] = field(default_factory=dict)
    staged: Mapping[UUID, IncomingFile] = field(default_factory=dict)
    leftovers: Sequence[IncomingFile] = ()


@dataclass(frozen=True, slots=True)
class Doomed:
    """Something to delete. `name`: `<bucket>/<path>` in the store, an upload's id, or a path in the incoming folder."""

    kind: Kind
    name: str
    size_bytes: int
    reason: str


def plan_sweep(found: Found, now: datetime) -> list[Doomed]:
    """Return what to delete: files without a row, and rows past their own age limit."""
    return [*_objects(found, now), *_bytes(found, now), *_uploads(found, now), *_leftovers(found, now)]


def _objects(found: Found, now: datetime) -> list[Doomed]:
    doomed = []
    for row in found.rows:
        is_upload = row.bucket_id == "user-uploads"
        if now - row.changed_at > (USER_UPLOADS_LAST if is_upload else GRACE):
            reason = "older than 24 hours" if is_upload else "no video or course shows it"
            doomed.append(Doomed("object", f"{row.bucket_id}/{row.name}", row.size_bytes, reason))
    return doomed


def _bytes(found: Found, now: datetime) -> list[Doomed]:
    return [
        Doomed("bytes", one.name, one.size_bytes, "without a row")
        for one in found.stored
        if one.name not in found.known and now - one.modified_at > GRACE
    ]


def _uploads(found: Found, now: datetime) -> list[Doomed]:
    expired = [
        Doomed("upload", str(id_), found.staged[id_].size_bytes if id_ in found.staged else 0, "expired")
        for id_, expires_at in found.uploads.items()
        if expires_at <= now
    ]
    unknown = [
        Doomed("staged", str(id_), staged.size_bytes, "upload without a row")
        for id_, staged in found.staged.items()
        if id_ not in found.uploads and now - staged.modified_at > GRACE
    ]
    return expired + unknown


def _leftovers(found: Found, now: datetime) -> list[Doomed]:
    return [
        Doomed("leftover", file.name, file.size_bytes, "untouched for 24 hours")
        for file in found.leftovers
        if now - file.modified_at > LEFTOVERS_LAST
    ]

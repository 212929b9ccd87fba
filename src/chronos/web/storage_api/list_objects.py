"""List a bucket: one folder (`list`), or names by their beginning (`list-v2`)."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, StrictBool

from chronos.errors import Invalid
from chronos.storage import MAX_ENTRIES, Column, Entry, Listing, list_entries
from chronos.web.authenticate import Running
from chronos.web.json_values import WholeNumber
from chronos.web.off_loop import OffLoopRoute
from chronos.web.storage_api.caller import Holder
from chronos.web.storage_api.describe_routes import BucketName, storage_errors
from chronos.web.storage_api.sign_link import PlainText

router = APIRouter(route_class=OffLoopRoute)

MAX_OFFSET = 10_000_000


class SortBy(BaseModel):
    """In which order."""

    column: Column = "name"
    order: Literal["asc", "desc"] | None = "asc"


class OneFolder(BaseModel):
    """A folder of the bucket, "" for what lies in none, and the beginning of the names in it."""

    prefix: PlainText = ""
    limit: Annotated[WholeNumber, Field(ge=1)] = 100
    offset: Annotated[WholeNumber, Field(ge=0, le=MAX_OFFSET)] = 0
    search: PlainText | None = None
    sortBy: SortBy = SortBy()  # noqa: N815 - as Supabase's clients write it


class ByBeginning(BaseModel):
    """The beginning of whole names; `with_delimiter` gives what is in folders below as the folders."""

    prefix: PlainText = ""
    limit: Annotated[WholeNumber, Field(ge=1)] = MAX_ENTRIES
    cursor: str | None = None
    with_delimiter: StrictBool = False
    sortBy: SortBy = SortBy()  # noqa: N815 - as Supabase's clients write it


class Listed(BaseModel):
    """An object of a listing, or a folder: then all but its name is null."""

    name: str
    id: UUID | None
    updated_at: datetime | None
    created_at: datetime | None
    last_accessed_at: datetime | None
    metadata: dict[str, Any] | None


class ListedObject(Listed):
    """An object by its whole name, which is also its key."""

    key: str


class Folder(BaseModel):
    """A folder by its whole name, which ends with a slash; its key has none."""

    name: str
    key: str


class NamePage(BaseModel):
    """Folders and objects by their whole names; `nextCursor` is there when more follow."""

    hasNext: bool  # noqa: N815 - as Supabase's clients read it
    folders: list[Folder]
    objects: list[ListedObject]
    nextCursor: str = ""  # noqa: N815


@router.post(
    "/object/list/{bucket}",
    operation_id="list_folder",
    summary="List a folder of a bucket",
    responses=storage_errors(404, 405),
)
async def list_folder(bucket: BucketName, wanted: OneFolder, app: Running, actor: Holder) -> list[Listed]:
    """Return the folders, then the objects; names are relative to the folder."""
    folder = f"{wanted.prefix}/" if wanted.prefix and not wanted.prefix.endswith("/") else wanted.prefix
    listing = Listing(
        prefix=folder,
        search=wanted.search or "",
        column=wanted.sortBy.column,
        descending=wanted.sortBy.order == "desc",
        limit=min(wanted.limit, MAX_ENTRIES),
        offset=wanted.offset,
    )
    async with app.db.acting_as(actor) as tx:
        entries = await list_entries(tx, bucket, listing)
    return [Listed(name=entry.entry, **_facts(entry)) for entry in entries]


@router.post(
    "/object/list-v2/{bucket}",
    operation_id="list_names",
    summary="List a bucket by whole names",
    response_model_exclude_unset=True,
    responses=storage_errors(404, 405),
)
async def list_names(bucket: BucketName, wanted: ByBeginning, app: Running, actor: Holder) -> NamePage:
    """Return folders and objects by their whole names, and the next cursor."""
    limit, offset = min(wanted.limit, MAX_ENTRIES), _offset(wanted.cursor)
    listing = Listing(
        prefix=wanted.prefix,
        by_folder=wanted.with_delimiter,
        column=wanted.sortBy.column,
        descending=wanted.sortBy.order == "desc",
        limit=limit + 1,
        offset=offset,
    )
    async with app.db.acting_as(actor) as tx:
        entries = await list_entries(tx, bucket, listing)
    told = entries[:limit]
    folders = [f"{wanted.prefix}{entry.entry}/" for entry in told if entry.is_folder]
    whole = [(f"{wanted.prefix}{entry.entry}", entry) for entry in told if not entry.is_folder]
    page = NamePage(
        hasNext=len(entries) > limit,
        folders=[Folder(name=name, key=name.rstrip("/")) for name in folders],
        objects=[ListedObject(name=name, key=name, **_facts(entry)) for name, entry in whole],
    )
    if page.hasNext:
        page.nextCursor = base64.urlsafe_b64encode(b"%d" % (offset + limit)).decode()
    return page


def _facts(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "updated_at": entry.updated_at,
        "created_at": entry.created_at,
        "last_accessed_at": entry.last_accessed_at,
        "metadata": entry.metadata,
    }


def _offset(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        offset = int(base64.urlsafe_b64decode(cursor))
    except (ValueError, binascii.Error) as error:
        raise Invalid("The cursor is not one that a listing gave.", code="cursor_invalid") from error
    if not 0 <= offset <= MAX_OFFSET:
        raise Invalid("The cursor is not one that a listing gave.", code="cursor_invalid")
    return offset

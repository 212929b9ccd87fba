"""List a bucket: one folder (`list`), or names by their beginning (`list-v2`)."""

import base64
import binascii
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field, StrictBool

from chronos.errors import Invalid
from chronos.storage import MAX_ENTRIES, Column, Listing, list_entries
from chronos.web.authenticate import Running
from chronos.web.off_loop import OffLoopRoute
from chronos.web.storage_api.caller import Holder
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
    limit: Annotated[int, Field(ge=1)] = 100
    offset: Annotated[int, Field(ge=0, le=MAX_OFFSET)] = 0
    search: PlainText | None = None
    sortBy: SortBy = SortBy()  # noqa: N815 - as Supabase's clients write it


class ByBeginning(BaseModel):
    """The beginning of whole names; `with_delimiter` gives what is in folders below as the folders."""

    prefix: PlainText = ""
    limit: Annotated[int, Field(ge=1)] = MAX_ENTRIES
    cursor: str | None = None
    with_delimiter: StrictBool = False
    sortBy: SortBy = SortBy()  # noqa: N815 - as Supabase's clients write it


@router.post("/object/list/{bucket}")
async def list_folder(bucket: str, wanted: OneFolder, app: Running, actor: Holder) -> list[dict[str, Any]]:
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
    return [
        {
            "name": entry.entry,
            "id": entry.id,
            "updated_at": entry.updated_at,
            "created_at": entry.created_at,
            "last_accessed_at": entry.last_accessed_at,
            "metadata": entry.metadata,
        }
        for entry in entries
    ]


@router.post("/object/list-v2/{bucket}")
async def list_names(bucket: str, wanted: ByBeginning, app: Running, actor: Holder) -> dict[str, Any]:
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
    answer = {
        "hasNext": len(entries) > limit,
        "folders": [{"name": name, "key": name.rstrip("/")} for name in folders],
        "objects": [
            {
                "name": f"{wanted.prefix}{entry.entry}",
                "key": f"{wanted.prefix}{entry.entry}",
                "id": entry.id,
                "updated_at": entry.updated_at,
                "created_at": entry.created_at,
                "last_accessed_at": entry.last_accessed_at,
                "metadata": entry.metadata,
            }
            for entry in told
            if not entry.is_folder
        ],
    }
    if len(entries) > limit:
        answer["nextCursor"] = base64.urlsafe_b64encode(b"%d" % (offset + limit)).decode()
    return answer


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

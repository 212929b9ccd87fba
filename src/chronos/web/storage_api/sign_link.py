"""Signed links: for objects that the caller sees, valid while the caller sees them."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from chronos.storage import MAX_LIFETIME_SECONDS, Link, clean_name, get_object, visible_names
from chronos.web.authenticate import Running
from chronos.web.off_loop import OffLoopRoute
from chronos.web.serve_object import may_still_read, serve_object
from chronos.web.storage_api.caller import Holder
from chronos.web.word_fault import WITHOUT_NUL

router = APIRouter(route_class=OffLoopRoute)

MAX_LINKS = 1000
# A link carries its own right, no cookie: a page of another site may show what it was given a link to.
_HEADERS = {"Cross-Origin-Resource-Policy": "cross-origin"}

Lifetime = Annotated[int, Field(ge=1, le=MAX_LIFETIME_SECONDS)]
PlainText = Annotated[str, Field(pattern=WITHOUT_NUL)]


class ForOne(BaseModel):
    """Seconds that the link holds. Clients send more (`download`, `transform`), which is for them to add to it."""

    expiresIn: Lifetime  # noqa: N815 - as Supabase's clients write it


class ForMany(ForOne):
    """The same for several objects of one bucket."""

    paths: Annotated[list[PlainText], Field(min_length=1, max_length=MAX_LINKS)]


@router.post("/object/sign/{bucket}/{name:path}")
async def sign_one(bucket: str, name: str, wanted: ForOne, app: Running, actor: Holder) -> dict[str, str]:
    """Sign a link to one object that the caller sees."""
    async with app.db.acting_as(actor) as tx:
        await get_object(tx, bucket, clean_name(name))
    return {"signedURL": signed_path(app.links.sign("download", actor, bucket, name, wanted.expiresIn), bucket, name)}


@router.post("/object/sign/{bucket}")
async def sign_many(bucket: str, wanted: ForMany, app: Running, actor: Holder) -> list[dict[str, Any]]:
    """Sign a link to each object that the caller sees; the others get an error."""
    async with app.db.acting_as(actor) as tx:
        seen = await visible_names(tx, bucket, wanted.paths)
    answers: list[dict[str, Any]] = []
    for name in wanted.paths:
        url = error = None
        if name in seen:
            link = app.links.sign("download", actor, bucket, name, wanted.expiresIn)
            url = signed_path(link, bucket, name)
        else:
            error = "Either the object does not exist or you do not have access to it"
        answers.append({"error": error, "path": name, "signedURL": url})
    return answers


@router.api_route("/object/sign/{bucket}/{name:path}", methods=["GET", "HEAD"])
async def follow(
    bucket: str, name: str, request: Request, app: Running, token: str = "", download: str | None = None
) -> Response:
    """Serve the linked object with the rights of the link's maker; when they lose access, so does the link."""
    actor = app.links.verify("download", token, bucket, name).actor
    async with app.db.acting_as(actor) as tx:
        info = await get_object(tx, bucket, name)
    still_allowed = may_still_read(app, actor, info)
    return await serve_object(request, app, info, download=download, still_allowed=still_allowed, headers=_HEADERS)


def signed_path(link: Link, bucket: str, name: str) -> str:
    """The link's address below /storage/v1, as Supabase's clients join it with their own."""
    return f"/object/sign/{quote(bucket)}/{quote(name)}?token={link.token}"

"""Signed links: for objects that the caller sees, valid while the caller sees them."""

import re
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, BeforeValidator, Field
from starlette.responses import Response

from chronos.storage import MAX_LIFETIME_SECONDS, Link, clean_name, get_object, visible_names
from chronos.web.authenticate import Running
from chronos.web.json_values import WholeNumber
from chronos.web.off_loop import OffLoopRoute
from chronos.web.serve_object import may_still_read, serve_object
from chronos.web.storage_api.caller import Holder
from chronos.web.storage_api.describe_routes import FILE, BucketName, Download, ObjectName, readable, storage_errors
from chronos.web.word_fault import WITHOUT_NUL

router = APIRouter(route_class=OffLoopRoute)

MAX_LINKS = 1000
# A link carries its own right, no cookie: a page of another site may show what it was given a link to.
_HEADERS = {"Cross-Origin-Resource-Policy": "cross-origin"}
_DIGITS = re.compile(r"[0-9]{1,12}", re.ASCII)


def _read_digits(value: object) -> object:
    return int(value) if isinstance(value, str) and _DIGITS.fullmatch(value) else value


LinkToken = Annotated[str, Query(description="The token of the link.")]
# Supabase's client for Python sends the number as text.
Lifetime = Annotated[WholeNumber, BeforeValidator(_read_digits), Field(ge=1, le=MAX_LIFETIME_SECONDS)]
PlainText = Annotated[str, Field(pattern=WITHOUT_NUL)]


class ForOne(BaseModel):
    """Seconds that the link holds. Clients send more (`download`, `transform`), which is for them to add to it."""

    expiresIn: Lifetime  # noqa: N815 - as Supabase's clients write it


class ForMany(ForOne):
    """The same for several objects of one bucket."""

    paths: Annotated[list[PlainText], Field(min_length=1, max_length=MAX_LINKS)]


class SignedLink(BaseModel):
    """The link's address below `/storage/v1`."""

    signedURL: str  # noqa: N815 - as Supabase's clients read it


class SignedOrNot(BaseModel):
    """The link of one object, or why there is none."""

    error: str | None
    path: str
    signedURL: str | None  # noqa: N815


@router.post("/object/sign/{bucket}/{name:whole}", operation_id="create_link", summary="Create a link to an object")
async def sign_one(bucket: BucketName, name: ObjectName, wanted: ForOne, app: Running, actor: Holder) -> SignedLink:
    """Sign a link to one object that the caller sees."""
    async with app.db.acting_as(actor) as tx:
        await get_object(tx, bucket, clean_name(name))
    link = app.links.sign("download", actor, bucket, name, wanted.expiresIn)
    return SignedLink(signedURL=signed_path(link, bucket, name))


@router.post(
    "/object/sign/{bucket}",
    operation_id="create_links",
    summary="Create links to objects",
    responses=storage_errors(404, 405),
)
async def sign_many(bucket: BucketName, wanted: ForMany, app: Running, actor: Holder) -> list[SignedOrNot]:
    """Sign a link to each object that the caller sees; the others get an error."""
    async with app.db.acting_as(actor) as tx:
        seen = await visible_names(tx, bucket, wanted.paths)
    answers: list[SignedOrNot] = []
    for name in wanted.paths:
        url = error = None
        if name in seen:
            link = app.links.sign("download", actor, bucket, name, wanted.expiresIn)
            url = signed_path(link, bucket, name)
        else:
            error = "Either the object does not exist or you do not have access to it"
        answers.append(SignedOrNot(error=error, path=name, signedURL=url))
    return answers


@readable(
    router,
    "/object/sign/{bucket}/{name:whole}",
    "get_linked_object",
    summary="Get the object of a link",
    response_class=Response,
    responses=FILE,
)
async def follow(
    bucket: BucketName,
    name: ObjectName,
    request: Request,
    app: Running,
    token: LinkToken = "",
    download: Download = None,
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

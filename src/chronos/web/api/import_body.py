"""A video by its address: the JSON that asks for it, beside the form that brings a file."""

from typing import Annotated

from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from chronos.videos.fetch.address import MAX_URL_CHARACTERS
from chronos.web.api.shapes import Body, Title

MAX_BODY_BYTES = 32 * 1024

_Address = Annotated[str, Field(max_length=MAX_URL_CHARACTERS, pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://[^\x00-\x20]+$")]


class ImportBody(Body):
    """A media file on the public web, by http or https, and WebVTT or SRT captions if there are any."""

    url: _Address
    title: Title | None = Field(default=None, description="Default: the file's name.")
    language: str | None = Field(
        default=None, max_length=35, pattern=r"^[A-Za-z0-9-]+$", description="What is spoken; default: found out."
    )
    captions_url: _Address | None = Field(default=None, description="With it nothing is transcribed.")


def is_import(request: Request) -> bool:
    """Whether the body says where a file is, and is not one."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


async def read_import(request: Request) -> ImportBody:
    """The request's body, which is counted here: the address takes uploads as well. Raises RequestValidationError."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise HTTPException(413, f"The request is larger than {MAX_BODY_BYTES // 1024} KB.")
    try:
        return ImportBody.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in found]) from error

"""Read the JSON body that adds a video by its address, an alternative to the upload form."""

from typing import Annotated

from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from chronos.videos import LANGUAGE_PATTERN, MAX_LANGUAGE_CHARACTERS, MAX_TRACKS, MAX_URL_CHARACTERS
from chronos.web.api.shapes import Body, Title
from chronos.web.json_values import WholeNumber
from chronos.web.word_fault import WEB_ADDRESS

MAX_BODY_BYTES = 32 * 1024

_Address = Annotated[str, Field(max_length=MAX_URL_CHARACTERS, pattern=WEB_ADDRESS)]


class ImportBody(Body):
    """A media file on the public web, with optional WebVTT or SRT captions."""

    url: _Address = Field(description="http or https address of a video or audio file.")
    title: Title | None = Field(default=None, description="Default: the file's name.")
    language: str | None = Field(
        default=None,
        max_length=MAX_LANGUAGE_CHARACTERS,
        pattern=LANGUAGE_PATTERN,
        description="Spoken language, e.g. `en`; default: detected.",
    )
    captions_url: _Address | None = Field(
        default=None, description="Address of captions to use instead of transcribing."
    )
    captions_encoding: str | None = Field(
        default=None,
        max_length=40,
        description="Encoding of the captions, e.g. `windows-1251`; default: detected.",
    )
    audio_track: WholeNumber | None = Field(
        default=None,
        ge=1,
        le=MAX_TRACKS,
        description="Number of the audio track to transcribe, from 1; default: the default track, or the first with "
        "speech when that has none.",
    )


def is_import(request: Request) -> bool:
    """Return whether the body is JSON with an address rather than an uploaded file."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


async def read_import(request: Request) -> ImportBody:
    """Return the parsed body, limited in size here because uploads share the address. Raises RequestValidationError."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise HTTPException(413, f"The request is larger than {MAX_BODY_BYTES // 1024} KB.")
    try:
        return ImportBody.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in found]) from error

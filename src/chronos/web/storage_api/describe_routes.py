"""Describe the routes of the storage API in OpenAPI: parameters, bodies and errors in Supabase's form."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.convertors import PathConvertor, register_url_convertor

Handler = TypeVar("Handler", bound=Callable[..., Any])

BucketName = Annotated[str, Path(description="Name of the bucket, e.g. `videos`.")]
ObjectName = Annotated[str, Path(description="Name of the object in its bucket, with slashes.")]
Download = Annotated[
    str | None, Query(description="Save the file instead of showing it, under this name unless it is empty.")
]


class WholeName(PathConvertor):
    """Starlette's `path` that does not end at a line feed: the object would have another name than was sent."""

    regex = "(?s:.*)"


register_url_convertor("whole", WholeName())

_MEANINGS = {
    400: "Refused; `statusCode` and `code` say why: 400, 403, 404, 409, 412, 413, 415 or 422.",
    404: "There is no endpoint at this address: the bucket's name is empty or has a slash.",
    405: "The address, with this name of a bucket, does not accept the method.",
    416: "No byte of the file is in the range; `Content-Range` has its length.",
    429: "Too many requests; `Retry-After` says how many seconds to wait, where that is known.",
    500: "Internal error; please report it.",
    502: "Something that Chronos relies on failed; an operator must act.",
    503: "Something that Chronos relies on is unavailable; `Retry-After` says how many seconds to wait.",
    507: "The server's disk is full; repeat the request when there is space.",
}


class StorageError(BaseModel):
    """Why a request was refused: `message` is a sentence for people."""

    statusCode: str = Field(description="The status of the refusal; the HTTP status may be 400 instead.")  # noqa: N815
    error: str
    code: str = Field(description="A stable word for programs.")
    message: str


def storage_errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return `responses=` for a route that may answer with these statuses."""
    return {
        status: {
            "description": _MEANINGS[status],
            "content": {"application/json": {"schema": StorageError.model_json_schema()}},
        }
        for status in statuses
    }


FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The whole file, under its own type.",
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
    },
    206: {
        "description": "The range that `Range` asks for.",
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
    },
    304: {"description": "The client's copy is current."},
    **storage_errors(416),
}
_UPSERT = {
    "name": "x-upsert",
    "in": "header",
    "schema": {"enum": ["true", "false"]},
    "description": "`true` replaces an existing object.",
}
_METADATA = {
    "name": "x-metadata",
    "in": "header",
    "schema": {"type": "string"},
    "description": "Metadata of the object: a JSON object in base64.",
}
OBJECT_BODY: dict[str, Any] = {
    "parameters": [_METADATA],
    "requestBody": {
        "description": "The object, as the body under its own `Content-Type`, or as the file of a form.",
        "content": {
            "*/*": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "The object; any field name."},
                        "cacheControl": {"type": "string", "description": "Seconds that clients may cache it."},
                        "metadata": {"type": "string", "description": "Metadata of the object, a JSON object."},
                    },
                }
            },
        },
    },
}
UPSERT: dict[str, Any] = {"parameters": [_UPSERT]}
NEW_OBJECT_BODY = {**OBJECT_BODY, "parameters": [_UPSERT, _METADATA]}


def readable(router: APIRouter, path: str, operation_id: str, **given: Any) -> Callable[[Handler], Handler]:
    """Register a handler for GET and HEAD, which need an id each."""

    def register(handler: Handler) -> Handler:
        router.get(path, operation_id=operation_id, **given)(handler)
        return router.head(path, operation_id=f"{operation_id}_head", **given)(handler)

    return register

"""Describe resumable uploads in OpenAPI: the headers of TUS 1.0, and errors as plain text."""

from typing import Annotated, Any

from fastapi import Path

from chronos.web.uploads.headers import CONTENT_TYPE, VERSION

UploadId = Annotated[str, Path(description="Id of the upload, the end of its `Location`.")]

_MEANINGS = {
    400: "A header or the body cannot be used.",
    401: "The token is missing, expired or invalid.",
    403: "The caller may not do this.",
    404: "The upload does not exist, or is another person's.",
    405: "The method is none of those that `X-HTTP-Method-Override` may name.",
    409: "The upload is at another offset, or the current state does not allow this.",
    410: "The upload has expired; begin it again.",
    412: "The header `Tus-Resumable` is missing or of another version.",
    413: "The file or the piece is too large, or the plan's storage is full.",
    415: "The piece or the file is not of an accepted type.",
    422: "The file is not valid, or a choice for the video is not.",
    423: "Another request is sending this upload.",
    429: "Too many uploads are unfinished.",
    460: "The piece differs from its `Upload-Checksum`; send it again.",
    500: "Internal error; please report it.",
    502: "Something that Chronos relies on failed; an operator must act.",
    503: "Something that Chronos relies on is unavailable; `Retry-After` says how many seconds to wait.",
    507: "The server's disk is full; received bytes are kept.",
}
_HEADERS = {
    "Location": "Address of the upload.",
    "Upload-Offset": "Bytes that are safe.",
    "Upload-Length": "Bytes of the file.",
    "Upload-Metadata": "Metadata as they were sent.",
    "Upload-Expires": "When the upload expires.",
    "Chronos-Video-Id": "Id of the video that has the file.",
    "Chronos-Duplicate": "`true` when the library had the file before.",
    "Chronos-Estimate": "What the video's transcription takes, e.g. `transcription_minutes=12.500, "
    "processing_seconds=60.000, cost_usd=0.000, minutes_left=900.000, fits=?1` (RFC 8941).",
    "Tus-Resumable": "Version of the protocol.",
    "Tus-Version": "Supported version of the protocol.",
    "Tus-Max-Size": "Maximum bytes of a file.",
    "Tus-Extension": "Supported extensions of the protocol.",
    "Tus-Checksum-Algorithm": "Supported checksums.",
}
_PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "Tus-Resumable": ({"enum": [VERSION]}, "Version of the protocol."),
    "Upload-Length": ({"type": "integer", "minimum": 0}, "Bytes of the file."),
    "Upload-Offset": ({"type": "integer", "minimum": 0}, "Bytes that are stored already."),
    "Upload-Metadata": ({"type": "string"}, "Pairs of a key and a value in base64, with commas between."),
    "Upload-Checksum": ({"type": "string"}, "Algorithm and base64 digest of the piece, with a space between."),
    "X-HTTP-Method-Override": ({"enum": ["PATCH", "HEAD", "DELETE"]}, "The method that is meant."),
    "x-upsert": ({"enum": ["true", "false"]}, "`true` replaces an existing object."),
}


def answers(status: int, meaning: str, *headers: str, errors: tuple[int, ...] = ()) -> dict[int | str, dict[str, Any]]:
    """Return `responses=` for a route: its success with these headers, and its errors."""
    described = {name: {"description": _HEADERS[name], "schema": {"type": "string"}} for name in headers}
    return {
        status: {"description": meaning, "headers": described},
        **{
            error: {"description": _MEANINGS[error], "content": {"text/plain": {"schema": {"type": "string"}}}}
            for error in errors
        },
    }


def sends(*headers: str, required: tuple[str, ...] = ("Tus-Resumable",), has_piece: bool = False) -> dict[str, Any]:
    """Return `openapi_extra=` for a route that reads these headers, the required ones, and a piece of the file."""
    parameters = [
        {
            "name": name,
            "in": "header",
            "required": name in required,
            "schema": _PARAMETERS[name][0],
            "description": _PARAMETERS[name][1],
        }
        for name in (*required, *headers)
    ]
    piece = {"content": {CONTENT_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
    return {"parameters": parameters, **({"requestBody": piece} if has_piece else {})}

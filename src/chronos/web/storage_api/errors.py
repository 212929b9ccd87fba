"""Errors under /storage/v1 in the form that Supabase's clients read."""

from collections.abc import Mapping

from starlette.responses import JSONResponse

PREFIX = "/storage/v1/"

# Our code: Supabase's status in the body, its `error` and its `code`. storage3 and storage-js tell a missing object by
# `not_found` and `NoSuchKey`.
_BY_CODE: Mapping[str, tuple[int, str, str]] = {
    "bucket_not_found": (404, "Bucket not found", "NoSuchBucket"),
    "object_not_found": (404, "not_found", "NoSuchKey"),
    "bytes_missing": (404, "not_found", "NoSuchKey"),
    "no_such_address": (404, "Not Found", "InvalidRequest"),
    "exists": (409, "Duplicate", "KeyAlreadyExists"),
    "name_invalid": (400, "InvalidKey", "InvalidKey"),
    "file_empty": (422, "file_empty", "InvalidRequest"),
    "mime_type_not_supported": (415, "invalid_mime_type", "InvalidMimeType"),
    "content_not_allowed": (415, "invalid_mime_type", "InvalidMimeType"),
    "not_media": (415, "invalid_mime_type", "InvalidMimeType"),
    "playlist": (415, "invalid_mime_type", "InvalidMimeType"),
    "storage_full": (413, "Payload too large", "EntityTooLarge"),
    "too_large": (413, "Payload too large", "EntityTooLarge"),
    "range_unsatisfiable": (416, "invalid_range", "InvalidRange"),
    "link_expired": (400, "ExpiredToken", "ExpiredToken"),
    "link_invalid": (400, "InvalidSignature", "InvalidSignature"),
}
_BY_STATUS: Mapping[int, tuple[int, str, str]] = {
    # Supabase refuses a token that it does not believe with 403.
    401: (403, "Unauthorized", "AccessDenied"),
    403: (403, "Unauthorized", "AccessDenied"),
    404: (404, "not_found", "NoSuchKey"),
    409: (409, "Conflict", "InvalidRequest"),
    413: (413, "Payload too large", "EntityTooLarge"),
    422: (400, "InvalidRequest", "InvalidRequest"),
    429: (429, "SlowDown", "SlowDown"),
    500: (500, "Internal", "InternalError"),
}
# Refusals that Supabase's server answers with the status itself; every other one is a 400 whose body says more.
_PLAIN = frozenset({405, 416, 429})


def storage_error(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """An error as `{statusCode, error, code, message}`.

    `status` and `code` are ours, as everywhere else. The HTTP status is 400 for whatever Supabase answers so. A failure
    (5xx) and 429 are no fault of the request: clients and proxies repeat it by the status, without reading the body.
    """
    told, error, name = _BY_CODE.get(code) or _BY_STATUS.get(status) or (status, "InvalidRequest", "InvalidRequest")
    if status >= 500:
        told, error, name = status, "Internal", "InternalError"
    body = {"statusCode": str(told), "error": error, "code": name, "message": message}
    # An address that is no endpoint at all differs from an object that does not exist.
    http_status = told if told in _PLAIN or told >= 500 or code == "no_such_address" else 400
    return JSONResponse(body, http_status, headers)

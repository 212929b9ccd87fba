"""Receive an upload: a multipart body from the network to files in a folder of its own, in constant memory."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from chronos.errors import Invalid, ProviderError
from chronos.storage.uploads.folder import FOLDER
from chronos.web.body_limit import declared_bytes
from chronos.web.multipart import MAX_FORM_BYTES, Form, Part, text_of, too_large

LEFT_OVER_SECONDS = 24 * 3600
WRITE_BYTES = 1024 * 1024  # gathered before a thread writes them

_BROKEN = "The upload broke off before its end: send it again."


@dataclass(frozen=True, slots=True)
class Upload:
    """What a client sent; the files are there until the block ends."""

    file: Path
    file_name: str
    title: str | None
    language: str | None
    captions: Path | None


@asynccontextmanager
async def received(request: Request, home: Path) -> AsyncIterator[Upload]:
    """The fields `file`, `title`, `language` and `captions` of the request's form.

    Whatever happens, nothing stays behind. Raises OverLimit (`too_large`) as soon as it is known, Invalid for a body
    that is no such form or breaks off.
    """
    if declared_bytes(request.scope) > MAX_FORM_BYTES:
        raise too_large()
    form = Form(await asyncio.to_thread(_make_folder, home / "incoming"))
    try:
        await _read(request, form)
        yield _upload(form)
    finally:
        await asyncio.to_thread(form.discard)


async def _read(request: Request, form: Form) -> None:
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or b"boundary" not in options:
        raise Invalid("Send the file as a form: `multipart/form-data` with a field `file`.", code="form_invalid")
    total = 0
    try:
        parser = MultipartParser(options[b"boundary"], form.callbacks())
        async for piece in request.stream():
            total += len(piece)
            if total > MAX_FORM_BYTES:
                raise too_large()
            parser.write(piece)
            if form.waiting_bytes >= WRITE_BYTES:
                await asyncio.to_thread(form.write)
        await asyncio.to_thread(form.close)
    except FormParserError as error:
        raise Invalid("The form cannot be read: it is not valid `multipart/form-data`.", code="form_invalid") from error
    except ClientDisconnect as error:
        raise Invalid(_BROKEN, code="upload_broken") from error
    except OSError as error:
        raise ProviderError(f"The upload could not be kept: {error.strerror}.", code="storage_failed") from error
    if not form.is_complete:
        raise Invalid(_BROKEN, code="upload_broken")


def _upload(form: Form) -> Upload:
    by_name = {part.name: part for part in form.parts}
    file, captions = by_name.get("file"), by_name.get("captions")
    if file is None or file.path is None or not file.size_bytes:
        raise Invalid("Choose a file: the field `file` is missing or empty.", code="form_invalid")
    return Upload(
        file=file.path,
        file_name=file.file_name.replace("\\", "/").rpartition("/")[2] or "upload",
        title=_value(by_name.get("title")),
        language=_value(by_name.get("language")),
        # A form whose captions were left empty sends a nameless part of no bytes.
        captions=captions.path if captions and captions.size_bytes else None,
    )


def _value(part: Part | None) -> str | None:
    return (text_of(bytes(part.value)).strip() or None) if part is not None else None


def _make_folder(incoming: Path) -> Path:
    incoming.mkdir(parents=True, exist_ok=True)
    for left_over in incoming.iterdir():  # of a server that was killed: no upload takes as long as this
        if left_over.name != FOLDER and left_over.stat().st_mtime < time.time() - LEFT_OVER_SECONDS:
            shutil.rmtree(left_over, ignore_errors=True)
    return Path(tempfile.mkdtemp(dir=incoming))

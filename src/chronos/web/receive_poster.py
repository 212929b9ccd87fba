"""Receive the choice of a poster: a form with an image or a second, or JSON with a second."""

import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.requests import Request

from chronos.errors import Invalid, OverLimit
from chronos.storage import own_folder
from chronos.videos import MAX_POSTER_BYTES, PosterChoice
from chronos.web.body_limit import declared_bytes
from chronos.web.body_writer import BodyWriter
from chronos.web.multipart import MAX_OVERHEAD_BYTES, Part, read_form
from chronos.web.receive_form import MAX_FIELD_BYTES

FIELDS = ("file", "at_seconds")


@asynccontextmanager
async def received_poster(request: Request, home: Path) -> AsyncIterator[PosterChoice]:
    """Read the form: `file`, an image, or `at_seconds`; the file exists until the block ends.

    Raises OverLimit (`too_large`) for an image of more than 5 MB, Invalid for a body that is no such form.
    """
    if declared_bytes(request.scope) > MAX_POSTER_BYTES + MAX_OVERHEAD_BYTES:
        raise OverLimit(f"A poster may have up to {MAX_POSTER_BYTES // 1024**2} MB.", code="too_large")
    async with own_folder(home) as folder:

        def open_file(part: Part, before: Sequence[Part]) -> BodyWriter | None:
            if part.name not in FIELDS or any(part.name == other.name for other in before):
                raise Invalid("The form has the fields `file` or `at_seconds`, each once.", code="form_invalid")
            return BodyWriter(folder / "image", MAX_POSTER_BYTES) if part.name == "file" else None

        parts = {part.name: part for part in await read_form(request, open_file, max_field_bytes=MAX_FIELD_BYTES)}
        part = parts.get("file", Part())
        # A browser sends a part without bytes and name for no file.
        file = part.file if part.file is not None and (part.file.size_bytes or part.file_name) else None
        text = (parts.get("at_seconds", Part()).text or "").strip()
        yield PosterChoice(_read_seconds(text) if text else None, file.path if file is not None else None)


def _read_seconds(text: str) -> float:
    try:
        second = float(text)
    except ValueError:
        second = math.nan
    if not math.isfinite(second):
        raise Invalid("Write the second of the poster as a number, for example 90.", code="second_outside")
    return second

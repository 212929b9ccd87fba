"""Receive an upload by a form: its files into a folder of their own, which is removed with the request."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request

from chronos.errors import Invalid, OverLimit
from chronos.storage import own_folder
from chronos.videos import CHOICES, MAX_CAPTIONS_BYTES, MAX_FILE_BYTES, Details, read_details
from chronos.web.body_limit import declared_bytes
from chronos.web.body_writer import BodyWriter
from chronos.web.multipart import MAX_OVERHEAD_BYTES, Part, read_form

MAX_FIELD_BYTES = 8 * 1024  # of a title or language
FILE_LIMITS = {"file": MAX_FILE_BYTES, "captions": MAX_CAPTIONS_BYTES}
FIELDS = ("file", *CHOICES)


@dataclass(frozen=True, slots=True)
class FormUpload:
    """A file with what its owner declares of it; the files exist until the block ends."""

    file: Path
    details: Details


@asynccontextmanager
async def received_form(request: Request, home: Path) -> AsyncIterator[FormUpload]:
    """Read the form: `file`, `title`, `language`, `captions`, `captions_encoding` and `audio_track`.

    Nothing of it stays on disk after the block. Raises OverLimit (`too_large`) as soon as it is known, Invalid for a
    body that is no such form, has another field or breaks off.
    """
    if declared_bytes(request.scope) > sum(FILE_LIMITS.values()) + MAX_OVERHEAD_BYTES:
        raise OverLimit(f"A file may have up to {MAX_FILE_BYTES // 1024**2} MB.", code="too_large")
    async with own_folder(home) as folder:

        def open_file(part: Part, before: Sequence[Part]) -> BodyWriter | None:
            if part.name not in FIELDS:  # a misspelt one would be lost in silence
                known = ", ".join(f"`{name}`" for name in FIELDS)
                raise Invalid(f"The form has a field {part.name[:50]!r}. Its fields are {known}.", code="form_invalid")
            if any(part.name == other.name for other in before):
                raise Invalid(f"Send one `{part.name}` at a time.", code="form_invalid")
            if part.name not in FILE_LIMITS:
                return None
            return BodyWriter(folder / part.name, FILE_LIMITS[part.name])  # the client's name is only shown

        yield _upload(
            {part.name: part for part in await read_form(request, open_file, max_field_bytes=MAX_FIELD_BYTES)}
        )


def _upload(parts: dict[str, Part]) -> FormUpload:
    part = parts.get("file", Part())
    file, captions = _chosen_file(part), _chosen_file(parts.get("captions", Part()))
    if file is None:
        raise Invalid("Choose a file: the field `file` is missing.", code="form_invalid")
    fields = {name: part.value.decode("utf-8", "replace") for name, part in parts.items() if part.file is None}
    details = read_details(
        # A blank title is refused; blanks around other choices are a slip of the hand.
        {name: text if name == "title" else text.strip() for name, text in fields.items()},
        file_name=(part.file_name or "").replace("\\", "/").rpartition("/")[2] or "upload",
        captions=captions.path if captions is not None else None,
    )
    return FormUpload(file.path, details)


def _chosen_file(part: Part) -> BodyWriter | None:
    """Return the file of the part, which may be empty; a browser sends a part without bytes and name for no file."""
    return part.file if part.file is not None and (part.file.size_bytes or part.file_name) else None

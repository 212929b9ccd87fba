"""Read a form (multipart/form-data, RFC 7578) as it arrives: short fields into memory, files onto the disk."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from chronos.errors import Invalid
from chronos.file_work import FILE_WORK
from chronos.web.body_writer import BodyWriter, broken, receiving
from chronos.web.client_network import client_network

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # a form that cannot be read is answered, not logged

MAX_FIELD_BYTES = 64 * 1024
ON_LOOP_BYTES = 4 * 1024  # of one piece: bytes that resemble boundaries take a hundred times as long as others
MAX_HEADER_BYTES = 16 * 1024  # of one field
MAX_PARTS = 16
MAX_OVERHEAD_BYTES = MAX_PARTS * (MAX_FIELD_BYTES + MAX_HEADER_BYTES)  # of everything in the form but its files


@dataclass(slots=True)
class Part:
    """A field of the form; with `file` its bytes go there, else into `value`. `file_name` None: it is not a file."""

    name: str = ""
    file_name: str | None = None
    content_type: str = ""
    file: BodyWriter | None = None
    value: bytearray = field(default_factory=bytearray)
    headers: dict[str, bytes] = field(default_factory=dict)
    header_bytes: int = 0

    @property
    def text(self) -> str | None:
        """The value without surrounding blanks; None for an empty one."""
        return _text_of(bytes(self.value)).strip() or None


# Called with each part before its first byte: the file that takes it, None for a field. Raises Invalid to refuse it.
OpenFile = Callable[[Part, Sequence[Part]], BodyWriter | None]


async def read_form(request: Request, open_file: OpenFile, *, max_field_bytes: int = MAX_FIELD_BYTES) -> Sequence[Part]:
    """Return the form's parts; files are whole and on disk.

    Raises Invalid (`form_invalid`, `upload_broken`), OverLimit (`too_large`) while it arrives, ProviderError.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or b"boundary" not in options:
        raise Invalid("Send the file as a form: `multipart/form-data` with a field `file`.", code="form_invalid")
    form = _Form(open_file, max_field_bytes)
    try:
        with receiving():
            await _feed(request, MultipartParser(options[b"boundary"], form.callbacks()), form)
    except FormParserError as error:
        raise Invalid("The form cannot be read: it is not valid `multipart/form-data`.", code="form_invalid") from error
    if not form.is_complete:
        raise broken()
    return form.parts


async def _feed(request: Request, parser: MultipartParser, form: "_Form") -> None:
    total = 0
    turn = FILE_WORK.turn(("form", client_network(request.client.host) if request.client else ""))
    async for piece in request.stream():
        total += len(piece)
        if total - sum(file.size_bytes for file in form.files) > MAX_OVERHEAD_BYTES + len(piece):
            raise Invalid("The form contains more than files and short fields.", code="form_invalid")
        if len(piece) > ON_LOOP_BYTES:
            async with turn:
                await asyncio.to_thread(parser.write, piece)
        else:
            parser.write(piece)
        for file in form.files:
            await file.write()
    for file in form.files:
        await file.write(is_last=True)


class _Form:
    """The parser's callbacks, which collect the parts."""

    def __init__(self, open_file: OpenFile, max_field_bytes: int) -> None:
        self._open_file, self._max_field_bytes = open_file, max_field_bytes
        self._header = (bytearray(), bytearray())
        self.parts: list[Part] = []
        self.files: list[BodyWriter] = []
        self.is_complete = False

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin_part,
            "on_header_field": lambda data, start, end: self._add_header(0, data[start:end]),
            "on_header_value": lambda data, start, end: self._add_header(1, data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._open_part,
            "on_part_data": self._add_data,
            "on_end": self._end,
        }

    def _begin_part(self) -> None:
        if len(self.parts) == MAX_PARTS:
            raise Invalid(f"The form has more than {MAX_PARTS} fields.", code="form_invalid")
        self.parts.append(Part())

    def _add_header(self, half: int, data: bytes) -> None:
        part = self.parts[-1]
        part.header_bytes += len(data)
        if part.header_bytes > MAX_HEADER_BYTES:
            raise Invalid("The headers of a field in the form are too long.", code="form_invalid")
        self._header[half].extend(data)

    def _end_header(self) -> None:
        name, value = self._header
        self.parts[-1].headers[name.decode("latin-1").lower()] = bytes(value)
        self._header = (bytearray(), bytearray())

    def _open_part(self) -> None:
        part = self.parts[-1]
        _, options = parse_options_header(part.headers.get("content-disposition", b"").decode("latin-1"))
        part.name = _text_of(options.get(b"name", b""))
        if any(option.startswith(b"filename") for option in options):
            part.file_name = _text_of(options.get(b"filename", b""))
        part.content_type = _text_of(part.headers.get("content-type", b""))
        part.file = self._open_file(part, self.parts[:-1])
        if part.file is not None:
            self.files.append(part.file)

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        part = self.parts[-1]
        if part.file is not None:
            part.file.add(data[start:end])
            return
        part.value += data[start:end]
        if len(part.value) > self._max_field_bytes:
            raise Invalid(f"The field {part.name[:100]!r} is too long.", code="form_invalid")

    def _end(self) -> None:
        self.is_complete = True


def _text_of(raw: bytes) -> str:
    """Decode UTF-8; invalid bytes become a replacement character."""
    return raw.decode("utf-8", "replace")

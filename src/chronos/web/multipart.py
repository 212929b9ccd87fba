"""A form's fields as they come off the network: small ones into memory, files onto the disk."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from python_multipart.multipart import parse_options_header

from chronos.errors import Invalid, OverLimit
from chronos.videos.captions import MAX_BYTES as MAX_CAPTIONS_BYTES
from chronos.videos.intake import MAX_FILE_BYTES

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_FIELD_BYTES = 8 * 1024
MAX_PARTS = 16
MAX_FORM_BYTES = MAX_FILE_BYTES + MAX_CAPTIONS_BYTES + 64 * 1024

_FILE_LIMITS = {"file": MAX_FILE_BYTES, "captions": MAX_CAPTIONS_BYTES}


@dataclass(slots=True)
class Part:
    """One field of the form; `path` is set when it is kept as a file."""

    headers: dict[str, bytes] = field(default_factory=dict)
    name: str = ""
    file_name: str = ""
    path: Path | None = None
    value: bytearray = field(default_factory=bytearray)
    size_bytes: int = 0


class Form:
    """The parser's callbacks: small fields into memory, files into `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._header = (bytearray(), bytearray())
        self._open: dict[Path, BinaryIO] = {}
        self._waiting: list[tuple[Path, bytes]] = []
        self.parts: list[Part] = []
        self.waiting_bytes = 0
        self.is_complete = False

    def callbacks(self) -> "MultipartCallbacks":
        """What the parser is to call."""
        return {
            "on_part_begin": self._begin_part,
            "on_header_field": self._add_header_name,
            "on_header_value": self._add_header_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._open_part,
            "on_part_data": self._add_data,
            "on_end": self._end,
        }

    def write(self) -> None:
        """Put what waits onto the disk; blocking."""
        for path, data in self._waiting:
            if path not in self._open:
                self._open[path] = path.open("xb")
            self._open[path].write(data)
        self._waiting.clear()
        self.waiting_bytes = 0

    def close(self) -> None:
        """Write the rest and close every file; blocking."""
        self.write()
        for file in self._open.values():
            file.close()

    def discard(self) -> None:
        """Remove everything; blocking."""
        for file in self._open.values():
            file.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _begin_part(self) -> None:
        if len(self.parts) == MAX_PARTS:
            raise Invalid(f"The form has more than {MAX_PARTS} fields.", code="form_invalid")
        self.parts.append(Part())

    def _add_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header[0].extend(data[start:end])

    def _add_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1].extend(data[start:end])

    def _end_header(self) -> None:
        name, value = self._header
        self.parts[-1].headers[name.decode("latin-1").lower()] = bytes(value)
        self._header = (bytearray(), bytearray())

    def _open_part(self) -> None:
        part = self.parts[-1]
        _, options = parse_options_header(part.headers.get("content-disposition", b"").decode("latin-1"))
        part.name = text_of(options.get(b"name", b""))
        part.file_name = text_of(options.get(b"filename", b""))
        if part.name in _FILE_LIMITS:
            if any(part.name == other.name for other in self.parts[:-1]):
                raise Invalid(f"Send one `{part.name}` at a time.", code="form_invalid")
            part.path = self._folder / part.name  # the client's name for it is only ever shown

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        part = self.parts[-1]
        part.size_bytes += end - start
        if part.size_bytes > _FILE_LIMITS.get(part.name, MAX_FIELD_BYTES):
            raise too_large() if part.path else Invalid(f"The field {part.name!r} is too long.", code="form_invalid")
        if part.path is None:
            part.value += data[start:end]
        else:
            self._waiting.append((part.path, data[start:end]))
            self.waiting_bytes += end - start

    def _end(self) -> None:
        self.is_complete = True


def too_large() -> OverLimit:
    """What is raised as soon as a file turns out to be larger than the library takes."""
    return OverLimit(f"A file may have up to {MAX_FILE_BYTES // 1024**2} MB.", code="too_large")


def text_of(raw: bytes) -> str:
    """`raw` as text; bytes that are none become a sign that says so."""
    return raw.decode("utf-8", "replace")

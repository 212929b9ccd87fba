"""The form in which Supabase's clients send a file: what they say of it, and one file, as they come off the network."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.multipart import parse_options_header

from chronos.errors import Invalid
from chronos.web.multipart import text_of

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_FIELD_BYTES = 64 * 1024
MAX_FIELDS = 16
MAX_OVERHEAD_BYTES = MAX_FIELDS * (MAX_FIELD_BYTES + 16 * 1024)  # of everything in the form but the file


@dataclass(slots=True)
class ObjectForm:
    """The parser's callbacks. `on_file` is told the file's type before its first byte, `on_data` gets its bytes."""

    on_file: Callable[[str], None]
    on_data: Callable[[bytes], None]
    fields: dict[str, str] = field(default_factory=dict)
    has_file: bool = False
    is_complete: bool = False
    _headers: dict[str, bytes] = field(default_factory=dict)
    _header: tuple[bytearray, bytearray] = field(default_factory=lambda: (bytearray(), bytearray()))
    _header_bytes: int = 0
    _name: str | None = None  # of the field that is being read; None for the file
    _value: bytearray = field(default_factory=bytearray)

    def callbacks(self) -> "MultipartCallbacks":
        """What the parser is to call."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._add_header(0, data[start:end]),
            "on_header_value": lambda data, start, end: self._add_header(1, data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": self._add_data,
            "on_part_end": self._close,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self._headers, self._header_bytes, self._value = {}, 0, bytearray()
        if len(self.fields) + self.has_file == MAX_FIELDS:
            raise Invalid(f"The form has more than {MAX_FIELDS} fields.", code="form_invalid")

    def _add_header(self, half: int, data: bytes) -> None:
        self._header_bytes += len(data)
        if self._header_bytes > 16 * 1024:
            raise Invalid("A field's headers in the form are too long.", code="form_invalid")
        self._header[half].extend(data)

    def _end_header(self) -> None:
        name, value = self._header
        self._headers[name.decode("latin-1").lower()] = bytes(value)
        self._header = (bytearray(), bytearray())

    def _open(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b"").decode("latin-1"))
        if not any(option.startswith(b"filename") for option in options):
            self._name = text_of(options.get(b"name", b""))
            return
        if self.has_file:
            raise Invalid("Send one file at a time.", code="form_invalid")
        self._name, self.has_file = None, True
        self.on_file(text_of(self._headers.get("content-type", b"")) or "application/octet-stream")

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        if self._name is None:
            self.on_data(data[start:end])
            return
        self._value += data[start:end]
        if len(self._value) > MAX_FIELD_BYTES:
            raise Invalid(f"The field {self._name[:100]!r} is too long.", code="form_invalid")

    def _close(self) -> None:
        if self._name is not None:
            self.fields[self._name] = text_of(bytes(self._value))

    def _end(self) -> None:
        self.is_complete = True

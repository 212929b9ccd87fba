"""Forms as they arrive, field by field."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.types import Message

from chronos.errors import Invalid, OverLimit
from chronos.web.body_writer import BodyWriter
from chronos.web.multipart import MAX_FIELD_BYTES, MAX_HEADER_BYTES, MAX_OVERHEAD_BYTES, MAX_PARTS, Part, read_form

END = b"--edge--\r\n"


def field(head: str, value: bytes = b"x") -> bytes:
    return b"--edge\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + value + b"\r\n"


def request_of(body: bytes, step: int = 1000, kind: str = "multipart/form-data; boundary=edge") -> Request:
    pieces: Iterable[bytes] = iter([body[i : i + step] for i in range(0, len(body), step)])

    async def receive() -> Message:
        piece = next(iter(pieces), None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    return Request(
        {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", kind.encode())]}, receive
    )


def no_file(part: Part, before: Sequence[Part]) -> None:
    return None


async def test_fields_and_files_in_their_order(tmp_path: Path) -> None:
    seen: list[tuple[str, str | None, int]] = []

    def open_file(part: Part, before: Sequence[Part]) -> BodyWriter | None:
        seen.append((part.name, part.file_name, len(before)))
        return BodyWriter(tmp_path / "file", None) if part.file_name else None

    body = field('name="title"', " Größe ".encode()) + field('name="file"; filename="ä.mp4"', b"0123") + END
    title, file = await read_form(request_of(body, step=3), open_file)
    assert title.text == "Größe"
    assert (file.file_name, file.text) == ("ä.mp4", None)
    assert (tmp_path / "file").read_bytes() == b"0123"
    assert seen == [("title", None, 0), ("file", "ä.mp4", 1)]


async def test_an_empty_value_is_no_text() -> None:
    [part] = await read_form(request_of(field('name="title"', b"  ") + END), no_file)
    assert part.text is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (field('name="a"') * (MAX_PARTS + 1) + END, "more than 16 fields"),
        (field('name="a"' + 7 * f"\r\nX-Long: {'a' * (MAX_HEADER_BYTES // 6)}") + END, "headers of a field"),
        (field('name="a"', b"x" * (MAX_FIELD_BYTES + 1)) + END, "'a' is too long"),
        (b"no form at all" + END, "not valid"),
    ],
)
async def test_forms_beyond_the_limits_are_refused(body: bytes, message: str) -> None:
    with pytest.raises(Invalid, match=message) as error:
        await read_form(request_of(body), no_file)
    assert error.value.code == "form_invalid"


async def test_bytes_outside_of_fields_are_bounded() -> None:
    body = field('name="a"') + END + b"x" * (2 * MAX_OVERHEAD_BYTES)
    with pytest.raises(Invalid, match="more than files and short fields"):
        await read_form(request_of(body, step=100_000), no_file)


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", ""])
async def test_other_bodies_are_refused(kind: str) -> None:
    with pytest.raises(Invalid, match="Send the file as a form"):
        await read_form(request_of(b"{}", kind=kind), no_file)


async def test_a_form_without_its_end_broke_off() -> None:
    with pytest.raises(Invalid) as error:
        await read_form(request_of(field('name="a"')), no_file)
    assert error.value.code == "upload_broken"


async def test_a_file_above_its_limit_is_refused_while_it_arrives(tmp_path: Path) -> None:
    body = field('name="file"; filename="a"', b"x" * 100) + END
    with pytest.raises(OverLimit):
        await read_form(request_of(body, step=10), lambda part, before: BodyWriter(tmp_path / "file", 50))
    assert not (tmp_path / "file").exists()

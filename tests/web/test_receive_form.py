"""Uploads off the network."""

from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.types import Message

from chronos.errors import ChronosError
from chronos.videos import Details
from chronos.web.receive_form import FILE_LIMITS, received_form

BOUNDARY = "b0undary"


def part(name: str, content: bytes, file_name: str | None = None) -> bytes:
    named = f'; filename="{file_name}"' if file_name is not None else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


def a_request(pieces: Iterable[bytes], *, ends: bool = True, kind: str | None = None) -> Request:
    """An upload that arrives in these pieces; without `ends` the client goes away after the last."""
    waiting = iter(pieces)

    async def receive() -> Message:
        piece = next(waiting, None)
        if piece is not None:
            return {"type": "http.request", "body": piece, "more_body": True}
        return {"type": "http.request", "body": b"", "more_body": False} if ends else {"type": "http.disconnect"}

    content_type = kind or f"multipart/form-data; boundary={BOUNDARY}"
    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", content_type.encode())]}
    return Request(scope, receive)


async def refusal(home: Path, request: Request) -> ChronosError:
    with pytest.raises(ChronosError) as error:
        async with received_form(request, home):
            pass
    assert left_behind(home) == []
    return error.value


def left_behind(home: Path) -> list[Path]:
    return list((home / "incoming").rglob("*")) if (home / "incoming").exists() else []


async def byte_by_byte(body: bytes) -> AsyncIterator[bytes]:
    for byte in body:
        yield bytes([byte])


@pytest.mark.parametrize("size", [1, 7, 1024, 10**6])
async def test_a_form_in_pieces_of_any_size(tmp_path: Path, size: int) -> None:
    content = bytes(range(256)) * 50 + f"\r\n--{BOUNDAR_LIKE}\r\n".encode()
    body = part("title", "Größe".encode()) + part("file", content, "größe.mp4") + part("captions", b"", "") + END
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    async with received_form(a_request(pieces), tmp_path) as upload:
        assert upload.file.read_bytes() == content
        assert upload.file.is_relative_to(tmp_path / "incoming")
        assert upload.details == Details("Größe", "größe.mp4")
    assert left_behind(tmp_path) == []


BOUNDAR_LIKE = BOUNDARY[:-1]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            part("titel", b"Mine"),
            "The form has a field 'titel'. Its fields are `file`, `title`, `language`, `captions`,",
        ),
        (part("is_published", b"true"), "The form has a field 'is_published'"),
        (part("thumbnail", b"x" * 100, "a.png"), "The form has a field 'thumbnail'"),
        (part("title", b"One") + part("title", b"Two"), "Send one `title` at a time."),
    ],
)
async def test_another_field_is_refused(tmp_path: Path, more: bytes, words: str) -> None:
    error = await refusal(tmp_path, a_request([part("file", b"video", "a.mp4") + more + END]))
    assert error.code == "form_invalid"
    assert str(error).startswith(words)


async def test_an_empty_caption_file_is_not_dropped(tmp_path: Path) -> None:
    body = part("file", b"video", "a.mp4") + part("captions", b"", "a.vtt") + END
    async with received_form(a_request([body]), tmp_path) as upload:
        assert upload.details.captions is not None
        assert upload.details.captions.read_bytes() == b""


async def test_captions_stand_beside_the_file(tmp_path: Path) -> None:
    body = part("file", b"video", "a.mp4") + part("captions", b"WEBVTT", "../../a.vtt") + END
    async with received_form(a_request([body]), tmp_path) as upload:
        assert upload.details.captions is not None
        assert upload.details.captions.read_bytes() == b"WEBVTT"
        assert upload.details.captions.parent == upload.file.parent


async def test_an_error_inside_the_block_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        async with received_form(a_request([part("file", b"video", "a.mp4") + END]), tmp_path):
            raise RuntimeError
    assert left_behind(tmp_path) == []


async def test_too_large_is_said_while_it_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FILE_LIMITS, "file", 3 * 1024**2)
    sent = 0

    def pieces() -> Iterable[bytes]:
        nonlocal sent
        yield part("file", b"", "a.mp4")[:-2]
        while True:
            sent += 1
            yield bytes(64 * 1024)

    assert (await refusal(tmp_path, a_request(pieces()))).code == "too_large"
    assert sent == 3 * 16 + 1


@pytest.mark.parametrize(
    ("body", "ends", "code"),
    [
        (b"", True, "upload_broken"),
        (part("file", b"video", "a.mp4"), True, "upload_broken"),
        (part("file", b"video", "a.mp4")[:-5], False, "upload_broken"),
        (b"no form at all", True, "form_invalid"),
        (END, True, "form_invalid"),
        (part("title", b"x") + END, True, "form_invalid"),
        (part("file", b"1", "a") + part("file", b"2", "b") + END, True, "form_invalid"),
        (part("title", b"x" * 10_000) + END, True, "form_invalid"),
        (part("x", b"") * 20 + END, True, "form_invalid"),
    ],
)
async def test_broken_forms(tmp_path: Path, body: bytes, ends: bool, code: str) -> None:
    assert (await refusal(tmp_path, a_request([body], ends=ends))).code == code


@pytest.mark.parametrize(
    "kind", ["application/json", "multipart/form-data", "multipart/form-data; boundary=" + "x" * 5000, "ä"]
)
async def test_other_kinds_of_body(tmp_path: Path, kind: str) -> None:
    assert (await refusal(tmp_path, a_request([END], kind=kind))).code == "form_invalid"

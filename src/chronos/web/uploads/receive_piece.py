"""Receive a piece: append a request's body to an upload, in constant memory."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from chronos.errors import Conflict, Invalid, OverLimit, ProviderError
from chronos.storage import UploadWriter
from chronos.web.uploads.headers import Checksum

WRITE_BYTES = 1024 * 1024  # gathered before a thread writes them
SAFE_BYTES = 4 * 1024 * 1024  # written before they are made safe: the most that a killed server loses
SAFE_SECONDS = 2.0  # the same for a slow sender
POLL_SECONDS = 0.2
GIVE_UP_SECONDS = 3.0  # without a byte, while another request waits: the sender is gone
IDLE_SECONDS = 60.0  # without a byte, while none waits

CHECKSUM_MISMATCH = 460


@dataclass(frozen=True, slots=True)
class Rules:
    """What a piece must comply with: the bytes still missing, their checksum, and a check of the first ones."""

    room_bytes: int
    checksum: Checksum | None
    check: Callable[[], Awaitable[None]]  # called when good bytes were written; raises to refuse them


async def receive_piece(request: Request, upload: UploadWriter, rules: Rules) -> None:
    """Append the request's body. All of it is safe when this returns; with a checksum, all or nothing.

    Raises OverLimit (more bytes than missing), Conflict (another request resumes it), Invalid (the sender went away),
    ProviderError (the disk); safe bytes stay safe. HTTPException 460 for a checksum that differs.
    """
    piece = _Piece(upload, rules)
    try:
        async for data in _pieces(request, upload):
            await piece.take(data)
    except (ClientDisconnect, Conflict, ProviderError) as error:
        if rules.checksum is None:
            with suppress(ProviderError):
                await piece.finish()  # the bytes so far are good
        if isinstance(error, ClientDisconnect):
            raise Invalid(
                "The piece broke off before its end: ask for the offset and resume.", code="upload_broken"
            ) from error
        raise
    except OverLimit:
        await asyncio.to_thread(upload.drop)
        raise
    await piece.finish()


class _Piece:
    def __init__(self, upload: UploadWriter, rules: Rules) -> None:
        self._upload, self._rules = upload, rules
        self._waiting = bytearray()
        self._received = 0
        self._safe_at = time.monotonic()
        self._hash = rules.checksum.begin() if rules.checksum else None
        self._is_broken = False

    async def take(self, data: bytes) -> None:
        """Gather `data`, and write when there is enough or the last time is long ago."""
        self._received += len(data)
        if self._received > self._rules.room_bytes:
            raise OverLimit("The body has more bytes than are missing from the upload.", code="too_large")
        self._waiting += data
        is_slow = time.monotonic() - self._safe_at >= SAFE_SECONDS
        if len(self._waiting) >= WRITE_BYTES or (is_slow and self._waiting):
            await self._write(is_slow=is_slow)

    async def finish(self) -> None:
        """Write the rest, compare the checksum, make it all safe."""
        if self._is_broken:
            return
        await self._write(is_slow=False)
        checksum = self._rules.checksum
        if checksum is not None and self._hash is not None and self._hash.digest() != checksum.digest:
            await asyncio.to_thread(self._upload.drop)
            raise HTTPException(
                CHECKSUM_MISMATCH,
                f"The {checksum.algorithm} of the piece differs from its Upload-Checksum: send it again.",
            )
        if checksum is not None:
            await self._rules.check()  # not before: a piece that was damaged on its way can look like anything
        await asyncio.to_thread(self._upload.sync)

    async def _write(self, *, is_slow: bool) -> None:
        waiting, self._waiting = self._waiting, bytearray()
        try:
            await asyncio.to_thread(self._write_now, waiting, is_slow)
        except ProviderError:
            self._is_broken = True
            raise
        if waiting and self._hash is None:
            await self._rules.check()

    def _write_now(self, waiting: bytearray, is_slow: bool) -> None:
        self._upload.write(waiting)
        if self._hash is not None:
            self._hash.update(waiting)  # not safe before it was compared
        elif is_slow or self._upload.position - self._upload.offset >= SAFE_BYTES:
            self._upload.sync()
            self._safe_at = time.monotonic()


async def _pieces(request: Request, upload: UploadWriter) -> AsyncIterator[bytes]:
    """Yield the body as it arrives, and an empty piece at intervals while nothing does.

    Raises ClientDisconnect; Conflict when nothing arrives and another request waits; ProviderError when nothing arrives
    for a minute.
    """
    heard = time.time()
    more = True
    while more:
        receiving = asyncio.ensure_future(request.receive())
        try:
            while not (await asyncio.wait({receiving}, timeout=POLL_SECONDS))[0]:
                await asyncio.to_thread(_check_patience, upload, heard)
                yield b""
        finally:
            receiving.cancel()
        message = receiving.result()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        heard = time.time()
        more = message.get("more_body", False)
        yield message.get("body", b"")


def _check_patience(upload: UploadWriter, heard: float) -> None:
    silent = time.time() - heard
    if silent >= GIVE_UP_SECONDS and upload.is_asked_for(since=heard):
        raise Conflict("Another request resumes this upload.", code="upload_locked")
    if silent >= IDLE_SECONDS:
        raise ProviderError("No byte arrived for a minute: resume from the offset.", code="sender_silent")

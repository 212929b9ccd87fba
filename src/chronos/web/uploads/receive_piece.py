"""Receive a piece: a request's body from the network to the end of an upload's bytes, in constant memory."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from chronos.errors import Conflict, Invalid, OverLimit, ProviderError
from chronos.storage.uploads.writer import HeldUpload
from chronos.web.uploads.headers import Checksum

WRITE_BYTES = 1024 * 1024  # gathered before a thread writes them
SAFE_BYTES = 4 * 1024 * 1024  # written before they are made safe: what a killed server loses at most
SAFE_SECONDS = 2.0  # the same for a slow sender
POLL_SECONDS = 0.2
GIVE_UP_SECONDS = 3.0  # without a byte, when another request wants the upload: the sender is gone
IDLE_SECONDS = 60.0  # without a byte, when nobody does

CHECKSUM_MISMATCH = 460


@dataclass(frozen=True, slots=True)
class Rules:
    """What a piece must keep to: how many bytes there is room for, what they hash to, and how they may begin."""

    room_bytes: int
    checksum: Checksum | None
    look: Callable[[], Awaitable[None]]  # called when good bytes were written; raises to refuse them


async def receive_piece(request: Request, held: HeldUpload, rules: Rules) -> None:
    """Append the request's body. All of it is safe when this returns; with a checksum, all or nothing.

    Raises OverLimit (more than there is room for), Conflict (another request goes on with it), Invalid (the sender went
    away), ProviderError (the disk); then what was safe stays so. HTTPException 460 for a checksum that differs.
    """
    writer = _Writer(held, rules)
    try:
        async for piece in _pieces(request, held):
            await writer.take(piece)
    except (ClientDisconnect, Conflict, ProviderError) as error:
        if rules.checksum is None:
            with suppress(ProviderError):
                await writer.finish()  # what came is good
        if isinstance(error, ClientDisconnect):
            raise Invalid("The piece broke off before its end: ask for the offset.", code="upload_broken") from error
        raise
    except OverLimit:
        await asyncio.to_thread(held.drop)
        raise
    await writer.finish()


class _Writer:
    def __init__(self, held: HeldUpload, rules: Rules) -> None:
        self._held, self._rules = held, rules
        self._waiting = bytearray()
        self._received = 0
        self._safe_at = time.monotonic()
        self._hash = rules.checksum.begin() if rules.checksum else None
        self._is_broken = False

    async def take(self, piece: bytes) -> None:
        """Gather `piece`, and write when it is enough or long enough ago."""
        self._received += len(piece)
        if self._received > self._rules.room_bytes:
            raise OverLimit("The body has more bytes than the upload was said to have.", code="too_large")
        self._waiting += piece
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
            await asyncio.to_thread(self._held.drop)
            raise HTTPException(
                CHECKSUM_MISMATCH,
                f"The piece does not have the {checksum.algorithm} that it was sent with: send it again.",
            )
        if checksum is not None:
            await self._rules.look()  # not before: a piece that was damaged on its way can look like anything
        await asyncio.to_thread(self._held.sync)

    async def _write(self, *, is_slow: bool) -> None:
        waiting, self._waiting = self._waiting, bytearray()
        try:
            await asyncio.to_thread(self._write_now, waiting, is_slow)
        except ProviderError:
            self._is_broken = True
            raise
        if waiting and self._hash is None:
            await self._rules.look()

    def _write_now(self, waiting: bytearray, is_slow: bool) -> None:
        self._held.write(waiting)
        if self._hash is not None:
            self._hash.update(waiting)  # not safe before it was compared
        elif is_slow or self._held.position - self._held.offset >= SAFE_BYTES:
            self._held.sync()
            self._safe_at = time.monotonic()


async def _pieces(request: Request, held: HeldUpload) -> AsyncIterator[bytes]:
    """The body as it comes, and an empty piece now and then while nothing does.

    Raises ClientDisconnect; Conflict when nothing comes and another request wants it; ProviderError when nothing comes
    for long.
    """
    heard = time.time()
    more = True
    while more:
        receiving = asyncio.ensure_future(request.receive())
        try:
            while not (await asyncio.wait({receiving}, timeout=POLL_SECONDS))[0]:
                await asyncio.to_thread(_check_patience, held, heard)
                yield b""
        finally:
            receiving.cancel()
        message = receiving.result()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        heard = time.time()
        more = message.get("more_body", False)
        yield message.get("body", b"")


def _check_patience(held: HeldUpload, heard: float) -> None:
    silent = time.time() - heard
    if silent >= GIVE_UP_SECONDS and held.is_asked_for(since=heard):
        raise Conflict("Another request goes on with this upload.", code="upload_locked")
    if silent >= IDLE_SECONDS:
        raise ProviderError("No byte came for a minute: go on from the offset.", code="sender_silent")

"""One person's uploads: find one, add to it, finish it, give it up."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request

from chronos.app import App
from chronos.errors import ChronosError, Conflict, Invalid, NotAllowed, NotFound, OverLimit, ProviderError
from chronos.model import Actor
from chronos.storage.uploads.folder import Staging
from chronos.storage.uploads.rows import Upload, get_upload, terminate
from chronos.storage.uploads.writer import HeldUpload
from chronos.videos.uploaded import OPENING_BYTES, check_opening, finish_upload
from chronos.web.body_limit import declared_bytes
from chronos.web.uploads import headers as tus
from chronos.web.uploads.receive_piece import Rules, receive_piece


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the actor's uploads are looked after."""

    app: App
    actor: Actor

    @property
    def staging(self) -> Staging:
        """The bytes of uploads under way."""
        return Staging(self.app.settings.home)

    async def find(self, upload_id: str) -> Upload:
        """The actor's own upload. Raises NotFound."""
        try:
            known = UUID(upload_id)
        except ValueError:
            raise NotFound("There is no such upload: begin it again.", code="upload_not_found") from None
        try:
            return await get_upload(self.app.db, self.actor, known)
        except NotFound as error:
            if error.code == "upload_expired":
                with suppress(ChronosError):
                    await asyncio.to_thread(self.staging.remove, known)
            raise

    async def recall(self, upload: Upload, error: NotFound) -> Upload:
        """`upload`, whose bytes were not there, when that is since it was completed meanwhile; else raises `error`."""
        if error.code != "upload_lost":
            raise error
        upload = await get_upload(self.app.db, self.actor, upload.id)
        if not upload.is_completed:
            await self.give_up(upload.id)
            raise error
        return upload

    async def receive(self, request: Request, upload: Upload, held: HeldUpload) -> Upload:
        """Append the request's body, and finish the upload with the last byte. Raises as `receive_piece`, `finish`."""
        start, room = held.offset, upload.length_bytes - held.offset
        if declared_bytes(request.scope) > room:
            raise OverLimit("The piece has more bytes than the upload was said to have.", code="too_large")
        is_known = start >= OPENING_BYTES

        async def look() -> None:
            nonlocal is_known
            if not is_known and held.position >= min(OPENING_BYTES, upload.length_bytes):
                is_known = True
                await self._or_give_up(upload, check_opening(self.app.db, self.actor, upload, held.path))

        await receive_piece(request, held, Rules(room, tus.read_checksum(request.headers), look))
        return await self.finish(upload, held) if held.offset == upload.length_bytes else upload

    async def finish(self, upload: Upload, held: HeldUpload) -> Upload:
        """Put every byte where it belongs. What can never be finished is given up. Raises as `finish_upload` does."""
        db, objects = self.app.db, self.app.objects
        await self._or_give_up(upload, finish_upload(db, objects, self.actor, upload, held.path))
        with suppress(ProviderError):  # the next sweep will
            await asyncio.to_thread(self.staging.discard, upload.id)
        return await get_upload(db, self.actor, upload.id)

    async def give_up(self, upload_id: UUID) -> None:
        """Forget the upload, row and bytes."""
        await terminate(self.app.db, self.actor, upload_id)
        with suppress(ChronosError):
            await asyncio.to_thread(self.staging.discard, upload_id)

    async def _or_give_up(self, upload: Upload, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except (Conflict, Invalid, NotAllowed, OverLimit):
            await self.give_up(upload.id)
            raise

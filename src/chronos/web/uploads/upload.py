"""The caller's uploads: find one, append to it, finish it, delete it."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request

from chronos.errors import ChronosError, Conflict, Invalid, NotAllowed, NotFound, OverLimit, ProviderError
from chronos.storage import Access, Upload, UploadFolder, UploadWriter, complete_upload, delete_upload, get_upload
from chronos.videos import OPENING_BYTES, Details, check_opening, receive_file
from chronos.web.body_limit import declared_bytes
from chronos.web.uploads import headers as tus
from chronos.web.uploads.receive_piece import Rules, receive_piece


@dataclass(frozen=True, slots=True)
class CallersUploads:
    """Rows under the caller's policies, and the folder with the bytes of uploads under way."""

    access: Access
    folder: UploadFolder

    async def find(self, upload_id: str) -> Upload:
        """Return the caller's own upload. Raises NotFound."""
        try:
            id_ = UUID(upload_id)
        except ValueError:
            raise NotFound("There is no such upload: begin it again.", code="upload_not_found") from None
        try:
            return await get_upload(self.access.db, self.access.actor, id_)
        except NotFound as error:
            if error.code == "upload_expired":
                with suppress(ChronosError):
                    await asyncio.to_thread(self.folder.remove, id_)
            raise

    async def find_completed(self, upload: Upload, error: NotFound) -> Upload:
        """Return the upload again when its bytes are gone because it was completed; otherwise raise `error`."""
        if error.code != "upload_lost":
            raise error
        upload = await get_upload(self.access.db, self.access.actor, upload.id)
        if not upload.is_completed:
            await self.delete(upload.id)
            raise error
        return upload

    async def receive(self, request: Request, upload: Upload, writer: UploadWriter) -> Upload:
        """Append the request's body; the last byte finishes the upload. Raises as `receive_piece` and `finish` do."""
        start, room = writer.offset, upload.length_bytes - writer.offset
        if declared_bytes(request.scope) > room:
            raise OverLimit("The piece has more bytes than are missing from the upload.", code="too_large")
        is_checked = start >= OPENING_BYTES

        async def check() -> None:
            nonlocal is_checked
            if not is_checked and writer.position >= min(OPENING_BYTES, upload.length_bytes):
                is_checked = True
                opening = check_opening(self.access.db, self.access.actor, upload.new_object, writer.path)
                await self._or_delete(upload, opening)

        await receive_piece(request, writer, Rules(room, tus.read_checksum(request.headers), check))
        return await self.finish(upload, writer) if writer.offset == upload.length_bytes else upload

    async def finish(self, upload: Upload, writer: UploadWriter) -> Upload:
        """Store every byte where it belongs; a second call changes nothing, one that can never be finished is deleted.

        The video's row, its object's, its first job and the upload's completion appear in one transaction. Raises as
        `receive_file` does.
        """
        said = upload.metadata
        stored = receive_file(
            self.access,
            writer.path,
            upload.new_object,
            details=Details(
                said.get("title"), said.get("file_name"), said.get("language"), audio_track=said.get("audio_track")
            ),
            promised_bytes=upload.length_bytes,
            also=lambda tx, video_id: complete_upload(tx, upload.id, video_id),
        )
        await self._or_delete(upload, stored)
        with suppress(ProviderError):  # the next sweep does it
            await asyncio.to_thread(self.folder.discard, upload.id)
        return await get_upload(self.access.db, self.access.actor, upload.id)

    async def delete(self, upload_id: UUID) -> None:
        """Delete the upload, row and bytes."""
        await delete_upload(self.access.db, self.access.actor, upload_id)
        with suppress(ChronosError):
            await asyncio.to_thread(self.folder.discard, upload_id)

    async def _or_delete(self, upload: Upload, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except (Conflict, Invalid, NotAllowed, OverLimit):
            await self.delete(upload.id)
            raise

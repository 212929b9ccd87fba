"""The folder with the bytes of resumable uploads, each locked by one request at a time, in all processes."""

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from io import FileIO
from pathlib import Path
from uuid import UUID

from chronos.errors import Conflict, NotFound, ProviderError
from chronos.private_file import FILE_MODE, make_folder, owner_only
from chronos.providers.objects import sync_path
from chronos.storage.incoming_folder import INCOMING, upload_id_of
from chronos.storage.uploads.writer import FIRST_MARK, UploadWriter, disk_errors, read_mark, require_bytes

RETRY_SECONDS = 0.05  # between two attempts at a lock that another request has


class UploadFolder:
    """Uploads by id: `<id>` has the bytes; `<id>.mark` how many are safe, and the lock; `<id>.asked`: one waits."""

    def __init__(self, home: Path) -> None:
        self._folder = home / INCOMING

    def create(self, upload_id: UUID) -> None:
        """Create an empty upload, on disk when this returns. Raises ProviderError, with nothing created."""
        with disk_errors():
            try:
                make_folder(self._folder)
                FileIO(self._path(upload_id), "x", opener=owner_only).close()
                with FileIO(self._path(upload_id, ".mark"), "x", opener=owner_only) as mark:
                    mark.write(FIRST_MARK)
                    os.fsync(mark.fileno())
                for folder in (self._folder, self._folder.parent):  # its own entry, too: it may be new
                    sync_path(folder)
            except OSError:
                with suppress(ProviderError):
                    self.discard(upload_id)
                raise

    def offset(self, upload_id: UUID) -> int:
        """Return how many bytes are safe, without the lock. Raises NotFound (`upload_lost`), ProviderError."""
        with disk_errors(), FileIO(self._path(upload_id, ".mark")) as mark:
            offset, _ = read_mark(mark)
            os.fdatasync(mark.fileno())  # its writer may be about to
            require_bytes(self._path(upload_id), offset)
            return offset

    def lock(self, upload_id: UUID) -> UploadWriter:
        """Lock the upload against all processes; the lock ends with its process.

        Raises Conflict (`upload_locked`) at once while another has it, NotFound (`upload_lost`), ProviderError.
        """
        with disk_errors():
            mark = FileIO(self._path(upload_id, ".mark"), "r+")
            try:
                _lock(mark)
                data = FileIO(self._path(upload_id), "r+")
                try:
                    writer = UploadWriter(data, mark, self._path(upload_id, ".asked"))
                except BaseException:
                    data.close()
                    raise
            except BaseException:
                mark.close()
                raise
        with suppress(OSError):
            self._path(upload_id, ".asked").unlink(missing_ok=True)
        return writer

    def ask_for(self, upload_id: UUID) -> None:
        """Ask the request that has the lock to give it up as soon as it only waits for bytes."""
        with suppress(OSError):
            self._path(upload_id, ".asked").touch(FILE_MODE)

    def is_locked(self, upload_id: UUID) -> bool:
        """Return whether a request has it now."""
        try:
            with FileIO(self._path(upload_id, ".mark")) as mark:
                _lock(mark)
        except Conflict:
            return True
        except OSError:
            pass
        return False

    def remove(self, upload_id: UUID) -> None:
        """Remove all of it. Raises Conflict (`upload_locked`) while another has it, ProviderError."""
        try:
            with self.lock(upload_id):
                self.discard(upload_id)
        except NotFound:
            self.discard(upload_id)  # the rest after a crash

    def discard(self, upload_id: UUID) -> None:
        """Remove all of it; only for the caller that has the lock. Raises ProviderError."""
        with disk_errors():
            for ending in ("", ".asked", ".mark"):  # the lock last
                self._path(upload_id, ending).unlink(missing_ok=True)

    def ids(self) -> set[UUID]:
        """Return every upload with a file on disk."""
        paths = self._folder.iterdir() if self._folder.is_dir() else ()
        return {id_ for path in paths if (id_ := upload_id_of(path)) is not None}

    def _path(self, upload_id: UUID, ending: str = "") -> Path:
        return self._folder / f"{upload_id}{ending}"


@asynccontextmanager
async def locked_upload(
    folder: UploadFolder, upload_id: UUID, *, patience_seconds: float
) -> AsyncIterator[UploadWriter]:
    """Lock an upload for the block, asking and trying again for `patience_seconds` while another request has it."""
    until = time.monotonic() + patience_seconds
    is_asked_for = False
    while True:
        try:
            writer = await asyncio.to_thread(folder.lock, upload_id)
            break
        except Conflict:
            if time.monotonic() >= until:
                raise
        if not is_asked_for:
            await asyncio.to_thread(folder.ask_for, upload_id)
            is_asked_for = True
        await asyncio.sleep(RETRY_SECONDS)
    try:
        yield writer
    finally:
        writer.close()


def _lock(mark: FileIO) -> None:
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Conflict(
            "Another request is sending this upload: resume when it has ended.", code="upload_locked"
        ) from error
    # A caller that removed the upload just before has removed the file that is locked here.
    if not os.path.samestat(os.fstat(mark.fileno()), os.stat(mark.name)):
        raise FileNotFoundError(mark.name)

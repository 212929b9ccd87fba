"""Staging: the folder with the bytes of every upload under way, of which one request at a time holds each."""

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from io import FileIO
from pathlib import Path
from uuid import UUID

from chronos.errors import Conflict, NotFound
from chronos.storage.uploads.writer import HeldUpload, first_mark, read_mark, require_bytes, told

FOLDER = "uploads"  # in the folder for all that comes in
RETRY_SECONDS = 0.05  # between two looks at a lock that another request has


class Staging:
    """Uploads by id: `<id>` has the bytes, `<id>.mark` how many are safe and the lock, `<id>.asked` says who waits."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "incoming" / FOLDER

    def create(self, upload_id: UUID) -> None:
        """An empty upload, on disk when this returns. Raises ProviderError: then nothing of it is there."""
        with told():
            try:
                self._make_folder()
                FileIO(self._path(upload_id), "x").close()
                with FileIO(self._path(upload_id, ".mark"), "x") as mark:
                    mark.write(first_mark())
                    os.fsync(mark.fileno())
                _sync_folder(self._folder)
            except OSError:
                with suppress(OSError):
                    self._unlink(upload_id)
                raise

    def offset(self, upload_id: UUID) -> int:
        """How many bytes are safe; takes no lock. Raises NotFound (`upload_lost`), ProviderError."""
        with told(), FileIO(self._path(upload_id, ".mark")) as mark:
            offset, _ = read_mark(mark)
            os.fdatasync(mark.fileno())  # its writer may be about to
            require_bytes(self._path(upload_id), offset)
            return offset

    def hold(self, upload_id: UUID) -> HeldUpload:
        """The upload, for whoever asks first of all processes; whoever dies lets go of it.

        Raises Conflict (`upload_locked`) at once while another has it, NotFound (`upload_lost`), ProviderError.
        """
        with told():
            mark = FileIO(self._path(upload_id, ".mark"), "r+")
            try:
                _lock(mark)
                data = FileIO(self._path(upload_id), "r+")
                try:
                    held = HeldUpload(data, mark, self._path(upload_id, ".asked"))
                except BaseException:
                    data.close()
                    raise
            except BaseException:
                mark.close()
                raise
        with suppress(OSError):
            self._path(upload_id, ".asked").unlink(missing_ok=True)
        return held

    def ask_for(self, upload_id: UUID) -> None:
        """Tell whoever has it that another wants it: who only waits for bytes gives it up."""
        with suppress(OSError):
            self._path(upload_id, ".asked").touch()

    def is_held(self, upload_id: UUID) -> bool:
        """Whether a request has it now."""
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
            with self.hold(upload_id):
                self.discard(upload_id)
        except NotFound:
            self.discard(upload_id)  # what a crash left of it

    def discard(self, upload_id: UUID) -> None:
        """Remove all of it, for whoever holds it. Raises ProviderError."""
        with told():
            self._unlink(upload_id)

    def ids(self) -> set[UUID]:
        """Every upload of which there is anything on disk."""
        found = set()
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            with suppress(ValueError):
                found.add(UUID(path.name.partition(".")[0]))
        return found

    def _path(self, upload_id: UUID, ending: str = "") -> Path:
        return self._folder / f"{upload_id}{ending}"

    def _unlink(self, upload_id: UUID) -> None:
        for ending in ("", ".asked", ".mark"):  # the lock last
            self._path(upload_id, ending).unlink(missing_ok=True)

    def _make_folder(self) -> None:
        if self._folder.is_dir():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        for folder in (self._folder.parent, self._folder.parent.parent):
            _sync_folder(folder)


@asynccontextmanager
async def holding(staging: Staging, upload_id: UUID, *, patience_seconds: float) -> AsyncIterator[HeldUpload]:
    """`staging.hold`, asked for and tried again for `patience_seconds` while another request has it."""
    until = time.monotonic() + patience_seconds
    is_asked_for = False
    while True:
        try:
            held = await asyncio.to_thread(staging.hold, upload_id)
            break
        except Conflict:
            if time.monotonic() >= until:
                raise
        if not is_asked_for:
            await asyncio.to_thread(staging.ask_for, upload_id)
            is_asked_for = True
        await asyncio.sleep(RETRY_SECONDS)
    try:
        yield held
    finally:
        held.close()


def _lock(mark: FileIO) -> None:
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Conflict(
            "Another request is sending this upload: go on when it has ended.", code="upload_locked"
        ) from error
    # Whoever removed the upload before us removed the file that we have the lock of.
    if not os.path.samestat(os.fstat(mark.fileno()), os.stat(mark.name)):
        raise FileNotFoundError(mark.name)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

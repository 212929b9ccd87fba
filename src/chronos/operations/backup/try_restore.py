"""Try to restore a backup: into a server of its own, which is deleted at the end."""

import asyncio
import tempfile
from pathlib import Path

from chronos.db import embedded
from chronos.operations.backup.restore import Restored, restore
from chronos.operations.backup.stored_files import OnProgress


async def try_restore(path: Path, *, on_progress: OnProgress = lambda _what, _part: None) -> Restored:
    """Restore every row of the backup at `path`, and verify its files without storing them.

    Touches no database and no store in use. Takes the space of the database in the directory for temporary files.
    Raises as `restore` does.
    """
    with tempfile.TemporaryDirectory(prefix="chronos-restore-") as directory:
        server = await asyncio.to_thread(embedded.start, Path(directory) / "postgres")
        try:
            return await restore(server.url(), _NoStore(), path, on_progress=on_progress)
        finally:
            await asyncio.to_thread(embedded.stop, server.directory)


class _NoStore:
    """A store that keeps nothing."""

    async def put(self, name: str, source: Path | bytes) -> None:
        """Forget the file; its checksum is compared as it is read."""

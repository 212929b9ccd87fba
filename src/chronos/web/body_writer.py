"""Write a request's body to a file in constant memory, counted and hashed as it arrives."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

from chronos.errors import Invalid, OverLimit
from chronos.private_file import owner_only
from chronos.storage import not_written

if TYPE_CHECKING:
    from hashlib import _Hash

WRITE_BYTES = 1024 * 1024  # gathered before a thread writes them


@dataclass(slots=True)
class BodyWriter:
    """The bytes that have arrived. `limit_bytes` None: any number; `digest` None: they are not hashed."""

    path: Path
    limit_bytes: int | None
    digest: "_Hash | None" = None
    size_bytes: int = 0
    _waiting: list[bytes] = field(default_factory=list)
    _waiting_bytes: int = 0

    def add(self, piece: bytes) -> None:
        """Take a piece. Raises OverLimit (`too_large`) with the first byte above the limit."""
        self.size_bytes += len(piece)
        if self.limit_bytes is not None and self.size_bytes > self.limit_bytes:
            raise OverLimit(f"The file is larger than the allowed {self.limit_bytes} bytes.", code="too_large")
        self._waiting.append(piece)
        self._waiting_bytes += len(piece)

    async def write(self, *, is_last: bool = False) -> None:
        """Write the waiting pieces once they are worth a thread, or are the last. The object store makes them safe."""
        if is_last or self._waiting_bytes >= WRITE_BYTES:
            await asyncio.to_thread(self._write)

    def _write(self) -> None:
        with open(self.path, "ab", opener=owner_only) as file:
            for piece in self._waiting:
                file.write(piece)
                if self.digest is not None:
                    self.digest.update(piece)
        self._waiting.clear()
        self._waiting_bytes = 0


@contextmanager
def receiving() -> Iterator[None]:
    """Translate a sender that goes away into Invalid (`upload_broken`), errors of the disk into ProviderError."""
    try:
        yield
    except ClientDisconnect as error:
        raise broken() from error
    except OSError as error:
        raise not_written(error) from error


def broken() -> Invalid:
    """Return the error for a body that ends too early."""
    return Invalid("The upload broke off before its end: send it again.", code="upload_broken")

"""Supabase's Python client, storage3, as it is published."""

from collections.abc import Callable

import pytest
from storage3 import SyncStorageClient
from storage3.exceptions import StorageApiError
from storage3.types import FileOptions, UploadSignedUrlFileOptions

from chronos.model import Actor

CONTENT = bytes(range(256)) * 40
TYPE: FileOptions = {"content-type": "application/octet-stream"}
LINK_TYPE: UploadSignedUrlFileOptions = {"content-type": "application/octet-stream"}

AsClient = Callable[[Actor | None], SyncStorageClient]


def refused(error: pytest.ExceptionInfo[StorageApiError], status: str, code: str) -> str:
    """Require this error and return its message."""
    assert (str(error.value.status), error.value.code) == (status, code), error.value
    return str(error.value.message)

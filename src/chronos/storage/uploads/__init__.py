"""Resumable uploads: the bytes of each under way, how far they are safe, and the row of what was reserved."""

from chronos.storage.uploads.folder import UploadFolder, locked_upload
from chronos.storage.uploads.rows import Upload, complete_upload, delete_upload, get_upload, reserve_upload
from chronos.storage.uploads.writer import UploadWriter

__all__ = [
    "Upload",
    "UploadFolder",
    "UploadWriter",
    "complete_upload",
    "delete_upload",
    "get_upload",
    "locked_upload",
    "reserve_upload",
]

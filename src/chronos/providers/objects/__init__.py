"""Where bytes are kept: a local directory or S3, by obstore."""

from chronos.providers.objects.local import sync_path
from chronos.providers.objects.store import READ_BUFFER_BYTES, ObjectStore, StoredObject

__all__ = ["READ_BUFFER_BYTES", "ObjectStore", "StoredObject", "sync_path"]

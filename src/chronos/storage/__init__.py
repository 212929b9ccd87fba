"""Buckets: what is kept under which name, and that Postgres knows of it."""

from chronos.storage.bucket import VIDEOS, keep, object_name

__all__ = ["VIDEOS", "keep", "object_name"]

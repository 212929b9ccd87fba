"""Buckets: what is kept under which name, and that Postgres knows of it."""

from chronos.storage.buckets import BUCKETS, THUMBNAILS, USER_UPLOADS, VIDEOS
from chronos.storage.doctor import BUCKET_CHECKS
from chronos.storage.names import clean_name, object_name
from chronos.storage.objects import ObjectInfo, get_object, keep, may_store

__all__ = [
    "BUCKETS",
    "BUCKET_CHECKS",
    "THUMBNAILS",
    "USER_UPLOADS",
    "VIDEOS",
    "ObjectInfo",
    "clean_name",
    "get_object",
    "keep",
    "may_store",
    "object_name",
]

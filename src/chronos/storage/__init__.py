"""Buckets and their objects: rules, rows, bytes, signed links, resumable uploads, sweep and verification.

This is the face of the room: other rooms import from here, never past it (tests/test_faces.py).
"""

from chronos.storage.access import Access
from chronos.storage.buckets import (
    BUCKETS,
    THUMBNAILS,
    USER_UPLOADS,
    VIDEOS,
    Bucket,
    check_type,
    get_allowance,
    get_allowance_of,
    get_bucket,
    list_buckets,
)
from chronos.storage.check_content import check_content
from chronos.storage.doctor import BUCKET_CHECKS
from chronos.storage.incoming_folder import INCOMING, copy_out, not_written, own_folder
from chronos.storage.list_objects import MAX_ENTRIES, Column, Entry, Listing, list_entries
from chronos.storage.move_object import copy_object, describe_copy, rename_object
from chronos.storage.names import clean_name, object_name
from chronos.storage.objects import (
    Admission,
    NewObject,
    ObjectInfo,
    Room,
    admit_object,
    authorize_object,
    get_object,
    get_public_object,
    insert_object,
)
from chronos.storage.remove_object import delete_row, drop_bytes, remove_object, remove_objects, require_removable
from chronos.storage.sign_link import MAX_LIFETIME_SECONDS, UPLOAD_LIFETIME_SECONDS, Link, Links, visible_names
from chronos.storage.store_object import store_object
from chronos.storage.sweep import Broom, Swept, list_sweepable, sweep_files
from chronos.storage.sweep_plan import Doomed
from chronos.storage.uploads import (
    Upload,
    UploadFolder,
    UploadWriter,
    complete_upload,
    delete_upload,
    get_upload,
    locked_upload,
    reserve_upload,
)
from chronos.storage.verify import Verified, verify_files

__all__ = [
    "BUCKETS",
    "BUCKET_CHECKS",
    "INCOMING",
    "MAX_ENTRIES",
    "MAX_LIFETIME_SECONDS",
    "THUMBNAILS",
    "UPLOAD_LIFETIME_SECONDS",
    "USER_UPLOADS",
    "VIDEOS",
    "Access",
    "Admission",
    "Broom",
    "Bucket",
    "Column",
    "Doomed",
    "Entry",
    "Link",
    "Links",
    "Listing",
    "NewObject",
    "ObjectInfo",
    "Room",
    "Swept",
    "Upload",
    "UploadFolder",
    "UploadWriter",
    "Verified",
    "admit_object",
    "authorize_object",
    "check_content",
    "check_type",
    "clean_name",
    "complete_upload",
    "copy_object",
    "copy_out",
    "delete_row",
    "delete_upload",
    "describe_copy",
    "drop_bytes",
    "get_allowance",
    "get_allowance_of",
    "get_bucket",
    "get_object",
    "get_public_object",
    "get_upload",
    "insert_object",
    "list_buckets",
    "list_entries",
    "list_sweepable",
    "locked_upload",
    "not_written",
    "object_name",
    "own_folder",
    "remove_object",
    "remove_objects",
    "rename_object",
    "require_removable",
    "reserve_upload",
    "store_object",
    "sweep_files",
    "verify_files",
    "visible_names",
]

"""Buckets as storage3 lists them."""

import pytest
from storage3.exceptions import StorageApiError

from tests.web.storage_api.conftest import Site
from tests.web.storage_api.storage3_client import AsClient, refused


def test_buckets_are_listed(site: Site, storage3: AsClient) -> None:
    storage = storage3(site.people.creator)
    assert [bucket.id for bucket in storage.list_buckets()] == ["thumbnails", "user-uploads", "videos"]
    bucket = storage.get_bucket("videos")
    assert (bucket.id, bucket.public, bucket.file_size_limit) == ("videos", False, 500 * 1024**2)
    assert bucket.allowed_mime_types == ["video/*", "audio/*"]
    assert storage.get_bucket("thumbnails").public
    with pytest.raises(StorageApiError) as caught:
        storage.get_bucket("nothing")
    refused(caught, "404", "Bucket not found")

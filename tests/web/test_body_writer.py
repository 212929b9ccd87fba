"""A body is written as it arrives, counted and hashed, and never above its limit."""

import hashlib
from pathlib import Path

import pytest
from starlette.requests import ClientDisconnect

from chronos.errors import Invalid, OverLimit, ProviderError
from chronos.web.body_writer import BodyWriter, receiving


async def test_pieces_are_counted_hashed_and_written(tmp_path: Path) -> None:
    writer = BodyWriter(tmp_path / "file", 11, hashlib.sha256())
    writer.add(b"hello ")
    await writer.write()
    assert not (tmp_path / "file").exists()  # too few bytes for a thread
    writer.add(b"world")
    await writer.write(is_last=True)
    assert (tmp_path / "file").read_bytes() == b"hello world"
    assert writer.size_bytes == 11
    assert writer.digest is not None
    assert writer.digest.hexdigest() == hashlib.sha256(b"hello world").hexdigest()
    with pytest.raises(OverLimit) as caught:
        writer.add(b"!")
    assert caught.value.code == "too_large"


async def test_empty_body_is_an_empty_file(tmp_path: Path) -> None:
    await BodyWriter(tmp_path / "file", None).write(is_last=True)
    assert (tmp_path / "file").read_bytes() == b""


def test_failures_of_sender_and_disk_are_told_apart() -> None:
    with pytest.raises(Invalid) as caught, receiving():
        raise ClientDisconnect
    assert caught.value.code == "upload_broken"
    with pytest.raises(ProviderError) as failed, receiving():
        raise OSError(28, "No space left on device")
    assert failed.value.code == "storage_failed"

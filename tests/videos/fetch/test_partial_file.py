"""A partly downloaded file resumes after the bytes that are safe, and only for the same address."""

import os
from pathlib import Path

import pytest

from chronos.errors import ProviderError
from chronos.videos.fetch.download import HEAD_BYTES, Patience
from chronos.videos.fetch.partial_file import Partial
from tests.videos.fetch.origin import CONTENT, an_origin, fetched, ranges, sends

URL = "https://example.com/talk.mp4"


def received(path: Path, *pieces: bytes, url: str = URL) -> None:
    partial = Partial.opened(path, url)
    partial.restart('"one"')
    for piece in pieces:
        partial.write(piece)
    partial.close()


def test_bytes_and_validator_are_kept(tmp_path: Path) -> None:
    received(tmp_path / "new" / "file", b"hello ", b"world")
    again = Partial.opened(tmp_path / "new" / "file", URL)
    assert (again.size_bytes, again.validator) == (11, '"one"')
    again.write(b"!")
    again.close()
    assert (tmp_path / "new" / "file").read_bytes() == b"hello world!"


def test_bytes_of_another_address_are_dropped(tmp_path: Path) -> None:
    received(tmp_path / "file", b"hello")
    other = Partial.opened(tmp_path / "file", URL + "?v=2")
    assert (other.size_bytes, other.validator) == (0, None)
    other.close()
    assert (tmp_path / "file").read_bytes() == b""


@pytest.mark.parametrize("note", ["", "{", "[]", "null", '{"url": 5}', "\0" * 100])
def test_damaged_note_starts_again(tmp_path: Path, note: str) -> None:
    received(tmp_path / "file", b"hello")
    (tmp_path / "file.json").write_text(note)
    partial = Partial.opened(tmp_path / "file", URL)
    assert partial.size_bytes == 0
    partial.close()


def test_bytes_after_the_last_sync_are_cut_off(tmp_path: Path) -> None:
    partial = Partial.opened(tmp_path / "file", URL)
    partial.restart('"one"')
    partial.write(b"safe")
    partial.sync()
    partial.write(b" and lost")
    partial.file.close()  # the process ends here
    again = Partial.opened(tmp_path / "file", URL)
    assert again.size_bytes == 4
    again.close()
    assert (tmp_path / "file").read_bytes() == b"safe"


async def test_later_call_resumes(tmp_path: Path) -> None:
    """As the retry of a job does, also with another process."""
    async with an_origin(ranges(CONTENT, breaks_after=1_500_000)) as origin:
        with pytest.raises(ProviderError):
            await fetched(origin, tmp_path, patience=Patience(tries=1))
        origin.answers = [ranges(CONTENT)]
        assert await fetched(origin, tmp_path) == CONTENT
        assert origin.asked[-1]["range"] == "bytes=1500000-"
        # All of it is there: the server says that nothing follows.
        origin.answers = [sends(b"SECRET", f"Content-Range: bytes */{len(CONTENT)}", status="416 No")]
        assert await fetched(origin, tmp_path) == CONTENT
        # What is at another address is another file.
        origin.answers = [sends(b"other", 'ETag: "one"')]
        assert await fetched(origin, tmp_path, path="/other.mp4") == b"other"
        assert "range" not in origin.asked[-1]


async def test_unsynced_bytes_are_fetched_again(tmp_path: Path) -> None:
    async with an_origin(ranges(CONTENT, breaks_after=1_500_000), ranges(CONTENT)) as origin:
        with pytest.raises(ProviderError):
            await fetched(origin, tmp_path, patience=Patience(tries=1))
        with (tmp_path / "file").open("ab") as file:
            file.write(bytes(5000))  # as a power cut may leave it
        assert await fetched(origin, tmp_path) == CONTENT
        os.truncate(tmp_path / "file", HEAD_BYTES)
        assert await fetched(origin, tmp_path) == CONTENT
        assert origin.asked[-1]["range"] == f"bytes={HEAD_BYTES}-"

"""A guest reads the file through its host alone."""

import io
import os
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest

from chronos.errors import ProviderError
from chronos.providers.speech.media import decode_sound, probe
from tests.media import a_tone


class Recorded(io.BytesIO):
    """A file that counts what is read, and may fail."""

    read_bytes = 0
    fails_after = 1 << 40

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.read_bytes += len(data)
        if self.read_bytes > self.fails_after:
            raise ProviderError("The object store failed: try again.", code="storage_failed")
        return data


def test_whole_file_passes_through_the_host(tmp_path: Path) -> None:
    file = Recorded(a_tone(tmp_path / "x.mp4").read_bytes())
    assert probe(file).has_audio
    assert file.read_bytes >= os.path.getsize(tmp_path / "x.mp4")


def test_blocks_are_seconds_long(tmp_path: Path) -> None:
    blocks = list(decode_sound(a_tone(tmp_path / "x.mp4", seconds=9)))
    assert [round(block.shape[1] / 16_000) for block in blocks] == [4, 4, 1]
    assert np.abs(np.concatenate(blocks, axis=1)).max() <= 1


def test_failure_of_the_store_is_its_own(tmp_path: Path) -> None:
    file: BinaryIO = Recorded(a_tone(tmp_path / "x.mp4").read_bytes())
    assert isinstance(file, Recorded)
    file.fails_after = 3000
    with pytest.raises(ProviderError, match="object store"):
        probe(file)

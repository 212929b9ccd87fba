"""A draft becomes the file at the end of its block."""

from pathlib import Path

import pytest

from chronos.errors import Invalid
from chronos.operations.privacy.write_archive import draft_of


def test_a_draft_becomes_the_file_only_when_complete(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with pytest.raises(KeyError), draft_of(path):
        raise KeyError
    assert [*tmp_path.iterdir()] == []
    with draft_of(path) as (file, _):
        file.write(b"whole")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"whole", 0o600)
    for taken in (path, tmp_path / "none" / "a.tar"):
        with pytest.raises(Invalid), draft_of(taken):
            raise AssertionError("the block runs")

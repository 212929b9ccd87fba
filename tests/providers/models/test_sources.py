"""A directory gives the files of a model, and says which are missing."""

from pathlib import Path

import pytest

from chronos.providers.models.sources import Directory, ModelStep, SourceUnavailable, file_blocks, one_line
from tests.providers.models.tiny import CONTENT, a_directory, a_model


@pytest.mark.parametrize("root", ["models", "models/tiny"])
def test_directory_of_one_or_many_models_gives_all_bytes(tmp_path: Path, root: str) -> None:
    a_directory(tmp_path / "models" / "tiny")
    steps: list[ModelStep] = []
    read = Directory(tmp_path / root).read(a_model(), tmp_path / "scratch", steps.append)
    assert {file.name: b"".join(blocks) for file, blocks in read} == CONTENT
    assert [(step.what, step.share) for step in steps] == [("fetching", 0.0), ("fetching", 0.5)]


def test_missing_files_are_named_before_the_first_byte(tmp_path: Path) -> None:
    source = a_directory(tmp_path / "tiny")
    (tmp_path / "tiny" / "config.json").unlink()
    with pytest.raises(SourceUnavailable, match=r"does not contain config\.json"):
        next(source.read(a_model(), tmp_path, lambda _: None))
    with pytest.raises(SourceUnavailable, match="cannot be read"):
        next(file_blocks(tmp_path / "nowhere"))


def test_messages_of_others_are_one_short_line() -> None:
    assert one_line(ValueError(" a\n  b ")) == "a b"
    assert len(one_line("x" * 1000)) == 200

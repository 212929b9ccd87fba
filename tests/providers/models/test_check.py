"""Files that are no longer the pinned ones are found."""

import os
import shutil
from pathlib import Path

import pytest

from chronos.errors import ProviderError
from chronos.providers.models import installed, is_present, model_path, verify


@pytest.fixture
def home(tmp_path: Path, models_home: Path) -> Path:
    """A data directory with a copy of MiniLM of its own."""
    shutil.copytree(model_path(models_home, "minilm"), tmp_path / "home" / "models" / "minilm")
    return tmp_path / "home"


def test_an_installed_model_is_found(home: Path) -> None:
    verify(home, "minilm")
    assert is_present(home, "minilm")
    assert model_path(home, "minilm") == home / "models" / "minilm"
    assert {found.model.name: found.state for found in installed(home)} == {
        "whisper-base": "missing",
        "whisper-tiny.en": "missing",
        "minilm": "ready",
        "ms-marco-minilm": "missing",
    }


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
def test_one_flipped_bit_is_found(home: Path, file: str) -> None:
    path = home / "models" / "minilm" / file
    with path.open("r+b") as content:
        content.seek(-1_000, os.SEEK_END)
        byte = content.read(1)[0]
        content.seek(-1, os.SEEK_CUR)
        content.write(bytes([byte ^ 4]))
    for look in (verify, model_path):
        with pytest.raises(ProviderError, match=rf"{file} is damaged: expected sha256 .*install minilm") as caught:
            look(home, "minilm")
        assert caught.value.code == "model_damaged"
    [found] = [found for found in installed(home) if found.model.name == "minilm"]
    assert found.state == "damaged"
    assert found.problem is not None
    assert str(path) in found.problem


def test_a_missing_file_is_found(home: Path) -> None:
    (home / "models" / "minilm" / "tokenizer.json").unlink()
    assert not is_present(home, "minilm")
    with pytest.raises(ProviderError, match=r"tokenizer.json is missing. Run `chronos models install minilm`"):
        model_path(home, "minilm")


def test_a_model_that_is_not_installed_says_what_to_do(tmp_path: Path) -> None:
    assert not is_present(tmp_path, "whisper-base")
    with pytest.raises(ProviderError, match="Run `chronos models install whisper-base`") as caught:
        model_path(tmp_path, "whisper-base")
    assert caught.value.code == "model_missing"

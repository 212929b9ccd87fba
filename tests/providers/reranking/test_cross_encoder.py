"""A directory with something else than a re-ranker is refused with one sentence that names it."""

from pathlib import Path

import numpy as np
import pytest

from chronos.errors import ProviderError
from chronos.providers.reranking.cross_encoder import CrossEncoder
from tests.cross_encoder import write_cross_encoder


def refused(directory: Path, code: str) -> str:
    with pytest.raises(ProviderError) as caught:
        CrossEncoder(directory, name="test", threads=1)
    assert caught.value.code == code
    assert not caught.value.retryable
    message = str(caught.value)
    assert str(directory) in message
    assert message.endswith("Check CHRONOS_RERANKER.")
    assert "\n" not in message
    return message


def test_the_score_is_the_models_own(tmp_path: Path) -> None:
    model = CrossEncoder(write_cross_encoder(tmp_path), name="onnx:tiny", threads=1)
    assert model.name == "onnx:tiny"
    # Words that both have; each of the question's counts as often as the passage says it.
    np.testing.assert_allclose(model.score("bread and dough", ["dough, dough and bread", "a cat", "BREAD"]), [3, 0, 1])


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json"])
def test_a_file_is_missing(tmp_path: Path, file: str) -> None:
    (write_cross_encoder(tmp_path) / file).unlink()
    assert f"{file} is missing" in refused(tmp_path, "model_missing")


def test_no_such_directory(tmp_path: Path) -> None:
    refused(tmp_path / "nowhere", "model_missing")


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json"])
@pytest.mark.parametrize("content", [b"", b"<html>Not found</html>", b"{}"], ids=["empty", "page", "object"])
def test_a_file_is_something_else(tmp_path: Path, file: str, content: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    (write_cross_encoder(tmp_path) / file).write_bytes(content)
    refused(tmp_path, "model_not_loaded")
    assert capfd.readouterr() == ("", "")


def test_a_model_of_something_else_than_text(tmp_path: Path) -> None:
    write_cross_encoder(tmp_path, inputs=("pixels", "attention_mask", "token_type_ids"))
    assert "it takes pixels, attention_mask" in refused(tmp_path, "model_unsuitable")


def test_a_model_with_several_outputs_per_pair(tmp_path: Path) -> None:
    write_cross_encoder(tmp_path, one_per_pair=False)
    assert "its output for 1 passages is 1 × 17 numbers" in refused(tmp_path, "model_unsuitable")


def test_a_model_that_does_not_count(tmp_path: Path) -> None:
    model = CrossEncoder(write_cross_encoder(tmp_path, scale=float("nan")), name="test", threads=1)
    with pytest.raises(ProviderError, match="its output is not a number") as caught:
        model.score("bread", ["bread"])
    assert caught.value.code == "model_unsuitable"


def test_a_tokenizer_of_another_model(tmp_path: Path) -> None:
    write_cross_encoder(tmp_path)
    text = (tmp_path / "tokenizer.json").read_text().replace('"[UNK]": 1,', '"[UNK]": 9999,')
    (tmp_path / "tokenizer.json").write_text(text)
    with pytest.raises(ProviderError, match="failed on 1 passages") as caught:
        CrossEncoder(tmp_path, name="test", threads=1)
    assert caught.value.code == "reranker_failed"

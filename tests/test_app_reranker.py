"""The re-ranker that a setting names, built when it is first asked for."""

from pathlib import Path

import pytest

from chronos.app import App
from chronos.config import Settings
from chronos.errors import Invalid, ProviderError
from chronos.providers.models import CATALOGUE
from chronos.providers.reranking import RERANKING_MODELS
from tests.cross_encoder import write_cross_encoder

NOWHERE = "postgresql://127.0.0.1:1/nowhere"


def an_app(home: Path, setting: str | None) -> App:
    return App(Settings(home=home, reranker=setting, _env_file=None), NOWHERE)


def test_off_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHRONOS_RERANKER", "")  # empty counts as not set
    app = App(Settings(home=tmp_path, _env_file=None), NOWHERE)
    assert app.reranker is None


def test_from_a_directory_once(tmp_path: Path) -> None:
    setting = f"onnx:{write_cross_encoder(tmp_path / 'tiny')}"
    app = an_app(tmp_path, setting)
    assert app.reranker is app.reranker
    assert app.reranker is not None
    assert app.reranker.name == setting


def test_from_the_hub_it_must_be_installed(tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match="chronos models install ms-marco-minilm") as caught:
        _ = an_app(tmp_path, "hub:ms-marco-minilm").reranker
    assert caught.value.code == "model_missing"


@pytest.mark.parametrize("setting", ["ms-marco-minilm", "onnx:", "onnx", "hub:", "hub:minilm", "cohere:rerank"])
def test_a_setting_that_names_none(tmp_path: Path, setting: str) -> None:
    with pytest.raises(Invalid, match="is not known; use hub:ms-marco-minilm, or onnx:") as caught:
        _ = an_app(tmp_path, setting).reranker
    assert caught.value.code == "setting_invalid"


def test_the_models_that_it_may_name_are_pinned() -> None:
    for name in RERANKING_MODELS:
        assert {file.name for file in CATALOGUE[name].files} == {"model.onnx", "tokenizer.json"}

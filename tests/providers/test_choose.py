"""Which provider a name stands for, and that each is loaded once, on first use."""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chronos.errors import Invalid, ProviderError
from chronos.providers import choose
from chronos.providers.choose import EMBEDDERS, RERANKERS, TRANSCRIBERS, Names, choose_providers
from chronos.providers.choose_language_model import LANGUAGE_MODELS
from chronos.providers.embedding import Embedder
from chronos.providers.models import CATALOGUE
from tests.cross_encoder import write_cross_encoder

DEFAULT = Names("whisper:base", "minilm", "extractive")


def test_nothing_is_loaded_before_it_is_used(tmp_path: Path) -> None:
    providers = choose_providers(DEFAULT, tmp_path)  # a home without model files
    assert providers.reranker() is None
    assert providers.language_model().name == "extractive"
    for load, model in ((providers.transcriber, "whisper-base"), (providers.embedder, "minilm")):
        with pytest.raises(ProviderError, match=f"chronos models install {model}") as caught:
            load()
        assert caught.value.code == "model_missing"


def test_a_reranker_from_a_directory_is_loaded_once(tmp_path: Path) -> None:
    name = f"onnx:{write_cross_encoder(tmp_path / 'tiny')}"
    providers = choose_providers(replace(DEFAULT, reranker=name), tmp_path)
    reranker = providers.reranker()
    assert reranker is not None
    assert reranker is providers.reranker()
    assert reranker.name == name


def test_threads_that_ask_at_the_same_time_load_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loads, both_ask = [], threading.Barrier(2)

    def load(directory: Path, name: str, threads: int) -> Any:
        loads.append(name)
        return object()

    def ask() -> Embedder:
        both_ask.wait(5)
        return providers.embedder()

    monkeypatch.setattr(choose, "EMBEDDERS", {"minilm": choose.Choice(load)})
    providers = choose_providers(DEFAULT, tmp_path)
    with ThreadPoolExecutor(2) as pool:
        first, second = (each.result() for each in [pool.submit(ask), pool.submit(ask)])
    assert first is second
    assert loads == ["minilm"]


def test_what_failed_to_load_is_tried_again(tmp_path: Path) -> None:
    directory = tmp_path / "later"
    providers = choose_providers(replace(DEFAULT, reranker=f"onnx:{directory}"), tmp_path)
    with pytest.raises(Invalid, match="is not known"):
        providers.reranker()
    write_cross_encoder(directory)
    assert providers.reranker() is not None


def test_from_the_hub_it_must_be_installed(tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match="chronos models install ms-marco-minilm") as caught:
        choose_providers(replace(DEFAULT, reranker="hub:ms-marco-minilm"), tmp_path).reranker()
    assert caught.value.code == "model_missing"


def test_whether_all_models_are_installed(models_home: Path, tmp_path: Path) -> None:
    def are_installed(home: Path, **names: str) -> bool:
        return choose_providers(replace(DEFAULT, **names), home).are_installed()

    assert are_installed(models_home)
    assert not are_installed(tmp_path)
    assert are_installed(models_home, transcriber=f"whisper:{tmp_path}", reranker=f"onnx:{tmp_path}")
    assert not are_installed(models_home, transcriber="whisper:nomodel")
    assert not are_installed(models_home, reranker=f"onnx:{tmp_path / 'nowhere'}")


@pytest.mark.parametrize("name", ["ms-marco-minilm", "onnx:", "onnx", "hub:", "hub:minilm", "cohere:rerank", ""])
def test_an_unknown_reranker_is_refused_with_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid, match="is not known; use hub:ms-marco-minilm or onnx:DIR") as caught:
        choose_providers(replace(DEFAULT, reranker=name), tmp_path)
    assert caught.value.code == "setting_invalid"


@pytest.mark.parametrize("kind", ["transcriber", "embedder", "language_model"])
@pytest.mark.parametrize("name", ["", "gpt", "whisper:", "whisper", "openai:", ":", "minilm:DIR", "extractive:"])
def test_an_unknown_name_is_refused_with_the_known_ones(tmp_path: Path, kind: str, name: str) -> None:
    known = {"transcriber": TRANSCRIBERS, "embedder": EMBEDDERS, "language_model": LANGUAGE_MODELS}[kind]
    with pytest.raises(Invalid) as caught:
        choose_providers(replace(DEFAULT, **{kind: name}), tmp_path)
    assert str(caught.value) == f"CHRONOS_{kind.upper()}={name} is not known; use {' or '.join(known)}."
    assert caught.value.code == "setting_invalid"


def test_a_whisper_model_that_is_neither_pinned_nor_a_directory_is_refused(tmp_path: Path) -> None:
    providers = choose_providers(replace(DEFAULT, transcriber="whisper:enormous"), tmp_path)
    with pytest.raises(Invalid, match=r"use whisper:base or whisper:tiny\.en or whisper:DIR"):
        providers.transcriber()


@pytest.mark.parametrize("table", [TRANSCRIBERS, EMBEDDERS, RERANKERS])
def test_the_model_files_that_a_name_stands_for_are_pinned(table: Mapping[str, choose.Choice[object]]) -> None:
    assert {choice.pinned_model for choice in table.values()} - {None} <= set(CATALOGUE)

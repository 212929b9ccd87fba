"""MiniLM against a plain forward pass of its weights in float64."""

import math
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tokenizers import Tokenizer

from chronos.errors import ProviderError
from chronos.providers.embedding.bert import read_weights
from chronos.providers.embedding.minilm import MAX_TOKENS, MiniLM
from chronos.providers.models import model_path

Array = NDArray[np.float64]

TEXTS = [
    "",
    "Why?",
    "What does the learning rate decide?",
    "naïve café, 東京 and 🙂",
    "A transaction either happens as a whole or not at all; after a crash the log says which of the two it was. " * 4,
    "gradient descent " * 400,
]

_erf = np.vectorize(math.erf, otypes=[np.float64])


class Reference:
    """BERT as its paper defines it (Devlin et al. 2018), pooled as the model's card says; slow and plain."""

    def __init__(self, directory: Path) -> None:
        weights = read_weights(directory / "model.safetensors")
        self.weights: Mapping[str, Array] = {name: tensor.astype(np.float64) for name, tensor in weights.items()}
        self.tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(256)
        self.known: dict[str, Array] = {}  # a long text takes seconds

    def last_layer(self, text: str) -> Array:
        ids = self.tokenizer.encode(text).ids
        state = self.weights["embeddings.word_embeddings.weight"][ids]
        state = state + self.weights["embeddings.position_embeddings.weight"][: len(ids)]
        state = self.norm(state + self.weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for number in range(6):
            state = self.layer(state, f"encoder.layer.{number}")
        return state

    def embed(self, text: str) -> Array:
        if text not in self.known:
            mean = self.last_layer(text).mean(axis=0)
            self.known[text] = mean / np.linalg.norm(mean)
        return self.known[text]

    def layer(self, state: Array, name: str) -> Array:
        attention = f"{name}.attention"
        query, key, value = (
            self.linear(state, f"{attention}.self.{part}").reshape(-1, 12, 32).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(32)
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        mixed = (weights @ value).transpose(1, 0, 2).reshape(len(state), 384)
        state = self.norm(state + self.linear(mixed, f"{attention}.output.dense"), f"{attention}.output.LayerNorm")
        inner = self.linear(state, f"{name}.intermediate.dense")
        inner = inner * 0.5 * (1 + _erf(inner / math.sqrt(2)))
        return self.norm(state + self.linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def linear(self, state: Array, name: str) -> Array:
        return state @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def norm(self, state: Array, name: str) -> Array:
        centred = state - state.mean(axis=-1, keepdims=True)
        scaled: Array = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        return scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]


@pytest.fixture(scope="module")
def reference(models_home: Path) -> Reference:
    return Reference(model_path(models_home, "minilm"))


@pytest.mark.parametrize("text", TEXTS, ids=["empty", "short", "question", "unicode", "passage", "too long"])
def test_agrees_with_the_reference(minilm: MiniLM, reference: Reference, text: str) -> None:
    [vector] = minilm.embed([text])
    assert float(vector @ reference.embed(text)) >= 0.999999


def test_a_batch_agrees_with_the_reference(minilm: MiniLM, reference: Reference) -> None:
    vectors = minilm.embed(TEXTS)
    assert min(float(v @ reference.embed(text)) for v, text in zip(vectors, TEXTS, strict=True)) >= 0.999999


def test_token_vectors_are_the_last_layer(minilm: MiniLM, reference: Reference) -> None:
    for text, found in zip(TEXTS[:4], minilm.read(TEXTS[:4]), strict=True):
        expected = reference.last_layer(text)[1:-1]
        expected = expected / np.linalg.norm(expected, axis=1, keepdims=True)
        assert found.token_vectors.shape == expected.shape == (len(found.tokens), 384)
        np.testing.assert_allclose(found.token_vectors, expected, atol=1e-5)


def test_tokens_say_where_they_stand(minilm: MiniLM) -> None:
    text = "Whales breathe, naïvely."
    [found] = minilm.read([text])
    assert found.tokens == ("whales", "breathe", ",", "naive", "##ly", ".")
    assert [text[first:last] for first, last in found.spans] == ["Whales", "breathe", ",", "naïve", "ly", "."]
    assert minilm.read([]) == []


def test_the_number_of_threads_changes_nothing(minilm: MiniLM, models_home: Path) -> None:
    texts = [f"Sentence number {number} about indexes. " * (number % 7 + 1) for number in range(30)]
    single = MiniLM(model_path(models_home, "minilm"), threads=1)
    assert np.sum(single.embed(texts) * minilm.embed(texts), axis=1).min() >= 0.99999


def test_can_be_called_from_several_threads(minilm: MiniLM) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(minilm.embed, [TEXTS[:4]] * 8))
    for answer in answers:
        np.testing.assert_allclose(answer, answers[0], atol=1e-5)


def test_tokens_past_the_limit_are_ignored(minilm: MiniLM) -> None:
    words = ["index"] * (MAX_TOKENS - 2)
    full, longer = minilm.embed([" ".join(words), " ".join([*words, "whale", "vineyard"])])
    assert float(full @ longer) >= 0.99999


def test_a_directory_without_the_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match="chronos models install minilm") as caught:
        MiniLM(tmp_path)
    assert caught.value.code == "model_not_loaded"

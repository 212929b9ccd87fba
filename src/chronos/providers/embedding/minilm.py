"""MiniLM: embed with all-MiniLM-L6-v2 in fp32, from its published weights, with no key and no network."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import ctranslate2
import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from chronos.errors import ProviderError
from chronos.providers.embedding.bert import write_encoder
from chronos.providers.embedding.embedder import Reading

MAX_TOKENS = 256  # what the model was trained to read; the rest of a longer text is ignored
MAX_BATCH = 8  # texts per call; more gained nothing on two cores and costs memory
MAX_CHARACTERS = 100_000  # a text is cut here first: the tokeniser would otherwise read all of it


class MiniLM:
    """An Embedder: the mean of the last layer over the text's tokens, as the model's authors define it.

    Safe to call from several threads at once. A vector does not depend on the other texts of a call.
    """

    name = "minilm"
    dimensions = 384
    languages: frozenset[str] | None = frozenset({"en", "de"})  # trained on English; German comes near

    def __init__(self, directory: Path, threads: int = 0) -> None:
        """Load the model in `directory`; `threads`: texts at the same time, 0: one per core. Raises ProviderError."""
        self._threads = threads or _usable_cores()
        try:
            self._tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
            self._encoder = _load_encoder(directory, self._threads)
        except Exception as error:  # both libraries raise bare Exception or RuntimeError
            message = f"The model in {directory} could not be loaded ({error}). Run `chronos models install minilm`."
            raise ProviderError(message, code="model_not_loaded") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per text, in order: shape (len(texts), 384). Raises ProviderError."""
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for row, hidden in self._last_layer(self._encodings(texts)):
            vectors[row] = hidden.mean(axis=0)
        return _unit(vectors)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return each text with its vector and those of its tokens but `[CLS]` and `[SEP]`. Raises ProviderError."""
        encodings = self._encodings(texts)
        layers = dict(self._last_layer(encodings))
        return [
            Reading(
                vector=_unit(layers[row].mean(axis=0, keepdims=True))[0],
                tokens=tuple(encoding.tokens[1:-1]),
                spans=tuple(encoding.offsets[1:-1]),
                token_vectors=_unit(layers[row][1:-1]),
            )
            for row, encoding in enumerate(encodings)
        ]

    def _encodings(self, texts: Sequence[str]) -> list[Encoding]:
        # One by one: encode_batch starts threads of its own, which warn when the process forks later.
        return [self._tokenizer.encode(_readable(text)) for text in texts]

    def _last_layer(self, encodings: Sequence[Encoding]) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Yield row and last hidden state, shape (tokens, 384), of every text, in any order."""
        rows = sorted(
            range(len(encodings)), key=lambda row: len(encodings[row].ids)
        )  # texts of similar length share a batch
        size = min(MAX_BATCH, -(-len(rows) // self._threads)) or 1
        batches = [rows[start : start + size] for start in range(0, len(rows), size)]
        calls = [[encodings[row].ids for row in batch] for batch in batches]
        for batch, states in zip(batches, self._forward_all(calls), strict=True):
            for row, state in zip(batch, states, strict=True):
                yield row, state[: len(encodings[row].ids)]

    def _forward_all(self, calls: Sequence[list[list[int]]]) -> Iterator[NDArray[np.float32]]:
        if len(calls) <= 1:
            yield from map(self._forward, calls)
            return
        with ThreadPoolExecutor(min(self._threads, len(calls))) as pool:
            yield from pool.map(self._forward, calls)

    def _forward(self, ids: list[list[int]]) -> NDArray[np.float32]:
        try:
            return np.array(self._encoder.forward_batch(ids).last_hidden_state)
        except RuntimeError as error:
            raise ProviderError(f"MiniLM failed on {len(ids)} texts ({error}).", code="embedder_failed") from error


def _load_encoder(directory: Path, threads: int) -> ctranslate2.Encoder:
    # Converted at each start: it takes 0.2 s, and a converted copy on disk could be damaged or out of date.
    with tempfile.TemporaryDirectory(prefix="chronos-minilm-") as scratch:
        write_encoder(directory, Path(scratch))
        # Threads work on different texts: threads inside one text would wait for each other.
        return ctranslate2.Encoder(scratch, compute_type="float32", inter_threads=threads, intra_threads=1)


def _readable(text: str) -> str:
    """Return the beginning of the text as valid Unicode: half of a surrogate pair becomes a question mark."""
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode()


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _usable_cores() -> int:
    """Count the cores that this process may use: a container often has fewer than its machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

"""Cross-encoder: score with an ONNX model that reads a question and a passage as one text."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from chronos.errors import ProviderError

MODEL, TOKENIZER = "model.onnx", "tokenizer.json"
MAX_TOKENS = 512  # of question and passage together; the longer one is cut
MAX_CHARACTERS = 20_000  # a text is cut here first: the tokeniser would otherwise read all of it
BATCH = 16  # pairs per call
KNOWN_INPUTS = {"input_ids", "attention_mask", "token_type_ids"}

Numbers = NDArray[np.int64]


class CrossEncoder:
    """A Reranker whose model has one output per pair, a logit, as the MS MARCO models of sentence-transformers do.

    Safe to call from several threads at once. A score does not depend on the other passages of a call.
    """

    def __init__(self, directory: Path, name: str, threads: int = 0) -> None:
        """Load model.onnx and tokenizer.json of `directory`; `threads` 0: one per core.

        Raises ProviderError: model_missing, model_not_loaded (no such files, or other ones), not_a_reranker.
        """
        self.name = name
        self._directory = directory
        for file in (MODEL, TOKENIZER):
            if not (directory / file).is_file():
                message = f"There is no re-ranker in {directory}: {file} is missing. Check CHRONOS_RERANKER."
                raise ProviderError(message, code="model_missing")
        try:
            self._tokenizer = Tokenizer.from_file(str(directory / TOKENIZER))
            self._session = _open(directory / MODEL, threads)
        except Exception as error:  # both libraries raise bare Exception or RuntimeError
            message = (
                f"The re-ranker in {directory} could not be loaded ({_first_line(error)}). Check CHRONOS_RERANKER."
            )
            raise ProviderError(message, code="model_not_loaded") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._inputs = [one.name for one in self._session.get_inputs()]
        if not {"input_ids"} <= set(self._inputs) <= KNOWN_INPUTS:
            raise self._unfit(f"it takes {', '.join(self._inputs) or 'nothing'}, not a text's tokens")
        self.score("Why?", ["Because."])  # finds a wrong output at start, not at the first question

    def score(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Return the log-odds that each passage answers the question, in order. Raises ProviderError."""
        asked = _readable(question)
        # One by one: encode_batch starts threads of its own, which warn when the process forks later.
        encodings = [self._tokenizer.encode(asked, _readable(passage)) for passage in passages]
        scores = np.empty(len(passages), np.float32)
        for rows in _batches(encodings):
            scores[rows] = self._logits([encodings[row] for row in rows])
        return scores

    def _logits(self, encodings: Sequence[Encoding]) -> NDArray[np.float32]:
        fields = {
            "input_ids": _padded([one.ids for one in encodings]),
            "attention_mask": _padded([one.attention_mask for one in encodings]),
            "token_type_ids": _padded([one.type_ids for one in encodings]),
        }
        try:
            first, *_ = self._session.run(None, {name: fields[name] for name in self._inputs})
        except Exception as error:  # onnxruntime's errors share no class but Exception
            message = f"The re-ranker in {self._directory} failed on {len(encodings)} passages ({_first_line(error)})."
            raise ProviderError(message, code="reranker_failed") from error
        logits = np.asarray(first)
        if logits.shape not in ((len(encodings), 1), (len(encodings),)):
            shape = " × ".join(map(str, logits.shape))
            raise self._unfit(f"its output for {len(encodings)} passages is {shape} numbers, not one for each")
        if not np.isfinite(logits).all():
            raise self._unfit("its output is not a number")
        return logits.reshape(-1).astype(np.float32)

    def _unfit(self, reason: str) -> ProviderError:
        message = f"The model in {self._directory} is no re-ranker: {reason}. Check CHRONOS_RERANKER."
        return ProviderError(message, code="model_unsuitable")


def _open(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or _usable_cores()
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # errors are raised; warnings would fill the terminal
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads free the cores
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _batches(encodings: Sequence[Encoding]) -> Iterator[list[int]]:
    """Yield rows in batches of similar length: a batch is as long as its longest."""
    rows = sorted(range(len(encodings)), key=lambda row: len(encodings[row].ids))
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _padded(rows: Sequence[Sequence[int]]) -> Numbers:
    """Fill the rows up with zeros, which the mask hides from the model."""
    filled = np.zeros((len(rows), max(map(len, rows))), np.int64)
    for i, row in enumerate(rows):
        filled[i, : len(row)] = row
    return filled


def _readable(text: str) -> str:
    """Return the beginning of the text as valid Unicode: half of a surrogate pair becomes a question mark."""
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode()


def _first_line(error: Exception) -> str:
    return " ".join((str(error) or type(error).__name__).split())[:200].rstrip(". ")


def _usable_cores() -> int:
    """Count the cores that this process may use: a container often has fewer than its machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

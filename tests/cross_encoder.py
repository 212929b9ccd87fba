"""A cross-encoder of a few kilobytes: its logit is how many words question and passage share.

The model file is written as the bytes of ONNX's protocol buffers (onnx.proto of the ONNX project), so that tests need
no package that writes models.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
WORDS = (
    "bread",
    "dough",
    "rise",
    "yeast",
    "query",
    "index",
    "rows",
    "database",
    "cat",
    "sofa",
    "sleep",
    "tax",
    "whale",
)
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
FLOAT, INT64 = 1, 7  # TensorProto.DataType


def write_cross_encoder(
    directory: Path, *, inputs: Sequence[str] = INPUTS, one_per_pair: bool = True, scale: float = 1.0
) -> Path:
    """Write model.onnx and tokenizer.json; by default a re-ranker, else something that only looks like one."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "model.onnx").write_bytes(_model(inputs, one_per_pair, scale))
    _tokenizer().save(str(directory / "tokenizer.json"))
    return directory


def _tokenizer() -> Tokenizer:
    vocabulary = {token: number for number, token in enumerate((*SPECIAL, *WORDS))}
    made = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    made.normalizer = Lowercase()
    made.pre_tokenizer = BertPreTokenizer()
    made.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])],
    )
    return made


def _model(inputs: Sequence[str], one_per_pair: bool, scale: float) -> bytes:
    ids, mask, types = inputs
    count = len(SPECIAL) + len(WORDS)
    table = np.diag([0.0] * len(SPECIAL) + [scale] * len(WORDS)).astype(
        "<f4"
    )  # what is special, or unknown, is nothing
    nodes = [
        _node("Cast", [mask], "read", _int("to", FLOAT)),
        _node("Cast", [types], "of_passage", _int("to", FLOAT)),
        _node("Mul", ["read", "of_passage"], "passage"),
        _node("Sub", ["read", "passage"], "question"),
        _node("Unsqueeze", ["passage"], "passage_row", _ints("axes", [1])),
        _node("Unsqueeze", ["question"], "question_row", _ints("axes", [1])),
        _node("Gather", ["table", ids], "words"),
        _node("MatMul", ["passage_row", "words"], "in_passage"),
        _node("MatMul", ["question_row", "words"], "in_question"),
        _node("Mul", ["in_passage", "in_question"], "shared"),
        _node("ReduceSum", ["shared"], "logits", _ints("axes", [2 if one_per_pair else 1]), _int("keepdims", 0)),
    ]
    weights = _number(1, count) * 2 + _number(2, FLOAT) + _text(8, "table") + _bytes(9, table.tobytes())
    graph = b"".join(_bytes(1, node) for node in nodes) + _text(2, "shared words") + _bytes(5, weights)
    graph += b"".join(_bytes(11, _value(name, INT64, ("pairs", "tokens"))) for name in inputs)
    graph += _bytes(12, _value("logits", FLOAT, ("pairs", "labels")))
    return _number(1, 7) + _bytes(7, graph) + _bytes(8, _number(2, 11))  # IR version 7, operators of version 11


def _node(operator: str, inputs: Sequence[str], output: str, *attributes: bytes) -> bytes:
    parts = [_text(1, name) for name in inputs] + [_text(2, output), _text(3, output), _text(4, operator)]
    return b"".join([*parts, *(_bytes(5, attribute) for attribute in attributes)])


def _int(name: str, value: int) -> bytes:
    return _text(1, name) + _number(3, value) + _number(20, 2)


def _ints(name: str, values: Sequence[int]) -> bytes:
    return _text(1, name) + b"".join(_number(8, value) for value in values) + _number(20, 7)


def _value(name: str, element: int, dimensions: Sequence[str]) -> bytes:
    shape = b"".join(_bytes(1, _text(2, dimension)) for dimension in dimensions)
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, element) + _bytes(2, shape)))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])

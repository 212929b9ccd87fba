"""BERT: convert an encoder's published weights to the format of CTranslate2."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import common_spec, transformer_spec
from numpy.typing import NDArray

LAYERS = 6
HEADS = 12
LAYER_NORM_EPSILON = 1e-12

Weights = Mapping[str, NDArray[np.float32]]


def write_encoder(source: Path, target: Path) -> None:
    """Write `source` (model.safetensors, tokenizer.json of MiniLM) into the empty directory `target`."""
    weights = read_weights(source / "model.safetensors")
    spec = transformer_spec.TransformerEncoderModelSpec(_encoder_spec(weights))
    vocabulary: dict[str, int] = json.loads((source / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    spec.register_vocabulary(sorted(vocabulary, key=vocabulary.__getitem__))
    spec.config.unk_token = "[UNK]"  # noqa: S105
    spec.config.layer_norm_epsilon = LAYER_NORM_EPSILON
    spec.validate()
    spec.save(str(target))


def read_weights(path: Path) -> Weights:
    """Return the float32 tensors of a safetensors file by name: 8 bytes header length, JSON header, then the data."""
    data = np.memmap(path, dtype=np.uint8, mode="r")
    start = 8 + int.from_bytes(data[:8].tobytes(), "little")
    header: dict[str, Any] = json.loads(data[8:start].tobytes())
    return {
        name: np.asarray(data[start + first : start + last]).view(np.float32).reshape(entry["shape"])
        for name, entry in header.items()
        if entry.get("dtype") == "F32"
        for first, last in [entry["data_offsets"]]
    }


def _encoder_spec(weights: Weights) -> transformer_spec.TransformerEncoderSpec:
    encoder = transformer_spec.TransformerEncoderSpec(
        LAYERS, HEADS, pre_norm=False, activation=common_spec.Activation.GELU, layernorm_embedding=True
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = weights["embeddings.word_embeddings.weight"]
    # Every token is of type 0, so the embedding of that type is added to the positions once, here.
    encoder.position_encodings.encodings = (
        weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    )
    _set_norm(encoder.layernorm_embedding, weights, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        _set_layer(layer, weights, f"encoder.layer.{number}")
    return encoder


def _set_layer(layer: transformer_spec.TransformerEncoderLayerSpec, weights: Weights, prefix: str) -> None:
    attention, heads = layer.self_attention, [f"{prefix}.attention.self.{part}" for part in ("query", "key", "value")]
    attention.linear[0].weight = np.concatenate([weights[f"{head}.weight"] for head in heads])
    attention.linear[0].bias = np.concatenate([weights[f"{head}.bias"] for head in heads])
    _set_linear(attention.linear[1], weights, f"{prefix}.attention.output.dense")
    _set_norm(attention.layer_norm, weights, f"{prefix}.attention.output.LayerNorm")
    _set_linear(layer.ffn.linear_0, weights, f"{prefix}.intermediate.dense")
    _set_linear(layer.ffn.linear_1, weights, f"{prefix}.output.dense")
    _set_norm(layer.ffn.layer_norm, weights, f"{prefix}.output.LayerNorm")


def _set_linear(spec: common_spec.LinearSpec, weights: Weights, name: str) -> None:
    spec.weight, spec.bias = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _set_norm(spec: common_spec.LayerNormSpec, weights: Weights, name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]

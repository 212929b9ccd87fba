"""A model of two small files that tests install."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from chronos.providers.models import Directory, Model, ModelFile, Package

CONTENT = {"weights.bin": bytes(range(256)) * 9_000, "config.json": b'{"layers": 1}\n'}
MIDDLE = 1_000_003  # where the weights are cut into two packages


def a_model(content: Mapping[str, bytes] = CONTENT, packages: tuple[Package, ...] = ()) -> Model:
    members = {
        "weights.bin": ("tiny_one/data/weights.1", "tiny_two/weights.2"),
        "config.json": ("tiny_one/config.json",),
    }
    files = tuple(ModelFile(name, len(data), sha256(data), members[name]) for name, data in content.items())
    return Model("tiny", "tests", "none", "someone/tiny", "0" * 40, files, packages)


def a_directory(path: Path, content: Mapping[str, bytes] = CONTENT) -> Directory:
    path.mkdir(parents=True)
    for name, data in content.items():
        (path / name).write_bytes(data)
    return Directory(path)


def flipped(data: bytes) -> bytes:
    return data[:700_000] + bytes([data[700_000] ^ 1]) + data[700_001:]


def nothing_but_the_lock(root: Path) -> bool:
    return [path.name for path in root.iterdir()] == [".lock"]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

"""`chronos models`."""

import json
from pathlib import Path

from tests.cli.conftest import RunChronos


def test_one_flipped_byte_is_found(
    chronos: RunChronos, creator: str, home: Path, models_home: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copied"
    copy.mkdir()
    (copy / "minilm").mkdir()
    for file in (models_home / "models" / "minilm").iterdir():
        if file.is_file():
            (copy / "minilm" / file.name).write_bytes(file.read_bytes())
    damaged = copy / "minilm" / "model.safetensors"
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    elsewhere = {"CHRONOS_HOME": str(tmp_path / "fresh")}
    run = chronos("models", "install", "minilm", "--from", copy, **elsewhere)
    assert run.code == 5
    assert "sha256" in run.message
    assert not (tmp_path / "fresh" / "models" / "minilm").exists()
    # One that was right when it was installed, and is not any more.
    (home / "models").unlink()
    copy.rename(home / "models")
    run = chronos("search", "anything")
    assert run.code == 5
    assert "damaged" in run.message
    listed = json.loads(chronos("models", "list", "--json").out)
    assert {one["name"]: one["state"] for one in listed}["minilm"] == "damaged"

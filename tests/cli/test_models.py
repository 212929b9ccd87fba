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


def test_prices_are_listed_with_the_operators_own(chronos: RunChronos) -> None:
    own = {"CHRONOS_MODEL_PRICES": "openai:my-model=0.20/0.60,openai:gpt-6-sol=1/2"}
    rows = json.loads(chronos("models", "prices", "--json", **own).out)
    assert {row["model"] for row in rows} >= {"anthropic:claude-haiku-5-5", "openai:my-model"}
    [sol] = [row for row in rows if row["model"] == "openai:gpt-6-sol"]
    assert (sol["input_usd"], sol["output_usd"], sol["above_prompt_tokens"]) == (1, 2, 0)
    table = chronos("models", "prices", **own).out
    assert "openai:my-model" in table
    assert "> 100,000 tokens" in table


def test_a_paid_model_needs_a_price(chronos: RunChronos) -> None:
    paid = {"CHRONOS_LANGUAGE_MODEL": "openai:nobody-knows", "CHRONOS_OPENAI_API_KEY": "SECRET"}
    run = chronos("ask", "Why?", **paid)
    assert run.code == 2
    assert "The price of openai:nobody-knows is not known: set CHRONOS_MODEL_PRICES=openai:nobody-knows=" in run.message
    assert "SECRET" not in run.message

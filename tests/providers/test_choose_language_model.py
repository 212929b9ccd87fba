"""Which language model a name stands for, what it needs, and whether it costs anything."""

import re

import pytest
from pydantic import SecretStr

from chronos.errors import Invalid
from chronos.providers.choose_language_model import Access, find_language_model, is_paid

KEY = SecretStr("a-key")


@pytest.mark.parametrize(
    ("name", "access", "is_known"),
    [
        ("extractive", Access(), True),
        ("anthropic:claude-haiku-5-5", Access(anthropic_key=KEY), True),
        ("openai:gpt-6-luna", Access(openai_key=KEY), True),
        ("openai:llama3.3:70b", Access(openai_url="http://127.0.0.1:11434/v1"), True),
        ("anthropic:claude-haiku-5-5", Access(openai_key=KEY), False),
        ("openai:gpt-6-luna", Access(anthropic_key=KEY), False),
    ],
)
def test_a_model_needs_its_key(name: str, access: Access, is_known: bool) -> None:
    if is_known:
        find_language_model("CHRONOS_LANGUAGE_MODEL", name, access)
        return
    engine = name.partition(":")[0].upper()
    sentence = f"CHRONOS_LANGUAGE_MODEL={name} needs a key: set CHRONOS_{engine}_API_KEY."
    with pytest.raises(Invalid, match=re.escape(sentence)) as caught:
        find_language_model("CHRONOS_LANGUAGE_MODEL", name, access)
    assert caught.value.code == "setting_invalid"


@pytest.mark.parametrize("name", ["", "openai", "openai:", "anthropic:MODEL", "extractive:x", "gpt"])
def test_an_unknown_name_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(Invalid, match=re.escape("use extractive or anthropic:MODEL or openai:MODEL.")):
        find_language_model("CHRONOS_LANGUAGE_MODEL", name, Access(KEY, None, KEY, None))


@pytest.mark.parametrize(
    ("name", "access", "paid"),
    [
        ("extractive", Access(), False),
        ("anthropic:x", Access(), True),
        ("openai:x", Access(), True),
        ("openai:x", Access(openai_url="https://openrouter.ai/api/v1"), True),
        ("openai:x", Access(openai_url="http://ollama:11434/v1"), False),
        ("anthropic:x", Access(openai_url="http://ollama:11434/v1"), True),
    ],
)
def test_a_server_of_ones_own_costs_nothing(name: str, access: Access, paid: bool) -> None:
    assert is_paid(name, access) is paid


def test_keys_are_not_shown() -> None:
    assert "a-key" not in repr(Access(KEY, None, KEY, None))
